"""A rehearsal of the exam on computers with the class of Shiyan, two months after it ended.

The base sets it up in five rooms with its own people as invigilators; on the morning the first two
rooms are checked, somebody's computer is changed, and all are told what to do.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from zhicai.demo.assessment_story import SHIYAN, UNDERTAKES
from zhicai.demo.exams_story import GROUP, SHORT
from zhicai.demo.stage import Event, Stage, at
from zhicai.exams.actions.packs import fetch_pack, make_pack
from zhicai.exams.actions.papers import Wanted, seal_papers
from zhicai.exams.actions.room import broadcast, check_candidates, write_incident
from zhicai.exams.actions.running import ExamFacts, RoomFacts, set_up_exam
from zhicai.exams.models import Blueprint, Exam
from zhicai.exams.queries.running import invigilators_offered, registrations_for
from zhicai.training.models import TrainingClass

TITLE = "十堰考核班 · 机考演练"
SEALED, SET_UP, DAY = date(2022, 7, 20), date(2022, 7, 25), date(2022, 7, 30)
PACKED = date(2022, 7, 28)
ROOMS = ("第 1 考场", "第 2 考场", "第 3 考场", "第 4 考场", "第 5 考场")
ABSENT = 9
"""Every so many-th candidate has not come yet."""


def exam_room_chapter(stage: Stage) -> Iterator[Event]:
    """Yield the paper, the exam set up, and its morning."""
    yield Event(at(SEALED, 10), partial(_seal, stage))
    yield Event(at(SET_UP, 10), partial(_set_up, stage))
    yield Event(at(PACKED, 10), partial(_pack, stage))
    yield Event(at(DAY, 8, 45), partial(_check, stage))


def _class() -> TrainingClass | None:
    rows = TrainingClass.objects.filter(line__isnull=False, place__code=SHIYAN)
    return rows.exclude(state="cancelled").first()


def _seal(stage: Stage, moment: datetime) -> None:
    blueprint = Blueprint.objects.filter(title=SHORT).first()
    if blueprint is not None:
        by = stage.acting(GROUP, on=moment.date())
        seal_papers(blueprint, [Wanted("演练", "first")], seed=TITLE, by=by, at=moment)


def _set_up(stage: Stage, moment: datetime) -> None:
    found, by = _class(), stage.acting(UNDERTAKES[SHIYAN], on=moment.date())
    blueprint = Blueprint.objects.filter(title=SHORT).first()
    people = registrations_for(found, "exam", "first").count() if found else 0
    if found is None or blueprint is None or not people:
        return
    chief, *others = [pk for pk, _ in invigilators_offered(found, on=moment.date())]
    seats = -(-people // len(ROOMS))
    facts = ExamFacts(
        part="exam", round="first", title=TITLE, paper=blueprint.papers.get(label="演练").pk,
        starts_at=at(DAY, 9), latest_start=30, chief=chief,
        rooms=[
            RoomFacts(name, seats, found.venue, watcher)
            for name, watcher in zip(ROOMS, [*others, *[None] * len(ROOMS)], strict=False)
        ],
    )  # fmt: skip
    set_up_exam(found, facts, by=by, at=moment)


def _pack(stage: Stage, moment: datetime) -> None:
    """A pack in reserve, in case the network of the hall fails, taken along on a stick."""
    exam = Exam.objects.filter(title=TITLE).first()
    if exam is not None:
        by = stage.acting(UNDERTAKES[SHIYAN], on=moment.date())
        fetch_pack(make_pack(exam, by=by, at=moment), by=by, at=moment)


def _check(stage: Stage, moment: datetime) -> None:
    exam = Exam.objects.filter(title=TITLE).first()
    if exam is None:
        return
    by = stage.acting(UNDERTAKES[SHIYAN], on=moment.date())
    rows = exam.sittings.filter(room__name__in=ROOMS[:2]).order_by("room", "seat")
    here = [one.pk for place, one in enumerate(rows) if place % ABSENT]
    check_candidates(exam, here, by=by, at=moment)
    write_incident(exam, here[:1], says="电脑开不了机，已换备用机", by=by, at=moment)
    broadcast(exam, says="9:00 准时开始，请先在“检查设备”页检查网络。", by=by, at=moment)
