"""Lessons of a class, and what else takes rooms and lecturers on the same days."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from zhicai.training.models import Lesson, TrainingClass
from zhicai.training.rules.steps import LIVE
from zhicai.training.rules.timetable import Booked, LessonFacts, place_key


def lessons_of(found: TrainingClass, *, cancelled: bool = False) -> QuerySet[Lesson]:
    """Return the lessons of a class in their order, without those that were dropped."""
    rows = found.lessons.select_related("lecturer").order_by("day", "starts", "pk")
    return rows if cancelled else rows.filter(cancelled=False)


def facts_of(lesson: Lesson) -> LessonFacts:
    """Return a lesson as facts."""
    return LessonFacts(
        title=lesson.title,
        day=lesson.day,
        starts=lesson.starts,
        ends=lesson.ends,
        hours=lesson.hours,
        room=lesson.room,
        form=lesson.form,
        breadth=lesson.breadth,
        items=tuple(lesson.items),
        pk=lesson.pk,
    )


def booked(lesson: Lesson, found: TrainingClass) -> Booked:
    """Return what a lesson takes: its time, room and lecturer."""
    return Booked(
        class_id=found.pk,
        class_title=found.title,
        title=lesson.title,
        day=lesson.day,
        starts=lesson.starts,
        ends=lesson.ends,
        place=place_key(found.venue_place_id, found.venue, lesson.room),
        lecturer_id=lesson.lecturer_id,
        lecturer=lesson.lecturer.name if lesson.lecturer else "",
        key=lesson.pk,
    )


def booked_elsewhere(
    found: TrainingClass, days: Iterable[date], lecturers: Collection[int]
) -> list[Booked]:
    """Return the lessons of all other classes of the province that could clash on those days.

    Only lessons at the same place of venue or with one of the lecturers are fetched. Uses
    training_lesson_day_lecturer.
    """
    rows = Lesson.objects.filter(
        Q(training_class__venue_place=found.venue_place_id) | Q(lecturer__in=lecturers),
        day__in=set(days),
        cancelled=False,
        training_class__state__in=LIVE,
        training_class__programme_year__province=found.programme_year.province_id,
    ).exclude(training_class=found.pk)
    return [
        booked(row, row.training_class) for row in rows.select_related("training_class", "lecturer")
    ]
