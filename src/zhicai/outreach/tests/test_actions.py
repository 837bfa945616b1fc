"""Visits, opinions and cases through actions and queries."""

from datetime import timedelta

import pytest

from zhicai.accounts.waiting import sources
from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.messages.models import Message
from zhicai.outreach import actions, queries
from zhicai.outreach.answering import Answers
from zhicai.outreach.models import FollowUp, Opinion, PracticeCase
from zhicai.outreach.rules.visits import ToDo
from zhicai.outreach.tests.scenes import (
    NOON,
    TODAY,
    WUHAN,
    YICHANG,
    base,
    case_facts,
    city,
    county,
    enterprise,
    province,
    published,
    sent,
    submitted,
    told,
    visit_facts,
    visited,
)
from zhicai.outreach.waiting import follow_ups_count, opinions_count
from zhicai.places.models import Place
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.tests import scenes as programme

pytestmark = pytest.mark.django_db


# --- visits --------------------------------------------------------------------------------------


def test_a_visit_is_seen_by_its_office_and_those_above(year):
    row = visited(year)
    assert queries.visit_for(province(), row.pk, on=TODAY) == row
    for other in (county(), city(WUHAN)):
        with pytest.raises(OutOfScope):
            queries.visit_for(other, row.pk, on=TODAY)
    mine = visited(year, by=county())
    assert set(queries.visits_visible_to(city(), on=TODAY)) == {row, mine}


def test_everything_wrong_with_a_visit_is_told_at_once_and_nothing_kept(year):
    with pytest.raises(BadInput) as bad:
        visited(year, follow_ups=[ToDo("", "张薇", TODAY)], entity="", findings="")
    assert {fault.field for fault in bad.value.faults} == {"entity", "findings", "what"}
    assert not FollowUp.objects.exists()


def test_a_follow_up_waits_until_its_result_is_written(year):
    due = TODAY + timedelta(days=5)
    row = visited(year, follow_ups=[ToDo("送一次检索课", "张薇", due)])
    assert follow_ups_count(city(), TODAY) == 1
    assert follow_ups_count(city(WUHAN), TODAY) == 0
    todo = row.follow_ups.get()
    with pytest.raises(BadInput):
        actions.settle(todo.pk, result=" ", by=city(), at=NOON)
    with pytest.raises(OutOfScope):
        actions.settle(todo.pk, result="办了", by=county(), at=NOON)
    actions.settle(todo.pk, result="2 月 12 日已送课", by=city(), at=NOON)
    assert follow_ups_count(city(), TODAY) == 0
    assert (
        actions.settle(todo.pk, result="又写一次", by=city(), at=NOON).result == "2 月 12 日已送课"
    )


def test_a_visit_is_mended_by_its_own_office_only(year):
    row = visited(year)
    actions.change_visit(year, row.pk, visit_facts(entity="改名公司"), by=city(), at=NOON)
    assert queries.visit_for(city(), row.pk, on=TODAY).entity == "改名公司"
    with pytest.raises(OutOfScope):
        actions.change_visit(year, row.pk, visit_facts(), by=city(WUHAN), at=NOON)


def test_the_province_records_no_visits(year):
    with pytest.raises(NotYourPage):
        visited(year, by=province())


# --- opinions ------------------------------------------------------------------------------------


def test_an_enterprises_opinion_waits_at_its_city_until_it_is_answered(
    year, django_capture_on_commit_callbacks
):
    firm = enterprise()
    with django_capture_on_commit_callbacks(execute=True):
        row = sent(year, by=firm)
    assert (opinions_count(city(), TODAY), opinions_count(county(), TODAY)) == (1, 0)
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(row.pk, says="4 月加一次检索实操。", by=city(), at=NOON)
    assert opinions_count(city(), TODAY) == 0
    assert queries.opinion_for(firm, row.pk, on=TODAY).answer == "4 月加一次检索实操。"
    assert Message.objects.filter(organisation_id=firm.organisation_id).count() == 1
    with pytest.raises(Refused):
        actions.answer(row.pk, says="再答", by=city(), at=NOON)


def test_another_citys_office_or_enterprise_does_not_see_it(year):
    row = sent(year)
    for other in (city(WUHAN), enterprise("别家公司"), base()):
        with pytest.raises(OutOfScope):
            actions.answer(row.pk, says="答", by=other, at=NOON)


def test_a_county_sees_it_and_answers_only_what_was_passed_on_to_it(year):
    row = sent(year)
    with pytest.raises(OutOfScope):
        actions.answer(row.pk, says="答", by=county(), at=NOON)
    target = next(t for t in queries.targets_of(row, on=TODAY) if t.name.zh == "夷陵区")
    actions.forward(row.pk, to=target.key, note="请就近答复", by=city(), at=NOON)
    assert (opinions_count(county(), TODAY), opinions_count(city(), TODAY)) == (1, 0)
    actions.answer(row.pk, says="区里来办。", by=county(), at=NOON)
    assert Opinion.objects.get().answering_office == "夷陵区局"


def test_it_is_passed_on_to_a_base_or_to_the_province_and_the_city_may_still_answer(year):
    teacher = base()
    first, second = sent(year), sent(year, says="希望有公益讲座")
    targets = {t.name.zh: t.key for t in queries.targets_of(first, on=TODAY)}
    assert "武汉市" not in targets
    assert "宜昌市" not in targets
    actions.forward(first.pk, to=targets["三峡大学知识产权培训基地"], note="", by=city(), at=NOON)
    actions.forward(second.pk, to=targets["湖北省"], note="涉及全省", by=city(), at=NOON)
    actions.answer(first.pk, says="基地来开。", by=teacher, at=NOON)
    assert opinions_count(province(), TODAY) == 1
    actions.answer(second.pk, says="市里已安排。", by=city(), at=NOON)
    assert opinions_count(province(), TODAY) == 0


def test_it_is_passed_on_to_nobody_elses_county(year):
    row = sent(year)
    wuhan = Place.objects.get(code="420102")
    with pytest.raises(BadInput):
        actions.forward(row.pk, to=f"county-{wuhan.pk}", note="", by=city(), at=NOON)
    with pytest.raises(OutOfScope):
        actions.forward(row.pk, to="", note="", by=county(), at=NOON)


def test_an_office_enters_what_it_was_told_within_its_own_reach(year):
    row = sent(year, by=county())
    assert (row.source, row.organisation_id) == ("office", None)
    with pytest.raises(OutOfScope):
        sent(year, by=county(), code=WUHAN)
    with pytest.raises(OutOfScope):
        sent(year, by=enterprise(), code=YICHANG)


def test_a_visitor_gets_a_code_and_asks_by_it(year):
    row, code = told(year)
    assert row.receipt != code
    assert queries.opinion_by_code(f" {code[:4].lower()}-{code[4:]} ") == row
    assert queries.opinion_by_code("AAAA") is None
    assert queries.opinion_by_code(" ") is None
    assert Entry.objects.get(verb="outreach.opinion_sent").place == "420506"


def test_the_public_page_takes_no_more_than_so_many_from_one_address_a_day(year):
    for number in range(30):
        told(year, says=f"第 {number} 条")
    with pytest.raises(BadInput):
        told(year, says="再来一条")
    told(year, says="别处的一条", address="10.0.0.8")
    told(year, says="第二天的一条", at=NOON + timedelta(days=1))
    assert Opinion.objects.count() == 32


def test_the_same_words_twice_a_day_are_one(year):
    told(year)
    with pytest.raises(BadInput):
        told(year)
    assert Opinion.objects.count() == 1


def test_no_address_is_kept_as_it_is(year):
    row, _code = told(year, address="10.9.8.7")
    assert "10.9.8.7" not in str(vars(row))


def test_topics_are_grouped_beside_what_answers_them(year, monkeypatch):
    firm = enterprise()
    sent(year, by=firm, at=NOON - timedelta(days=9))
    answered = sent(year, by=firm, says="检索课排在周末", sort="opinion")
    actions.answer(answered.pk, says="好", by=city(), at=NOON)
    sent(year, by=firm, topic="theme:trademark", says="想听商标")
    from_wuhan = told(year, code="420102", topic="item:skill-1", says="武汉的需求")[0]

    def answers(acting, year, topics, on):
        return {"item:skill-1": Answers(2, 8, ("检索实务",), "/plans/classes/?item=skill-1")}

    source = next(iter(queries.summary_of(city(), year, on=TODAY)[0].answers))[0]
    monkeypatch.setattr("zhicai.outreach.answering._answering", {
        source.key: type(source)(source.key, source.says, answers),
    })  # fmt: skip
    rows = {row.topic.key: row for row in queries.summary_of(city(), year, on=TODAY)}
    skill = rows["item:skill-1"]
    assert (skill.opinions, skill.needs, skill.open, skill.oldest) == (1, 1, 1, 9)
    assert skill.answers[0][1].titles == ("检索实务",)
    assert not skill.unmet
    assert rows["theme:trademark"].unmet
    everywhere = {r.topic.key: r for r in queries.summary_of(province(), year, on=TODAY)}
    assert everywhere["item:skill-1"].total == 3
    assert from_wuhan.holder_place.code == WUHAN


# --- cases ---------------------------------------------------------------------------------------


def test_a_returned_case_is_mended_and_sent_again(year):
    case = submitted(year)
    with pytest.raises(Refused):
        actions.keep_case(case.pk, case_facts(), revision=1, by=city(), at=NOON)
    with pytest.raises(BadInput):
        actions.return_case(case.pk, by=province(), at=NOON, opinion=" ")
    actions.return_case(case.pk, by=province(), at=NOON, opinion="请补数据")
    better = case_facts(body="每月一次，全年 12 次，覆盖 300 家。")
    actions.keep_case(case.pk, better, revision=1, by=city(), at=NOON)
    again = queries.case_for(province(), case.pk)
    assert "300 家" not in queries.shown_of(again, own=False)["body"]
    actions.send_case(year, case.pk, by=city(), at=NOON)
    again = queries.case_for(province(), case.pk)
    assert "300 家" in queries.shown_of(again, own=False)["body"]


def test_a_later_writer_of_a_case_is_told(year):
    case = actions.open_case(year, case_facts(), by=city(), at=NOON)
    actions.keep_case(case.pk, case_facts(body="先写"), revision=1, by=city(), at=NOON)
    with pytest.raises(Stale):
        actions.keep_case(case.pk, case_facts(body="后写"), revision=1, by=city(), at=NOON)


def test_a_case_is_not_sent_while_something_lacks(year):
    case = actions.open_case(year, case_facts(summary="", topic=""), by=city(), at=NOON)
    with pytest.raises(BadInput) as bad:
        actions.send_case(year, case.pk, by=city(), at=NOON)
    assert {fault.field for fault in bad.value.faults} == {"summary", "topic"}


def test_only_what_was_selected_is_published(year):
    case = submitted(year)
    with pytest.raises(Refused) as refused:
        actions.publish_case(year, case.pk, by=province(), at=NOON)
    assert refused.value.reasons[0].clause == "HB-4.5.g"
    with pytest.raises(NotYourPage):
        actions.select_case(case.pk, by=city(), at=NOON)


def test_others_do_not_see_a_case_before_it_is_published(year):
    case = submitted(year)
    draft = actions.open_case(year, case_facts(title="草稿"), by=city(), at=NOON)
    for reader, pk in ((county(), case.pk), (city(WUHAN), case.pk), (province(), draft.pk)):
        with pytest.raises(OutOfScope):
            queries.case_for(reader, pk)
    with pytest.raises(OutOfScope):
        actions.return_case(draft.pk, by=province(), at=NOON, opinion="改")


def test_two_cases_of_one_city_have_a_way_each(year):
    submitted(year)
    submitted(year, title="第二个")
    assert queries.to_select(province()).count() == 2
    assert PracticeCase.objects.values("filing").distinct().count() == 2


# --- what waits, what is counted ------------------------------------------------------------------


def _waiting(acting):
    return {
        source.key: [item.title.zh for item in source.items(acting, TODAY, 10)]
        for source in sources()
        if source.key.startswith("outreach.") and source.count(acting, TODAY)
    }


def test_every_source_shows_what_its_count_says(year):
    sent(year)
    visited(year, follow_ups=[ToDo("送课", "张薇", TODAY)])
    case = submitted(year)
    assert _waiting(city()) == {
        "outreach.opinions": ["答复宜昌兴发化工有限公司的意见需求"],
        "outreach.follow_ups": ["宜昌兴发化工有限公司：送课（张薇）"],
    }
    assert _waiting(province()) == {"outreach.cases_to_select": ["遴选案例《送课进园区》"]}
    actions.return_case(case.pk, by=province(), at=NOON, opinion="改")
    assert _waiting(city())["outreach.cases_returned"] == ["修改案例《送课进园区》"]
    actions.send_case(year, case.pk, by=city(), at=NOON)
    actions.select_case(case.pk, by=province(), at=NOON)
    assert _waiting(province()) == {"outreach.cases_to_publish": ["发布案例《送课进园区》"]}
    assert _waiting(enterprise()) == {}


def test_the_ledger_counts_visits_answers_and_cases_and_calls_nobody_late(year):
    rules = (
        "city-visits-innovation-entities", "city-answers-opinions", "city-submits-good-practice",
    )  # fmt: skip
    visited(year, by=county())
    actions.answer(sent(year).pk, says="好", by=city(), at=NOON)
    published(year)
    ledger = ledger_of(year, on=TODAY, rules=rules)
    yichang = {s.verdict.rule.id: s.state for s in ledger.standings if s.place.code == YICHANG}
    assert set(yichang.values()) == {"met"}
    end = ledger_of(year, on=programme.TODAY.replace(year=2023), rules=rules)
    assert "overdue" not in {standing.state.value for standing in end.standings}
