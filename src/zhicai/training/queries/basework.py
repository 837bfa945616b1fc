"""A base's work over its counties: their classes, its lecturers, its courses, its guidance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import organisations_serving, path_of, places_under
from zhicai.planning.models import Course
from zhicai.planning.queries.courses import library_of
from zhicai.planning.queries.plans import city_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.organisations import BASE
from zhicai.training.models import (
    ClassGuidance,
    CourseHandout,
    Lecturer,
    Lesson,
    TrainingClass,
)


def guided_classes(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[TrainingClass]:
    """Return the classes of the places that a base serves, the next to begin first.

    Each has ``unfilled`` (lessons without a lecturer) and ``next_day`` (of the lessons to come).
    """
    live = Q(lessons__cancelled=False)
    return (
        TrainingClass.objects.filter(
            programme_year=year, place__in=places_under(acting.paths, on=on)
        )
        .exclude(state=TrainingClass.State.CANCELLED)
        .select_related("place")
        .annotate(
            unfilled=Count("lessons", filter=live & Q(lessons__lecturer=None), distinct=True),
            next_day=Min("lessons__day", filter=live & Q(lessons__day__gte=on)),
        )
        .order_by("starts_on", "pk")
    )


def lecturers_of_base(acting: Acting) -> QuerySet[Lecturer]:
    """Return the lecturers that a base has proposed or sends, by name."""
    mine = Q(organisation_id=acting.organisation_id) | Q(entered_by=acting.office)
    rows = Lecturer.objects.filter(mine, province__code=acting.province)
    return rows.exclude(state=Lecturer.State.LEFT).order_by("name", "pk")


def guidance_given(acting: Acting, year: ProgrammeYear) -> QuerySet[ClassGuidance]:
    """Return the guidance that an office has left on classes of a year, the latest first."""
    rows = ClassGuidance.objects.filter(office=acting.office, training_class__programme_year=year)
    return rows.select_related("training_class__place").order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class LibraryCourse:
    """A course of a library with its handouts, the newest first, and the classes that use it."""

    course: Course
    handouts: tuple[CourseHandout, ...]
    used_in: tuple[TrainingClass, ...]


def own_courses(acting: Acting) -> list[LibraryCourse]:
    """Return the courses of the own library; three queries for all."""
    return _with_use(library_of(acting))


def _with_use(rows: QuerySet[Course]) -> list[LibraryCourse]:
    lessons = Lesson.objects.filter(cancelled=False).select_related("training_class__place")
    rows = rows.select_related("place", "organisation").prefetch_related(
        Prefetch("handouts", CourseHandout.objects.select_related("file").order_by("-version")),
        Prefetch("lessons", lessons.order_by("day", "pk")),
    )
    return [
        LibraryCourse(row, tuple(row.handouts.all()), _classes(row.lessons.all())) for row in rows
    ]


def _classes(lessons: Iterable[Lesson]) -> tuple[TrainingClass, ...]:
    found = {one.training_class_id: one.training_class for one in lessons}
    return tuple(found.values())


def course_for(acting: Acting, pk: int) -> LibraryCourse:
    """Return a course of the own library; OutOfScope for any other."""
    found = _with_use(library_of(acting).filter(pk=pk)) if pk < 2**63 else []
    if not found:
        raise OutOfScope
    return found[0]


def handout_for(acting: Acting, pk: int) -> CourseHandout:
    """Return a handout of the own library; OutOfScope for any other."""
    rows = CourseHandout.objects.filter(course__in=library_of(acting).values("pk"))
    found = rows.select_related("file").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def courses_for_class(found: TrainingClass, *, on: date) -> QuerySet[Course]:
    """Return the courses that a class can take: of its own office, its city, the bases serving it.

    What an office further away keeps in its library is its own.
    """
    bases = organisations_serving(path_of(found.place, on=on), BASE, on=on)
    offices = Q(organisation=None, place__in=[found.place_id, city_of(found.place, on=on).pk])
    rows = Course.objects.filter(offices | Q(organisation__in=bases), dropped_on=None)
    return rows.select_related("place", "organisation").order_by("organisation__name", "title")
