"""What a device kept without network, entered later: each tick once, whatever is sent again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.attendance.actions.lines import (
    DROPPED,
    NOT_SEATED,
    insist_taken,
    insist_taker,
    lines_of,
    lock_people,
    told,
)
from zhicai.attendance.actions.signing import Came, place, shut
from zhicai.attendance.models import Entry
from zhicai.attendance.queries.limits import lesson_time, limits_of
from zhicai.attendance.rules import Limits, Line, in_window
from zhicai.audit.actions import record
from zhicai.foundation.text import Text
from zhicai.training.models import Lesson, TrainingClass

MOST_TICKS = 500
AHEAD = timedelta(minutes=5)
"""By so much a device's clock may be fast."""
UNKNOWN_LESSON = Text("这节课不在本班课表里。", "This lesson is not in the timetable.")
FAST_CLOCK = Text(
    "设备时间比现在快，请校准设备时间后补登。",
    "The device's clock is fast; set it right and enter this by hand.",
)


class Became(StrEnum):
    """What became of one tick."""

    WRITTEN = "written"
    BEFORE = "before"
    """The same tick, or a better one, stood already."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OfflineTick:
    """One tick on a device: who came to a lesson, or left it, and when; ``key`` is its own."""

    key: str
    registration_id: int
    lesson_id: int
    out: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a tick, and why where it was refused."""

    key: str
    became: Became
    says: Text | None = None


@dataclass(slots=True)
class _Known:
    lessons: Mapping[int, Lesson]
    people: frozenset[int]
    keys: set[str]
    lines: dict[tuple[int, int], list[Line]]
    limits: Limits


@transaction.atomic
def sync_ticks(
    found: TrainingClass, ticks: Sequence[OfflineTick], *, by: Acting, at: datetime
) -> list[Outcome]:
    """Enter the ticks of a device, each on its own merits; return what became of each.

    All that can be written is written in one transaction, so that an answer acknowledges all of
    it. Refused as a whole only while the class does not run.
    """
    insist_taker(by, found)
    insist_taken(found)
    lock_people(tick.registration_id for tick in ticks)
    known = _known(found, ticks)
    outcomes, changed = [], []
    for tick in sorted(ticks[:MOST_TICKS], key=lambda one: one.at):
        outcome = _enter(tick, known, by=by, at=at)
        outcomes.append(outcome)
        if outcome.became == Became.WRITTEN:
            changed.append(tick.registration_id)
    if changed:
        values = {"ticks": len(ticks), "written": len(changed)}
        record(by, "attendance.synced", found, place=found.place.code, values=values)
        told(found, changed, at)
    return outcomes


def _known(found: TrainingClass, ticks: Sequence[OfflineTick]) -> _Known:
    people = Registration.objects.filter(
        training_class=found, state=Registration.State.ACCEPTED
    ).order_by()
    lessons = {row.pk: row for row in Lesson.objects.filter(training_class=found)}
    keys = Entry.objects.filter(key__in=[tick.key for tick in ticks]).order_by()
    asked = {tick.registration_id for tick in ticks}
    return _Known(
        lessons,
        frozenset(people.values_list("pk", flat=True)),
        set(keys.values_list("key", flat=True)),
        lines_of(asked, {tick.lesson_id for tick in ticks}),
        limits_of(found.programme_year, on=found.starts_on),
    )


def _enter(tick: OfflineTick, known: _Known, *, by: Acting, at: datetime) -> Outcome:
    if tick.key in known.keys:
        return Outcome(tick.key, Became.BEFORE)
    says = _refusal(tick, known, at)
    if says is not None:
        return Outcome(tick.key, Became.REFUSED, says)
    kind = Entry.Kind.SIGNED_OUT if tick.out else Entry.Kind.SIGNED_IN
    entry = Entry(
        registration_id=tick.registration_id, lesson_id=tick.lesson_id, kind=kind,
        way=Entry.Way.OFFLINE, at=tick.at, entered_at=at, key=tick.key,
    )  # fmt: skip
    lines = known.lines.setdefault((tick.registration_id, tick.lesson_id), [])
    signed = place(entry, lines, by=by)
    known.keys.add(tick.key)
    return Outcome(tick.key, Became.WRITTEN if signed.came == Came.WRITTEN else Became.BEFORE)


def _refusal(tick: OfflineTick, known: _Known, at: datetime) -> Text | None:
    lesson = known.lessons.get(tick.lesson_id)
    if lesson is None:
        return UNKNOWN_LESSON
    if lesson.cancelled:
        return DROPPED
    if tick.registration_id not in known.people:
        return NOT_SEATED
    if tick.at > at + AHEAD:
        return FAST_CLOCK
    if not in_window(lesson_time(lesson), tick.at, known.limits, out=tick.out):
        return shut(lesson, known.limits.opens, known.limits.closes, out=tick.out)
    return None
