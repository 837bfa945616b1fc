"""Put a lecturer of the pool before a lesson, once no clash stands against it."""

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.timetable import booked, booked_elsewhere, lessons_of
from zhicai.training.rules.steps import LIVE
from zhicai.training.rules.timetable import overlap


@transaction.atomic
def put_lecturer(
    lesson_id: int, lecturer: Lecturer, found: TrainingClass, frame: Frame, *, by: Acting
) -> Lesson:
    """Assign a lecturer to a lesson of a class whose timetables are locked.

    Only someone active in the pool can be assigned (HB-2.1.b), and nobody who teaches elsewhere at
    that time, with the other class named (HB-2.2.1.c).
    """
    row = Lesson.objects.select_for_update().get(pk=lesson_id)
    if row.training_class_id != found.pk or row.cancelled or found.state not in LIVE:
        raise OutOfScope
    if lecturer.state != Lecturer.State.ACTIVE:
        says = Text(
            f"{lecturer.name}不在讲师库（{lecturer.get_state_display()}），不能安排。",
            f"{lecturer.name} is not active in the pool and cannot be assigned.",
        )
        raise Refused([Reason(says, frame.cites.get("pool"))])
    row.lecturer = lecturer
    _refuse_clash(row, lecturer, found, frame)
    row.lecturer_state = "asked" if lecturer.user_id is not None else "accepted"
    row.assigned_by, row.assigned_on = by.office, frame.on
    row.save(update_fields=["lecturer", "lecturer_state", "assigned_by", "assigned_on"])
    return row


def _refuse_clash(row: Lesson, lecturer: Lecturer, found: TrainingClass, frame: Frame) -> None:
    mine = booked(row, found)
    others = booked_elsewhere(found, [row.day], [lecturer.pk])
    others += [booked(one, found) for one in lessons_of(found) if one.pk != row.pk]
    for other in others:
        if other.lecturer_id == lecturer.pk and overlap(mine, other):
            says = Text(
                f"{lecturer.name} {other.day} {other.starts:%H:%M}–{other.ends:%H:%M} "
                f"已在“{other.class_title}”讲《{other.title}》，不能再安排《{row.title}》。",
                f"{lecturer.name} teaches “{other.title}” in “{other.class_title}” on {other.day} "
                f"from {other.starts:%H:%M} to {other.ends:%H:%M} and cannot take “{row.title}”.",
            )
            raise Refused([Reason(says, frame.cites.get("assigning"), field=f"lecturer-{row.pk}")])
