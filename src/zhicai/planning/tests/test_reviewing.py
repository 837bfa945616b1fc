"""The city: opinions at fields, return, acceptance, many at once; who may not."""

from datetime import date

import pytest

from zhicai.filing.actions import Note
from zhicai.filing.models import Remark
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.planning.actions import (
    accept_plan,
    accept_plans,
    answer_opinion,
    comment_on_plan,
    return_plan,
    save_draft,
    send_plan,
)
from zhicai.planning.tests.scenes import (
    WUHAN,
    XIANTAO,
    YICHANG,
    at,
    good_draft,
    lesson,
)


@pytest.mark.clause("HB-3.1.7.2.a")
def test_a_county_drafts_and_the_city_comments_returns_and_accepts(hubei):
    county, city = hubei.county(), hubei.city()
    plan = hubei.sent()
    notes = [Note("c1-people", "请写明企业名单"), Note("goals", "  ")]
    plan = return_plan(
        plan, by=city, opinion="人数需要核实", notes=notes, until=date(2022, 3, 25), at=at("03-19")
    )
    assert plan.filing.state == "returned"
    remark = Remark.objects.get()
    assert (remark.field, remark.version.number) == ("c1-people", 1)
    answer_opinion(plan, remark_id=remark.pk, by=county, answer="已附名单", at=at("03-20"))
    plan = save_draft(
        plan, by=county, draft=good_draft(lesson(people="130")), revision=plan.revision,
        at=at("03-20"),
    )  # fmt: skip
    plan = send_plan(plan, by=county, at=at("03-20"))
    assert plan.filing.versions.count() == 2
    plan = accept_plan(plan, by=city, at=at("03-21"))
    assert plan.filing.state == "accepted"
    assert [step.what for step in plan.filing.steps.all()] == [
        "sent", "returned", "sent", "accepted",
    ]  # fmt: skip


def test_a_return_needs_words_and_a_day_to_come(hubei):
    plan = hubei.sent()
    with pytest.raises(BadInput) as faults:
        return_plan(plan, by=hubei.city(), opinion=" ", until=date(2022, 3, 1), at=at("03-19"))
    assert {fault.field for fault in faults.value.faults} == {"opinion", "until"}
    plan.filing.refresh_from_db()
    assert plan.filing.state == "sent"


def test_what_came_back_after_the_due_date_is_in_time_until_the_day_that_was_set(hubei):
    hubei.decide("supplement-after-due", False)
    plan = hubei.sent(on="03-30")
    plan = return_plan(
        plan, by=hubei.city(), opinion="补充", until=date(2022, 4, 5), at=at("03-31")
    )
    assert send_plan(plan, by=hubei.county(), at=at("04-05")).filing.state == "sent"


@pytest.mark.clause("HB-2.2.1.b")
def test_city_and_base_comment_on_a_draft_and_the_county_answers(hubei):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    plan = hubei.plan()
    for guide in (hubei.city(), base):
        (remark,) = comment_on_plan(
            plan, by=guide, notes=[Note("goals", "补充数据")], at=at("03-05")
        )
        assert remark.version is None
    answered = answer_opinion(
        plan, remark_id=remark.pk, by=hubei.county(), answer="已补充", at=at("03-06")
    )
    assert answered.answered_by == hubei.county().name


def test_without_the_guidance_right_the_city_comments_only_on_what_was_sent(hubei):
    """A-HB-20: ``city-guidance-right``."""
    hubei.decide("city-guidance-right", False)
    plan = hubei.plan()
    note = [Note("goals", "补充数据")]
    with pytest.raises(Refused) as refusal:
        comment_on_plan(plan, by=hubei.city(), notes=note, at=at("03-05"))
    assert refusal.value.reasons[0].clause == "HB-2.2.1.b"
    plan = send_plan(plan, by=hubei.county(), at=at("03-18"))
    assert comment_on_plan(plan, by=hubei.city(), notes=note, at=at("03-19"))


def test_another_city_finds_no_plan_and_a_county_reviews_none(hubei):
    plan = hubei.sent()
    with pytest.raises(OutOfScope):
        accept_plan(plan, by=hubei.city(WUHAN), at=at("03-19"))
    with pytest.raises(NotYourPage):
        accept_plan(plan, by=hubei.county(), at=at("03-19"))
    plan.filing.refresh_from_db()
    assert plan.filing.state == "sent"


def test_a_foreign_base_neither_sees_nor_comments(hubei):
    plan = hubei.sent()
    stranger = hubei.body("base", home=WUHAN, serves=(WUHAN,))
    with pytest.raises(OutOfScope):
        comment_on_plan(plan, by=stranger, notes=[Note("goals", "…")], at=at("03-19"))
    assert not Remark.objects.exists()


def test_many_are_accepted_at_once_or_none_of_them(hubei):
    plans = [hubei.sent(code) for code in ("420506", "420502", "420503")]
    draft = hubei.plan("420504")
    with pytest.raises(Refused):
        accept_plans([*plans, draft], by=hubei.city(), at=at("03-20"))
    assert {plan.filing.state for plan in map(_fresh, plans)} == {"sent"}
    accept_plans(plans, by=hubei.city(), at=at("03-20"))
    assert {plan.filing.state for plan in map(_fresh, plans)} == {"accepted"}


def _fresh(plan):
    return type(plan).objects.select_related("filing").get(pk=plan.pk)


def test_a_direct_unit_reviews_its_own_county_plan(hubei):
    """A-HB-06: the office holds both seats."""
    officer = hubei.county(XIANTAO)
    plan = hubei.sent(XIANTAO)
    assert plan.filing.receiver.code == XIANTAO
    plan = accept_plan(plan, by=officer, at=at("03-20"))
    assert plan.filing.state == "accepted"
    assert plan.classes.count() == 1
