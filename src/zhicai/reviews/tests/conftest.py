"""The scene of the tests of reviews, built once for a module and undone after each test."""

import pytest
from django.db import transaction

from zhicai.foundation import clock
from zhicai.reviews.tests.scenes import ON, Reviews


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The scene as built."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Reviews()
        transaction.set_rollback(True)


@pytest.fixture
def scene(built, db):
    """The scene on its day; what a test changes is undone."""
    with clock.standing_at(ON):
        yield built
