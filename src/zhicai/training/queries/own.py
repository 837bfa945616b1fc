"""What a lecturer who signs in sees: the own lessons, clashes among them, files, fees, feedback."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Prefetch, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.errors import OutOfScope
from zhicai.training.models import (
    CourseHandout,
    Lecturer,
    LecturerReply,
    LecturerRequest,
    Lesson,
    LessonFee,
    LessonMaterial,
    TrainingClass,
)
from zhicai.training.queries.classes import may_run, visible_to
from zhicai.training.queries.timetable import booked
from zhicai.training.rules.steps import LIVE
from zhicai.training.rules.teaching import amount
from zhicai.training.rules.timetable import overlap


def own_lecturer(acting: Acting) -> Lecturer | None:
    """Return the entry in the pool of who is signed in, None for who is in no pool."""
    return Lecturer.objects.filter(user_id=acting.user_id).first()


def own_lessons(acting: Acting) -> QuerySet[Lesson]:
    """Return the lessons assigned to who is signed in, in their order."""
    rows = Lesson.objects.filter(lecturer__user_id=acting.user_id, cancelled=False)
    rows = rows.exclude(training_class__state=TrainingClass.State.CANCELLED)
    return rows.select_related(
        "training_class__place", "training_class__programme_year__province", "lecturer", "course"
    ).order_by("day", "starts", "pk")


def own_lesson_for(acting: Acting, pk: int) -> Lesson:
    """Return one of the own lessons; OutOfScope for anyone else's."""
    found = own_lessons(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def asked_of(acting: Acting, *, on: date) -> QuerySet[Lesson]:
    """Return the own lessons that wait for an answer, the next first."""
    return own_lessons(acting).filter(
        lecturer_state="asked", day__gte=on, training_class__state__in=LIVE
    )


def clashing(lessons: Sequence[Lesson]) -> dict[int, list[Lesson]]:
    """Return for each lesson (key) those that take the same time."""
    taken = [(one, booked(one, one.training_class)) for one in lessons]
    found: dict[int, list[Lesson]] = {}
    by_day: dict[date, list[int]] = {}
    for n, (one, mine) in enumerate(taken):
        for other in by_day.get(one.day, []):
            if overlap(mine, taken[other][1]):
                found.setdefault(one.pk, []).append(taken[other][0])
                found.setdefault(taken[other][0].pk, []).append(one)
        by_day.setdefault(one.day, []).append(n)
    return found


def materials_of(lessons: Iterable[int]) -> dict[int, list[LessonMaterial]]:
    """Return the files of lessons by the lesson's key; one query."""
    rows = LessonMaterial.objects.filter(lesson__in=list(lessons)).select_related("file")
    found: dict[int, list[LessonMaterial]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.lesson_id, []).append(row)
    return found


def handouts_of(courses: Iterable[int | None]) -> dict[int, CourseHandout]:
    """Return the latest handout of each course by the course's key; one query."""
    wanted = {pk for pk in courses if pk is not None}
    rows = CourseHandout.objects.filter(course__in=wanted).select_related("file")
    return {row.course_id: row for row in rows.order_by("course", "version")}


def material_for(acting: Acting, pk: int, *, on: date) -> LessonMaterial:
    """Return a file of a lesson that the user teaches or whose class the user sees."""
    rows = LessonMaterial.objects.select_related(
        "file", "lesson__lecturer", "lesson__training_class__place"
    )
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    lesson = found.lesson
    mine = lesson.lecturer is not None and lesson.lecturer.user_id == acting.user_id
    seen = holds(acting, "training.read") and visible_to(acting, on=on)
    if not (mine or (seen and seen.filter(pk=lesson.training_class_id).exists())):
        raise OutOfScope
    return found


def last_replies(lessons: Iterable[int]) -> dict[int, LecturerReply]:
    """Return the last answer of a lecturer on each lesson by its key; one query."""
    rows = LecturerReply.objects.filter(lesson__in=list(lessons)).select_related("lecturer")
    return {row.lesson_id: row for row in rows.order_by("pk")}


def declined(found: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """Return those of live classes that have a lesson without lecturer since one declined.

    A practical lesson waits with whoever was asked to send its lecturer instead. Each class has
    ``refused_lessons`` and ``refused_at``.
    """
    lessons = Lesson.objects.filter(
        cancelled=False, practical=False, lecturer=None, replies__state=LecturerReply.State.DECLINED
    )
    no = Q(lessons__replies__state=LecturerReply.State.DECLINED)
    rows = found.filter(state__in=LIVE, pk__in=lessons.values("training_class"))
    rows = rows.annotate(refused_at=Max("lessons__replies__at", filter=no))
    kept = Prefetch("lessons", queryset=lessons.distinct(), to_attr="refused_lessons")
    return rows.select_related("place", "programme_year__province").prefetch_related(kept)


def declined_request_for(acting: Acting, pk: int) -> LecturerRequest:
    """Return a request of a class that the user's office runs; OutOfScope for any other."""
    rows = LecturerRequest.objects.exclude(state=LecturerRequest.State.WITHDRAWN)
    rows = rows.select_related("training_class__place")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None or not may_run(acting, found.training_class):
        raise OutOfScope
    return found


def can_be_asked_again(requests: Iterable[LecturerRequest]) -> set[int]:
    """Return the keys of declined requests that nothing has followed: the last of each lesson."""
    last: dict[tuple[str, int | None], LecturerRequest] = {}
    for row in sorted(requests, key=lambda one: one.pk):
        last[row.kind, row.lesson_id] = row
    return {
        row.pk
        for row in last.values()
        if row.state == LecturerRequest.State.DECLINED
        and not (row.lesson is not None and (row.lesson.cancelled or row.lesson.lecturer_id))
    }


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One lesson of a fee sheet; ``per_hour`` and ``amount`` are fen, None where none is agreed."""

    lesson: Lesson
    per_hour: int | None

    @property
    def amount(self) -> int | None:
        """Hours times the fee of an hour."""
        return None if self.per_hour is None else amount(self.lesson.hours, self.per_hour)

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan."""
        return None if self.amount is None else Decimal(self.amount) / 100

    @property
    def yuan_per_hour(self) -> Decimal | None:
        """The fee of a class hour in yuan."""
        return None if self.per_hour is None else Decimal(self.per_hour) / 100


@dataclass(frozen=True, slots=True)
class FeeSheet:
    """Lessons with what is paid for them."""

    lines: tuple[FeeLine, ...]

    @property
    def hours(self) -> Decimal:
        """Class hours in all."""
        return sum((line.lesson.hours for line in self.lines), Decimal(0))

    @property
    def total(self) -> int:
        """What is agreed in all, in fen."""
        return sum(line.amount or 0 for line in self.lines)

    @property
    def yuan(self) -> Decimal:
        """What is agreed in all, in yuan."""
        return Decimal(self.total) / 100

    @property
    def open(self) -> int:
        """How many lessons have no fee yet."""
        return sum(line.per_hour is None for line in self.lines)


def fee_sheet(lessons: Iterable[Lesson]) -> FeeSheet:
    """Return the fee sheet of lessons; a fee counts for the lecturer it was agreed with."""
    rows = list(lessons)
    fees = LessonFee.objects.filter(lesson__in=[one.pk for one in rows])
    known = {(fee.lesson_id, fee.lecturer_id): fee.per_hour for fee in fees}
    return FeeSheet(tuple(FeeLine(one, known.get((one.pk, one.lecturer_id or 0))) for one in rows))


def with_lecturer(found: TrainingClass) -> QuerySet[Lesson]:
    """Return the lessons of a class that have a lecturer, in their order."""
    rows = found.lessons.filter(cancelled=False, lecturer__isnull=False)
    return rows.select_related("lecturer", "training_class").order_by("day", "starts", "pk")


def own_and_past(acting: Acting, *, on: date) -> QuerySet[Lesson]:
    """Return the own lessons of classes that were held, up to a day."""
    held = Q(training_class__state__in=("running", "finished", "closed"))
    return own_lessons(acting).filter(held, day__lte=on)
