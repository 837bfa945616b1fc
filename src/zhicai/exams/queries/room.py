"""What an invigilator sees: the candidates of a room as they stand now, and what was noted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.exams.models import (
    Answer,
    Exam,
    Incident,
    Invigilator,
    JournalEntry,
    Leave,
    Room,
    Sitting,
)
from zhicai.exams.queries.running import exam_for, may_run_exams
from zhicai.exams.queries.sittings import STEP
from zhicai.exams.rules import room as rules
from zhicai.foundation.errors import OutOfScope

_BEFORE_ROOM = ("person", "room", "registration")
UNSEEN = ("person__id_number",)
"""What a list of a room never needs and must not unseal."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a user watches over in an exam: ``room`` alone, or all of it where None.

    ``acts``: decides for the candidates shown; ``chief``: decides for the whole exam; ``own``: was
    named as an invigilator. Who only looks on has none of them.
    """

    room: Room | None
    acts: bool
    chief: bool
    own: Invigilator | None = None


def watch_of(acting: Acting, exam: Exam) -> Watch:
    """Return what a user who may see an exam watches over."""
    rows = Invigilator.objects.filter(exam=exam, user=acting.user_id, until=None)
    own = rows.select_related("room").first()
    if own is not None and own.room is None:
        return Watch(None, acts=True, chief=True, own=own)
    if may_run_exams(acting, exam.training_class):
        return Watch(None, acts=True, chief=True, own=own)
    if own is not None:
        return Watch(own.room, acts=True, chief=False, own=own)
    return Watch(None, acts=False, chief=False)


def watched_exam(acting: Acting, pk: int) -> tuple[Exam, Watch]:
    """Return an exam that the user may see with what he or she watches over; else OutOfScope."""
    exam = exam_for(acting, pk)
    return exam, watch_of(acting, exam)


def sittings_watched(exam: Exam, watch: Watch) -> QuerySet[Sitting]:
    """Return the candidates of an exam whom the user watches over, by room and seat."""
    rows = Sitting.objects.filter(exam=exam)
    if watch.room is not None:
        rows = rows.filter(room=watch.room)
    return rows.select_related(*_BEFORE_ROOM).defer(*UNSEEN).order_by("room", "seat", "pk")


def sitting_watched(exam: Exam, watch: Watch, pk: int) -> Sitting:
    """Return one candidate whom the user watches over; OutOfScope for any other."""
    found = sittings_watched(exam, watch).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def sitting_at_the_door(acting: Acting, code: str) -> Sitting:
    """Return the candidate of a slip whom the user watches over as invigilator; else OutOfScope."""
    found = Sitting.objects.filter(code=code).only("exam").first()
    if found is None:
        raise OutOfScope
    exam = exam_for(acting, found.exam_id)
    watch = watch_of(acting, exam)
    if not watch.acts:
        raise OutOfScope
    return sitting_watched(exam, watch, found.pk)


def standing_as(rows: QuerySet[Sitting], standing: str, now: datetime) -> QuerySet[Sitting]:
    """Return those who stand so; the same words as ``rules.room.standing_of``."""
    lost = rules.lost_before(now)
    gone = Q(seen_at=None) | Q(seen_at__lt=lost)
    match standing:
        case rules.WORKING:
            return rows.filter(state=Sitting.State.WRITING, seen_at__gte=lost)
        case rules.OFFLINE:
            return rows.filter(gone, state=Sitting.State.WRITING)
        case rules.FINISHED:
            return rows.filter(state=Sitting.State.SUBMITTED)
        case _:
            return rows.filter(state=standing)


def counts_of(rows: QuerySet[Sitting], now: datetime) -> dict[str, int]:
    """Return how many stand how; one query."""
    found: dict[str, int] = dict.fromkeys(rules.STANDINGS, 0)
    lost = rules.lost_before(now)
    told = rows.order_by().values("state").annotate(
        n=Count("pk"), there=Count("pk", filter=Q(seen_at__gte=lost))
    )  # fmt: skip
    for row in told:
        if row["state"] == Sitting.State.WRITING:
            found[rules.WORKING], found[rules.OFFLINE] = row["there"], row["n"] - row["there"]
        else:
            found[rules.standing_of(row["state"], None, now)] = row["n"]
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate as the room shows: ``notes`` counts what the machine noted, ``extra`` are the
    seconds given by decision.
    """

    sitting: Sitting
    standing: str
    answered: int
    notes: Mapping[str, int]
    late: bool
    extra: int
    incidents: int


def lines_of(exam: Exam, sittings: Iterable[Sitting], now: datetime) -> list[Line]:
    """Return candidates as they stand now; four queries however many they are."""
    rows = list(sittings)
    keys = [row.pk for row in rows]
    answered = _counted(
        Answer.objects.filter(sitting__in=keys).exclude(Q(value=None) | Q(value="")), "sitting"
    )
    notes: dict[int, dict[str, int]] = defaultdict(dict)
    noted = JournalEntry.objects.filter(sitting__in=keys, kind__in=rules.NOTES).order_by()
    for sitting, kind, n in noted.values_list("sitting", "kind").annotate(n=Count("pk")):
        notes[sitting][kind] = n
    incidents = _counted(Incident.objects.filter(sitting__in=keys), "sitting")
    given = leaves_in(exam, keys)
    return [
        Line(
            row,
            rules.standing_of(row.state, row.seen_at, now),
            answered.get(row.pk, 0),
            notes[row.pk],
            any(one.what == Leave.What.LATE for one in given[row.pk]),
            sum(one.seconds for one in given[row.pk]) + sum(one.seconds for one in given[None]),
            incidents.get(row.pk, 0),
        )
        for row in rows
    ]


def _counted(rows: QuerySet[Answer] | QuerySet[Incident], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))


def leaves_in(exam: Exam, keys: Sequence[int]) -> dict[int | None, list[Leave]]:
    """Return the decisions for candidates of an exam, by sitting; those for all under None."""
    found: dict[int | None, list[Leave]] = defaultdict(list)
    for row in Leave.objects.filter(Q(sitting__in=keys) | Q(sitting=None), exam=exam):
        found[row.sitting_id].append(row)
    return found


def last_leave(exam: Exam) -> int:
    """Return the key of the latest decision of an exam, 0 before the first."""
    return Leave.objects.filter(exam=exam).aggregate(last=Max("pk"))["last"] or 0


def incidents_of(exam: Exam, watch: Watch) -> QuerySet[Incident]:
    """Return what happened, the latest first: to all, and to the candidates watched over."""
    rows = Incident.objects.filter(exam=exam)
    if watch.room is not None:
        rows = rows.filter(Q(sitting=None) | Q(sitting__room=watch.room))
    return (
        rows.select_related("sitting__person").defer("sitting__person__id_number").order_by("-pk")
    )


def noted_of(sitting: Sitting) -> QuerySet[JournalEntry]:
    """Return the journal of a candidate without what was answered and tried, and signs of life."""
    return JournalEntry.objects.filter(sitting=sitting).exclude(kind__in=("save", "seen", STEP))


def answered_of(sitting: Sitting) -> int:
    """Return how many questions a candidate has answered."""
    return Answer.objects.filter(sitting=sitting).exclude(Q(value=None) | Q(value="")).count()


def invigilators_of(exam: Exam) -> QuerySet[Invigilator]:
    """Return who watches and who watched over an exam, chiefs first."""
    return exam.invigilators.select_related("room").order_by("room", "pk")


def watching_soon(acting: Acting, until: datetime) -> QuerySet[Exam]:
    """Return the exams that a user watches over and that begin before a moment or run."""
    rows = Exam.objects.filter(
        invigilators__user=acting.user_id, invigilators__until=None, starts_at__lt=until,
        state__in=(Exam.State.PLANNED, Exam.State.RUNNING, Exam.State.PAUSED),
    )  # fmt: skip
    return rows.distinct().order_by("starts_at", "pk")
