"""Progress of counties against their plans: ahead, on time, behind, late, each with its reason."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from zhicai.dossiers.tests.scenes import XILING, YICHANG, YILING, standing, world
from zhicai.foundation.errors import OutOfScope
from zhicai.law.engine import State
from zhicai.messages.models import Message
from zhicai.monitoring.queries.progress import (
    CLASSES,
    DUTIES,
    MEASURES,
    MONEY,
    PEOPLE,
    PLANS,
    tracking_of,
)
from zhicai.monitoring.queries.progress_why import progress_why
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.rules import (
    Course,
    Footing,
    Thresholds,
    footing_of,
    together,
    worst_footing,
)

JUNE = date(2022, 6, 20)
APRIL = date(2022, 4, 20)
LIMITS = Thresholds(Decimal(10), Decimal(30))
BUDGET = 40
"""Queries of the page: session, user, ledger, plans, money, bell."""


# --- the rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "plan", "expected", "over", "footing"),
    [
        (2, 2, 2, False, Footing.DONE),
        (3, 2, 0, True, Footing.DONE),
        (80, 100, 60, False, Footing.AHEAD),
        (60, 100, 60, False, Footing.ON_TIME),
        (50, 100, 60, False, Footing.ON_TIME),
        (49, 100, 60, False, Footing.BEHIND),
        (30, 100, 60, False, Footing.LATE),
        (99, 100, 60, True, Footing.LATE),
        (0, 100, 0, False, Footing.ON_TIME),
        (None, 100, 60, False, Footing.NOT_COUNTED),
        (0, 0, 0, False, Footing.UNPLANNED),
    ],
)
def test_a_share_stands_beside_what_the_plan_lets_one_expect(value, plan, expected, over, footing):
    known = None if value is None else Decimal(value)
    course = Course(known, Decimal(plan), Decimal(expected), over)
    assert footing_of(course, LIMITS) is footing


def test_more_of_a_plan_is_never_worse():
    order = list(Footing)
    found = [
        order.index(footing_of(Course(Decimal(n), Decimal(100), Decimal(60)), LIMITS))
        for n in range(101)
    ]
    assert found == sorted(found)


def test_courses_add_up_and_what_nobody_counts_is_left_out():
    one = Course(Decimal(1), Decimal(2), Decimal(1))
    over = Course(Decimal(0), Decimal(3), Decimal(1), over=True)
    none = Course(None, Decimal(4), Decimal(2))
    assert together([one, over, none]) == Course(Decimal(1), Decimal(9), Decimal(6))
    assert together([none]).value is None
    assert worst_footing([Footing.DONE, Footing.BEHIND, Footing.ON_TIME]) is Footing.BEHIND


# --- counties -------------------------------------------------------------------------------------


@pytest.fixture
def told(db):
    """Yiling has held its class, Xiling has only planned one, the other counties have no plan."""
    return world()


def tracked(told, by=None, on=JUNE, code=""):
    return tracking_of(scope_for(by or told.city(), on=on, code=code))


def footing(told, code, measure, on=JUNE):
    return tracked(told, on=on).counties[code].cell(measure).footing


def test_a_county_is_held_against_the_days_of_its_own_plan(told):
    assert footing(told, YILING, CLASSES) is Footing.DONE
    assert footing(told, XILING, CLASSES) is Footing.LATE
    assert footing(told, XILING, CLASSES, on=APRIL) is Footing.ON_TIME
    assert footing(told, YILING, PLANS) is Footing.DONE
    row = tracked(told).counties[YILING]
    assert (row.cell(PEOPLE).course.value, row.cell(PEOPLE).course.plan) == (0, 120)


def test_a_county_without_a_plan_is_held_against_the_notice_s_own_figure(told):
    cell = tracked(told).counties["420527"].cell(CLASSES)
    assert (cell.course.value, cell.course.plan) == (0, 1)
    assert 0 < cell.course.pace < 1
    assert tracked(told).counties["420527"].cell(MONEY).footing is Footing.UNPLANNED


def test_money_is_what_was_budgeted_beside_the_plan_with_what_was_spent(told):
    cell = tracked(told).counties[YILING].cell(MONEY)
    assert cell.course.value == 3_000_000
    assert cell.spent == 2_000_000
    assert tracked(told).counties[XILING].cell(MONEY).course.value == 0


def test_deadlines_are_the_ledger_s_own_standings(told):
    row = tracked(told).counties["420527"]
    overdue = row.cell(DUTIES).count(State.OVERDUE)
    ledger = tracked(told).scope.ledger
    late = [s for s in ledger.standings if s.state is State.OVERDUE and s.place.code == "420527"]
    assert overdue == len(late) > 0
    assert row.cell(DUTIES).footing is Footing.LATE


def test_a_city_is_the_sum_of_its_counties(told):
    city = tracked(told)
    province = tracked(told, by=told.province())
    row = next(row for row in province.rows if row.place.code == YICHANG)
    assert row.counties == len(city.rows) == 13
    for measure in (CLASSES, PEOPLE, MONEY):
        courses = [one.cell(measure).course for one in city.rows]
        known = [course for course in courses if course is not None]
        whole = city.whole.cell(measure).course
        assert whole.value == sum(course.value for course in known), measure
        assert whole.plan == sum(course.plan for course in known), measure
        assert row.cell(measure).course == whole
    held = sum(row.cell(CLASSES).course.value for row in province.rows)
    assert held == province.whole.cell(CLASSES).course.value == 1


# --- settings -------------------------------------------------------------------------------------


def test_the_pace_of_the_settings_changes_who_is_late(told):
    """progress-pace: an April class is on time by its plan and, spread evenly, long expected."""
    on = date(2022, 4, 16)
    assert footing(told, XILING, CLASSES, on=on) is Footing.ON_TIME
    told.hubei.decide("progress-pace", "linear")
    told.hubei.decide("progress-behind-points", "5")
    assert footing(told, XILING, CLASSES, on=on) is Footing.BEHIND


def test_the_days_of_grace_change_from_when_a_class_is_expected(told):
    on = date(2022, 4, 25)
    assert footing(told, XILING, CLASSES, on=on) is Footing.ON_TIME
    told.hubei.decide("progress-grace-days", "0")
    assert footing(told, XILING, CLASSES, on=on) is Footing.LATE


def test_the_points_change_what_is_behind_and_what_is_late(told):
    told.hubei.decide("progress-pace", "linear")
    assert footing(told, XILING, CLASSES) is Footing.LATE
    told.hubei.decide("progress-late-points", "60")
    assert footing(told, XILING, CLASSES) is Footing.BEHIND
    told.hubei.decide("progress-behind-points", "50")
    assert footing(told, XILING, CLASSES) is Footing.ON_TIME


# --- reasons --------------------------------------------------------------------------------------


def test_a_red_cell_opens_to_the_planned_class_that_is_missing(told):
    found = progress_why(tracked(told, code=XILING), CLASSES)
    (line,) = found.lines
    assert line.missing
    assert line.found is None
    assert line.wanted_by == date(2022, 5, 2)
    (held,) = progress_why(tracked(told, code=YILING), MONEY).lines
    assert (held.held, held.registered, held.money.planned) == (True, 3, 3_000_000)


def test_there_is_a_reason_for_every_county_and_measure_and_for_nothing_else(told):
    for measure in MEASURES:
        assert progress_why(tracked(told, code=XILING), measure).cell.measure == measure
    with pytest.raises(OutOfScope):
        progress_why(tracked(told, code=XILING), "nothing")
    with pytest.raises(OutOfScope):
        progress_why(tracked(told), CLASSES)


# --- pages ----------------------------------------------------------------------------------------


def get(told, by, path, on=JUNE, status=200):
    with standing(on):
        page = told.browser(by).get(path)
    assert page.status_code == status, page.status_code
    return page.content.decode() if status == 200 else ""


@pytest.mark.clause("HB-4.5.e")
def test_a_city_follows_each_county_against_its_plan_with_warnings_and_reasons(told):
    page = get(told, told.city(), "/cockpit/progress/")
    for head in ("计划", "班次", "人数", "经费", "期限"):
        assert f"{head}（" in page, head
    assert "夷陵区" in page
    assert "13 个县（市、区）落后" in page
    assert "HB-4.5.e" in page
    why = f"/cockpit/progress/{XILING}/classes/"
    assert why in page
    reason = get(told, told.city(), why)
    assert "2022-05-02 前应已开班" in reason
    assert "没有建班" in reason
    before = tracked(told).counties[XILING].cell(CLASSES)
    told.held(XILING, state="running")
    after = tracked(told).counties[XILING].cell(CLASSES)
    assert (before.footing, after.footing) == (Footing.LATE, Footing.DONE)
    assert "前应已开班" not in get(told, told.city(), why)


@pytest.mark.clause("HB-4.5.a")
def test_a_city_has_plans_classes_people_money_and_deadlines_on_one_dashboard(told):
    page = get(told, told.city(), "/cockpit/")
    assert "计划、班次、人数、经费、期限" in page
    start = page.index('id="overview"')
    overview = page[start : page.index("</section>", start)]
    whole = tracked(told).whole
    classes = whole.cell(CLASSES).course
    assert f"<b>{classes.value}</b>" in overview
    assert f"/ {classes.plan} 期" in overview
    assert "<b>3.0</b>" in overview
    assert "/cockpit/progress/" in overview
    assert 'id="calendar"' in page


def test_the_province_sees_its_cities_and_goes_down_to_their_counties(told):
    page = get(told, told.province(), "/cockpit/progress/")
    assert "各市州进度" in page
    assert f"/cockpit/progress/?place={YICHANG}" in page
    assert "西陵区" in get(told, told.province(), f"/cockpit/progress/?place={YICHANG}")


def test_only_the_lagging_are_shown_where_asked_and_the_table_is_handed_out(told):
    told.held(XILING, state="running")
    page = get(told, told.city(), "/cockpit/progress/?show=lagging&order=division")
    assert "只看落后" in page
    with standing(JUNE):
        sheet = told.browser(told.city()).get("/cockpit/progress/?export=xlsx")
    names = [row[1] for row in openpyxl.load_workbook(BytesIO(sheet.content)).active.values]
    assert {"夷陵区", "西陵区"} <= set(names)


def test_a_city_reminds_a_lagging_county_from_its_row(told):
    page = get(told, told.city(), "/cockpit/progress/")
    (key,) = re.findall(rf'name="selected" value="([^"]+@{XILING}@county)"', page)
    with standing(JUNE):
        told.browser(told.city()).post("/cockpit/remind/", {"selected": key})
    assert Message.objects.filter(place__code=XILING, kind=Message.Kind.REMINDER).exists()


def test_another_city_s_counties_are_not_found(told):
    get(told, told.city("420100"), f"/cockpit/progress/{XILING}/classes/", status=404)
    get(told, told.city("420100"), f"/cockpit/progress/?place={YICHANG}", status=404)
    assert "西陵区" in get(told, told.hubei.county(XILING), "/cockpit/progress/")


def test_the_page_asks_the_same_for_a_city_and_for_the_province(
    told, django_assert_max_num_queries
):
    counts = []
    for acting in (told.city(), told.province()):
        browser = told.browser(acting)
        with standing(JUNE), django_assert_max_num_queries(BUDGET) as asked:
            assert browser.get("/cockpit/progress/").status_code == 200
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 3
