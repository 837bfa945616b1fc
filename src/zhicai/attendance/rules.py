"""From the lines of a lesson's ledger to who was there and how many class hours count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

SIGNED_IN, SIGNED_OUT, STAFF_TICK, PAPER, LEAVE, MANUAL, REVERSAL = (
    "signed_in", "signed_out", "staff_tick", "paper", "leave", "manual", "reversal",
)  # fmt: skip
WHOLE = frozenset({STAFF_TICK, PAPER, MANUAL})
"""Kinds that say that someone was there for the whole lesson."""
PRESENCE = WHOLE | {SIGNED_IN, SIGNED_OUT}
NONE = Decimal(0)
_TENTH = Decimal("0.1")


class State(StrEnum):
    """Whether someone was at a lesson."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    LEAVE = "leave"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Limits:
    """When one may sign in and out, what is late and early, what then counts; minutes, seconds.

    ``late_counts`` is what a lesson gives to someone who came late or left early: ``whole``,
    ``part`` (the share of the time there, rounded down to a tenth) or ``none``. ``out_needed``:
    without a sign-out a signed-in lesson gives nothing.
    """

    opens: int = 30
    late: int = 15
    early: int = 15
    closes: int = 30
    late_counts: str = "part"
    out_needed: bool = False
    code_seconds: int = 20


@dataclass(frozen=True, slots=True)
class LessonTime:
    """When a lesson is held (aware) and how many class hours it has."""

    starts: datetime
    ends: datetime
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger, as far as hours depend on it."""

    id: int
    kind: str
    at: datetime
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """How someone attended a lesson; ``lines`` are the ids that stand."""

    state: State
    hours: Decimal = NONE
    came: datetime | None = None
    left: datetime | None = None
    late: bool = False
    early: bool = False
    lines: tuple[int, ...] = field(default=())

    @property
    def there(self) -> bool:
        """Whether someone was there at all."""
        return self.state not in (State.ABSENT, State.LEAVE)


ABSENT = Presence(State.ABSENT)


def standing(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that were not undone, each once, in the order of their ids."""
    known = {line.id: line for line in lines}
    undone = {line.reverses for line in known.values() if line.kind == REVERSAL}
    rows = (known[key] for key in sorted(known) if key not in undone)
    return [line for line in rows if line.kind != REVERSAL]


def presence(lesson: LessonTime, lines: Iterable[Line], limits: Limits) -> Presence:
    """Say how someone attended a lesson, by the lines of that person and lesson in any order.

    The hours are never more than the lesson's. Who was there for part of it is present even where
    a leave was granted.
    """
    rows = standing(lines)
    if not rows:
        return ABSENT
    ids = tuple(line.id for line in rows)
    came = min((line.at for line in rows if line.kind == SIGNED_IN), default=None)
    left = max((line.at for line in rows if line.kind == SIGNED_OUT), default=None)
    if any(line.kind in WHOLE for line in rows):
        return Presence(State.PRESENT, lesson.hours, came, left, lines=ids)
    if came is None and left is None:
        return Presence(State.LEAVE, lines=ids)
    late = came is None or came > lesson.starts + timedelta(minutes=limits.late)
    missing_out = left is None and limits.out_needed
    early = missing_out or (
        left is not None and left < lesson.ends - timedelta(minutes=limits.early)
    )
    state = State.LATE if late else State.EARLY if early else State.PRESENT
    hours = _hours(lesson, limits, came if late else lesson.starts, left if early else lesson.ends)
    if not late and not early:
        hours = lesson.hours
    elif missing_out:
        hours = NONE
    return Presence(state, hours, came, left, late, early, ids)


def _hours(
    lesson: LessonTime, limits: Limits, since: datetime | None, until: datetime | None
) -> Decimal:
    """Return what a lesson gives to someone who missed its beginning or end."""
    if limits.late_counts == "whole":
        return lesson.hours
    if limits.late_counts == "none" or since is None or until is None:
        return NONE
    there = min(until, lesson.ends) - max(since, lesson.starts)
    share = Decimal(int(there.total_seconds())) / Decimal(
        int((lesson.ends - lesson.starts).total_seconds())
    )
    found = (lesson.hours * share).quantize(_TENTH, rounding=ROUND_DOWN)
    return min(max(found, NONE), lesson.hours)


def in_window(lesson: LessonTime, at: datetime, limits: Limits, *, out: bool) -> bool:
    """Say whether one may sign in at a moment, or sign out with ``out``."""
    if out:
        return lesson.starts <= at <= lesson.ends + timedelta(minutes=limits.closes)
    return lesson.starts - timedelta(minutes=limits.opens) <= at <= lesson.ends


def next_turn(lines: Iterable[Line], kind: str) -> int | None:
    """Return the turn of a further line of a kind, None while one of it stands."""
    known = list(lines)
    if any(line.kind == kind for line in standing(known)):
        return None
    return len({line.id for line in known if line.kind == kind})


def better(kind: str, at: datetime, than: datetime) -> bool:
    """Say whether a sign-in or sign-out at a moment takes the place of the one that stands.

    The earliest sign-in and the latest sign-out stand, in whatever order they arrive.
    """
    return at > than if kind == SIGNED_OUT else at < than


def counted(presences: Iterable[Presence]) -> dict[State, int]:
    """Return how many there are in each state."""
    found = dict.fromkeys(State, 0)
    for one in presences:
        found[one.state] += 1
    return found


def total(presences: Iterable[Presence]) -> Decimal:
    """Return the class hours of several lessons together."""
    return sum((one.hours for one in presences), NONE)


def chunked(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    """Return keys in lists of at most ``size``."""
    rows = list(keys)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
