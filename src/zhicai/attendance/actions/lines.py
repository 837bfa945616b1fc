"""What every write to the ledger does: who may, when, which line, told to the apps above."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.attendance.announcements import HoursEntered
from zhicai.attendance.models import Entry
from zhicai.attendance.queries.scope import TAKEN, may_enter
from zhicai.attendance.rules import Line
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import Lesson, TrainingClass

LEAST_WORDS = 2
MOST_WORDS = 400
BEFORE = Text(
    "班次还没有开班，开班后才能签到。", "The class has not begun; sign-in opens once it runs."
)
AFTER = Text(
    "班次已结班或取消，签到记录不再变动。", "The class is closed; its attendance is final."
)
DROPPED = Text("这节课已取消。", "This lesson was dropped.")
NOT_SEATED = Text(
    "这个人不在本班录取名单上，请先办理报名。",
    "This person has no seat in the class; register the person first.",
)
NO_REASON = Text("请写明原因（至少 2 个字）。", "State the reason (two signs at least).")


def insist_taker(by: Acting, found: TrainingClass) -> None:
    """Raise OutOfScope unless the user takes the attendance of the class."""
    if not may_enter(by, found):
        raise OutOfScope


def insist_taken(found: TrainingClass) -> None:
    """Raise Refused unless attendance of the class is taken now."""
    if found.state not in TAKEN:
        early = found.state in (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)
        raise Refused([Reason(BEFORE if early else AFTER)])


def insist_held(lesson: Lesson) -> None:
    """Raise Refused for a lesson that was dropped."""
    if lesson.cancelled:
        raise Refused([Reason(DROPPED)])


def reason_given(words: str) -> str:
    """Return a reason in one writing; BadInput where there is none."""
    reason = " ".join(words.split())[:MOST_WORDS]
    if len(reason) < LEAST_WORDS:
        raise BadInput([Fault(NO_REASON, field="reason")])
    return reason


_LOCKED = (
    "state", "person__name", "person__user", "training_class__state",
    "training_class__starts_on", "training_class__place__code",
    "training_class__programme_year__programme", "training_class__programme_year__year",
    "training_class__programme_year__province",
    "training_class__level", "training_class__programme_year__opened_on",
)  # fmt: skip
"""What writing a line reads of a registration: hundreds sign in within seconds."""


def locked(pk: int) -> Registration:
    """Return a registration under a lock, with its class: its lines are written one by one."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related(
        "person", "training_class__place", "training_class__programme_year"
    )
    found = rows.only(*_LOCKED).filter(pk=pk).order_by().first()
    if found is None:
        raise OutOfScope
    return found


def lock_people(keys: Iterable[int]) -> None:
    """Lock registrations in one order, so that nobody else writes their lines meanwhile."""
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk__in=set(keys))
    list(rows.order_by("pk").values_list("pk", flat=True))


def lines_of(
    registrations: Iterable[int], lessons: Iterable[int]
) -> dict[tuple[int, int], list[Line]]:
    """Return the lines of people and lessons by both."""
    rows = Entry.objects.filter(registration__in=registrations, lesson__in=lessons).order_by()
    found: dict[tuple[int, int], list[Line]] = {}
    for pk, who, lesson, kind, at, undone in rows.values_list(
        "pk", "registration", "lesson", "kind", "at", "reverses"
    ):
        found.setdefault((who, lesson), []).append(Line(pk, kind, at, undone))
    return found


def reversal_of(line: Line, like: Entry, reason: str) -> Entry:
    """Return the line that undoes another one of the same person and lesson."""
    return Entry(
        registration_id=like.registration_id, lesson_id=like.lesson_id, kind=Entry.Kind.REVERSAL,
        way=like.way, at=like.at, entered_at=like.entered_at, by=like.by, office=like.office,
        reason=reason, reverses_id=line.id,
    )  # fmt: skip


def as_line(entry: Entry) -> Line:
    """Return a written line as the rules take it."""
    return Line(entry.pk, entry.kind, entry.at, entry.reverses_id)


def values_of(lesson: Lesson | int, **more: Any) -> dict[str, Any]:
    """Return what the log keeps of a line."""
    return {"lesson": lesson if isinstance(lesson, int) else lesson.pk, **more}


def told(found: TrainingClass, registrations: Iterable[int], at: datetime) -> None:
    """Tell the apps above whose hours may have changed."""
    announce(HoursEntered(found.pk, tuple(sorted(set(registrations))), at))
