"""Leaders, owners of tasks, the hub and the figures that the ledger counts."""

from datetime import date

import pytest

from zhicai.coordination.actions import name_leader, put_in_charge
from zhicai.coordination.models import Charge, Leader
from zhicai.coordination.queries.duties import duties_of, without_owner
from zhicai.coordination.queries.leaders import leader_rows
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.planning.tests.scenes import WUHAN, XIANTAO, XILING, YICHANG, YILING, at
from zhicai.programmes.ledger import ledger_of

SINCE = date(2022, 1, 17)
WORDS = {"name": "王建国", "post": "副局长", "phone": "0717-6256789"}


def name(desk, code, level, *, since=SINCE, **words):
    office = (desk.tree.by_code[code], level)
    words = {**WORDS, **words}
    return name_leader(desk, office, **words, since=since, by=desk.acting, at=at("01-17"))


@pytest.mark.clause("HB-4.1.a")
def test_each_office_names_its_leader_and_those_without_one_are_listed(hubei, desk, browse):
    name(desk(hubei.province()), "420000", Level.PROVINCE, name="周省长")
    name(desk(hubei.city()), YICHANG, Level.CITY)
    name(desk(hubei.county()), YILING, Level.COUNTY, name="刘平")
    rows = leader_rows(desk(hubei.province()))
    assert (len(rows), sum(row.named for row in rows)) == (1 + 17 + 103, 3)
    client = browse(hubei.city())
    bare = client.get("/coordination/leaders/?named=no").content.decode()
    assert "西陵区" in bare
    assert "刘平" not in bare
    assert "12 个还没有登记" in bare
    full = client.get("/coordination/leaders/").content.decode()
    assert "刘平" in full
    assert "江岸区" not in full


def test_a_new_leader_follows_the_one_before_who_stays_in_the_history(hubei, desk, browse):
    mine = desk(hubei.county())
    name(mine, YILING, Level.COUNTY)
    with pytest.raises(BadInput, match="新任要晚于"):
        name(mine, YILING, Level.COUNTY, name="李四")
    name(mine, YILING, Level.COUNTY, name="李四", since=date(2022, 3, 1))
    ended = Leader.objects.get(name="王建国")
    assert ended.valid_to == date(2022, 2, 28)
    page = browse(mine.acting).get("/coordination/leaders/").content.decode()
    assert "王建国" in page
    assert "李四" in page


def test_a_telephone_is_seen_by_its_own_office_alone(hubei, desk, browse):
    name(desk(hubei.county()), YILING, Level.COUNTY)
    assert "0717-6256789" in browse(hubei.county()).get("/coordination/leaders/").content.decode()
    above = browse(hubei.city()).get("/coordination/leaders/").content.decode()
    assert "0717-6256789" not in above
    assert "071****6789" in above


def test_nobody_names_another_office_s_leader(hubei, desk):
    with pytest.raises(OutOfScope):
        name(desk(hubei.city()), YILING, Level.COUNTY)


def test_an_office_with_two_seats_names_one_for_each(hubei, desk, browse):
    client = browse(hubei.city(XIANTAO))
    sent = {**WORDS, "since": "2022-01-17"}
    for level in ("city", "county"):
        sent["level"] = level
        assert client.post("/coordination/leaders/", sent).status_code == 302
    assert client.post("/coordination/leaders/", {**sent, "since": "soon"}).status_code == 422
    assert client.post("/coordination/leaders/", {**sent, "level": "x"}).status_code == 422
    assert Leader.objects.count() == 2


@pytest.mark.clause("HB-4.1.h")
def test_each_task_has_one_unit_and_one_person_and_those_without_are_listed(hubei, desk, browse):
    mine = desk(hubei.city())
    duties = duties_of(mine)
    assert len(without_owner(duties)) == len(duties)
    own = [duty.pk for duty in duties if duty.level is Level.CITY]
    put_in_charge(mine, own, unit="保护科", person="张薇", by=mine.acting, at=at("02-10"))
    put_in_charge(mine, own[:1], unit="运用科", person="李雷", by=mine.acting, at=at("02-11"))
    assert Charge.objects.count() == len(own)
    left = without_owner(duties_of(mine))
    assert {duty.level for duty in left} == {Level.COUNTY}
    page = browse(mine.acting).get("/coordination/duties/?owner=none").content.decode()
    assert f"{len(left)} 项没有责任人" in page
    assert "张薇</td>" not in page


def test_unit_and_person_are_both_named_and_within_reach(hubei, desk):
    mine = desk(hubei.city())
    key = f"county-files-class-plan@{YILING}@county"
    with pytest.raises(BadInput) as refused:
        put_in_charge(mine, [key], unit="科", person=" ", by=mine.acting, at=at("02-10"))
    assert [fault.field for fault in refused.value.faults] == ["person"]
    away = f"county-files-class-plan@{XILING}@county"
    theirs = desk(hubei.county())
    with pytest.raises(OutOfScope):
        put_in_charge(theirs, [key, away], unit="股", person="人", by=theirs.acting, at=at("02-10"))
    with pytest.raises(BadInput, match="勾选"):
        put_in_charge(mine, [], unit="科", person="张薇", by=mine.acting, at=at("02-10"))


def test_all_tasks_of_the_province_are_listed_and_named_in_one_go(
    hubei, browse, django_assert_max_num_queries
):
    client = browse(hubei.province())
    client.get("/coordination/duties/")
    with django_assert_max_num_queries(60):
        page = client.get("/coordination/duties/?rule=county-files-class-plan")
    assert "共 103 项" in page.content.decode()
    sent = {"everything": "1", "unit": "知识产权股", "person": "股长"}
    done = client.post("/coordination/duties/?rule=county-files-class-plan", sent)
    assert done.status_code == 302
    assert Charge.objects.count() == 103
    assert client.post("/coordination/duties/", {"unit": "x"}).status_code == 422


def test_the_hub_opens_for_every_kind_of_post(hubei, browse, django_assert_max_num_queries):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    for acting in (
        hubei.province(), hubei.registry(), hubei.city(), hubei.county(), base,
        hubei.city(XIANTAO), hubei.body("working-group", serves=("420000",)),
    ):  # fmt: skip
        client = browse(acting)
        client.get("/coordination/")
        with django_assert_max_num_queries(75):
            assert client.get("/coordination/").status_code == 200


def test_a_county_reads_only_itself_and_a_base_only_what_it_serves(hubei, browse):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    for acting, code, status in (
        (hubei.county(), YILING, 200), (hubei.county(), XILING, 404), (hubei.city(), XILING, 200),
        (hubei.city(WUHAN), XILING, 404), (base, XILING, 200), (base, "420102", 404),
        (hubei.province(), "420102", 200), (hubei.province(), YICHANG, 404),
        (hubei.province(), "999999", 404),
    ):  # fmt: skip
        assert browse(acting).get(f"/coordination/counties/{code}/").status_code == status


def test_the_ledger_counts_what_cities_do_and_nothing_soft_turns_red(hubei, desk):
    late = date(2023, 1, 10)
    ledger = ledger_of(hubei.year, on=late)
    soft = ("city-names-leader", "county-names-leader", "city-arranges-with-base",
            "city-guides-counties", "city-answers-problems")  # fmt: skip
    for rule in soft:
        states = {standing.state for standing in ledger.of_rule(rule)}
        assert states
        assert State.OVERDUE not in states, rule
    name(desk(hubei.city()), YICHANG, Level.CITY)
    found = ledger_of(hubei.year, on=hubei.on).find("city-names-leader", YICHANG, Level.CITY)
    assert found.state is State.MET
    export = ledger.of_rule("province-exports-indicators")
    assert [standing.state for standing in export] == [State.NOT_DUE]
