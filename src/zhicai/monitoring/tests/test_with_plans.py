"""The cockpit over what the apps below really count: plans sent, classes and people planned."""

from datetime import date

import pytest

from zhicai.accounts.models import User
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.monitoring.presenters.words import page_of
from zhicai.monitoring.queries import figures
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.queries.themes import themes_of
from zhicai.monitoring.tests import scene
from zhicai.planning.tests import scenes as plans
from zhicai.programmes import registry

pytestmark = pytest.mark.django_db
MARCH = date(2022, 3, 25)


@pytest.fixture
def hubei():
    return plans.hubei()


def of(acting, code="", on=MARCH):
    return scope_for(acting, on=on, code=code)


def test_every_metric_that_the_tiles_name_is_counted_by_some_app(hubei):
    counted = [tile for tile in figures.TILES if isinstance(tile, figures.SumTile)]
    assert all(registry.metric(tile.metric) is not None for tile in counted)
    law = of(hubei.province()).law
    rules = [tile.rule for tile in figures.TILES if isinstance(tile, figures.RuleTile)]
    rules += [name for tile in counted for name in (tile.goal, tile.pace)]
    assert all(name in law.obligations for name in rules)


def test_a_plan_on_its_way_is_counted_from_the_county_up(hubei):
    hubei.sent(plans.YILING, on="03-18")
    for acting, owing in ((hubei.province(), 103), (hubei.city(), 13), (hubei.county(), 1)):
        tiles = {one.label.en: one for one in figures.figures_of(of(acting))}
        assert (tiles["County plans"].value, tiles["County plans"].goal) == (1, owing)
    hubei.accepted(plans.XILING, on="03-20")
    tiles = {one.label.en: one for one in figures.figures_of(of(hubei.city()))}
    assert tiles["County plans"].value == 2
    assert tiles["Planned people"].goal == 1300
    assert tiles["Planned people"].value in (120, 240)


def test_the_list_behind_each_metric_and_the_page_that_mends_it_can_be_opened(hubei):
    hubei.sent(plans.YILING)
    chen = hubei.county()
    client = scene.browser(User.objects.get(pk=chen.user_id))
    with scene.on(MARCH):
        page = client.get(f"/cockpit/obligations/{scene.PLAN}/{plans.YILING}/county/")
        text = page.content.decode()
    found = of(chen).ledger.find(scene.PLAN, plans.YILING, Level.COUNTY)
    assert found.state in (State.MET, State.AT_RISK)
    assert "看数据明细" in text
    counted = registry.metric(found.verdict.rule.metric)
    assert counted is not None
    with scene.on(MARCH):
        for name in (counted.list_page, counted.mend_page):
            address = page_of(name, plans.YILING)
            assert client.get(address, follow=True).status_code == 200, name


@pytest.mark.clause("HB-1.d")
def test_planned_courses_are_counted_by_patent_trade_mark_and_geographical_indication(hubei):
    hubei.accepted(plans.YILING)
    hubei.accepted(plans.XILING, on="03-21")
    lines = {line.key: line for line in themes_of(of(hubei.province()))}
    assert (lines["patent"].courses, lines["patent"].people) == (4, 240)
    assert lines["trademark"].courses == 2
    assert lines["geographical-indication"].courses == 0
    assert {line.key: line.courses for line in themes_of(of(hubei.county()))}["patent"] == 2
    client = scene.browser(User.objects.get(pk=hubei.province().user_id))
    with scene.on(MARCH):
        page = client.get("/cockpit/").content.decode()
    assert "按主题统计计划课程" in page
    assert "地理标志" in page


def test_without_any_tagged_course_the_table_of_themes_is_left_out(hubei):
    assert themes_of(of(hubei.province())) == []
