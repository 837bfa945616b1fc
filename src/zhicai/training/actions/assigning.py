"""Assign lecturers to lessons: city, base or working group as the setting says; take them back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, lock_timetables, locked_class, note
from zhicai.training.actions.placing import put_lecturer
from zhicai.training.actions.steps import told_change
from zhicai.training.actions.telling import ask_lecturers
from zhicai.training.models import Change, Lecturer, Lesson, TrainingClass
from zhicai.training.queries.classes import class_for
from zhicai.training.queries.frames import Frame, frame_of
from zhicai.training.queries.lecturers import may_assign, may_send_practical, pool_of
from zhicai.training.rules.steps import LIVE, PLANNED


@transaction.atomic
def assign_lecturers(
    found: TrainingClass,
    chosen: Mapping[int, int | None],
    *,
    by: Acting,
    at: datetime,
    reason: str = "",
) -> int:
    """Set the lecturers of lessons (lesson id → lecturer id, None takes back); return the changes.

    A practical lesson's lecturer is the province's to send (HB-2.3.f); the others are assigned by
    those whom the setting ``lecturers-preparatory`` names. Replacing one of an open class needs a
    reason, and everyone concerned is told.
    """
    require(by, "training.assign")
    class_for(by, found.pk, on=day_of(at))
    row = locked_class(found.pk)
    lock_timetables(row.programme_year)
    frame = frame_of(row.programme_year, on=day_of(at))
    if row.state not in LIVE:
        says = Text("班次已结束，师资不能再改。", "The class has ended; its lecturers are final.")
        raise Refused([Reason(says, frame.cites.get("running"))])
    lessons = {one.pk: one for one in row.lessons.filter(pk__in=chosen, cancelled=False)}
    wanted = {pk: who for pk, who in chosen.items()
              if pk in lessons and lessons[pk].lecturer_id != who}  # fmt: skip
    pool = {one.pk: one for one in pool_of(row.programme_year.province_id)}
    replaced = [pk for pk in wanted if lessons[pk].lecturer_id is not None]
    if replaced and row.state != PLANNED and not reason.strip():
        says = Text("更换讲师请写明原因，会告知各单位。", "Say why a lecturer is replaced.")
        raise BadInput([Fault(says, "reason")])
    told: set[int] = set()
    put: list[Lesson] = []
    for pk, who in wanted.items():
        lesson = lessons[pk]
        _allowed(lesson, row, frame, by)
        told |= {one for one in (lesson.lecturer_id, who) if one is not None}
        if who is None:
            _take_back(lesson)
        elif who in pool:
            put.append(put_lecturer(pk, pool[who], row, frame, by=by))
        else:
            says = Text("请从讲师库里选择讲师。", "Choose a lecturer of the pool.")
            raise BadInput([Fault(says, f"lecturer-{pk}", clause=frame.cites.get("pool"))])
    if not wanted:
        return 0
    values = {"lessons": {str(pk): who for pk, who in wanted.items()}}
    ask_lecturers(row, put, by=by, at=at)
    record(by, "training.lecturers_assigned", row, place=row.place.code, reason=reason,
           values=values)  # fmt: skip
    if replaced and row.state != PLANNED:
        names = "、".join(lessons[pk].title for pk in replaced)
        change = note(row, Change.What.SUBSTITUTED, by=by, at=at, says=names, reason=reason)
        says = Text(f"更换讲师：{names}", f"another lecturer: {names}")
        lecturers = tuple(Lecturer.objects.filter(pk__in=told))
        told_change(row, change, says, by=by, at=at, lecturers=lecturers)
    return len(wanted)


def _allowed(lesson: Lesson, row: TrainingClass, frame: Frame, by: Acting) -> None:
    if lesson.practical:
        if not may_send_practical(by, row, frame):
            says = Text(
                f"《{lesson.title}》是实战课程，讲师由省局选派，请在讲师请求里等待答复。",
                f"“{lesson.title}” is the practical course; the province sends its lecturer.",
            )
            raise Refused([Reason(says, frame.cites.get("practical-lecturer"))])
    elif not may_assign(by, row, frame):
        says = Text(
            "这个班的讲师由主办的市州和基地安排。",
            "The lecturers of this class are assigned by the city and base that host it.",
        )
        raise Refused([Reason(says, frame.cites.get("assigning"))])


def _take_back(lesson: Lesson) -> None:
    lesson.lecturer, lesson.lecturer_state = None, ""
    lesson.assigned_by, lesson.assigned_on = "", None
    lesson.save(update_fields=["lecturer", "lecturer_state", "assigned_by", "assigned_on"])
