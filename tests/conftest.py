"""The demo's story as the tests' fixture: a told spring of Hubei, and served sites to click
through.
"""

from datetime import date

import pytest
from django.db import transaction
from django.test import TestCase

from tests.browsing import Desk
from tests.site import Sites
from zhicai.demo.story import STORIES, tell
from zhicai.foundation import clock

TOLD_UP_TO = date(2022, 4, 8)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """Hubei's story told up to 8 April 2022; undone when the module's tests have run.

    Tests that use it are marked ``django_db``: what each of them changes is undone after it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            stage = tell(STORIES["hubei-2022"], on=TOLD_UP_TO)
        yield stage
        transaction.set_rollback(True)


@pytest.fixture
def on_that_day():
    """Stand on the day up to which the story has been told."""
    with clock.standing_at(TOLD_UP_TO):
        yield TOLD_UP_TO


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Serve a fresh demo told up to a day: ``serve("2022-03-01")``; see ``tests.site``."""
    sites = Sites(tmp_path_factory.mktemp("sites"))
    yield sites
    sites.stop()


@pytest.fixture
def desk(browser):
    """Open a browser for an office: ``desk(site, "chenliqun")`` gives its page, signed in.

    When the test has passed, no page may have complained, broken the site's policy or asked
    anything outside it.
    """
    opened = []

    def open_desk(site, username=None, **options):
        one = Desk(browser, site, **options)
        opened.append(one)
        return one.sign_in(username) if username else one.page

    yield open_desk
    complaints = [words for one in opened for words in one.complaints]
    for one in opened:
        one.close()
    assert complaints == []
