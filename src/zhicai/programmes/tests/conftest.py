"""What the tests of programmes share: Hubei with its 2022 year opened, standing on a day of it."""

import pytest

from zhicai.foundation.clock import standing_at
from zhicai.foundation.text import Text
from zhicai.programmes import registry
from zhicai.programmes.models import Receipt
from zhicai.programmes.queries import library
from zhicai.programmes.registry import Metric
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


@pytest.fixture
def counted(monkeypatch):
    """Count what a rule asks for, whoever counts it or not: receipts stand in for plans, say."""

    def as_if(rule, programme="hubei-2022", **changes):
        name = library().programme(programme).obligations[rule].metric
        model = registry.metric("programmes.notice_receipts")
        values = {
            "name": name,
            "unit": "plan",
            "says": Text("计划", "plans"),
            "rows": lambda counting: Receipt.objects.filter(
                notice__programme_year_id=counting.programme_year_id,
                acknowledged_on__isnull=False,
            ),
            "place": model.place,
            "dated": model.dated,
            "list_page": model.list_page,
            "mend_page": model.mend_page,
            **changes,
        }
        monkeypatch.setitem(registry._metrics, name, Metric(**values))

    return as_if
