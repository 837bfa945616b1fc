"""Why a state is what it is: each of the eight, with clause, reckoning, facts and what mends it."""

import re
from datetime import date

import pytest

from zhicai.law.engine import STATE_NAMES, State
from zhicai.law.schema import Level
from zhicai.monitoring import actions
from zhicai.monitoring.queries.explained import explained
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.tests import scene
from zhicai.programmes import registry

YILING, MAOJIAN, JIANGAN, JIANGHAN = "420506", "420302", "420102", "420103"


@pytest.fixture
def lin(busy):
    return scene.provincial()


def why_of(user, rule, code, level=Level.COUNTY, on=scene.JUNE):
    return explained(scene.acting(user, on), rule=rule, code=code, level=level, on=on)


def page_of(user, rule, code, level="county", on=scene.JUNE, status=200):
    with scene.on(on):
        answer = scene.browser(user).get(f"/cockpit/obligations/{rule}/{code}/{level}/")
    assert answer.status_code == status
    return answer.content.decode()


CASES = [
    (State.OVERDUE, scene.PLAN, YILING, scene.JUNE, "期限已过 81 天"),
    (State.AT_RISK, scene.PEOPLE, YILING, scene.JUNE, "进度低于序时"),
    (State.AT_RISK, scene.PLAN, YILING, date(2022, 3, 20), "离期限只有 11 天"),
    (State.MET_LATE, scene.PLAN, JIANGAN, scene.JUNE, "完成时期限已过"),
    (State.ON_TRACK, scene.PLAN, YILING, date(2022, 2, 1), "离期限还早"),
    (State.NOT_DUE, scene.PEOPLE, YILING, date(2022, 3, 1), "4 月 1 日才开始办理"),
    (State.NOT_DUE, scene.RECEIPT, "420500", date(2022, 1, 5), "还没有期限"),
    (State.MET, scene.PLAN, JIANGHAN, scene.JUNE, "已在期限内完成"),
    (State.WAIVED, scene.PLAN, MAOJIAN, scene.JUNE, "汛期停课"),
    (State.NOT_MEASURED, "city-splits-targets", "420500", scene.JUNE, "还没有数据来源"),
    (State.ON_TRACK, "county-plan-follows-list", YILING, date(2022, 2, 1), "没有超出上限"),
]


@pytest.mark.parametrize(("state", "rule", "code", "on", "words"), CASES)
def test_each_state_is_explained(busy, lin, state, rule, code, on, words):
    if state is State.WAIVED:
        scene.decide(busy, "waived", MAOJIAN, "county")
    level = Level.CITY if code.endswith("00") else Level.COUNTY
    found = why_of(lin, rule, code, level, on)
    assert found.verdict.state is state
    assert words in found.why.zh
    page = page_of(lin, rule, code, level.value, on)
    assert words in page
    assert found.standing.verdict.rule.clause in page
    assert "期限怎么算出来" in page


def test_all_eight_states_are_among_the_cases():
    assert {case[0] for case in CASES} == set(STATE_NAMES)


def test_a_page_names_every_clause_with_its_sentence_and_place(lin):
    page = page_of(lin, scene.PLAN, YILING)
    for clause in ("HB-3.1.7.2.a", "HB-3.1.6.a"):
        assert clause in page
    assert "制定全年的培训班次计划" in page
    assert "7. 基本要求" in page


def test_the_arithmetic_the_missing_part_and_the_proportional_target_stand_there(lin):
    page = page_of(lin, scene.PEOPLE, YILING)
    assert "现有 0 人，要求不少于 100 人，差 100 人" in page
    assert "33.2% of the time" not in page
    assert "按序时应有 33.2 人" in page


def steps_of(user, rule, code, level=Level.COUNTY, on=scene.JUNE):
    return [(step.what.zh, step.due) for step in why_of(user, rule, code, level, on).steps]


def test_the_due_date_is_reckoned_from_the_notice_through_the_settings_to_the_decision(busy, lin):
    assert steps_of(lin, scene.PLAN, YILING) == [("方案写明： 3 月 31 日以前", date(2022, 3, 31))]
    scene.setting(busy, "due-dates-inclusive", False)
    scene.setting(busy, "due-dates-grace-days", "4")
    scene.setting(busy, "due-dates-weekend", "next")
    assert steps_of(lin, scene.PLAN, YILING)[1:] == [
        ("“以前”不含当日", date(2022, 3, 30)),
        ("宽限 4 天", date(2022, 4, 3)),
    ]
    scene.decide(busy, "extended", YILING, "county", due=date(2022, 6, 30))
    assert steps_of(lin, scene.PLAN, YILING)[-1] == ("省局延期：汛期停课", date(2022, 6, 30))


def test_a_date_that_offices_do_not_work_on_moves_in_a_step_of_its_own(busy, lin):
    scene.setting(busy, "due-dates-weekend", "next")
    steps = steps_of(lin, "working-group-submits-package", "420000", Level.PROVINCE)
    assert steps == [
        ("方案写明： 4 月 30 日以前", date(2022, 4, 30)),
        ("遇休息日顺延到下一个工作日", date(2022, 5, 5)),
    ]


def test_the_first_years_own_date_is_a_step(busy, lin):
    scene.setting(busy, "first-year-plan-due", "2022-04-15")
    steps = steps_of(lin, scene.SUMMARY, "420500", Level.CITY)
    assert steps[-1] == ("首年另定期限", date(2022, 4, 15))


@pytest.mark.parametrize(
    ("rule", "code", "level", "words"),
    [
        ("county-holds-preparatory-class", YILING, "county", "4 月 1 日至 11 月 30 日"),
        ("city-splits-targets", "420500", "city", "全年"),
        (scene.RECEIPT, "420500", "city", "省里还没有定"),
        ("city-arranges-lecturers", "420500", "city", "开班前 7 天，逐班判断"),
        ("working-group-files-closing-dossier", "420000", "province", "结班后 2 个月"),
    ],
)
def test_every_form_of_window_is_put_into_words(lin, rule, code, level, words):
    assert words in page_of(lin, rule, code, level)


def test_decisions_of_the_province_stand_with_who_and_when(busy, lin):
    scene.decide(busy, "extended", YILING, "county", due=date(2022, 6, 30))
    page = page_of(lin, scene.PLAN, YILING)
    assert "延期至 2022-06-30" in page
    assert "周敏" in page
    scene.decide(busy, "restored", YILING, "county")
    assert why_of(lin, scene.PLAN, YILING).verdict.state is State.OVERDUE


def test_the_page_that_mends_it_is_offered_only_to_who_may_go_there(busy, lin, monkeypatch):
    known = dict(registry._metrics)
    known["planning.county_plans_filed"] = scene.metric(
        "planning.county_plans_filed", mend="monitoring:map_layer"
    )
    monkeypatch.setattr(registry, "_metrics", known)
    keeper = scene.person("zhoumin", "420000", Level.PROVINCE, role=scene.Role.RULE_KEEPER)
    assert "去办理" not in page_of(lin, scene.PLAN, YILING)
    assert "去办理" not in page_of(scene.of_county(), scene.PLAN, YILING)
    assert "去办理" not in page_of(keeper, scene.PLAN, YILING)  # held at the province alone
    known["planning.county_plans_filed"] = scene.metric(
        "planning.county_plans_filed", mend="messages:sent"
    )
    assert "去办理" in page_of(scene.of_county(), scene.PLAN, YILING)
    known["planning.county_plans_filed"] = scene.metric(
        "planning.county_plans_filed", mend="no:such-page"
    )
    assert "去办理" not in page_of(scene.of_county(), scene.PLAN, YILING)


def test_the_history_of_reminders_says_who_was_told_and_whether_it_was_read(busy, lin):
    acting = scene.acting(lin)
    scope = scope_for(acting, on=scene.JUNE)
    key = f"{scene.PLAN}@{YILING}@county"
    actions.remind(scope, [key], by=acting, at=scene.clock.midday(scene.JUNE))
    page = page_of(lin, scene.PLAN, YILING)
    assert "对方还没有看" in page
    chen = scene.of_county()
    with scene.on(scene.JUNE):
        scene.browser(chen).get("/messages/")
        message = why_of(lin, scene.PLAN, YILING).reminders[0]
        scene.browser(chen).get(f"/messages/{message.pk}/open/")
    assert re.search(r"chenliqun .*已看", page_of(lin, scene.PLAN, YILING))


def test_who_may_not_see_the_seat_finds_no_page(lin):
    page_of(scene.of_county("420102", "wu"), scene.PLAN, YILING, status=404)
    page_of(scene.of_city("420100", "han"), scene.PLAN, YILING, status=404)
    page_of(lin, "no-such-rule", YILING, status=404)
    page_of(lin, scene.PLAN, "999999", status=404)
    page_of(lin, scene.PLAN, YILING, level="village", status=404)
    page_of(lin, scene.PLAN, YILING, level="city", status=404)


def test_the_page_asks_few_questions(lin, django_assert_max_num_queries):
    client = scene.browser(lin)
    with scene.on(scene.JUNE), django_assert_max_num_queries(22):
        client.get(f"/cockpit/obligations/{scene.PLAN}/{YILING}/county/")
