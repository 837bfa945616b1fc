"""A sealed paper of the exams lies in the slot of the assessment package, in place of a file."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zhicai.exams.actions.papers import Wanted, make_blueprint, seal_papers, withdraw_paper
from zhicai.exams.tests.marking_scenes import browser
from zhicai.exams.tests.scenes import CHOICE, add_item
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope, Refused
from zhicai.planning.actions import (
    approve_package,
    open_paper,
    seal_from_source,
    seal_paper,
    send_package,
)
from zhicai.planning.queries.packages import lines_in_force
from zhicai.planning.tests import package_scenes as scenes
from zhicai.planning.tests.scenes import at
from zhicai.training.actions import open_from_package
from zhicai.training.assessment import papers_missing
from zhicai.training.rules.conditions import asked, conditions_of

pytestmark = pytest.mark.django_db
ROW = {"topic": "know-1", "kind": "single", "easiest": "1", "hardest": "5", "count": "3",
       "marks": "2"}  # fmt: skip


@pytest.fixture
def stage():
    with clock.standing_at(at("04-20")):
        yield scenes.stage()


@pytest.fixture
def papers(stage):
    """A first and a make-up paper, sealed; the package is drawn up with its practical task."""
    for n in range(8):
        add_item(n, "single", CHOICE, 2, difficulty=3)
    blueprint = make_blueprint(
        stage.year, track="assessment", part="exam", title="结业考试", minutes=90, rows=[ROW],
        standard=1, by=stage.group, at=at("04-12"),
    )  # fmt: skip
    wanted = [Wanted("A", "first"), Wanted("B", "makeup")]
    return seal_papers(blueprint, wanted, seed="1", by=stage.group, at=at("04-12"))


@pytest.fixture
def package(stage):
    found = stage.package(paper=False)
    task = scenes.upload(scenes.TASK, "任务书.pdf")
    seal_paper(found, task, by=stage.group, at=at("04-13"), sort="practical-task",
               items=["practical-1"])  # fmt: skip
    return found


def slot(package):
    return reverse("planning:package_slot", args=[package.pk])


def test_the_slot_takes_a_sealed_paper_and_both_sides_say_so(stage, package, papers):
    first, client = papers[0], browser(stage.group)
    assert "放入已组好的密封卷" in client.get(slot(package)).content.decode()
    sent = {"do": "take", "paper": f"exams {first.pk}"}
    assert client.post(slot(package), sent).status_code == 302
    assert client.post(slot(package), sent).status_code == 302
    held = package.papers.get(source="exams")
    assert (held.sha256, held.items, held.standard) == (first.sha256, ["know-1"], 1)
    assert not held.content
    shown = client.get(slot(package)).content.decode()
    assert "考试系统密封卷" in shown
    assert CHOICE["stem"] not in shown
    blueprint = client.get(reverse("exams:blueprint", args=[first.blueprint_id])).content.decode()
    assert "已放入考核培训材料" in blueprint
    send_package(package, by=stage.group, at=at("04-25"))
    with pytest.raises(Refused):
        seal_from_source(package, "exams", str(papers[1].pk), by=stage.group, at=at("04-26"))


def test_nobody_opens_it_before_its_hour_not_even_who_is_named(stage, package, papers):
    held = seal_from_source(package, "exams", str(papers[0].pk), by=stage.group, at=at("04-14"))
    stage.named(package, stage.group)
    with pytest.raises(Refused, match="到开考时间由系统启封"):
        open_paper(held, reason="核对", by=stage.group, at=at("04-15"))
    assert not held.openings.exists()


@pytest.mark.parametrize(("source", "key"), [("exams", "0"), ("exams", "x"), ("elsewhere", "1")])
def test_what_no_source_offers_is_not_taken(stage, package, source, key):
    with pytest.raises(OutOfScope):
        seal_from_source(package, source, key, by=stage.group, at=at("04-14"))


def test_a_class_waits_for_exam_content_once_its_paper_is_withdrawn(stage, package, papers):
    seal_from_source(package, "exams", str(papers[0].pk), by=stage.group, at=at("04-14"))
    send_package(package, by=stage.group, at=at("04-25"))
    approve_package(package, by=stage.registry, at=at("04-27"))
    line = lines_in_force(stage.year)[0]
    found = open_from_package(line, by=stage.group, at=at("04-28"))
    day = line.starts_on - timedelta(days=1)
    assert papers_missing in {one.ask for one in conditions_of("running") if one.binds}
    assert not papers_missing(found.pk, day)
    withdraw_paper(papers[0], reason="疑似泄露", by=stage.group, at=at("05-01"))
    (reason,) = papers_missing(found.pk, day)
    assert reason in asked("running", found.pk, day).reasons
    assert not asked("running", found.pk, day).allowed
    assert reason.clause == "HB-3.2.6.2.c"
    seal_from_source(package, "exams", str(papers[1].pk), by=stage.group, at=at("05-02"))
    assert not papers_missing(found.pk, day)


def test_without_exam_content_the_package_is_not_sent(stage, package, papers):
    with pytest.raises(Refused, match="考题内容"):
        send_package(package, by=stage.group, at=at("04-25"))
    held = seal_from_source(package, "exams", str(papers[0].pk), by=stage.group, at=at("04-14"))
    withdraw_paper(papers[0], reason="疑似泄露", by=stage.group, at=at("04-15"))
    held.refresh_from_db()
    assert not held.in_draft
    with pytest.raises(Refused, match="考题内容"):
        send_package(package, by=stage.group, at=at("04-25"))
