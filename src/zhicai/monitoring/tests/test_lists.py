"""The list behind the counts, one's own checklist, the command line."""

import json
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from zhicai.accounts.models import Role
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.monitoring.command import main
from zhicai.monitoring.queries.lines import own_standings
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.tests import scene

YICHANG, YILING, XIANTAO = "420500", "420506", "429004"


@pytest.fixture
def lin(busy):
    return scene.browser(scene.provincial())


def page_of(client, query="", path="/cockpit/obligations/"):
    with scene.on(scene.JUNE):
        answer = client.get(f"{path}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def total(page):
    found = re.search(r"共 ([\d,]+) 项", page)
    return int(found[1].replace(",", "")) if found else 0


def test_the_list_narrows_by_obligation_state_city_words_and_day(lin):
    assert total(page_of(lin, "?rule=county-files-class-plan")) == 103
    assert total(page_of(lin, "?rule=county-files-class-plan&state=overdue")) == 3
    assert total(page_of(lin, f"?rule=county-files-class-plan&unit={YICHANG}")) == 13
    assert total(page_of(lin, "?q=夷陵&state=overdue")) == 1
    assert total(page_of(lin, "?q=HB-3.1.7.2.b")) == 17
    assert total(page_of(lin, "?rule=city-files-plan-summary&due=2022-03-31")) == 17
    assert total(page_of(lin, "?rule=county-files-class-plan&state=open")) == 3


def test_a_condition_that_finds_nothing_is_named_and_can_be_cleared(lin):
    page = page_of(lin, "?rule=county-files-class-plan&state=waived")
    assert "没有符合条件的任务" in page
    assert "班次计划、已免除" in page
    assert "清除筛选" in page


@pytest.mark.parametrize(
    "query",
    ["?rule=zz", "?state=zz", "?due=2022-13-45", "?unit=%00", "?page=-1", "?page=9999",
     "?sort=nonsense", "?sort=-due", "?sort=value", "?sort=left&page=3", "?year=0"],
)  # fmt: skip
def test_a_nonsense_condition_narrows_nothing(lin, query):
    assert total(page_of(lin, query)) > 1000


def test_the_list_stays_within_the_place_and_keeps_it_while_filtering(lin):
    page = page_of(lin, f"?place={YICHANG}&rule=county-files-class-plan")
    assert total(page) == 13
    assert f'name="place" value="{YICHANG}"' in page
    assert "宜昌市 任务清单" in page


def test_the_list_goes_out_as_an_excel_file_with_every_matching_row(lin):
    with scene.on(scene.JUNE):
        answer = lin.get("/cockpit/obligations/?rule=county-files-class-plan&export=xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    named = [row for row in rows if "夷陵区" in row]
    assert len([row for row in rows if "HB-3.1.7.2.a" in row]) == 103
    assert "已逾期" in named[0]
    assert 81 in named[0]


def test_who_may_not_remind_gets_no_ticks(busy):
    page = page_of(scene.browser(scene.of_county()))
    assert 'name="selected"' not in page
    assert 'name="selected"' in page_of(scene.browser(scene.of_city()))


# --- one's own tasks ---------------------------------------------------------------------------


def own(user):
    acting = scene.acting(user)
    return own_standings(scope_for(acting, on=scene.JUNE), acting)


@pytest.mark.clause("HB-4.1.f")
def test_a_city_sees_every_task_the_plan_gives_it_with_state_and_evidence_by_due_date(busy):
    zhang = scene.of_city()
    mine = own(zhang)
    page = page_of(scene.browser(zhang), path="/cockpit/tasks/")
    law = scope_for(scene.acting(zhang), on=scene.JUNE).law
    owed = [
        rule
        for rule in law.obligations_of(2022)
        if rule.who is Level.CITY and rule.judged and (not rule.places or YICHANG in rule.places)
    ]
    assert {s.verdict.rule.id for s in mine} == {rule.id for rule in owed}
    shown = page[page.index('id="own"') : page.index('id="below"')]
    for rule in owed:
        assert rule.says.zh in shown
        assert rule.clause in shown
    days = [s.verdict.span.due for s in mine if s.verdict.span]
    assert days == sorted(days)
    assert shown.count("凭据</a>") == sum(s.state is not State.NOT_MEASURED for s in mine)
    assert "期限已过 81 天" in shown


def test_a_seat_at_two_levels_has_both_its_lists_and_a_base_what_bases_do(busy):
    both = own(scene.person("gao", XIANTAO, Level.CITY, Level.COUNTY))
    assert {s.level for s in both} == {Level.CITY, Level.COUNTY}
    base = scene.organisation("base", "三峡大学", YICHANG, YICHANG)
    lan = scene.person("xiaolan", YICHANG, role=Role.MEMBER, organisation=base)
    assert {s.verdict.rule.body for s in own(lan)} == {"base"}
    page_of(scene.browser(lan), path="/cockpit/tasks/")


def test_the_sidebar_counts_the_reminders_that_wait_for_me(busy):
    from zhicai.monitoring import actions

    zhang, chen = scene.of_city(), scene.browser(scene.of_county())
    by = scene.acting(zhang)
    scope = scope_for(by, on=scene.JUNE)
    assert "zc-count" not in page_of(chen, path="/cockpit/tasks/")
    actions.remind(
        scope, [f"{scene.PLAN}@{YILING}@county"], by=by, at=scene.clock.midday(scene.JUNE)
    )
    assert "zc-count" in page_of(chen, path="/cockpit/tasks/")


# --- the command line --------------------------------------------------------------------------


def run(capsys, *words):
    code = main(["--on", "2022-06-20", *words])
    return code, capsys.readouterr()


def test_the_command_prints_every_seat_as_json_with_totals_that_add_up(busy, capsys):
    code, out = run(capsys, "--json")
    answer = json.loads(out.out)
    assert code == 0
    assert (answer["programme"], answer["on"], answer["place"]) == (
        "hubei-2022", "2022-06-20", "420000",
    )  # fmt: skip
    plans = [row for row in answer["obligations"] if row["obligation"] == scene.PLAN]
    assert len(plans) == 103
    yiling = next(row for row in plans if row["place"] == YILING)
    assert yiling == {
        "obligation": scene.PLAN, "clause": "HB-3.1.7.2.a", "place": YILING, "level": "county",
        "state": "overdue", "value": "0", "goal": "1", "due": "2022-03-31",
        "arithmetic": "现有 0 份，要求不少于 1 份，差 1 份。",
    }  # fmt: skip
    assert answer["totals"]["overdue"] == 5
    judged = sum(answer["totals"].values())
    assert judged == len(scope_for(scene.acting(scene.provincial()), on=scene.JUNE).standings)


def test_the_command_keeps_to_a_place_and_prints_a_table(busy, capsys):
    code, out = run(capsys, "--place", YICHANG, "--programme", "hubei-2022")
    assert code == 0
    assert "已逾期" in out.out
    assert "夷陵区" in out.out
    assert "武汉" not in out.out


@pytest.mark.parametrize(
    "words", [["--place", "999999"], ["--programme", "nowhere"], ["--on", "soon"], ["--what"]]
)
def test_the_command_says_what_it_cannot_find(busy, capsys, words):
    code, out = run(capsys, *words)
    assert code == 2
    assert out.err
