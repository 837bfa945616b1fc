"""Drafting: one plan an office and year, nothing typed is lost, nobody is overwritten."""

from datetime import date

import pytest

from zhicai.audit.models import Entry
from zhicai.foundation.errors import NotYourPage, OutOfScope, Refused, Stale
from zhicai.law.schema import Level
from zhicai.planning.actions import copy_forward, open_plan, save_draft, send_plan
from zhicai.planning.models import Plan
from zhicai.planning.tests.scenes import (
    HUBEI,
    WUHAN,
    XIANTAO,
    YICHANG,
    YILING,
    at,
    good_draft,
    lesson,
)
from zhicai.programmes.models import ProgrammeYear


@pytest.mark.clause("HB-3.1.6.a")
def test_a_county_opens_one_plan_a_year_and_saves_its_own(hubei):
    officer = hubei.county()
    plan = open_plan(hubei.year, by=officer, at=at("03-01"))
    again = open_plan(hubei.year, by=officer, at=at("03-02"))
    assert again.pk == plan.pk
    assert (plan.level, plan.filing.kind) == ("county", "county-class-plan")
    assert plan.filing.receiver == hubei.places[YICHANG]
    saved = save_draft(plan, by=officer, draft=good_draft(), revision=plan.revision, at=at("03-02"))
    assert saved.draft["classes"][0]["courses"][0]["items"] == ["practical-1"]


@pytest.mark.clause("HB-1.f")
def test_before_the_province_opens_the_year_no_plan_can_be_entered(hubei):
    hubei.year.opened_on = date(2022, 3, 10)
    hubei.year.save()
    with pytest.raises(Refused) as refusal:
        open_plan(hubei.year, by=hubei.county(), at=at("03-09"))
    assert refusal.value.reasons[0].clause == "HB-1.f"
    assert not Plan.objects.exists()
    assert open_plan(hubei.year, by=hubei.county(), at=at("03-10")).pk


def test_the_year_of_another_programme_is_not_there_for_a_county(hubei):
    other = ProgrammeYear.objects.create(
        programme="zhejiang-2024", year=2024, province=hubei.places[WUHAN],
        opened_on=date(2022, 1, 1), opened_by="—",
    )  # fmt: skip
    with pytest.raises(OutOfScope):
        open_plan(other, by=hubei.county(), at=at("03-01"))


def test_what_is_wrong_is_kept_as_typed(hubei):
    typed = good_draft(lesson(people="一百二十", starts="四月十八"), phone="  ")
    plan = hubei.plan(draft=typed)
    plan.refresh_from_db()
    assert plan.draft["classes"][0]["people"] == "一百二十"
    assert plan.draft["classes"][0]["starts"] == "四月十八"


def test_two_officers_on_one_plan_the_second_is_told_and_nothing_is_overwritten(hubei):
    first, second = hubei.county(), hubei.county(name="王芳")
    plan = hubei.plan(by=first)
    seen = plan.revision
    save_draft(plan, by=first, draft=good_draft(goals="甲"), revision=seen, at=at("03-03", 9))
    with pytest.raises(Stale) as stale:
        save_draft(plan, by=second, draft=good_draft(goals="乙"), revision=seen, at=at("03-03"))
    assert (stale.value.by, stale.value.at) == (first.name, "03-03 09:00")
    plan.refresh_from_db()
    assert plan.draft["goals"] == "甲"


def test_saving_the_same_text_again_is_no_new_revision(hubei):
    plan = hubei.plan()
    again = save_draft(
        plan, by=hubei.county(), draft=good_draft(), revision=plan.revision, at=at("03-03")
    )
    assert again.revision == plan.revision


def test_an_hour_of_autosaving_is_one_entry_in_the_audit_log(hubei):
    plan, officer = hubei.plan(), hubei.county()
    for minute in range(5):
        moment = at("03-04").replace(minute=minute)
        plan = save_draft(
            plan, by=officer, draft=good_draft(goals=str(minute)), revision=plan.revision, at=moment
        )
    assert Entry.objects.filter(verb="planning.draft_edited").count() == 2


def test_a_plan_under_review_is_not_changed(hubei):
    plan = hubei.sent()
    with pytest.raises(Refused):
        save_draft(
            plan, by=hubei.county(), draft=good_draft(goals="改"), revision=plan.revision,
            at=at("03-19"),
        )  # fmt: skip
    plan.refresh_from_db()
    assert plan.draft["goals"] == good_draft()["goals"]


def test_a_foreign_county_finds_no_plan(hubei):
    plan = hubei.plan()
    for stranger in (hubei.county("420583"), hubei.county(WUHAN)):
        with pytest.raises(OutOfScope):
            save_draft(plan, by=stranger, draft=good_draft(), revision=2, at=at("03-03"))


def test_the_provincial_office_drafts_no_plan(hubei):
    with pytest.raises(NotYourPage):
        open_plan(hubei.year, by=hubei.province(), at=at("03-01"))


@pytest.mark.clause("HB-2.3.c")
def test_a_city_and_a_base_draft_and_submit_their_own_plan(hubei):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    own_receiver = {hubei.city(): HUBEI, base: YICHANG}
    for officer, receiver in own_receiver.items():
        plan = open_plan(hubei.year, by=officer, at=at("03-01"))
        plan = save_draft(
            plan, by=officer, draft=good_draft(lesson(people="40")), revision=1, at=at("03-02")
        )
        sent = send_plan(plan, by=officer, at=at("03-10"))
        assert (sent.filing.kind, sent.filing.state) == ("own-class-plan", "sent")
        assert sent.filing.receiver.code == receiver
        assert sent.classes.get().expected_people == 40


def test_a_direct_unit_holds_a_county_plan_and_an_own_plan_side_by_side(hubei):
    officer = hubei.county(XIANTAO)
    county = open_plan(hubei.year, by=officer, at=at("03-01"), level=Level.COUNTY)
    city = open_plan(hubei.year, by=officer, at=at("03-01"), level=Level.CITY)
    assert county.filing.receiver == county.place
    assert city.filing.receiver.code == HUBEI
    assert {plan.level for plan in Plan.objects.all()} == {"county", "city"}


def test_last_years_plan_comes_forward_with_its_dates_moved(hubei):
    hubei.plan(draft=good_draft(lesson(starts="2022-04-18", ends="2022/4/19"), reason="去年的理由"))
    later = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2023, province=hubei.places[HUBEI], opened_on=date(2022, 1, 1),
        opened_by="周敏",
    )  # fmt: skip
    officer = hubei.county(YILING)
    plan = open_plan(later, by=officer, at=at("12-20"))
    plan = copy_forward(plan, by=officer, revision=plan.revision, at=at("12-20"))
    (one,) = plan.draft["classes"]
    assert (one["starts"], one["ends"]) == ("2023-04-18", "2023-04-19")
    assert (plan.draft["goals"], plan.draft["reason"]) == (good_draft()["goals"], "")


def test_without_an_earlier_plan_there_is_nothing_to_bring_forward(hubei):
    plan = hubei.plan()
    with pytest.raises(Refused):
        copy_forward(plan, by=hubei.county(), revision=plan.revision, at=at("03-05"))
