"""The scene of every test of coordination: Hubei with its year opened."""

import pytest
from django.test import Client

from zhicai.accounts.models import User
from zhicai.coordination.queries.desk import desk_of
from zhicai.foundation import clock
from zhicai.planning.tests import scenes


@pytest.fixture
def hubei(db):
    return scenes.hubei()


@pytest.fixture
def desk(hubei):
    """The desk of an office on the day of the scene: ``desk(hubei.city())``."""
    return lambda acting: desk_of(acting, hubei.year, on=hubei.on)


@pytest.fixture
def browse(hubei):
    """A browser of somebody, on the day of the scene."""
    with clock.standing_at(hubei.on):

        def open_for(acting):
            client = Client()
            client.force_login(User.objects.get(pk=acting.user_id))
            return client

        yield open_for
