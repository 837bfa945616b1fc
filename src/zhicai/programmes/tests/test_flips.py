"""Every setting that programmes read changes what it says it changes: value A, value B."""

from datetime import date
from decimal import Decimal

import pytest

from zhicai.foundation.errors import BadInput, Refused
from zhicai.law.engine import Facts, State, judge
from zhicai.law.schema import Level
from zhicai.programmes import actions
from zhicai.programmes.ledger import ledger_of, pace_of
from zhicai.programmes.models import Receipt
from zhicai.programmes.queries import (
    curriculum_of,
    date_rules,
    due_for,
    help_for_cities,
    law_of,
    library,
    name_of,
    settings_of,
    span_in,
    tracks_of_group,
)
from zhicai.programmes.queries.bodies import body_rows, owning_bodies, task_owners
from zhicai.programmes.queries.calendar import calendar_of, due_before_class
from zhicai.programmes.queries.regions import cities_of_province
from zhicai.programmes.queries.targets import pillar_rows
from zhicai.programmes.rules.regions import Arrangement, RegionLine, TeamLine
from zhicai.programmes.tests import scenes
from zhicai.programmes.views.page import tabs_of

HB, ZJ = "hubei-2022", "zhejiang-2024"
SUMMARY = "city-files-plan-summary"
ZJ_DAY = date(2024, 10, 8)


# --- what a setting changes ----------------------------------------------------------------------


def summary_due(year, _counted):
    wuhan = scenes.place(scenes.WUHAN)
    return due_for(year, SUMMARY, place_id=wuhan.pk, level=Level.CITY, on=date(2022, 12, 31))


def package_due(year, _counted):
    """The approval package of 30 April, in the first year a Saturday inside a holiday."""
    hubei = scenes.place(scenes.HUBEI)
    rule = "working-group-submits-package"
    return due_for(year, rule, place_id=hubei.pk, level=Level.PROVINCE, on=date(2022, 12, 31))


def summary_on_3_april(year, counted):
    counted(SUMMARY, level="level")
    notice = actions.issue_notice(year, by=scenes.keeper(), on=scenes.TODAY)
    Receipt.objects.filter(notice=notice, place__code=scenes.WUHAN, organisation=None).update(
        opened_on=date(2022, 4, 3), acknowledged_on=date(2022, 4, 3), acknowledged_by="某"
    )
    ledger = ledger_of(year, on=date(2022, 4, 20), rules=[SUMMARY])
    return ledger.find(SUMMARY, scenes.WUHAN, Level.CITY).state


def seats(year, _counted):
    ledger = ledger_of(year, on=date(2022, 6, 1))
    owing = {(s.place.code, s.level) for s in ledger.standings if s.level is not Level.PROVINCE}
    return len(owing), (scenes.XIANTAO, Level.COUNTY) in owing


def lecturer_list_due(year, _counted):
    rule = "working-group-files-lecturer-list"
    return due_before_class(year, rule, class_start=date(2022, 5, 16), on=date(2022, 12, 31))


def base_without_honour(year, _counted):
    """A base without the year's honour, chosen as core team without a reason."""
    base = scenes.base_at(scenes.WUHAN, "新基地")
    day = date(2022, 12, 31)
    cities = tuple(cities_of_province(year, on=day))
    region = RegionLine("1", "全省", "Province", cities, (scenes.WUHAN,))
    found = Arrangement((region,), (TeamLine(base.pk, "1"),))
    try:
        actions.arrange_regions(
            year, found, reason="试点", in_force_from=day, by=scenes.keeper(), at=scenes.NOON
        )
    except BadInput:
        return "refused"
    return "arranged"


def receipt_state(year, _counted):
    ledger = ledger_of(year, on=date(2022, 3, 2), rules=["city-acknowledges-notice"])
    return ledger.find("city-acknowledges-notice", scenes.YICHANG, Level.CITY).state


def next_year(year, _counted):
    """Whether 2023 can be opened, and how much counties owe in it if it was before."""
    try:
        actions.open_year(
            HB,
            year=2023,
            province=scenes.place(scenes.HUBEI),
            by=scenes.keeper(date(2023, 1, 4)),
            on=date(2023, 1, 4),
        )
    except Refused as refused:
        return refused.reasons[0].clause
    return "opened"


def added_item(year, _counted):
    try:
        actions.add_curriculum_item(
            year,
            group="knows",
            zh="数据知识产权",
            en="Data IP",
            reason="试点",
            by=scenes.keeper(),
            at=scenes.NOON,
        )
    except Refused as refused:
        return refused.reasons[0].clause
    return len([item for item in curriculum_of(year) if item.group == "knows"])


def tabs(year, _counted):
    template = settings_of(year, on=date(2024, 12, 31))["programme-template"]
    return [view for view, _label in tabs_of(template) if view in ("curriculum", "measures")]


def group_tracks(year, _counted):
    """What a working group registered for assessment alone may do."""
    group = actions.name_body(
        year,
        kind="working-group",
        name="工作组",
        home=scenes.place(scenes.HUBEI),
        by=scenes.keeper(),
        on=scenes.TODAY,
    )
    actions.register_tracks(
        year, group, tracks=["assessment"], reason="分工", by=scenes.keeper(), at=scenes.NOON
    )
    return tracks_of_group(year, group.pk, settings_of(year, on=scenes.TODAY))


def help_in_huangshi(year, _counted):
    """Who helps Huangshi, which has no base of its own and is linked to that of Wuhan."""
    keeper, huangshi = scenes.keeper(), scenes.place("420200")
    common = {"by": keeper, "on": scenes.TODAY}
    hubei, wuhan = scenes.place(scenes.HUBEI), scenes.place(scenes.WUHAN)
    actions.name_body(year, kind="working-group", name="工作组", home=hubei, **common)
    actions.name_body(
        year, kind="base", name="武汉基地", home=wuhan, serves=[wuhan, huangshi], **common
    )
    rows = {row.city.code: row for row in help_for_cities(year, on=scenes.TODAY)}
    return [one.name for one in rows["420200"].helpers]


def owner_of_guide(year, _counted):
    return next(o.owner.zh for o in task_owners(year, on=scenes.TODAY) if o.clause.id == "HB-2.1.c")


def owner_of_measure_1(year, _counted):
    return pillar_rows(year, on=ZJ_DAY)[0].measures[0].owner.owner.zh


def name(year, _counted):
    return name_of(year, on=ZJ_DAY).zh


def city_office(year, _counted):
    return next(row.name.zh for row in body_rows(year, on=ZJ_DAY) if row.body.id == "city")


def owners(year, _counted):
    return [owner.zh for owner in owning_bodies(year, on=ZJ_DAY)]


def state_after(rule, day, code=scenes.ZHEJIANG, level=Level.PROVINCE, **counting):
    """The state of a rule that is counted and has nothing, on a day."""

    def outcome(year, counted):
        counted(rule, ZJ, **counting)
        return ledger_of(year, on=day, rules=[rule]).find(rule, code, level).state

    return outcome


def plan_due(year, _counted):
    year.year = 2025
    zhejiang = scenes.place(scenes.ZHEJIANG)
    rule = "province-publishes-promotion-plan"
    return due_for(year, rule, place_id=zhejiang.pk, level=Level.PROVINCE, on=date(2025, 12, 31))


def exam_day(year, _counted):
    shown = calendar_of(year, on=ZJ_DAY)
    lines = [line for month in shown.months for line in month.lines]
    found = [line.span.due for line in lines if line.entry.id == "qualification-exam"]
    return found[0] if found else None


def midway_2027(year, _counted):
    """120,000 at the end of 2027, where 80,000 have been counted by the end of 2025."""
    settings = settings_of(year, on=ZJ_DAY)
    rule = law_of(year).obligations["talent-total-2027"]
    facts = Facts(value=Decimal(80_000), in_time=Decimal(80_000), base=Decimal(0))
    return judge(
        rule,
        facts=facts,
        span=span_in(rule, year, settings, date_rules(settings)),
        on=date(2025, 12, 31),
        pace=pace_of(settings, rule),
    ).state


OVERDUE, NOT_DUE, AT_RISK = State.OVERDUE, State.NOT_DUE, State.AT_RISK
CITY = {"code": scenes.HANGZHOU, "level": Level.CITY}
PATH = [{"rule": "talent-total-2027", "on": "2025-12-31", "value": "100000"}]
LOW_PATH = [{"rule": "talent-total-2027", "on": "2025-12-31", "value": "80000"}]
ONE_OWNER = [{"clause": "HB-2.1.c", "owner": "province"}]
OTHER_OWNER = [{"clause": "HB-2.1.c", "owner": "working-group"}]
MEASURE = {"measure": "1", "clause": "ZJ-2.1.1.d", "helpers": "city county"}
LATE = State.MET_LATE


FLIPS = [
    # programme, setting, outcome, value A, what it gives, value B, what it gives
    (HB, "due-dates-inclusive", summary_due, "true", date(2022, 3, 31), "false", date(2022, 3, 30)),
    (HB, "due-dates-weekend", package_due, "none", date(2022, 4, 30), "next", date(2022, 5, 5)),
    (HB, "due-dates-grace-days", summary_on_3_april, "0", LATE, "3", State.MET),
    (
        HB,
        "lecturer-list-lead-days",
        lecturer_list_due,
        "7",
        date(2022, 5, 9),
        "5",
        date(2022, 5, 11),
    ),
    (
        HB,
        "lecturer-list-lead-unit",
        lecturer_list_due,
        "calendar",
        date(2022, 5, 9),
        "working",
        date(2022, 5, 6),
    ),
    (HB, "core-team-honour", base_without_honour, "2021年度优秀基地", "refused", "", "arranged"),
    (HB, "notice-receipt-due", receipt_state, "", NOT_DUE, "2022-03-01", OVERDUE),
    (
        HB,
        "first-year-plan-due",
        summary_due,
        "",
        date(2022, 3, 31),
        "2022-04-15",
        date(2022, 4, 15),
    ),
    (HB, "years-repeat", next_year, "true", "opened", "false", "HB-3.1.7.2.b"),
    (
        HB,
        "office-holds-city-and-county-seat",
        seats,
        "true",
        (120, True),
        "false",
        (116, False),
    ),
    (HB, "curriculum-extensible", added_item, "true", 5, "false", "HB-2.3.ZHI.5"),
    (HB, "programme-template", tabs, "classes", ["curriculum"], "targets", ["measures"]),
    (
        HB,
        "working-group-scope",
        group_tracks,
        "one",
        ("preparatory", "assessment"),
        "three",
        ("assessment",),
    ),
    (
        HB,
        "city-base-rule",
        help_in_huangshi,
        "working-group",
        ["工作组"],
        "neighbour-base",
        ["武汉基地"],
    ),
    (
        HB,
        "task-owner",
        owner_of_guide,
        ONE_OWNER,
        "省知识产权局",
        OTHER_OWNER,
        "专员培训实施工作组",
    ),
    (ZJ, "programme-template", tabs, "targets", ["measures"], "classes", ["curriculum"]),
    (ZJ, "programme-name", name, "集聚", "知识产权人才集聚行动", "聚集", "知识产权人才聚集行动"),
    (
        ZJ,
        "office-organisation-type",
        city_office,
        "coordination-office",
        "市级议事协调机构办公室",
        "ip-office",
        "市级知识产权局",
    ),
    (
        ZJ,
        "owning-body",
        owners,
        "both",
        ["省领导小组办公室", "省市场监督管理局"],
        "market-regulation",
        ["省市场监督管理局"],
    ),
    (
        ZJ,
        "task-owner",
        owner_of_measure_1,
        [{**MEASURE, "owner": "leading-group-office"}],
        "省领导小组办公室",
        [{**MEASURE, "owner": "member-unit"}],
        "领导小组成员单位",
    ),
    (ZJ, "due-dates-inclusive", plan_due, "true", date(2025, 3, 1), "false", date(2025, 2, 28)),
    (ZJ, "due-dates-weekend", plan_due, "none", date(2025, 3, 1), "next", date(2025, 3, 3)),
    (ZJ, "due-dates-grace-days", plan_due, "0", date(2025, 3, 1), "3", date(2025, 3, 4)),
    (
        ZJ,
        "promotion-plan-due",
        state_after("province-publishes-promotion-plan", date(2024, 3, 2)),
        "",
        NOT_DUE,
        "03-01",
        OVERDUE,
    ),
    (
        ZJ,
        "task-breakdown-due",
        state_after("province-breaks-down-tasks", date(2024, 4, 1)),
        "",
        NOT_DUE,
        "03-31",
        OVERDUE,
    ),
    (
        ZJ,
        "task-report-due",
        state_after("city-reports-tasks", date(2024, 12, 1), **CITY),
        "",
        NOT_DUE,
        "11-30",
        OVERDUE,
    ),
    (
        ZJ,
        "local-inclusion-due",
        state_after("city-takes-action-in", date(2024, 12, 2), **CITY),
        "",
        NOT_DUE,
        "2024-12-01",
        AT_RISK,
    ),
    (
        ZJ,
        "candidate-follow-up-due",
        state_after("candidates-followed-up", date(2024, 4, 1)),
        "",
        NOT_DUE,
        "03-31",
        OVERDUE,
    ),
    (ZJ, "qualification-exam-date", exam_day, "", None, "2024-11-16", date(2024, 11, 16)),
    (
        ZJ,
        "talent-allocation-due",
        state_after("province-allocates-by-talent-factors", date(2024, 2, 1)),
        "",
        NOT_DUE,
        "01-31",
        OVERDUE,
    ),
    (
        ZJ,
        "talent-evaluation-due",
        state_after("province-evaluates-talent-work", date(2025, 1, 1)),
        "",
        NOT_DUE,
        "12-31",
        OVERDUE,
    ),
    (
        ZJ,
        "milestone-2024-force",
        state_after("talent-total-2024", date(2025, 1, 1)),
        "aim",
        AT_RISK,
        "binding",
        OVERDUE,
    ),
    (
        ZJ,
        "milestone-2027-force",
        state_after("talent-total-2027", date(2028, 1, 1)),
        "binding",
        OVERDUE,
        "aim",
        AT_RISK,
    ),
    (
        ZJ,
        "soft-verbs-force",
        state_after("city-takes-action-in", date(2024, 12, 2), **CITY),
        "encouraged",
        AT_RISK,
        "binding",
        OVERDUE,
    ),
    (ZJ, "milestone-path", midway_2027, LOW_PATH, State.ON_TRACK, PATH, AT_RISK),
]


def decided(year, setting, value):
    zhejiang = year.programme == ZJ
    actions.decide_setting(
        year,
        setting,
        value,
        reason="测试",
        in_force_from=date(year.year, 1, 1),
        by=scenes.zhejiang_keeper() if zhejiang else scenes.keeper(),
        at=scenes.NOON,
    )


@pytest.fixture
def years(db):
    def of(programme):
        if programme == ZJ:
            return scenes.opened_zhejiang()
        scenes.load_hubei()
        return scenes.opened()

    return of


@pytest.mark.parametrize(
    ("programme", "setting", "outcome", "first", "gives", "second", "then"),
    FLIPS,
    ids=[f"{flip[0].split('-')[0]}:{flip[1]}" for flip in FLIPS],
)
@pytest.mark.parametrize("which", ["A", "B"])
def test_a_setting_changes_its_outcome(
    years, counted, which, programme, setting, outcome, first, gives, second, then
):
    year = years(programme)
    if programme == ZJ and setting.startswith("due-dates-"):
        decided(year, "promotion-plan-due", "03-01")
    if setting == "soft-verbs-force":
        decided(year, "local-inclusion-due", "2024-12-01")
    decided(year, setting, first if which == "A" else second)
    assert outcome(year, counted) == (gives if which == "A" else then)


def test_every_setting_that_programmes_read_has_its_flip():
    read = {
        (law.id, parameter.id)
        for law in library().programmes.values()
        for parameter in law.parameters.values()
        if parameter.read_by == "programmes"
    }
    assert {(flip[0], flip[1]) for flip in FLIPS} == read
    assert [flip[1] for flip in FLIPS if flip[4] == flip[6]] == []
