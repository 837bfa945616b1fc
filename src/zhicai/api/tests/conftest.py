"""The scene of every test of the interface."""

import pytest

from zhicai.api.tests.scenes import NOW
from zhicai.foundation.clock import standing_at
from zhicai.planning.tests import scenes


@pytest.fixture
def hubei(db):
    return scenes.hubei()


@pytest.fixture(autouse=True)
def _on_a_day_in_march():
    with standing_at(NOW):
        yield
