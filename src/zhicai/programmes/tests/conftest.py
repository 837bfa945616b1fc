"""What the tests of programmes share: Hubei with its 2022 year opened, standing on a day of it."""

import pytest

from zhicai.foundation.clock import standing_at
from zhicai.programmes.tests import scenes


@pytest.fixture
def hubei(db):
    scenes.load_hubei()


@pytest.fixture
def year(hubei):
    return scenes.opened()


@pytest.fixture(autouse=True)
def _on_a_day_in_february():
    with standing_at(scenes.TODAY):
        yield
