"""Sending: what is refused, what is flagged, what is frozen, and what comes into force."""

from datetime import date

import pytest

from zhicai.filing.models import Filing, Step, Version
from zhicai.foundation.errors import Refused
from zhicai.planning.actions import accept_plan, save_draft, send_plan, withdraw_plan
from zhicai.planning.models import PlannedClass, Tag
from zhicai.planning.tests.scenes import YICHANG, at, course, good_draft, lesson
from zhicai.programmes.models import DeadlineDecision


def clauses_of(refusal):
    return {reason.clause for reason in refusal.value.reasons}


@pytest.mark.clause("HB-3.1.7.1.a")
def test_a_plan_without_a_class_is_refused_and_nothing_is_sent(hubei):
    plan = hubei.plan(draft={**good_draft(), "classes": []})
    with pytest.raises(Refused) as refusal:
        send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert "HB-3.1.7.1.a" in clauses_of(refusal)
    assert not Version.objects.exists()
    assert Filing.objects.get().state == "draft"
    assert hubei.sent("420502").filing.state == "sent"


@pytest.mark.clause("HB-3.1.7.1.b")
def test_fewer_than_a_hundred_people_is_flagged_over_all_classes_together(hubei):
    two = good_draft(lesson("c1", people="60"), lesson("c2", people="39"))
    plan = hubei.plan(draft=two)
    with pytest.raises(Refused) as refusal:
        send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert "HB-3.1.7.1.b" in clauses_of(refusal)
    assert refusal.value.reasons[-1].field == "reason"
    enough = {**two, "classes": [lesson("c1", people="60"), lesson("c2", people="40")]}
    plan = save_draft(plan, by=hubei.county(), draft=enough, revision=plan.revision, at=at("03-18"))
    assert send_plan(plan, by=hubei.county(), at=at("03-18")).filing.state == "sent"


def test_a_plan_that_falls_short_may_be_sent_with_a_stated_reason(hubei):
    few = good_draft(lesson(people="60"), reason="全县规上企业仅 52 家")
    plan = hubei.sent(draft=few)
    assert plan.filing.versions.get().content["reason"] == "全县规上企业仅 52 家"


def test_counted_over_the_city_a_small_county_is_not_flagged(hubei):
    """A-HB-03: ``preparatory-quota-scope``."""
    few = good_draft(lesson(people="60"))
    with pytest.raises(Refused):
        hubei.sent(draft=few)
    hubei.decide("preparatory-quota-scope", "city")
    assert hubei.sent("420502", draft=few).filing.state == "sent"


def test_counted_per_class_two_classes_of_sixty_are_flagged(hubei):
    """A-HB-03: ``preparatory-quota-sum``."""
    two = good_draft(lesson("c1", people="60"), lesson("c2", people="60"))
    assert hubei.sent(draft=two).filing.state == "sent"
    hubei.decide("preparatory-quota-sum", "per-class")
    with pytest.raises(Refused) as refusal:
        hubei.sent("420502", draft=two)
    assert "HB-3.1.7.1.b" in clauses_of(refusal)


@pytest.mark.clause("HB-3.1.6.b")
def test_a_class_without_the_practical_course_cannot_leave_the_draft_state(hubei):
    theory = lesson(courses=[course(title="新法解读", items=["know-1"])])
    plan = hubei.plan(draft=good_draft(theory))
    with pytest.raises(Refused) as refusal:
        send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert "HB-3.1.6.b" in clauses_of(refusal)
    assert plan.filing.state == "draft"


@pytest.mark.clause("HB-2.3.b")
def test_a_course_is_mapped_to_the_list_or_marked_as_a_local_addition(hubei):
    free = course("k2", title="茶产业品牌", items=[])
    plan = hubei.plan(draft=good_draft(lesson(courses=[course(), free])))
    with pytest.raises(Refused) as refusal:
        send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert clauses_of(refusal) == {"HB-2.3.b"}
    local = {**free, "local": True}
    sent = hubei.sent("420502", draft=good_draft(lesson(courses=[course(), local])))
    assert sent.filing.state == "sent"


@pytest.mark.clause("HB-2.3.a")
def test_targets_and_needs_are_required(hubei):
    plan = hubei.plan(draft=good_draft(goals="", needs=" "))
    with pytest.raises(Refused) as refusal:
        send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert {r.field for r in refusal.value.reasons if r.clause == "HB-2.3.a"} == {"goals", "needs"}


def test_a_class_outside_the_window_needs_a_reason(hubei):
    early = lesson(starts="2022-03-30", ends="2022-04-01")
    with pytest.raises(Refused) as refusal:
        hubei.sent(draft=good_draft(early))
    assert "HB-3.1.1.a" in clauses_of(refusal)
    late = good_draft(early, reason="与省局开班动员同步")
    assert hubei.sent("420502", draft=late).filing.state == "sent"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("people", "很多"), ("people", "0"), ("starts", "2022-02-30"), ("ends", "2022-04-01"),
        ("budget", "五万"), ("budget", "1.2345678"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_at_its_field(hubei, field, typed):
    plan = hubei.plan(draft=good_draft(lesson(**{field: typed})))
    with pytest.raises(Refused) as refusal:
        send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert f"c1-{field}" in {reason.field for reason in refusal.value.reasons}


def test_full_width_digits_and_chinese_dates_are_read(hubei):
    typed = lesson(
        people="１２０人", starts="2022年4月18日", ends="2022.4.19", budget="５２０００元"
    )
    planned = hubei.accepted(draft=good_draft(typed)).classes.get()
    assert (planned.expected_people, planned.budget) == (120, 5_200_000)
    assert (planned.starts_on, planned.ends_on) == (date(2022, 4, 18), date(2022, 4, 19))


def test_a_second_press_of_the_button_sends_nothing_more(hubei):
    plan = hubei.sent()
    send_plan(plan, by=hubei.county(), at=at("03-18", 11))
    assert Version.objects.count() == 1
    assert Step.objects.filter(what="sent").count() == 1


@pytest.mark.clause("HB-3.1.7.2.b")
def test_what_is_late_is_taken_as_a_supplement_or_not_at_all(hubei):
    """A-HB-14: ``supplement-after-due``."""
    assert hubei.sent(on="03-31").filing.steps.get().late is False
    late = hubei.sent("420502", on="04-01")
    assert late.filing.steps.get().late is True
    hubei.decide("supplement-after-due", False)
    with pytest.raises(Refused) as refusal:
        hubei.sent("420503", on="04-01")
    assert refusal.value.reasons[0].clause == "HB-3.1.7.2.a"
    assert not Version.objects.filter(filing__sender__code="420503").exists()


def test_an_extension_by_the_province_makes_room(hubei):
    hubei.decide("supplement-after-due", False)
    DeadlineDecision.objects.create(
        programme_year=hubei.year, obligation="county-files-class-plan", level="county",
        place=hubei.places["420502"], kind="extended", due=date(2022, 4, 10), reason="防疫",
        decided_at=at("03-20"), decided_by="林浩", office="湖北省省局",
    )  # fmt: skip
    assert hubei.sent("420502", on="04-10").filing.steps.get().late is False


def test_accepted_classes_and_courses_are_facts_in_force(hubei):
    planned = hubei.accepted().classes.get()
    assert planned.in_force_on == date(2022, 3, 20)
    assert planned.practical
    assert planned.track == "preparatory"
    first, second = planned.courses.all()
    assert (first.hours, first.form, first.practical) == (4, "practice", True)
    assert set(second.tags.filter(sort=Tag.Sort.THEME).values_list("key", flat=True)) == {
        "patent", "trademark",
    }  # fmt: skip


def test_nothing_is_in_force_before_the_city_has_accepted(hubei):
    hubei.sent()
    assert not PlannedClass.objects.exists()


def test_a_later_version_keeps_classes_by_their_key_and_drops_what_it_lacks(hubei):
    both = good_draft(lesson("c1"), lesson("c2", title="第二期"))
    plan = hubei.accepted(draft=both)
    first = plan.classes.get(key="c1")
    changed = good_draft(lesson("c1", people="150"))
    plan = save_draft(
        plan, by=hubei.county(), draft=changed, revision=plan.revision, at=at("04-02")
    )
    plan = send_plan(plan, by=hubei.county(), at=at("04-02"))
    assert plan.classes.get(key="c1").expected_people == 120
    plan = accept_plan(plan, by=hubei.city(), at=at("04-03"))
    again = plan.classes.get(key="c1")
    assert (again.pk, again.expected_people) == (first.pk, 150)
    assert again.in_force_on == date(2022, 3, 20)
    assert plan.classes.get(key="c2").dropped_on == date(2022, 4, 3)
    assert plan.filing.in_force.number == 2


def test_a_plan_comes_back_to_its_sender_as_long_as_nobody_has_acted(hubei):
    plan = withdraw_plan(hubei.sent(), by=hubei.county(), at=at("03-18", 12))
    assert (plan.filing.state, plan.filing.last_sent_on) == ("draft", None)
    accepted = hubei.accepted("420502")
    with pytest.raises(Refused):
        withdraw_plan(accepted, by=hubei.county("420502"), at=at("03-21"))


def test_taken_back_a_plan_that_needed_no_decision_is_out_of_force(hubei):
    hubei.decide("handling-county-class-plan", "submission")
    plan = hubei.sent()
    assert plan.classes.get().dropped_on is None
    plan = withdraw_plan(plan, by=hubei.county(), at=at("03-18", 12))
    assert plan.filing.in_force is None
    assert plan.classes.get().dropped_on == date(2022, 3, 18)


def test_filed_instead_of_reviewed_the_plan_counts_when_it_is_sent_and_cannot_return(hubei):
    """A-HB-17: ``handling-county-class-plan``."""
    hubei.decide("handling-county-class-plan", "filing")
    plan = hubei.sent()
    assert plan.classes.count() == 1
    plan = accept_plan(plan, by=hubei.city(YICHANG), at=at("03-20"))
    assert plan.filing.state == "filed"
    assert plan.filing.number == "〔2022〕1号"
