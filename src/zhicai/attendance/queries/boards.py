"""A class as those who take its attendance see it: lessons with counts, people with hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from zhicai.attendance.models import Entry, LeaveRequest
from zhicai.attendance.queries.hours import presences_of
from zhicai.attendance.queries.limits import lesson_time
from zhicai.attendance.queries.scope import people_of
from zhicai.attendance.rules import ABSENT, Presence, State, counted, total
from zhicai.training.models import Lesson, TrainingClass


@dataclass(frozen=True)
class Board:
    """The lessons of a class, the keys of its roster, and how everyone attended.

    ``at`` tells lessons that have begun from those to come.
    """

    found: TrainingClass
    at: datetime
    lessons: tuple[Lesson, ...]
    people: tuple[int, ...]
    presences: Mapping[tuple[int, int], Presence]

    def presence(self, registration: int, lesson: int) -> Presence:
        """Return how someone attended a lesson."""
        return self.presences.get((registration, lesson), ABSENT)

    @cached_property
    def begun(self) -> tuple[Lesson, ...]:
        """The lessons that have begun."""
        return tuple(one for one in self.lessons if lesson_time(one).starts <= self.at)

    @cached_property
    def lines(self) -> list["LessonLine"]:
        """The lessons with how many were there."""
        begun = {one.pk for one in self.begun}
        return [self._line(one, one.pk in begun) for one in self.lessons]

    def _line(self, lesson: Lesson, begun: bool) -> "LessonLine":
        rows = [self.presence(who, lesson.pk) for who in self.people]
        entered = any(row is not ABSENT for row in rows)
        return LessonLine(lesson, counted(rows), begun, entered)

    def line(self, lesson: int) -> "LessonLine":
        """Return one lesson with how many were there."""
        return next(one for one in self.lines if one.lesson.pk == lesson)

    def cells(self, registration: int) -> list[Presence | None]:
        """Return how someone attended lesson by lesson, None for one still to come."""
        begun = {one.pk for one in self.begun}
        rows = [(one.pk, self.presence(registration, one.pk)) for one in self.lessons]
        return [row if pk in begun or row is not ABSENT else None for pk, row in rows]

    def hours(self, registration: int) -> Decimal:
        """Return the class hours of someone so far."""
        return total(self.presence(registration, one.pk) for one in self.lessons)

    @cached_property
    def held(self) -> Decimal:
        """The class hours of the lessons that have begun."""
        return sum((one.hours for one in self.begun), Decimal(0))

    @cached_property
    def planned(self) -> Decimal:
        """The class hours of the whole timetable."""
        return sum((one.hours for one in self.lessons), Decimal(0))

    @cached_property
    def share(self) -> Decimal | None:
        """How much of the hours held was attended, None before the first lesson."""
        possible = self.held * len(self.people)
        return (
            sum((self.hours(who) for who in self.people), Decimal(0)) / possible
            if possible
            else None
        )


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson with how many were in each state; ``entered``: it has a line at all."""

    lesson: Lesson
    counts: Mapping[State, int]
    begun: bool
    entered: bool

    @property
    def there(self) -> int:
        """How many were there at all."""
        return sum(self.counts[key] for key in (State.PRESENT, State.LATE, State.EARLY))


def board_of(found: TrainingClass, *, at: datetime) -> Board:
    """Return the board of a class; some six statements."""
    lessons = Lesson.objects.filter(training_class=found, cancelled=False)
    people = people_of(found).values_list("pk", flat=True)
    return Board(
        found,
        at,
        tuple(lessons.order_by("day", "starts", "pk")),
        tuple(people),
        presences_of([found.pk]),
    )


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of someone's ledger for a lesson; ``undone`` is the line that undid it."""

    entry: Entry
    undone: Entry | None


def ledger_of(registration: int, lesson: int) -> list[LedgerLine]:
    """Return every line of a person and lesson, the latest first."""
    rows = Entry.objects.filter(registration=registration, lesson=lesson)
    found = list(rows.select_related("sheet__file").order_by("-pk"))
    undone = {row.reverses_id: row for row in found if row.reverses_id}
    return [LedgerLine(row, undone.get(row.pk)) for row in found if row.kind != Entry.Kind.REVERSAL]


def lessons_without_lines(found: TrainingClass) -> list[Lesson]:
    """Return the lessons of a class for which nothing was ever entered."""
    rows = Lesson.objects.filter(training_class=found, cancelled=False)
    return list(rows.filter(attendance_entries=None).order_by("day", "starts", "pk"))


def leaves_of(lessons: Iterable[int]) -> dict[tuple[int, int], LeaveRequest]:
    """Return the last request for leave of each person and lesson."""
    rows = LeaveRequest.objects.filter(lesson__in=lessons).order_by("pk")
    return {(row.registration_id, row.lesson_id): row for row in rows}
