"""Evaluations of classes, metrics, what waits for whom."""

from dataclasses import replace
from datetime import date

import pytest

from zhicai.accounts.waiting import sources
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.training import actions
from zhicai.training.queries.classes import class_for
from zhicai.training.queries.evaluations import sheets_of
from zhicai.training.queries.organisers import evaluators
from zhicai.training.tests.scenes import SUIXIAN, SUIZHOU, XILING, YICHANG, YILING, at

MAY = date(2022, 5, 1)


def counted(hubei, name, on=MAY):
    year = hubei.hubei.year
    counting = Counting(year.pk, year.year, settings_of(year, on=on))
    found = measure(metric(f"training.{name}"), counting, [on])
    codes = {place.pk: code for code, place in hubei.hubei.places.items()}
    return {codes[pk]: int(days[on]) for pk, days in found.items() if days[on]}


@pytest.mark.clause("HB-3.1.7.4.c")
def test_the_teaching_team_evaluates_and_without_it_no_class_is_closed(hubei):
    found = hubei.finished()
    with pytest.raises(Refused) as open_:
        actions.take_step(found, "closed", by=hubei.county(), at=at("04-22"))
    assert "base" in open_.value.says.zh
    with pytest.raises(Refused) as other:
        hubei.evaluate(found, by=hubei.city())
    assert other.value.reasons[0].clause == "HB-3.1.7.4.c"
    with pytest.raises(BadInput):
        actions.evaluate(found, "effect", {}, says="", by=hubei.base(), at=at("04-22"))
    hubei.evaluate(found)
    done = actions.take_step(found, "closed", by=hubei.county(), at=at("04-26"))
    assert done.closed_on == date(2022, 4, 26)
    with pytest.raises(Refused):
        hubei.evaluate(found, on="04-27")


def test_an_evaluation_before_the_end_is_refused(hubei):
    with pytest.raises(Refused):
        hubei.evaluate(hubei.running())


@pytest.mark.parametrize("substitute", ["core-team", "working-group", "city"])
def test_a_city_without_a_base_has_the_substitute_of_the_setting(hubei, substitute):
    hubei.group()
    core = hubei.hubei.body("base", home="420300", serves=("420300",))
    hubei.hubei.decide("substitute-evaluator", substitute)
    found = hubei.class_(SUIXIAN)
    (who,) = evaluators(found, hubei.frame())
    expected = {
        "core-team": (None, core.organisation_id),
        "working-group": (None, hubei.group().organisation_id),
        "city": (SUIZHOU, None),
    }[substitute]
    place = who.place.code if who.place else None
    assert (place, who.organisation.pk if who.organisation else None) == expected


def test_a_core_team_of_another_city_sees_and_evaluates_what_has_ended(hubei):
    core = hubei.hubei.body("base", home="420300", serves=("420300",))
    found = hubei.running(SUIXIAN)
    with pytest.raises(OutOfScope):
        class_for(core, found.pk, on=MAY)
    found = actions.take_step(found, "finished", by=hubei.county(SUIXIAN), at=at("04-19"))
    assert class_for(core, found.pk, on=MAY) == found
    hubei.evaluate(found, by=core)
    source = next(one for one in sources() if one.key == "training.evaluations")
    assert source.count(core, MAY) == 0
    with pytest.raises(OutOfScope):
        class_for(hubei.base(), found.pk, on=MAY)


def test_low_scores_need_words(hubei):
    found = hubei.finished()
    scores = hubei.scores("effect", 2)
    with pytest.raises(BadInput) as bad:
        actions.evaluate(found, "effect", scores, says="", by=hubei.base(), at=at("04-22"))
    assert bad.value.faults[0].field == "says"


@pytest.mark.clause("HB-4.5.f")
def test_a_city_evaluates_each_step_with_a_configurable_form_and_sees_the_scores_together(hubei):
    rows = [
        {"step": "planning", "key": "own", "zh": "自设一题", "en": "Our own"},
        {"step": "running", "key": "teaching", "zh": "授课", "en": "Teaching"},
        {"step": "closing", "key": "goals", "zh": "目标", "en": "Goals"},
        {"step": "effect", "key": "skills", "zh": "技能", "en": "Skills"},
    ]
    hubei.hubei.decide("class-evaluation-questions", rows)
    found = hubei.class_()
    city = hubei.city()
    actions.evaluate(found, "planning", {"own": 5}, says="", by=city, at=at("03-27"))
    with pytest.raises(Refused):
        actions.evaluate(found, "running", {"teaching": 4}, says="", by=city, at=at("03-27"))
    for step, day in (("open", "03-28"), ("running", "04-18")):
        found = actions.take_step(found, step, by=hubei.county(), at=at(day))
    actions.evaluate(found, "running", {"teaching": 4}, says="", by=city, at=at("04-18"))
    found = actions.take_step(found, "finished", by=hubei.county(), at=at("04-19"))
    actions.evaluate(found, "closing", {"goals": 3}, says="", by=city, at=at("04-20"))
    sheets = {one.kind: one for one in sheets_of(city, found, hubei.frame("04-21"))}
    assert [float(sheets[kind].average) for kind in ("planning", "running", "closing")] == [5, 4, 3]
    assert sheets["planning"].lines[0][0].says.zh == "自设一题"
    with pytest.raises(Refused):
        actions.evaluate(found, "closing", {"goals": 3}, says="", by=hubei.base(), at=at("04-21"))


@pytest.mark.clause("HB-2.2.1.e")
def test_the_cockpit_counts_the_classes_held_and_marks_counties_with_none(hubei):
    hubei.running()
    hubei.opened(XILING)
    assert counted(hubei, "preparatory_classes_held") == {YILING: 1}
    rule = "county-holds-preparatory-class"
    ledger = ledger_of(hubei.hubei.year, on=date(2022, 12, 10), rules=[rule])
    states = {s.place.code: s.state.value for s in ledger.of_rule(rule)}
    assert (states[YILING], states[XILING]) == ("met", "overdue")
    assert ledger.find(rule, YILING, Level.COUNTY).verdict.rule.clause == "HB-3.1.7.1.a"


def test_classes_outside_window_or_county_are_counted_until_allowed(hubei):
    found = hubei.class_()
    actions.move(
        found,
        venue="三峡大学",
        venue_place=XILING,
        reason="机房",
        by=hubei.county(),
        at=at("03-26"),
    )
    assert counted(hubei, "preparatory_classes_outside_county") == {YILING: 1}
    facts = actions.facts_from_plan(hubei.planned(XILING))
    early = replace(
        facts, starts_on=date(2022, 3, 28), ends_on=date(2022, 3, 29), registration_opens=None,
        registration_closes=None,
    )  # fmt: skip
    outside = actions.open_unplanned(
        hubei.hubei.year, early, reason="试点", by=hubei.county(XILING), at=at("03-20")
    )
    assert counted(hubei, "preparatory_classes_outside_window") == {XILING: 1}
    actions.allow_outside(outside, reason="同意", by=hubei.province(), at=at("03-21"))
    assert counted(hubei, "preparatory_classes_outside_window") == {}


def test_lecturers_and_evaluations_are_counted(hubei):
    found = hubei.finished()
    hubei.evaluate(found)
    lecturer = hubei.lecturer()
    assert counted(hubei, "effect_evaluations") == {YILING: 1}
    other = hubei.class_(XILING)
    actions.assign_lecturers(
        other, {hubei.theory(other).pk: lecturer.pk}, by=hubei.city(), at=at("04-01")
    )
    actions.send_lecturer(
        hubei.request(other), hubei.lecturer("赵丹"), by=hubei.province(), at=at("04-02")
    )
    assert counted(hubei, "lecturers_assigned") == {XILING: 1}
    assert counted(hubei, "practical_lecturers_sent") == {XILING: 1}


def test_what_waits_for_whom(hubei, django_assert_max_num_queries):
    hubei.finished()
    hubei.opened(XILING)
    facts = actions.LecturerFacts("李蔓", "湖北专利代理")
    actions.enter_lecturer(facts, by=hubei.base(), at=at("02-01"))
    on = date(2022, 4, 20)
    mine = [source for source in sources() if source.key.startswith("training.")]

    def waits(acting):
        return {s.key.partition(".")[2]: s.count(acting, on) for s in mine if s.count(acting, on)}

    assert waits(hubei.province()) == {"proposals": 1, "requests": 1}
    assert waits(hubei.base()) == {"evaluations": 1}
    assert waits(hubei.city()) == {"evaluations": 2}
    assert waits(hubei.county()) == {"steps": 1}
    assert waits(hubei.county(XILING)) == {"steps": 1}
    for acting in (hubei.province(), hubei.base(), hubei.city(), hubei.county()):
        for source in mine:
            with django_assert_max_num_queries(25):
                items = source.items(acting, on, 20)
            assert len(items) == source.count(acting, on)
    assert hubei.city(YICHANG).place_code == YICHANG
