"""Write the timetable of a class: all lessons of the grid at once, or none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, lock_timetables, locked_own, note
from zhicai.training.actions.opening import lessons_of_plan
from zhicai.training.actions.requests import sync_requests
from zhicai.training.actions.steps import told_change
from zhicai.training.models import Change, Lesson, TrainingClass
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.steps import step_facts
from zhicai.training.queries.timetable import booked, booked_elsewhere, facts_of, lessons_of
from zhicai.training.rules.steps import LIVE, PLANNED, RUNNING, decide_practical
from zhicai.training.rules.timetable import LessonFacts, clashes, is_practical, lesson_faults

_WRITTEN = (
    "title", "day", "starts", "ends", "hours", "room", "form", "breadth", "items", "practical",
)  # fmt: skip


@transaction.atomic
def save_timetable(
    found: TrainingClass,
    lessons: Sequence[LessonFacts],
    *,
    by: Acting,
    at: datetime,
    revision: int | None = None,
) -> TrainingClass:
    """Write the lessons of a class; what is no longer among them is dropped.

    BadInput with every fault and every clash, the other class named; Stale where someone else
    changed the class meanwhile. Of a class that runs, dropped lessons stay as cancelled. An open
    class cannot lose its compulsory practical course.
    """
    row = locked_own(found.pk, by, revision=revision)
    frame = frame_of(row.programme_year, on=day_of(at))
    if row.state not in LIVE:
        says = Text("班次已结束，课表不能再改。", "The class has ended; its timetable is final.")
        raise Refused([Reason(says, frame.cites.get("running"))])
    known = frozenset(item.id for item in frame.items)
    faults = lesson_faults(lessons, first=row.starts_on, last=row.ends_on, known=known)
    if faults:
        raise BadInput(faults)
    lock_timetables(row.programme_year)
    before = {lesson.pk: lesson for lesson in lessons_of(row)}
    if {pk: facts_of(lesson) for pk, lesson in before.items()} == {x.pk: x for x in lessons}:
        return row
    written = [_written(facts, row, before, frame) for facts in lessons]
    _refuse_clashes(row, written)
    kept = {lesson.pk for lesson in written if lesson.pk}
    dropped = [pk for pk in before if pk not in kept]
    _drop(row, dropped)
    Lesson.objects.bulk_update([one for one in written if one.pk], _WRITTEN)
    Lesson.objects.bulk_create([one for one in written if not one.pk])
    if row.state != PLANNED:
        decide_practical(step_facts(row, RUNNING, frame)).insist()
    row.revision += 1
    row.save(update_fields=["revision"])
    sync_requests(row, frame, by=by, at=at)
    change = note(row, Change.What.TIMETABLE, by=by, at=at, says=f"共 {len(written)} 节课")
    values = {"lessons": len(written), "dropped": len(dropped)}
    record(by, "training.timetable_saved", row, place=row.place.code, values=values)
    if row.state != PLANNED:
        told_change(row, change, Text("课表有调整", "the timetable changed"), by=by, at=at)
    return row


def _written(
    facts: LessonFacts, row: TrainingClass, before: dict[int, Lesson], frame: Frame
) -> Lesson:
    """The row of a lesson with what was written, new where it is none of the class's."""
    lesson = before.get(facts.pk or 0) or Lesson(training_class=row)
    for name in ("day", "starts", "ends", "hours", "form", "breadth"):
        setattr(lesson, name, getattr(facts, name))
    lesson.title, lesson.room = facts.title.strip()[:200], facts.room.strip()[:80]
    lesson.items = list(facts.items)
    lesson.practical = is_practical(facts.items, frame.compulsory)
    return lesson


def _refuse_clashes(row: TrainingClass, lessons: Sequence[Lesson]) -> None:
    taught = [lesson.lecturer_id for lesson in lessons if lesson.lecturer_id]
    others = booked_elsewhere(row, [lesson.day for lesson in lessons], taught)
    faults = clashes([booked(lesson, row) for lesson in lessons], others)
    if faults:
        raise BadInput(faults)


def _drop(row: TrainingClass, dropped: Sequence[int]) -> None:
    """Take lessons away; once a class runs they stay as cancelled, hours may hang on them."""
    rows = Lesson.objects.filter(pk__in=dropped)
    if row.state == RUNNING:
        rows.update(cancelled=True)
    else:
        rows.delete()


@transaction.atomic
def copy_from_plan(found: TrainingClass, *, by: Acting, at: datetime) -> TrainingClass:
    """Lay out the courses of the plan line as the timetable; only where there is none yet."""
    row = locked_own(found.pk, by)
    frame = frame_of(row.programme_year, on=day_of(at))
    if row.planned is None:
        says = Text("这个班没有列入计划，没有课程可带入。", "No plan line holds this class.")
        raise BadInput([Fault(says)])
    if row.lessons.filter(cancelled=False).exists():
        says = Text("课表里已有课程，请先清空再带入。", "The timetable is not empty.")
        raise BadInput([Fault(says)])
    facts = [facts_of(one) for one in lessons_of_plan(row, row.planned, frame)]
    return save_timetable(row, facts, by=by, at=at)
