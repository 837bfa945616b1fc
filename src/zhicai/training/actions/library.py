"""Take a course of a library into a timetable."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.planning.models import Course
from zhicai.planning.rules.content import Form
from zhicai.training.actions.timetable import save_timetable
from zhicai.training.models import Lesson, TrainingClass
from zhicai.training.queries.timetable import facts_of, lessons_of
from zhicai.training.rules.timetable import A_CLASS_HOUR, PRACTICE, THEORY, LessonFacts


@transaction.atomic
def add_course(
    found: TrainingClass,
    course: Course | None,
    *,
    day: date | None,
    starts: time | None,
    room: str,
    by: Acting,
    at: datetime,
    revision: int | None = None,
) -> Lesson:
    """Add a course of a library to the timetable of a class; it ends after its class hours.

    BadInput and Refused as for the whole timetable: outside the class's days, a room taken.
    """
    if course is None:
        raise BadInput([Fault(Text("请从课程库选择一门课。", "Choose a course."), "course")])
    if day is None or starts is None:
        says = Text("请选择日期和开始时间。", "Choose the day and when it begins.")
        raise BadInput([Fault(says, "day" if day is None else "starts")])
    fresh = LessonFacts(
        title=course.title,
        day=day,
        starts=starts,
        ends=ends_of(day, starts, course.hours),
        hours=course.hours,
        room=room.strip(),
        form=PRACTICE if course.form == Form.PRACTICE else THEORY,
        items=tuple(course.items),
    )
    known = [facts_of(one) for one in lessons_of(found)]
    before = {one.pk for one in known if one.pk is not None}
    row = save_timetable(found, [*known, fresh], by=by, at=at, revision=revision)
    made = row.lessons.exclude(pk__in=before).get(title=course.title[:200], cancelled=False)
    made.course = course
    made.save(update_fields=["course"])
    values = {"course": course.pk, "lesson": made.pk}
    record(by, "training.course_taken", row, place=row.place.code, values=values)
    return made


def ends_of(day: date, starts: time, hours: Decimal) -> time:
    """Return when a lesson of so many class hours ends, at the latest before midnight."""
    ends = datetime.combine(day, starts) + timedelta(minutes=float(hours * A_CLASS_HOUR))
    return ends.time() if ends.date() == day else time(23, 59)
