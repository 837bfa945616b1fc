"""What someone sees of the own attendance: classes with hours, lessons, what to sign in to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.admission.models import Registration
from zhicai.attendance.models import LeaveRequest
from zhicai.attendance.queries.hours import presences_of
from zhicai.attendance.queries.limits import lesson_time, limits_of
from zhicai.attendance.queries.scope import TAKEN
from zhicai.attendance.rules import ABSENT, Limits, Presence, total
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.training.models import Lesson, TrainingClass

SHOWN = (*TAKEN, TrainingClass.State.OPEN, TrainingClass.State.CLOSED)


@dataclass(frozen=True, slots=True)
class OwnLesson:
    """A lesson as the trainee sees it."""

    lesson: Lesson
    presence: Presence
    leave: LeaveRequest | None
    begun: bool
    over: bool


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class with one's own hours in it."""

    registration: Registration
    lessons: Sequence[OwnLesson]

    @property
    def found(self) -> TrainingClass:
        """The class."""
        return self.registration.training_class

    @property
    def hours(self) -> Decimal:
        """The class hours one has."""
        return total(one.presence for one in self.lessons)

    @property
    def planned(self) -> Decimal:
        """The class hours of the timetable."""
        return sum((one.lesson.hours for one in self.lessons), Decimal(0))

    @property
    def share(self) -> Decimal:
        """One's hours by those of the timetable, 0 … 1."""
        return self.hours / self.planned if self.planned else Decimal(0)


def own_registrations(acting: Acting) -> QuerySet[Registration]:
    """Return the user's own seats in classes, the latest first."""
    require(acting, "attendance.own")
    rows = Registration.objects.filter(
        person__user_id=acting.user_id,
        state=Registration.State.ACCEPTED,
        training_class__state__in=SHOWN,
    )
    return (
        rows.select_related(
            "person", "training_class__place", "training_class__programme_year__province"
        )
        .defer("person__id_number")
        .order_by("-training_class__starts_on", "-pk")
    )


def own_registration(acting: Acting, pk: int) -> Registration:
    """Return one of the user's own seats, else OutOfScope."""
    row = own_registrations(acting).filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    return row


def proven_registration(pk: int) -> Registration | None:
    """Return the seat that a proof names, whoever asks: the proof's code was true."""
    rows = Registration.objects.filter(pk=pk).select_related("person", "training_class__place")
    return rows.defer("person__id_number").first()


SCANNED = (
    "title", "day", "starts", "ends", "room", "cancelled", "training_class__title",
    "training_class__starts_on", "training_class__state", "training_class__programme_year",
    "training_class__programme_year__programme", "training_class__programme_year__year",
    "training_class__programme_year__province",
)  # fmt: skip
"""What a scan reads of a lesson: a whole class scans at once."""


def lesson_scanned(pk: int) -> Lesson | None:
    """Return a lesson that a code names, with as much of its class as the page shows."""
    rows = Lesson.objects.select_related("training_class__programme_year")
    return rows.only(*SCANNED).filter(pk=pk).order_by().first()


def own_seat_in(acting: Acting, class_id: int) -> Registration | None:
    """Return the user's own seat in a class, None without one; only its keys are read."""
    require(acting, "attendance.own")
    rows = Registration.objects.filter(
        training_class=class_id,
        person__user_id=acting.user_id,
        state=Registration.State.ACCEPTED,
    )
    return rows.only("pk", "training_class_id").order_by().first()


def own_leave(acting: Acting, pk: int) -> LeaveRequest:
    """Return one's own request for leave, else OutOfScope."""
    require(acting, "attendance.own")
    row = LeaveRequest.objects.filter(pk=pk, registration__person__user_id=acting.user_id).first()
    if row is None:
        raise OutOfScope
    return row


def own_classes(rows: Sequence[Registration], *, at: datetime) -> list[OwnClass]:
    """Return classes with one's own hours in each."""
    classes = [row.training_class_id for row in rows]
    presences = presences_of(classes) if classes else {}
    lessons: dict[int, list[Lesson]] = {}
    for one in Lesson.objects.filter(training_class__in=classes, cancelled=False).order_by(
        "day", "starts", "pk"
    ):
        lessons.setdefault(one.training_class_id, []).append(one)
    leaves = {
        (one.registration_id, one.lesson_id): one
        for one in LeaveRequest.objects.filter(registration__in=rows).order_by("pk")
    }
    return [
        OwnClass(
            row,
            [
                _own_lesson(one, presences.get((row.pk, one.pk)), leaves.get((row.pk, one.pk)), at)
                for one in lessons.get(row.training_class_id, ())
            ],
        )
        for row in rows
    ]


def _own_lesson(
    lesson: Lesson, found: Presence | None, leave: LeaveRequest | None, at: datetime
) -> OwnLesson:
    held = lesson_time(lesson)
    return OwnLesson(lesson, found or ABSENT, leave, held.starts <= at, held.ends <= at)


def lesson_now(found: TrainingClass, *, at: datetime) -> Lesson | None:
    """Return the lesson of a class to which people sign in now, else the next of the day."""
    limits: Limits = limits_of(found.programme_year, on=found.starts_on)
    day: date = at.astimezone(CHINA).date()
    rows = Lesson.objects.filter(training_class=found, cancelled=False, day=day)
    for one in rows.order_by("starts", "pk"):
        if lesson_time(one).ends + timedelta(minutes=limits.closes) >= at:
            return one
    return None
