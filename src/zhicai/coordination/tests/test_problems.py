from datetime import date
from decimal import Decimal

import pytest

from zhicai.accounts.waiting import sources
from zhicai.coordination import command
from zhicai.coordination.actions import (
    close_problem,
    handle_problem,
    log_problem,
    raise_in_reach,
    raise_missed,
    reopen_problem,
)
from zhicai.coordination.actions.problems import Handling, Report
from zhicai.coordination.models import Problem
from zhicai.coordination.queries.problems import problems_about
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.places.models import Place
from zhicai.planning.tests.scenes import HUBEI, WUHAN, XILING, YICHANG, YILING, at
from zhicai.programmes import registry
from zhicai.programmes.registry import Metric, metrics

PLAN, PEOPLE = "county-files-class-plan", "county-trains-preparatory-people"
APRIL = date(2022, 4, 2)
MEASURE = Handling("知识产权股", "陈立群", "逐家动员，4 月底前补足。", date(2022, 4, 30))


@pytest.fixture
def county(hubei, desk):
    return desk(hubei.county())


@pytest.fixture
def city(hubei, desk):
    return desk(hubei.city())


def log(desk, code=YILING, level=Level.COUNTY, **words):
    report = Report(**{"title": "机房坐不下", "text": "只有 60 台电脑。", **words})
    office = (desk.tree.by_code[code], level)
    return log_problem(desk, office, report, by=desk.acting, at=at("03-25"))


def raised(desk, day="04-02", on=APRIL):
    raise_missed(on, at=at(day))
    return Problem.objects.get(key=f"{PLAN}@{YILING}@county")


@pytest.mark.clause("HB-4.5.h")
def test_offices_log_problems_on_a_class_and_the_system_finds_missed_deadlines_and_quotas(
    hubei, desk, county, city, monkeypatch
):
    for who in (county, city, desk(hubei.province())):
        log(who, about="class:12")
    base = desk(hubei.body("base", home=YICHANG, serves=(YICHANG,)))
    log(base, about="class:12")
    assert problems_about("class:12").count() == 4
    few = Metric(
        "results.preparatory_people", "person", None, lambda counting: Place.objects.none(),
        "pk", "seats__valid_from", "", "",
    )  # fmt: skip
    monkeypatch.setitem(registry._metrics, few.name, few)
    raise_missed(date(2022, 12, 1), at=at("12-01"))
    late = Problem.objects.get(key=f"{PLAN}@{YILING}@county")
    short = Problem.objects.get(key=f"{PEOPLE}@{YILING}@county")
    assert (late.title, late.clause) == ("班次计划：逾期未完成", "HB-3.1.7.2.a")
    assert (short.title, short.clause) == ("预科人数：到期未达标", "HB-3.1.7.1.b")
    assert "不少于 100 人" in short.text
    assert Problem.objects.filter(rule=PLAN).count() == 103


def test_the_rules_raise_each_once_and_tell_the_office(hubei, county):
    first = raise_missed(APRIL, at=at("04-02"))
    assert first.raised > 100
    assert raise_missed(APRIL, at=at("04-03")).raised == 0
    row = Problem.objects.get(key=f"{PLAN}@{YILING}@county")
    assert Message.objects.filter(about=f"problem:{row.pk}", place__code=YILING).count() == 1


def test_what_is_soft_not_due_or_not_counted_raises_nothing(hubei):
    raise_missed(APRIL, at=at("04-02"))
    assert set(Problem.objects.values_list("rule", flat=True)) == {PLAN, "city-files-plan-summary"}
    raise_missed(date(2022, 3, 31), at=at("04-02"))


def test_what_is_made_good_is_proposed_for_closing_and_never_closed_by_itself(hubei, county):
    row = raised(county)
    hubei.sent(on="04-08")
    done = raise_missed(date(2022, 4, 10), at=at("04-10"))
    assert done.proposed == 1
    row.refresh_from_db()
    assert row.state == "proposed"
    assert "2022-04-10" in row.proposal
    assert raise_missed(date(2022, 4, 11), at=at("04-11")).proposed == 0
    close_problem(county, row, note="计划已补报。", by=county.acting, at=at("04-12"))
    row.refresh_from_db()
    assert (row.state, row.closing_note) == ("closed", "计划已补报。")


def test_a_number_of_queries_that_does_not_depend_on_how_many_are_raised(
    hubei, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40 + len(metrics())):
        raise_missed(APRIL, at=at("04-02"))


@pytest.mark.clause("HB-4.5.i")
def test_a_problem_has_owner_measure_due_date_and_closing_note(hubei, county, browse):
    row = log(county)
    with pytest.raises(BadInput) as refused:
        handle_problem(county, row, Handling("", "", "", None), by=county.acting, at=at("03-26"))
    assert {f.field for f in refused.value.faults} == {"unit", "person", "measure", "due"}
    with pytest.raises(Refused) as early:
        close_problem(county, row, note="好了", by=county.acting, at=at("03-26"))
    assert early.value.reasons[0].clause == "HB-4.5.i"
    row = handle_problem(county, row, MEASURE, by=county.acting, at=at("03-26"))
    with pytest.raises(BadInput):
        close_problem(county, row, note=" ", by=county.acting, at=at("03-27"))
    close_problem(county, row, note="借用基地机房。", by=county.acting, at=at("03-27"))
    page = browse(county.acting).get(f"/coordination/problems/{row.pk}/").content.decode()
    for words in ("知识产权股", "陈立群", "逐家动员", "2022-04-30", "借用基地机房。"):
        assert words in page


def test_a_closed_problem_is_opened_again_with_a_reason(county):
    row = log(county)
    row = handle_problem(county, row, MEASURE, by=county.acting, at=at("03-26"))
    row = close_problem(county, row, note="好了", by=county.acting, at=at("03-27"))
    with pytest.raises(BadInput):
        reopen_problem(county, row, reason="", by=county.acting, at=at("03-28"))
    row = reopen_problem(county, row, reason="机房又被占用。", by=county.acting, at=at("03-28"))
    assert row.state == "working"


def test_the_city_may_take_a_problem_over_and_the_county_may_not_give_it_to_a_neighbour(
    hubei, city, county
):
    row = log(county)
    owner = (city.tree.by_code[YICHANG], Level.CITY)
    moved = handle_problem(city, row, MEASURE, owner=owner, by=city.acting, at=at("03-26"))
    assert moved.owner_place.code == YICHANG
    aside = (city.tree.by_code[XILING], Level.COUNTY)
    with pytest.raises(OutOfScope):
        handle_problem(city, row, MEASURE, owner=aside, by=city.acting, at=at("03-26"))
    above = (county.tree.by_code[YICHANG], Level.CITY)
    with pytest.raises(OutOfScope):
        handle_problem(county, row, MEASURE, owner=above, by=county.acting, at=at("03-26"))


def test_who_is_out_of_scope_sees_and_touches_nothing(hubei, county, desk, browse):
    row = log(county)
    there = f"/coordination/problems/{row.pk}/"
    for acting, status in (
        (hubei.county(), 200), (hubei.city(), 200), (hubei.province(), 200),
        (hubei.county(XILING), 404), (hubei.city(WUHAN), 404),
    ):  # fmt: skip
        assert browse(acting).get(there).status_code == status
    stranger = desk(hubei.city(WUHAN))
    with pytest.raises(OutOfScope):
        handle_problem(stranger, row, MEASURE, by=stranger.acting, at=at("03-26"))
    with pytest.raises(OutOfScope):
        log(stranger)


def test_the_inbox_says_what_is_asked_next(hubei, county):
    row = log(county)
    mine = next(source for source in sources() if source.key == "coordination.problems")
    (line,) = mine.items(county.acting, hubei.on, 5)
    assert line.title.zh == "落实责任人和对策：机房坐不下"
    handle_problem(county, row, MEASURE, by=county.acting, at=at("03-26"))
    (line,) = mine.items(county.acting, hubei.on, 5)
    assert line.due == MEASURE.due
    assert mine.count(hubei.county(XILING), hubei.on) == 0


def test_the_list_filters_by_state_age_and_city_and_handles_many_at_once(
    hubei, city, browse, django_assert_max_num_queries
):
    raise_missed(APRIL, at=at("04-02"))
    client = browse(city.acting)
    client.get("/coordination/problems/")
    with django_assert_max_num_queries(60):
        page = client.get("/coordination/problems/?state=unsolved")
    assert "共 14 项" in page.content.decode()
    sent = {"everything": "1", "unit": "保护科", "person": "张薇", "due": "2022-04-20",
            "measure": "逐县督办。"}  # fmt: skip
    done = client.post(f"/coordination/problems/?rule={PLAN}", sent)
    assert done.status_code == 302
    assert Problem.objects.filter(state="working").count() == 13
    nothing = client.post("/coordination/problems/?state=closed", sent)
    assert nothing.status_code == 422
    everyone = browse(hubei.province()).get(f"/coordination/problems/?city={WUHAN}&q=x")
    assert everyone.status_code == 200
    sheet = client.get("/coordination/problems/?export=xlsx")
    assert sheet["Content-Type"].endswith("sheet")


def test_logging_and_raising_in_the_browser(hubei, city, browse):
    client = browse(city.acting)
    form = client.get("/coordination/problems/new/?about=class:7").content.decode()
    assert 'value="class:7"' in form
    sent = {"office": f"{YILING}@county", "rule": "", "title": "师资没到位", "about": "class:7"}
    assert client.post("/coordination/problems/new/", sent).status_code == 302
    assert Problem.objects.get().about == "class:7"
    assert client.post("/coordination/problems/new/", {**sent, "title": ""}).status_code == 422
    assert client.post("/coordination/problems/new/", {**sent, "office": "x"}).status_code in (
        404,
        422,
    )
    assert client.post("/coordination/problems/raise/").status_code == 302


def test_raising_by_hand_reaches_as_far_as_the_user(hubei, city, desk):
    late = desk(hubei.city())
    late = type(late)(late.acting, late.year, APRIL, late.tree, late.settings)
    done = raise_in_reach(late, by=late.acting, at=at("04-02"))
    assert done.raised == 14
    codes = {path[:4] for path in Problem.objects.values_list("place__code", flat=True)}
    assert codes == {"4205"}


def test_the_command_raises_for_a_day_and_says_how_many(hubei, capsys):
    assert command.main(["raise", "--on", "2022-04-02"]) == 0
    assert "新登记问题 120 个" in capsys.readouterr().out
    assert command.main(["raise", "--on", "gestern"]) == 2
    assert Decimal(Problem.objects.count()) == 120
    assert Problem.objects.filter(place__code=HUBEI).count() == 0
