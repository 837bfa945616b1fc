"""The scene of every test of exams."""

import pytest
from django.db import transaction
from django.test import Client

from zhicai.exams.queries import papers, terms
from zhicai.exams.tests import bank_scenes, pack_scenes, room_scenes, scenes
from zhicai.foundation import clock


@pytest.fixture(autouse=True)
def _no_content_remembered():
    """A process remembers versions of items and terms of exams by keys, which each test gives
    anew.
    """
    papers._content.cache_clear()
    terms._partial.cache_clear()


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


@pytest.fixture(scope="module")
def room_built(django_db_setup, django_db_blocker):
    """A class with a sealed paper and people, built once for a module and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield room_scenes.RoomScene()
        transaction.set_rollback(True)


@pytest.fixture
def room(room_built, db):
    """The class of the module; what a test changes in it is undone after it."""
    return room_built


@pytest.fixture(scope="session")
def kept(django_db_setup, django_db_blocker):
    """A pack of thirty as a province made it, which is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = pack_scenes.keep_pack(pack_scenes.PackScene())
        transaction.set_rollback(True)
    papers._content.cache_clear()
    return found


@pytest.fixture(scope="session")
def written(kept, django_db_blocker):
    """The signed answers of its room, which is undone: halfway, and after the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        machine = pack_scenes.RoomMachine(kept)
        machine.write()
        early = machine.export(25)
        machine.end()
        found = early, machine.export(66)
        transaction.set_rollback(True)
    papers._content.cache_clear()
    return found
