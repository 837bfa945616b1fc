"""Every test of outreach stands in Hubei's opened year on a day in February."""

import pytest

from zhicai.foundation.clock import standing_at
from zhicai.outreach.tests import scenes
from zhicai.programmes.tests import scenes as programme


@pytest.fixture
def year(db):
    programme.load_hubei()
    return programme.opened()


@pytest.fixture(autouse=True)
def _on_a_day_in_february():
    with standing_at(scenes.TODAY):
        yield
