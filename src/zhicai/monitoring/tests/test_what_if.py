"""What other settings would change is shown before anybody decides, and nothing is written."""

from datetime import date

import pytest

from zhicai.foundation import clock
from zhicai.law.engine import State
from zhicai.monitoring.queries.whatif import compare, worse
from zhicai.monitoring.tests import scene
from zhicai.programmes.models import ProgrammeYear, SettingDecision

pytestmark = pytest.mark.django_db
END = date(2022, 12, 31)


@pytest.fixture
def year(hubei):
    return ProgrammeYear.objects.get(programme="hubei-2022")


def test_a_setting_that_binds_direct_units_as_counties_takes_their_duties_away(year):
    found = compare(
        year, on=END, supposing={"office-holds-city-and-county-seat": False}, path="420000"
    )
    assert {one.place.code for one in found.differences} == {
        "429004", "429005", "429006", "429021",
    }  # fmt: skip
    assert all(one.after is None for one in found.differences)
    assert sum(found.as_is.values()) - sum(found.supposed.values()) == len(found.differences)


def test_the_same_value_as_now_changes_nothing(year):
    found = compare(
        year, on=END, supposing={"office-holds-city-and-county-seat": True}, path="420000"
    )
    assert found.differences == ()
    assert found.as_is == found.supposed


def test_years_that_do_not_repeat_owe_nothing_after_the_first(year):
    later = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2023, province=year.province, opened_on=date(2023, 1, 4),
        opened_by="周敏",
    )  # fmt: skip
    found = compare(later, on=date(2023, 6, 1), supposing={"years-repeat": False}, path="420000")
    assert sum(found.supposed.values()) == 0
    assert sum(found.as_is.values()) == len(found.differences) > 1000
    assert worse(found.differences) == 0


def test_nothing_is_written(year):
    compare(year, on=END, supposing={"years-repeat": False}, path="420000")
    assert not SettingDecision.objects.exists()
    assert compare(year, on=END, supposing={}, path="420000").as_is[State.OVERDUE] > 0


def test_the_page_shows_the_offices_by_name_and_refuses_a_value_that_makes_no_sense(year):
    with clock.standing_at(scene.JUNE):
        client = scene.browser(scene.provincial())
        assert client.get("/cockpit/what-if/").status_code == 200
        address = "/cockpit/what-if/?parameter=office-holds-city-and-county-seat"
        assert "现值" in client.get(address).content.decode()
        page = client.get(f"{address}&on=2022-06-20&value=false").content.decode()
        assert "仙桃市局" in page
        assert "不再要求" in page
        wrong = client.get("/cockpit/what-if/?parameter=lecturer-request-lead-days&on=x&value=y")
        assert wrong.status_code == 200
        assert "有变化的单位" not in wrong.content.decode()
        assert client.get("/cockpit/what-if/?parameter=nothing").status_code == 404


def test_cities_do_not_try_out_the_province_settings(year):
    with clock.standing_at(scene.JUNE):
        client = scene.browser(scene.person("zhangwei", "420500", scene.Level.CITY))
        assert client.get("/cockpit/what-if/").status_code == 403
