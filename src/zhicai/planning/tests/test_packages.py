"""The yearly package: held against the law, sealed, sent as one, decided, put in force."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from zhicai.accounts.acting import Acting
from zhicai.filing.rules import State
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.messages.models import Message
from zhicai.monitoring.actions import remind_due
from zhicai.planning.actions import (
    approve_package,
    end_reader,
    let_pass,
    open_package,
    open_paper,
    remove_paper,
    return_package,
    save_package,
    seal_paper,
    send_package,
    withdraw_package,
)
from zhicai.planning.models import ExamPaper, PackageLine, PaperOpening
from zhicai.planning.queries.packages import (
    asked_package,
    blocks_start,
    draft_content,
    leaves_of,
    lines_in_force,
    waits_again,
)
from zhicai.planning.rules.package import read_draft
from zhicai.planning.rules.package_checks import expected_to_pass, package_checks
from zhicai.planning.tests import package_scenes as scenes
from zhicai.planning.tests.scenes import WUHAN, YICHANG, at
from zhicai.programmes import registry
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db):
    return scenes.stage()


def found(stage, package, on=date(2022, 4, 20)):
    content = draft_content(package, on=on)
    _, faults = read_draft(package.draft)
    asked = asked_package(stage.year, on=on)
    return package_checks(content, faults, asked, leaves=leaves_of(package))


def errors(stage, package):
    return [check for check in found(stage, package) if check.state == "error"]


def clauses_of(refusal):
    return {reason.clause for reason in refusal.value.reasons}


@pytest.mark.clause("HB-3.2.6.2.a", "HB-3.2.6.2.b")
def test_the_group_drafts_classes_with_place_dates_seats_unit_and_design(stage):
    package = stage.approved()
    lines = list(lines_in_force(stage.year))
    assert [line.city.code for line in lines] == [WUHAN, YICHANG, scenes.SHIYAN]
    assert {line.seats for line in lines} == {240}
    assert {line.undertaking_id for line in lines} == set(stage.bases.values())
    assert {line.courses.count() for line in lines} == {10}
    assert package.filing.number == "鄂知培审〔2022〕1号"


@pytest.mark.clause("HB-3.2.6.1.a")
def test_a_plan_of_fewer_classes_than_asked_is_refused_with_its_clause(stage):
    draft = stage.draft()
    draft["classes"] = draft["classes"][:2]
    with pytest.raises(Refused) as refusal:
        stage.sent(draft | {"reason": "今年先办两期"})
    assert "HB-3.2.6.1.a" in clauses_of(refusal)


def test_a_place_without_a_class_or_too_few_seats_need_a_reason(stage):
    draft = stage.draft()
    draft["classes"][2] |= {"city": WUHAN, "seats": "100"}
    package = stage.package(draft)
    flagged = {c.clause for c in found(stage, package) if c.state == "warn" and c.excusable}
    assert flagged == {"HB-2.2.2.n", "HB-3.2.6.1.b"}
    with pytest.raises(Refused):
        send_package(package, by=stage.group, at=at("04-25"))
    draft["reason"] = "十堰场地维修，改由武汉承接"
    package = save_package(
        package, by=stage.group, draft=draft, revision=package.revision, at=at("04-25")
    )
    assert send_package(package, by=stage.group, at=at("04-25")).filing.state == State.SENT


def test_seats_times_the_pass_rate_are_weighed_against_the_target(stage):
    draft = stage.draft()
    for line in draft["classes"]:
        line["seats"] = "200"
    package = stage.package(draft)
    warned = [c for c in found(stage, package) if c.clause in ("HB-1.i", "HB-2.2.2.o")]
    assert [(c.state, c.excusable) for c in warned] == [("warn", False)]
    assert "540" in warned[0].text.zh
    stage.hubei.decide("expected-pass-rate", 100)
    assert not [c for c in found(stage, package) if c.clause in ("HB-1.i", "HB-2.2.2.o")]
    assert expected_to_pass(667, 90) == 600


@pytest.mark.clause("HB-3.2.1.a")
def test_a_class_outside_the_window_needs_the_provinces_leave_and_reason(stage):
    draft = stage.draft()
    draft["classes"][0] |= {"starts": "2022-07-04", "ends": "2022-07-08"}
    package = stage.package(draft)
    assert {c.clause for c in errors(stage, package)} == {"HB-3.2.1.a"}
    officer = stage.hubei.province()
    with pytest.raises(BadInput):
        let_pass(package, "window", key="c1", reason=" ", by=officer, at=at("04-20"))
    with pytest.raises(NotYourPage):
        let_pass(package, "window", key="c1", reason="防汛", by=stage.group, at=at("04-20"))
    with pytest.raises(OutOfScope):
        let_pass(package, "window", key="c9", reason="防汛", by=officer, at=at("04-20"))
    let_pass(package, "window", key="c1", reason="防汛改期", by=officer, at=at("04-20"))
    assert not errors(stage, package)


@pytest.mark.clause("HB-3.2.0.b")
def test_a_third_batch_needs_the_provinces_leave(stage):
    draft = stage.draft()
    draft["classes"][1]["batch"], draft["classes"][2]["batch"] = "2", "3"
    package = stage.package(draft)
    assert {c.clause for c in errors(stage, package)} == {"HB-3.2.0.b"}
    let_pass(package, "batches", reason="学员集中", by=stage.hubei.province(), at=at("04-20"))
    assert not errors(stage, package)


def test_the_settings_of_batches_and_second_window_are_held(stage):
    draft = stage.draft()
    draft["classes"][1] |= {"batch": "2", "starts": "2022-09-10", "ends": "2022-09-14"}
    package = stage.package(draft)
    assert {c.clause for c in errors(stage, package)} == {"HB-3.2.1.a"}
    stage.hubei.decide("second-batch-from", "09-01")
    stage.hubei.decide("second-batch-to", "10-31")
    assert not errors(stage, package)
    stage.hubei.decide("assessment-batches", 2)
    assert not errors(stage, package)
    one = stage.draft()
    package = save_package(
        package, by=stage.group, draft=one, revision=package.revision, at=at("04-20")
    )
    assert [c.text.zh for c in errors(stage, package)] == ["本年定为 2 批，第 2 批还没有班"]


@pytest.mark.clause("HB-3.2.2.a")
def test_the_city_of_a_class_is_one_of_the_venues(stage):
    draft = stage.draft()
    draft["classes"][0]["city"] = "420600"
    package = stage.package(draft)
    assert "HB-3.2.2.a" in {c.clause for c in errors(stage, package)}


@pytest.mark.clause("HB-3.2.5.a")
def test_a_design_that_leaves_an_item_out_needs_a_reason(stage):
    draft = stage.draft()
    draft["classes"][0]["courses"] = scenes.design(scenes.ITEMS[:-1])
    package = stage.package(draft)
    wrong = errors(stage, package)
    assert {c.clause for c in wrong} == {"HB-3.2.5.a"}
    assert wrong[0].field == "c1-gap"
    draft["classes"][0]["gap"] = "学员均已持有该项证书"
    package = save_package(
        package, by=stage.group, draft=draft, revision=package.revision, at=at("04-20")
    )
    assert not errors(stage, package)


def test_a_design_without_the_practical_course_is_refused(stage):
    draft = stage.draft()
    draft["classes"][0]["courses"] = scenes.design(practical=False)
    with pytest.raises(Refused) as refusal:
        stage.sent(draft)
    assert "HB-3.2.5.e" in clauses_of(refusal)


def test_a_package_without_exam_content_is_refused(stage):
    package = stage.package(paper=False)
    with pytest.raises(Refused) as refusal:
        send_package(package, by=stage.group, at=at("04-25"))
    assert clauses_of(refusal) == {"HB-3.2.6.2.c"}


def test_dates_that_collide_are_shown_unless_the_setting_is_off(stage):
    draft = stage.draft()
    draft["classes"][0] |= {"starts": "2022-05-01", "ends": "2022-05-05"}
    package = stage.package(draft)
    warned = [c for c in found(stage, package) if c.clause == "HB-3.2.6.3.b"]
    assert ["2022-04-24" in c.text.zh for c in warned] == [True]
    assert [c for c in found(stage, package) if c.clause == "HB-3.1.BZ.a"]
    stage.hubei.decide("warn-when-dates-collide", False)
    assert not [c for c in found(stage, package) if c.clause == "HB-3.2.6.3.b"]


@pytest.mark.clause("HB-3.2.6.2.d")
def test_the_group_is_reminded_before_and_what_is_sent_after_the_day_is_marked_late(stage):
    reminded = Message.objects.filter(
        kind=Message.Kind.REMINDER, about__contains="working-group-submits-package"
    )
    remind_due(date(2022, 4, 23), at=at("04-23"))
    assert {one.organisation_id for one in reminded} == {stage.group.organisation_id}
    in_time = stage.sent(on="04-30")
    assert in_time.filing.steps.last().late is False
    withdraw_package(in_time, by=stage.group, at=at("05-01"))
    late = send_package(in_time, by=stage.group, at=at("05-02"))
    assert late.filing.steps.filter(what="sent").last().late is True


@pytest.mark.clause("HB-3.2.6.2.e")
def test_the_office_returns_with_opinions_or_approves_and_only_then_classes_may_start(stage):
    package = stage.sent()
    assert blocks_start(stage.year, on=date(2022, 5, 1))
    assert not lines_in_force(stage.year).exists()
    with pytest.raises(NotYourPage):
        approve_package(package, by=stage.group, at=at("04-26"))
    with pytest.raises(NotYourPage):
        approve_package(package, by=stage.hubei.province(), at=at("04-26"))
    package = return_package(package, by=stage.registry, opinion="名额请再核", at=at("04-26"))
    assert package.filing.state == State.RETURNED
    package = send_package(package, by=stage.group, at=at("04-27"))
    package = approve_package(package, by=stage.registry, at=at("04-28"), opinion="同意")
    assert package.filing.state == State.APPROVED
    assert not blocks_start(stage.year, on=date(2022, 5, 1))
    assert lines_in_force(stage.year).count() == 3


def test_a_change_of_city_after_approval_waits_again_unless_it_is_only_reported(stage):
    package = stage.approved()
    line = lines_in_force(stage.year).get(key="c3")
    draft = stage.draft()
    draft["classes"][2] |= {"city": WUHAN}
    draft["reason"] = "场地维修"
    package = save_package(
        package, by=stage.group, draft=draft, revision=package.revision, at=at("05-02")
    )
    send_package(package, by=stage.group, at=at("05-02"))
    line = PackageLine.objects.get(pk=line.pk)
    assert line.city.code == scenes.SHIYAN
    assert waits_again(line, on=date(2022, 5, 3))
    others = lines_in_force(stage.year).exclude(pk=line.pk)
    assert not any(waits_again(one, on=date(2022, 5, 3)) for one in others)
    stage.hubei.decide("change-after-approval", "report")
    assert not waits_again(line, on=date(2022, 5, 3))
    withdraw_package(package, by=stage.group, at=at("05-03"))
    send_package(package, by=stage.group, at=at("05-03"))
    assert PackageLine.objects.get(pk=line.pk).city.code == WUHAN


def test_who_fixes_the_classes_is_a_setting(stage):
    package = stage.package()
    stage.hubei.decide("classes-fixed-by", "core-team")
    draft = stage.draft()
    draft["classes"] = draft["classes"][:2]
    with pytest.raises(Refused):
        save_package(
            package, by=stage.group, draft=draft, revision=package.revision, at=at("04-20")
        )
    base = stage.hubei.body("base", home=WUHAN, serves=(WUHAN,))
    saved = save_package(package, by=base, draft=draft, revision=package.revision, at=at("04-20"))
    assert len(saved.draft["classes"]) == 2
    stage.hubei.decide("classes-fixed-by", "working-group", since=date(2022, 4, 1))
    with pytest.raises(OutOfScope):
        save_package(saved, by=base, draft=draft, revision=saved.revision, at=at("04-21"))


def test_two_at_once_do_not_overwrite_each_other(stage):
    package = stage.package()
    with pytest.raises(Stale):
        save_package(
            package, by=stage.group, draft=stage.draft(notes="改"), revision=package.revision - 1,
            at=at("04-20"),
        )  # fmt: skip


def test_only_the_working_group_opens_it_and_once_a_year(stage):
    first = open_package(stage.year, by=stage.group, at=at("04-01"))
    assert open_package(stage.year, by=stage.group, at=at("04-02")) == first
    base = stage.hubei.body("base", home=WUHAN, serves=(WUHAN,))
    with pytest.raises(Refused):
        open_package(stage.year, by=base, at=at("04-02"))
    with pytest.raises(NotYourPage):
        open_package(stage.year, by=stage.hubei.city(), at=at("04-02"))


# --- the sealed slot -----------------------------------------------------------------------------


def test_exam_content_lies_encrypted_and_only_the_named_open_it_with_a_reason(stage):
    package = stage.package()
    paper = package.papers.get(sort="paper")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM planning_exampaper")
        (stored,) = cursor.fetchone()
    assert stored.startswith("z1.")
    with pytest.raises(Refused) as refusal:
        open_paper(paper, reason="核对", by=stage.group, at=at("04-20"))
    assert clauses_of(refusal) == {"HB-3.2.6.2.c"}
    stage.named(package, stage.group)
    with pytest.raises(BadInput):
        open_paper(paper, reason="", by=stage.group, at=at("04-20"))
    assert open_paper(paper, reason="印制前核对", by=stage.group, at=at("04-20")) == scenes.PAPER
    opening = PaperOpening.objects.get()
    assert (opening.user_id, opening.reason) == (stage.group.user_id, "印制前核对")
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperOpening.objects.update(reason="别的")
    end_reader(package, stage.group.user_id, by=stage.group, at=at("04-21"))
    with pytest.raises(Refused):
        open_paper(paper, reason="再看", by=stage.group, at=at("04-21"))


def test_strangers_are_not_named_and_see_no_slot(stage):
    package = stage.package()
    with pytest.raises(BadInput):
        stage.named(package, stage.hubei.city())
    base: Acting = stage.hubei.body("base", home=WUHAN, serves=(WUHAN,))
    with pytest.raises(OutOfScope):
        open_paper(package.papers.get(sort="paper"), reason="看", by=base, at=at("04-20"))
    stage.named(package, stage.registry)


def test_the_same_file_is_kept_once_and_what_a_version_had_stays(stage):
    package = stage.package()
    first = package.papers.get(sort="paper")
    assert seal_paper(package, scenes.upload(), by=stage.group, at=at("04-14")) == first
    with pytest.raises(BadInput):
        seal_paper(package, scenes.upload(b"no pdf", "x.pdf"), by=stage.group, at=at("04-14"))
    send_package(package, by=stage.group, at=at("04-20"))
    with pytest.raises(Refused):
        remove_paper(first, by=stage.group)
    withdraw_package(package, by=stage.group, at=at("04-20"))
    remove_paper(first, by=stage.group)
    assert ExamPaper.objects.get(pk=first.pk).in_draft is False


def test_what_the_obligations_count(stage):
    stage.approved()
    counting = Counting(stage.year.pk, 2022, settings_of(stage.year, on=date(2022, 4, 30)))
    for name, number in (
        ("planning.assessment_packages_submitted", 1),
        ("planning.curriculum_items_covered", 9),
    ):
        counts = measure(registry.metric(name), counting, [date(2022, 4, 30)])
        assert counts[stage.year.province_id][date(2022, 4, 30)] == number
