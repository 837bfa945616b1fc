"""The scene of every test of exams."""

import pytest
from django.test import Client

from zhicai.exams.queries import papers
from zhicai.exams.tests import bank_scenes, scenes
from zhicai.foundation import clock


@pytest.fixture(autouse=True)
def _no_content_remembered():
    """A process remembers versions of items by their keys, which each test gives anew."""
    papers._content.cache_clear()


@pytest.fixture
def scene(db):
    return scenes.Scene()


@pytest.fixture
def who(scene):
    return scene.candidate()


@pytest.fixture
def bank(db):
    with clock.standing_at(bank_scenes.NOW):
        yield bank_scenes.Bank()


@pytest.fixture
def at_bank(bank):
    """A browser of someone of the bank."""

    def signed_in(who):
        client = Client()
        client.force_login(bank.user(getattr(bank, who)))
        return client

    return signed_in
