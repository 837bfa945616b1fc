"""Classes from the plan line to the closing: rights, steps, changes, messages."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.messages.models import Message
from zhicai.planning.tests.scenes import good_draft
from zhicai.planning.tests.scenes import lesson as planned_lesson
from zhicai.training import actions
from zhicai.training.announcements import ClassChanged
from zhicai.training.models import LecturerRequest, TrainingClass
from zhicai.training.queries.classes import (
    class_for,
    classes_visible_to,
    may_run,
    open_classes,
    organised_by,
)
from zhicai.training.queries.gaps import gaps_of, to_open
from zhicai.training.queries.steps import decision_on
from zhicai.training.rules.conditions import Condition, _conditions, register_check
from zhicai.training.tests.scenes import XILING, YICHANG, YILING, as_facts, at

APRIL = date(2022, 4, 1)


def clauses(refused):
    return {reason.clause for reason in refused.value.reasons}


def test_a_class_opened_from_a_plan_line_needs_nothing_typed_twice(hubei):
    planned = hubei.planned()
    found = hubei.class_()
    assert (found.title, found.starts_on, found.venue) == (
        planned.title, planned.starts_on, planned.venue,
    )  # fmt: skip
    assert found.capacity == planned.expected_people
    titles = [lesson.title for lesson in hubei.lessons(found)]
    assert titles == [course.title for course in planned.courses.all()]
    assert found.number == "2022-420506-01"
    with pytest.raises(Refused):
        actions.open_from_plan(planned, by=hubei.county(), at=at("03-26"))


def test_a_preparatory_class_is_fixed_at_the_elementary_level(hubei):
    found = hubei.class_()
    assert found.ability == "elementary"
    facts = actions.facts_as_stored(found)
    changed = actions.change_class(found, facts, by=hubei.county(), at=at("03-26"))
    assert changed.ability == "elementary"


def test_only_the_office_of_the_plan_opens_its_class(hubei):
    planned = hubei.planned()
    with pytest.raises(OutOfScope):
        actions.open_from_plan(planned, by=hubei.county(XILING), at=at("03-25"))
    with pytest.raises(OutOfScope):
        actions.open_from_plan(planned, by=hubei.city(), at=at("03-25"))


@pytest.mark.clause("HB-2.1.a")
def test_office_base_and_agency_organise_jointly_and_each_sees_the_class(hubei):
    found = hubei.class_()
    agency = hubei.hubei.body("service-agency", home="420100")
    assert not classes_visible_to(agency, hubei.hubei.year, on=APRIL).exists()
    actions.add_partner(found, agency.organisation_id, by=hubei.county(), at=at("03-26"))
    roles = dict(found.organisers.values_list("body", "role"))
    assert roles["county"] == "undertaking"
    assert roles["city"] == "host"
    assert roles["base"] == "co-host"
    assert roles["service-agency"] == "partner"
    for acting in (hubei.county(), hubei.city(), hubei.base(), agency):
        assert classes_visible_to(acting, hubei.hubei.year, on=APRIL).get() == found
        assert organised_by(acting).filter(pk=found.pk).exists()
    other = hubei.hubei.county("420102")
    assert not classes_visible_to(other, hubei.hubei.year, on=APRIL).exists()
    with pytest.raises(OutOfScope):
        class_for(other, found.pk, on=APRIL)


def test_a_partner_can_only_be_of_a_kind_that_the_law_names(hubei):
    found = hubei.class_()
    centre = hubei.hubei.body("public-service-agency", home="420100")
    with pytest.raises(BadInput) as bad:
        actions.add_partner(found, centre.organisation_id, by=hubei.county(), at=at("03-26"))
    assert bad.value.faults[0].clause == "HB-2.1.a"


def test_gaps_between_plan_and_reality_list_themselves(hubei):
    draft = good_draft(
        planned_lesson(),
        planned_lesson("c2", title="第二期", starts="2022-05-10", ends="2022-05-11"),
    )
    hubei.hubei.accepted(draft=draft)
    first, second = to_open(hubei.county(), hubei.hubei.year)
    found = actions.open_from_plan(first, by=hubei.county(), at=at("03-25"))
    facts = actions.facts_from_plan(second)
    unplanned = actions.open_unplanned(
        hubei.hubei.year, facts, reason="企业临时提出", by=hubei.county(), at=at("03-25")
    )
    actions.postpone(
        found, starts_on=date(2022, 4, 20), ends_on=date(2022, 4, 21), reason="场地检修",
        by=hubei.county(), at=at("03-26"),
    )  # fmt: skip
    gaps = {(gap.kind, gap.title) for gap in gaps_of(hubei.city(), hubei.hubei.year, on=APRIL)}
    assert gaps == {
        ("differs", found.title), ("not-opened", "第二期"), ("not-planned", unplanned.title),
    }  # fmt: skip
    later = gaps_of(hubei.city(), hubei.hubei.year, on=date(2022, 5, 20))
    assert [gap.late for gap in later if gap.kind == "not-opened"] == [True]


@pytest.mark.clause("HB-3.1.7.4.b")
def test_a_county_moves_a_class_through_its_steps_with_checks_at_each(hubei):
    county = hubei.county()
    found = hubei.class_()
    with pytest.raises(Refused):
        actions.take_step(found, "running", by=county, at=at("03-28"))
    found = actions.take_step(found, "open", by=county, at=at("03-28"))
    assert list(open_classes(APRIL)) == [found]
    with pytest.raises(Refused) as early:
        actions.take_step(found, "running", by=county, at=at("04-17"))
    assert early.value.reasons[0].field == "starts_on"
    found = actions.take_step(found, "running", by=county, at=at("04-18"))
    with pytest.raises(Refused):
        actions.take_step(found, "finished", by=county, at=at("04-18"))
    found = actions.take_step(found, "finished", by=county, at=at("04-19"))
    with pytest.raises(Refused) as unevaluated:
        actions.take_step(found, "closed", by=county, at=at("04-25"))
    assert clauses(unevaluated) == {"HB-3.1.7.4.c"}
    hubei.evaluate(found)
    found = actions.take_step(found, "closed", by=county, at=at("04-26"))
    assert found.state == "closed"
    assert [one.what for one in found.changes.all()] == [
        "created", "opened", "started", "finished", "closed",
    ]  # fmt: skip
    with pytest.raises(OutOfScope):
        actions.take_step(found, "open", by=hubei.city(), at=at("04-27"))


@pytest.mark.clause("HB-2.3.e")
def test_a_class_without_a_practical_course_cannot_be_opened_and_says_which_is_missing(hubei):
    found = hubei.class_()
    kept = [one for one in as_facts(found) if "practical-1" not in one.items]
    found = actions.save_timetable(found, kept, by=hubei.county(), at=at("03-26"))
    with pytest.raises(Refused) as refused:
        actions.take_step(found, "open", by=hubei.county(), at=at("03-28"))
    assert clauses(refused) == {"HB-2.3.e"}
    assert "新一代专利信息检索与分析系统" in refused.value.says.zh
    draft = good_draft(planned_lesson(courses=[planned_lesson()["courses"][1]]))
    with pytest.raises(Refused) as unsent:
        hubei.hubei.sent(XILING, draft=draft)
    assert any("实战课程" in reason.says.zh for reason in unsent.value.reasons)


@pytest.mark.clause("HB-3.1.1.a")
def test_dates_outside_the_window_need_the_province_and_its_reason(hubei):
    found = hubei.opened()
    late = {"starts_on": date(2022, 12, 1), "ends_on": date(2022, 12, 2), "reason": "疫情"}
    with pytest.raises(Refused) as refused:
        actions.postpone(found, **late, by=hubei.county(), at=at("10-08"))
    assert clauses(refused) == {"HB-3.1.1.a"}
    with pytest.raises(BadInput):
        actions.allow_outside(found, reason=" ", by=hubei.province(), at=at("10-09"))
    actions.allow_outside(found, reason="疫情防控，同意顺延", by=hubei.province(), at=at("10-09"))
    found = actions.postpone(found, **late, by=hubei.county(), at=at("10-10"))
    assert found.starts_on == date(2022, 12, 1)
    assert found.allowed_for == "疫情防控，同意顺延"


def test_a_class_set_up_outside_the_window_cannot_be_opened(hubei):
    facts = actions.facts_from_plan(hubei.planned())
    facts = replace(
        facts, starts_on=date(2022, 3, 28), ends_on=date(2022, 3, 29), registration_opens=None,
        registration_closes=None,
    )  # fmt: skip
    found = actions.open_unplanned(
        hubei.hubei.year, facts, reason="试点", by=hubei.county(), at=at("03-20")
    )
    decision = decision_on(found, "open", hubei.frame("03-21"))
    assert not decision.allowed
    assert "HB-3.1.1.a" in {reason.clause for reason in decision.reasons}


@pytest.mark.clause("HB-3.1.2.a")
def test_a_venue_outside_the_county_is_flagged(hubei):
    found = hubei.class_()
    assert not found.away
    found = actions.move(
        found, venue="三峡大学", venue_place=XILING, reason="机房在校内", by=hubei.county(),
        at=at("03-26"),
    )  # fmt: skip
    assert found.away
    decision = decision_on(found, "open", hubei.frame("03-27"))
    assert decision.allowed
    assert {reason.clause for reason in decision.reasons} == {"HB-3.1.2.a"}


def test_every_change_tells_all_concerned_and_the_apps_above(
    hubei, django_capture_on_commit_callbacks
):
    heard = []
    subscribe(ClassChanged, heard.append)
    found = hubei.opened()
    before = Message.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        actions.postpone(
            found, starts_on=date(2022, 4, 20), ends_on=date(2022, 4, 21), reason="场地检修",
            by=hubei.county(), at=at("03-29"),
        )  # fmt: skip
    told = Message.objects.all()[: Message.objects.count() - before]
    assert {(row.place.code if row.place else row.organisation.kind) for row in told} == {
        YICHANG, "base", "420000",
    }  # fmt: skip
    assert [event.what for event in heard if event.class_id == found.pk] == ["postponed"]
    lessons = hubei.lessons(found)
    assert lessons[0].day == date(2022, 4, 20)
    assert hubei.request(found).due == date(2022, 4, 13)


def test_a_cancelled_class_frees_its_plan_line_and_withdraws_its_requests(hubei):
    found = hubei.opened()
    with pytest.raises(BadInput):
        actions.cancel_class(found, reason="", by=hubei.county(), at=at("03-29"))
    actions.cancel_class(found, reason="报名不足", by=hubei.county(), at=at("03-29"))
    assert hubei.request(found).state == LecturerRequest.State.WITHDRAWN
    again = actions.open_from_plan(hubei.planned(), by=hubei.county(), at=at("03-30"))
    assert again.number == "2022-420506-02"
    assert TrainingClass.objects.count() == 2


def test_conditions_of_other_apps_hold_a_step_up_with_their_clause(hubei):
    found = hubei.opened()
    says = Text("还没有落实班次预算。", "No budget yet.")

    def budget(class_id, on):
        return [Reason(says, "HB-3.1.7.4.a")] if class_id == found.pk else []

    register_check(Condition("test.budget", "running", budget))
    try:
        with pytest.raises(Refused) as refused:
            actions.take_step(found, "running", by=hubei.county(), at=at("04-18"))
        assert "HB-3.1.7.4.a" in clauses(refused)
        register_check(Condition("test.budget", "running", budget, binds=False))
        done = actions.take_step(found, "running", by=hubei.county(), at=at("04-18"))
        assert "预算" in done.changes.last().says
    finally:
        _conditions.pop(("running", "test.budget"))


def test_a_setting_makes_the_citys_summary_a_condition_of_the_start(hubei):
    found = hubei.opened()
    hubei.hubei.decide("start-needs", ["city-plan-summary"])
    with pytest.raises(Refused) as refused:
        actions.take_step(found, "running", by=hubei.county(), at=at("04-18"))
    assert "市州计划汇总" in refused.value.says.zh


def test_two_officers_do_not_overwrite_each_other(hubei):
    found = hubei.class_()
    facts = actions.facts_as_stored(found)
    seats = replace(facts, capacity=90)
    actions.change_class(found, seats, by=hubei.county(), at=at("03-26"), revision=found.revision)
    with pytest.raises(Stale):
        actions.change_class(
            found, facts, by=hubei.county(), at=at("03-26"), revision=found.revision
        )
    found.refresh_from_db()
    assert found.capacity == 90


def test_everything_wrong_with_a_class_is_said_at_once(hubei):
    facts = replace(
        actions.facts_from_plan(hubei.planned()), title=" ", venue="", capacity=0,
        ends_on=date(2022, 4, 1), venue_place="999999",
    )  # fmt: skip
    with pytest.raises(BadInput) as bad:
        actions.open_from_plan(hubei.planned(), by=hubei.county(), at=at("03-25"), facts=facts)
    assert {fault.field for fault in bad.value.faults} >= {
        "title", "venue", "capacity", "ends_on", "venue_place",
    }  # fmt: skip


@pytest.mark.clause("HB-2.2.1.b")
def test_city_and_base_open_plans_and_classes_of_counties_and_guide_them(hubei):
    found = hubei.class_()
    for guide in (hubei.city(), hubei.base()):
        assert class_for(guide, found.pk, on=APRIL) == found
        note = actions.leave_guidance(found, says="实战课放在下午", by=guide, at=at("03-27"))
        seen = class_for(hubei.county(), found.pk, on=APRIL).guidance.get(pk=note.pk)
        answered = actions.answer_guidance(seen, answer="已调整", by=hubei.county(), at=at("03-28"))
        assert answered.answer == "已调整"
    with pytest.raises(OutOfScope):
        actions.leave_guidance(found, says="x", by=hubei.hubei.city("420100"), at=at("03-28"))
    with pytest.raises(OutOfScope):
        actions.answer_guidance(seen, answer="代答", by=hubei.county(XILING), at=at("03-28"))


def test_who_does_not_run_a_class_changes_nothing_of_it(hubei):
    found = hubei.class_()
    assert may_run(hubei.county(), found)
    for other in (hubei.city(), hubei.base(), hubei.province(), hubei.county(XILING)):
        assert not may_run(other, found)
        with pytest.raises(OutOfScope):
            actions.save_timetable(found, [], by=other, at=at("03-26"))
    assert len(hubei.lessons(found)) == 2
    assert found.ends_on - found.starts_on == timedelta(days=1)
    assert found.place.code == YILING
