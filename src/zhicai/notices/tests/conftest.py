"""Hubei with its 2022 year opened, standing on a day of February."""

import pytest

from zhicai.foundation.clock import standing_at
from zhicai.notices.tests import scenes as own
from zhicai.programmes.tests import scenes


@pytest.fixture
def year(db):
    scenes.load_hubei(
        (scenes.HUBEI, scenes.YICHANG, scenes.YILING, "420502", scenes.WUHAN, "420102",
         scenes.XIANTAO)
    )  # fmt: skip
    return scenes.opened()


@pytest.fixture
def base(year):
    return scenes.base_at(scenes.YICHANG, "三峡大学知识产权培训基地")


@pytest.fixture(autouse=True)
def _on_a_day_in_february(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with standing_at(own.TODAY):
        yield
