"""The scene of the tests of reports, built once for a module and undone after each test."""

import pytest
from django.db import transaction

from zhicai.archive.tests.scenes import ON, Archive
from zhicai.foundation import clock


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The scene as built."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Archive()
        transaction.set_rollback(True)


@pytest.fixture
def scene(built, db):
    """The scene on its day; what a test changes is undone."""
    with clock.standing_at(ON):
        yield built
