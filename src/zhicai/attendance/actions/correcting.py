"""What an office puts right: a line entered by hand with its reason, a line undone."""

from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.attendance.actions.lines import (
    NOT_SEATED,
    insist_held,
    insist_taken,
    insist_taker,
    lines_of,
    lock_people,
    locked,
    reason_given,
    told,
    values_of,
)
from zhicai.attendance.actions.signing import Came, place
from zhicai.attendance.models import Entry
from zhicai.attendance.queries.limits import lesson_time, limits_of, times
from zhicai.attendance.rules import in_window, next_turn
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import Lesson, TrainingClass

Kind, Way = Entry.Kind, Entry.Way
WHOLE, CAME, LEFT = "whole", "in", "out"
WHATS = {WHOLE: Kind.MANUAL, CAME: Kind.SIGNED_IN, LEFT: Kind.SIGNED_OUT}
STANDS = Text("这项已有记录；要更改，先撤销原来的记录。", "It is entered; undo that line first.")
NO_TIME = Text("请填写签到或签退的时间。", "State the time.")
NOTHING = Text(
    "没有可撤销的记录，可能已被撤销，请刷新页面。",
    "Nothing is left to undo; it may be undone already. Load the page again.",
)


@transaction.atomic
def enter_by_hand(
    registration_id: int,
    lesson: Lesson,
    *,
    what: str,
    reason: str,
    by: Acting,
    at: datetime,
    clock_time: time | None = None,
) -> Entry:
    """Enter afterwards that someone was there (``whole``), came (``in``) or left (``out``) at a
    time of the lesson's day.

    BadInput without a reason or time, Refused where such a line stands or the time is not in the
    window.
    """
    row = locked(registration_id)
    found = row.training_class
    insist_taker(by, found)
    insist_taken(found)
    insist_held(lesson)
    if lesson.training_class_id != found.pk or what not in WHATS:
        raise OutOfScope
    if row.state != row.State.ACCEPTED:
        raise Refused([Reason(NOT_SEATED)])
    words = reason_given(reason)
    moment = _moment(found, lesson, what, clock_time)
    entry = Entry(
        registration=row, lesson=lesson, kind=WHATS[what], way=Way.OFFICE, at=moment,
        entered_at=at, by=by.name, office=by.office, reason=words,
    )  # fmt: skip
    lines = lines_of([row.pk], [lesson.pk]).get((row.pk, lesson.pk), [])
    if what == WHOLE:
        turn = next_turn(lines, entry.kind)
        if turn is None:
            raise Refused([Reason(STANDS)])
        entry.turn = turn
        entry.save(force_insert=True)
    elif place(entry, lines, by=by).came != Came.WRITTEN:
        raise Refused([Reason(STANDS)])
    record(
        by, "attendance.entered", entry, place=found.place.code, reason=words,
        values=values_of(lesson, registration=row.pk, kind=entry.kind),
    )  # fmt: skip
    told(found, [row.pk], at)
    return entry


def _moment(found: TrainingClass, lesson: Lesson, what: str, clock_time: time | None) -> datetime:
    held = lesson_time(lesson)
    if what == WHOLE:
        return held.starts
    if clock_time is None:
        raise BadInput([Fault(NO_TIME, field="clock_time")])
    moment = times(lesson.day, clock_time, clock_time, lesson).starts
    limits = limits_of(found.programme_year, on=found.starts_on)
    if not in_window(held, moment, limits, out=what == LEFT):
        says = Text(
            f"时间不在这节课的签到时段内（{lesson.starts:%H:%M}–{lesson.ends:%H:%M}）。",
            f"The time is outside the lesson ({lesson.starts:%H:%M}–{lesson.ends:%H:%M}).",
        )
        raise BadInput([Fault(says, field="clock_time")])
    return moment


@transaction.atomic
def undo(
    found: TrainingClass, entries: Collection[int], *, reason: str, by: Acting, at: datetime
) -> int:
    """Undo lines of a class by reversal, with the reason; return how many.

    Refused where none of them stands any more.
    """
    insist_taker(by, found)
    insist_taken(found)
    words = reason_given(reason)
    own = Entry.objects.filter(pk__in=entries, lesson__training_class=found)
    lock_people(own.order_by().values_list("registration", flat=True))
    standing = list(own.filter(reversal=None).exclude(kind=Kind.REVERSAL).order_by("pk"))
    if not standing:
        raise Refused([Reason(NOTHING)])
    backs = [
        Entry(
            registration_id=one.registration_id, lesson_id=one.lesson_id, kind=Kind.REVERSAL,
            way=Way.OFFICE, at=at, entered_at=at, by=by.name, office=by.office, reason=words,
            reverses=one,
        )
        for one in standing
    ]  # fmt: skip
    Entry.objects.bulk_create(backs)
    values = {"entries": [one.pk for one in standing]}
    record(by, "attendance.undone", found, place=found.place.code, reason=words, values=values)
    told(found, [one.registration_id for one in standing], at)
    return len(backs)
