"""Signing in and out, one person at a time: by code, by staff, or synced from a list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.attendance.actions.lines import (
    NOT_SEATED,
    as_line,
    insist_held,
    insist_taken,
    insist_taker,
    lines_of,
    locked,
    reversal_of,
    told,
    values_of,
)
from zhicai.attendance.models import Entry
from zhicai.attendance.queries.limits import lesson_time, limits_of
from zhicai.attendance.rules import Line, better, in_window, next_turn, standing
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import Lesson

BETTER_IN = "以更早的签到为准"
BETTER_OUT = "以更晚的签退为准"


class Came(StrEnum):
    """What became of a sign-in or sign-out."""

    WRITTEN = "written"
    BEFORE = "before"
    """It stood already."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-in or sign-out: the line that stands now, and whether it is new."""

    came: Came
    line: Line


def shut(lesson: Lesson, opens: int, closes: int, *, out: bool) -> Text:
    """Return when one may sign in to a lesson, or out of it, as a refusal says it."""
    starts, ends = f"{lesson.starts:%H:%M}", f"{lesson.ends:%H:%M}"
    if out:
        return Text(
            f"现在不能签退：{lesson.day} {starts} 上课后至下课（{ends}）后 {closes} 分钟内签退。",
            f"Signing out is shut: from {starts} to {closes} minutes after {ends} of {lesson.day}.",
        )
    return Text(
        f"现在不能签到：{lesson.day} {starts} 上课前 {opens} 分钟至 {ends} 下课签到。",
        f"Sign-in is shut: from {opens} minutes before {starts} until {ends} of {lesson.day}.",
    )


@transaction.atomic
def sign(
    registration_id: int,
    lesson_id: int,
    *,
    out: bool,
    way: str,
    by: Actor,
    at: datetime,
    key: str = "",
) -> Signed:
    """Let someone sign in to a lesson, or out of it; whoever calls has seen that it is the person.

    Sent again with the same key it is the same line. Of two sign-ins the earlier stands, of two
    sign-outs the later. Refused outside the window, for who has no seat, and while the class does
    not run; OutOfScope for a lesson of another class.
    """
    row = locked(registration_id)
    before = Entry.objects.filter(key=key).first() if key else None
    if before is not None:
        return Signed(Came.BEFORE, as_line(before))
    lesson = Lesson.objects.filter(pk=lesson_id, training_class_id=row.training_class_id).first()
    if lesson is None:
        raise OutOfScope
    _insist(row, lesson, out=out, at=at)
    kind = Entry.Kind.SIGNED_OUT if out else Entry.Kind.SIGNED_IN
    entry = Entry(
        registration=row, lesson=lesson, kind=kind, way=way, at=at, entered_at=at, key=key
    )
    lines = lines_of([row.pk], [lesson.pk]).get((row.pk, lesson.pk), [])
    signed = place(entry, lines, by=by)
    if signed.came == Came.WRITTEN:
        found = row.training_class
        record(
            by, f"attendance.{kind}", entry, place=found.place.code,
            values=values_of(lesson, registration=row.pk, way=way),
        )  # fmt: skip
        told(found, [row.pk], at)
    return signed


def _insist(row: Registration, lesson: Lesson, *, out: bool, at: datetime) -> None:
    found = row.training_class
    insist_taken(found)
    insist_held(lesson)
    if row.state != Registration.State.ACCEPTED:
        raise Refused([Reason(NOT_SEATED)])
    limits = limits_of(found.programme_year, on=found.starts_on)
    if not in_window(lesson_time(lesson), at, limits, out=out):
        raise Refused([Reason(shut(lesson, limits.opens, limits.closes, out=out))])


@transaction.atomic
def place(entry: Entry, lines: list[Line], *, by: Actor) -> Signed:
    """Write a sign-in or sign-out among the lines there are, unless a better one stands.

    ``lines`` is brought up to date; who calls records it.
    """
    entry.by, entry.office = by.name, by.office
    there = next((line for line in standing(lines) if line.kind == entry.kind), None)
    if there is not None:
        if not better(entry.kind, entry.at, there.at):
            return Signed(Came.BEFORE, there)
        why = BETTER_OUT if entry.kind == Entry.Kind.SIGNED_OUT else BETTER_IN
        back = reversal_of(there, entry, why)
        back.save(force_insert=True)
        lines.append(as_line(back))
    entry.turn = next_turn(lines, entry.kind) or 0
    entry.save(force_insert=True)
    lines.append(as_line(entry))
    return Signed(Came.WRITTEN, lines[-1])


def sign_for(
    registration: Registration, lesson: Lesson, *, out: bool, by: Acting, at: datetime
) -> Signed:
    """Let staff sign someone in who stands before them and shows a code, or gives a name."""
    insist_taker(by, registration.training_class)
    way = Entry.Way.SCAN
    return sign(registration.pk, lesson.pk, out=out, way=way, by=by, at=at)
