"""The scene of every test of certificates."""

import pytest

from zhicai.certificates.tests import scenes
from zhicai.foundation import clock


@pytest.fixture
def scene(db):
    return scenes.certifying()


@pytest.fixture(autouse=True)
def june():
    with clock.standing_at(scenes.ISSUED):
        yield


@pytest.fixture
def visit(scene, client):
    """Sign in as whoever acts."""

    def sign_in(acting):
        client.force_login(
            scene.results.user_of(acting), backend="zhicai.accounts.backends.OfficeBackend"
        )  # fmt: skip
        return client

    return sign_in
