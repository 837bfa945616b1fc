"""A whole lesson at once: ticked from the list, or entered from a signed sheet with its scan."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.attendance.actions.lines import insist_taken, insist_taker, told
from zhicai.attendance.models import Entry, SignSheet
from zhicai.attendance.queries.limits import lesson_time, limits_of
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file
from zhicai.files.rules import PICTURES, Kind
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import Lesson, TrainingClass

_COLUMNS = (
    "registration_id", "lesson_id", "kind", "way", "turn", "at", "entered_at", "by", "office",
    "reason", "key", "sheet_id",
)  # fmt: skip
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_VALUES = ", ".join(["%s"] * len(_COLUMNS))
_INSERT = f"INSERT INTO attendance_entry ({_NAMES}) VALUES ({_VALUES}) ON CONFLICT DO NOTHING"
"""Ten times as fast as bulk_create: a county enters hundreds of lines, a year sixty thousand."""
SCANS = PICTURES | {Kind.PDF}
NOBODY = Text("请勾选到课的学员。", "Tick who was there.")
NO_LESSON = Text("请选择课程。", "Choose the lessons.")


@transaction.atomic
def tick_lessons(
    found: TrainingClass,
    lessons: Collection[int],
    registrations: Collection[int] | None,
    *,
    by: Acting,
    at: datetime,
) -> int:
    """Enter that people were at whole lessons, a few statements for any number of them.

    ``registrations`` None is everyone on the roster. Who is entered already stays as it is; returns
    how many lines are new. Refused before a lesson begins and while the class does not run.
    """
    insist_taker(by, found)
    insist_taken(found)
    held = _held(found, lessons, at)
    people = _people(found, registrations)
    made = _write(held, people, Entry.Kind.STAFF_TICK, Entry.Way.LIST, by=by, at=at)
    values = {"lessons": sorted(one.pk for one in held), "people": len(people), "new": made}
    record(by, "attendance.ticked", found, place=found.place.code, values=values)
    told(found, people, at)
    return made


@transaction.atomic
def tick_from_sheet(
    found: TrainingClass,
    lessons: Collection[int],
    registrations: Collection[int] | None,
    upload: "UploadedFile[Any] | None",
    *,
    by: Acting,
    at: datetime,
) -> SignSheet:
    """Enter who signed a sheet of lessons, and keep its scan as the evidence.

    BadInput for a file that is no picture or PDF.
    """
    insist_taker(by, found)
    insist_taken(found)
    held = _held(found, lessons, at)
    people = _people(found, registrations)
    file = keep_file(upload, by=by, at=at, kinds=SCANS)
    sheet = SignSheet.objects.create(
        training_class=found, file=file, at=at, by=by.name, office=by.office
    )
    sheet.lessons.set(held)
    made = _write(held, people, Entry.Kind.PAPER, Entry.Way.SHEET, by=by, at=at, sheet=sheet)
    values = {"lessons": sorted(one.pk for one in held), "people": len(people), "new": made}
    record(by, "attendance.sheet_entered", sheet, place=found.place.code, values=values)
    told(found, people, at)
    return sheet


def _held(found: TrainingClass, lessons: Collection[int], at: datetime) -> Sequence[Lesson]:
    """Return the lessons that were held by now; Refused for one that is still to come."""
    rows = list(Lesson.objects.filter(training_class=found, pk__in=lessons, cancelled=False))
    if not rows:
        raise BadInput([Fault(NO_LESSON, field="lessons")])
    opens = timedelta(minutes=limits_of(found.programme_year, on=found.starts_on).opens)
    early = [one for one in rows if lesson_time(one).starts - opens > at]
    if early:
        says = Text(
            f"“{early[0].title}”还没有上课，上课后再登记。",
            f"“{early[0].title}” is still to come; enter it once it is held.",
        )
        raise Refused([Reason(says)])
    return rows


def _people(found: TrainingClass, wanted: Collection[int] | None) -> list[int]:
    rows = Registration.objects.filter(training_class=found, state=Registration.State.ACCEPTED)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if wanted is not None:
        chosen = set(wanted)
        keys = [key for key in keys if key in chosen]
    if not keys:
        raise BadInput([Fault(NOBODY, field="selected")])
    return keys


def _write(
    lessons: Sequence[Lesson],
    people: Sequence[int],
    kind: str,
    way: str,
    *,
    by: Acting,
    at: datetime,
    sheet: SignSheet | None = None,
) -> int:
    turns, standing = _turns([one.pk for one in lessons], kind)
    as_kept = connection.ops.adapt_datetimefield_value
    entered, by_whom = as_kept(at), (by.name, by.office)
    scan = sheet.pk if sheet is not None else None
    rows = [
        (who, pk, kind, way, turns.get((who, pk), 0), starts, entered, *by_whom, "", "", scan)
        for pk, starts in ((one.pk, as_kept(lesson_time(one).starts)) for one in lessons)
        for who in people
        if (who, pk) not in standing
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
    return len(rows)


def _turns(
    lessons: Sequence[int], kind: str
) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Return how often lines of a kind were undone, and where one stands."""
    turns: dict[tuple[int, int], int] = {}
    standing: set[tuple[int, int]] = set()
    rows = Entry.objects.filter(lesson__in=lessons, kind=kind).order_by()
    for who, lesson, undone in rows.values_list("registration", "lesson", "reversal"):
        key = (who, lesson)
        turns[key] = turns.get(key, 0) + 1
        if undone is None:
            standing.add(key)
    return turns, standing
