"""The scene of every test of results."""

import pytest

from zhicai.foundation import clock
from zhicai.results.tests import scenes


@pytest.fixture
def scene(db):
    return scenes.results()


@pytest.fixture(autouse=True)
def june():
    with clock.standing_at(scenes.at("06-01")):
        yield


@pytest.fixture
def visit(scene, client):
    """Sign in as whoever acts."""

    def sign_in(acting):
        user = next(u for u in scene.hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in
