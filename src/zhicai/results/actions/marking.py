"""Write marks: from a table, from a file, from the app that holds examinations (HB-3.2.6.5.b–c)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting, System
from zhicai.accounts.permissions import require
from zhicai.admission.models import Registration
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.results.actions.deciding import follow
from zhicai.results.actions.locking import day_of, locked
from zhicai.results.models import MakeUp, Mark, Outcome
from zhicai.results.queries.keeping import MARK, may_mark
from zhicai.results.queries.marks import FIRST, Marks, marks_in_force
from zhicai.results.rules.decision import PARTS, Score
from zhicai.results.rules.marks import MarkRow
from zhicai.training.models import Lesson, TrainingClass

LONGEST = 400
BATCH = 500
TAKEN = (
    TrainingClass.State.RUNNING,
    TrainingClass.State.FINISHED,
    TrainingClass.State.CLOSED,
)
"""States of a class in which marks are written."""
TESTS = dict(zip(PARTS, (Lesson.Kind.EXAM, Lesson.Kind.PRACTICAL_TEST), strict=True))

NOBODY = Text("这个班没有这名学员。", "Nobody with this number is in the class.")
NOT_YET = Text("班次还没有开班，不能登记成绩。", "The class has not begun; there are no marks yet.")
AHEAD = Text("测试还没有举行，不能登记成绩。", "The test is still ahead; there are no marks yet.")
LOCKED = Text("结果已随结班材料归档，不能再改。", "The result is archived with the dossier.")
STANDS = Text(
    "已有成绩，与填写的不同；要改，请在学员页面更正并写明原因。",
    "Another mark stands; to change it, put it right on the trainee's page with a reason.",
)
NO_MAKE_UP = Text("没有待补考的这一部分。", "No make-up of this part is ahead.")
TWICE = Text("同一部分填了两次。", "The same part is given twice.")
CORRECTED = Text(
    "这个成绩已被更正，请刷新页面后再看。", "This mark was put right meanwhile; reload the page."
)
NO_REASON = Text("请写明更正的原因。", "Give the reason for the correction.")
SAME = Text("与现有成绩相同，没有更正。", "This is the mark that stands; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Given:
    """What someone wrote for one trainee: scores by part; ``row`` is its row in their table."""

    registration: int
    scores: Mapping[str, Score]
    row: int | None = None


@dataclass(slots=True)
class Sorted:
    """Marks held against what stands: to write, the same already, and every fault."""

    rows: list[tuple[MarkRow, Mark | None]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    seats: dict[int, Registration] = field(default_factory=dict)
    make_ups: dict[int, MakeUp] = field(default_factory=dict)

    @property
    def classes(self) -> dict[int, TrainingClass]:
        """The classes that are written to."""
        seats = [self.seats[row.registration] for row, _stands in self.rows]
        return {seat.training_class_id: seat.training_class for seat in seats}


@transaction.atomic
def enter_marks(
    found: TrainingClass,
    given: Sequence[Given],
    *,
    turn: str = FIRST,
    source: str = Mark.Source.ENTERED,
    by: Acting,
    at: datetime,
) -> int:
    """Enter marks of a class out of a table; return how many are new.

    BadInput with the faults of every cell, and nothing is written then. A mark that stands already
    is left as it is; another one for it is a fault: that is a correction.
    """
    require(by, MARK)
    if not may_mark(by, found):
        raise OutOfScope
    locked(found.pk)
    checked = check_given(found, given, turn=turn, at=at)
    if checked.faults:
        raise BadInput(checked.faults)
    return _write(checked, source=source, by=by, at=at)


def check_given(
    found: TrainingClass, given: Sequence[Given], *, turn: str, at: datetime
) -> Sorted:  # fmt: skip
    """Hold a table of marks against what stands; nothing is written. Six statements."""
    days = days_of(found)
    held = dict(
        MakeUp.objects.filter(registration__training_class=found).values_list(
            "registration", "set_for"
        )
    )
    rows, places = [], []
    for one in given:
        for part, score in one.scores.items():
            on = days[part] if turn == FIRST else held.get(one.registration) or day_of(at)
            rows.append(MarkRow(one.registration, part, score.value, on, turn))
            places.append(one.row)
    return _sorted(rows, at=at, within=found, places=places)


def days_of(found: TrainingClass) -> dict[str, date]:
    """Return the day of each test: that of its session in the timetable, else the class's last."""
    rows = Lesson.objects.filter(training_class=found, cancelled=False, kind__in=TESTS.values())
    days = dict(rows.order_by("day").values_list("kind", "day"))
    return {part: days.get(kind, found.ends_on) for part, kind in TESTS.items()}


@transaction.atomic
def write_marks(
    rows: Sequence[MarkRow], *, source: str = Mark.Source.EXAM, by: Acting | System, at: datetime
) -> int:
    """Write marks that another app has found, of any classes; return how many are new.

    Sent again they change nothing: a ``key`` is written once, and a mark that stands with the same
    value stays. Another value needs a ``reason`` and supersedes it. BadInput with every fault.
    A user writes for classes that the user keeps alone.
    """
    seats = _seats(row.registration for row in rows)
    for class_id in sorted({one.training_class_id for one in seats.values()}):
        found = locked(class_id)
        if isinstance(by, Acting) and not may_mark(by, found):
            raise OutOfScope
    checked = _sorted(rows, at=at)
    if checked.faults:
        raise BadInput(checked.faults)
    return _write(checked, source=source, by=by, at=at)


@transaction.atomic
def correct_mark(
    mark: Mark, score: Score, *, reason: str, by: Acting, at: datetime
) -> Mark | None:  # fmt: skip
    """Put a mark right by a new one with its reason; the old one stays to be read.

    BadInput without a reason, for the same value, or once the result is locked.
    """
    require(by, MARK)
    seat = Registration.objects.select_related("training_class__programme_year__province").get(
        pk=mark.registration_id
    )
    if not may_mark(by, seat.training_class):
        raise OutOfScope
    locked(seat.training_class_id)
    if Mark.objects.filter(supersedes=mark.pk).exists():
        raise BadInput([Fault(CORRECTED, "value")])
    if not reason.strip():
        raise BadInput([Fault(NO_REASON, "reason")])
    if len(reason) > LONGEST:
        says = Text(f"不超过 {LONGEST} 字。", f"At most {LONGEST} characters.")
        raise BadInput([Fault(says, "reason")])
    row = MarkRow(
        seat.pk, mark.part, score.value, mark.on, mark.round, reason=reason.strip()
    )  # fmt: skip
    checked = _sorted([row], at=at)
    if not checked.rows and not checked.faults:
        raise BadInput([Fault(SAME, "value")])
    if checked.faults:
        raise BadInput([replace(one, field="value") for one in checked.faults])
    _write(checked, source=Mark.Source.ENTERED, by=by, at=at)
    return Mark.objects.filter(supersedes=mark.pk).first()


# --- held against what stands ---------------------------------------------------------------------


def _seats(keys: Iterable[int]) -> dict[int, Registration]:
    rows = Registration.objects.filter(
        pk__in=sorted(set(keys)), state=Registration.State.ACCEPTED
    ).select_related("training_class__programme_year__province", "training_class__place")
    return {row.pk: row for row in rows}


def _sorted(
    rows: Sequence[MarkRow],
    *,
    at: datetime,
    within: TrainingClass | None = None,
    places: Sequence[int | None] = (),
) -> Sorted:
    keys = {row.registration for row in rows}
    checked = Sorted(seats=_seats(keys))
    marks = marks_in_force(keys)
    locked = set(
        Outcome.objects.filter(registration__in=keys, locked_at__isnull=False).values_list(
            "registration", flat=True
        )
    )
    checked.make_ups = {
        one.registration_id: one for one in MakeUp.objects.filter(registration__in=keys)
    }
    known = {row.key for row in rows if row.key}
    sent = set(Mark.objects.filter(key__in=known).values_list("key", flat=True)) if known else set()
    seen: set[tuple[int, str, str]] = set()
    for number, row in enumerate(rows):
        if row.key in sent:
            checked.same += 1
            continue
        says = _against(row, checked, within, row.registration in locked, day_of(at))
        name = (row.registration, row.part, row.round)
        stands = marks.get(row.registration, Marks()).get((row.part, row.round))
        if says is None and name in seen:
            says = TWICE
        elif says is None and stands is not None:
            if stands.value == row.value:
                checked.same += 1
                continue
            says = None if row.reason else STANDS
        seen.add(name)
        if says is not None:
            place = places[number] if places else None
            checked.faults.append(Fault(says, f"{row.part}-{row.registration}", row=place))
        else:
            checked.rows.append((row, stands))
    return checked


def _against(
    row: MarkRow, checked: Sorted, within: TrainingClass | None, locked: bool, today: date
) -> Text | None:
    seat = checked.seats.get(row.registration)
    if seat is None or (within is not None and seat.training_class_id != within.pk):
        return NOBODY
    if seat.training_class.state not in TAKEN:
        return NOT_YET
    if locked:
        return LOCKED
    if row.on > today:
        return AHEAD
    if row.round == FIRST:
        return None
    again = checked.make_ups.get(row.registration)
    live = again is not None and again.state in (MakeUp.State.OFFERED, MakeUp.State.SAT)
    return None if live and again is not None and row.part in again.parts else NO_MAKE_UP


# --- written --------------------------------------------------------------------------------------


def _write(checked: Sorted, *, source: str, by: Acting | System, at: datetime) -> int:
    rows = _sit(checked, at)
    Mark.objects.bulk_create(
        [
            Mark(
                registration_id=row.registration, part=row.part, round=row.round, value=row.value,
                supersedes=stands, source=source, key=row.key, on=row.on, reason=row.reason,
                entered_at=at, by=by.name, office=by.office,
            )
            for row, stands in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    for class_id, found in sorted(checked.classes.items()):
        mine = [
            (row, stands)
            for row, stands in checked.rows
            if checked.seats[row.registration].training_class_id == class_id
        ]
        _note(found, mine, source, by)
        follow(class_id, {row.registration for row, _stands in mine}, by=by, at=at)
    return len(checked.rows)


def _sit(checked: Sorted, at: datetime) -> list[tuple[MarkRow, Mark | None]]:
    """Turn make-ups into sat ones, or missed where someone came to no part; return what is left to
    write: the database takes marks of a make-up that was sat alone.
    """
    again: dict[int, list[MarkRow]] = defaultdict(list)
    for row, _stands in checked.rows:
        if row.round != FIRST:
            again[row.registration].append(row)
    missed: set[int] = set()
    for key, rows in again.items():
        make_up = checked.make_ups[key]
        if make_up.state != MakeUp.State.OFFERED:
            continue
        make_up.held_on = rows[0].on
        make_up.state = MakeUp.State.SAT
        if all(row.value is None for row in rows) and len(rows) == len(make_up.parts):
            make_up.state = MakeUp.State.MISSED
            missed.add(key)
        make_up.save(update_fields=["state", "held_on"])
    return [
        (row, stands)
        for row, stands in checked.rows
        if row.round == FIRST or row.registration not in missed
    ]


def _note(
    found: TrainingClass, rows: Sequence[tuple[MarkRow, Mark | None]], source: str,
    by: Acting | System,
) -> None:  # fmt: skip
    righted = [
        {
            "registration": row.registration, "part": row.part, "round": row.round,
            "was": _plain(stands.value), "is": _plain(row.value),
        }
        for row, stands in rows
        if stands is not None
    ]  # fmt: skip
    verb = "results.mark_corrected" if righted else "results.marks_entered"
    values = {"marks": len(rows), "source": source, "round": sorted({row.round for row, _ in rows})}
    reasons = sorted({row.reason for row, _stands in rows if row.reason})
    record(
        by, verb, found, place=found.place.code, reason="；".join(reasons)[:LONGEST],
        values=values | ({"corrected": righted} if righted else {}),
    )  # fmt: skip


def _plain(value: object) -> str:
    return "" if value is None else str(value)
