"""The scene of every test of publicity: Hubei on a day, offices, an item on its way."""

import pytest

from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.planning.tests import scenes
from zhicai.publicity.actions import publish_item, send_item, write_item
from zhicai.publicity.tests.scene import AT, DAY, words


@pytest.fixture(autouse=True)
def _on_a_day_in_april():
    with clock.standing_at(DAY):
        yield


@pytest.fixture
def hubei(db):
    return scenes.hubei()


@pytest.fixture
def keeper(hubei):
    """A colleague of the provincial officer."""
    return hubei.officer(scenes.HUBEI, Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")


@pytest.fixture
def published(hubei, keeper):
    """Publish an item of the province: ``published(body="…")``."""

    def published(**changes):
        item = write_item(words(**changes), year=hubei.year, by=hubei.province(), at=AT)
        return publish_item(send_item(item, by=hubei.province(), at=AT), by=keeper, at=AT)

    return published


@pytest.fixture
def sign_in(hubei, client):
    """Sign in for whom one acts; gives the client."""

    def sign_in(acting):
        client.force_login(next(u for u in hubei.users.values() if u.pk == acting.user_id))
        return client

    return sign_in
