"""Sets up an exam with rooms, seats and invigilators; stops, resumes and ends it for everyone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import F

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.audit.actions import record
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.actions.sittings import new_code, new_seed
from zhicai.exams.models import Exam, Incident, Invigilator, Paper, Room, Sitting
from zhicai.exams.queries.running import (
    chief_of,
    may_run_exams,
    papers_offered,
    registrations_for,
)
from zhicai.exams.queries.sittings import clause_of
from zhicai.exams.rules.seating import RoomFacts, Seat, seats_for
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass

LONGEST_TITLE, LONGEST_REASON, MOST_ROOMS, MOST_SEATS = 160, 400, 50, 1000
LONGEST_WAIT = 240
"""Minutes after its beginning within which an exam may still be started, at most."""
SAYS = {
    "title": Text(
        f"名称不能空着，不超过 {LONGEST_TITLE} 字。",
        f"The title has 1 to {LONGEST_TITLE} characters.",
    ),
    "paper": Text("请选择一份没有启封过的试卷。", "Choose a paper that is still sealed."),
    "starts": Text("开考时间要在现在之后。", "The exam begins after the present moment."),
    "latest": Text(
        f"最晚开考在开考后 0 到 {LONGEST_WAIT} 分钟。",
        f"The latest start is 0 to {LONGEST_WAIT} minutes after the beginning.",
    ),
    "rooms": Text(
        f"考场最多 {MOST_ROOMS} 个，各有不同的名称和 1 到 {MOST_SEATS} 个座位。",
        f"There are {MOST_ROOMS} rooms at most, each with a name of its own and 1 to {MOST_SEATS} "
        "seats.",
    ),
}
LIVE = (Exam.State.PLANNED, Exam.State.RUNNING, Exam.State.PAUSED)
RAISED, PAUSED, RESUMED = "incident", "paused", "resumed"
"""Kinds of incidents that this app writes itself."""


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What an exam is to be; ``rooms`` are names with seats, ``minutes`` those of its blueprint."""

    part: str
    round: str
    title: str
    paper: int
    starts_at: datetime
    latest_start: int
    rooms: Sequence[tuple[str, int]]


@transaction.atomic
def set_up_exam(
    found: TrainingClass | None, facts: ExamFacts, *, by: Acting, at: datetime
) -> Exam:  # fmt: skip
    """Set up an exam of a class, or a mock test, and seat everyone it is for.

    BadInput with every fault at once; OutOfScope for who does not run the class's exams. The same
    part, round and hour of a class again is the exam that stands.
    """
    if not may_run_exams(by, found):
        raise OutOfScope
    same = Exam.objects.filter(
        training_class=found, part=facts.part, round=facts.round, starts_at=facts.starts_at
    ).exclude(state=Exam.State.CANCELLED)
    if found is not None and (there := same.first()):
        return there
    paper = papers_offered(found, facts.part, facts.round).filter(pk=facts.paper).first()
    people = registrations_for(found, facts.part, facts.round).count() if found else 0
    if faults := _faults(facts, paper, people, at):
        raise BadInput(faults)
    assert paper is not None
    exam = Exam.objects.create(
        training_class=found, part=facts.part, round=facts.round, title=facts.title.strip(),
        paper=paper, starts_at=facts.starts_at, minutes=paper.blueprint.minutes,
        latest_start=facts.latest_start, made_at=at, made_by=by.name, office=by.office,
    )  # fmt: skip
    Room.objects.bulk_create(
        [Room(exam=exam, name=name.strip(), seats=seats) for name, seats in facts.rooms]
    )
    seat_candidates(exam, by=by, at=at)
    record(by, "exams.exam_set_up", exam, clause=clause_of(exam) or "",
           values={"title": exam.title, "starts_at": exam.starts_at.isoformat(),
                   "people": people})  # fmt: skip
    return exam


def _faults(facts: ExamFacts, paper: Paper | None, people: int, at: datetime) -> list[Fault]:
    names = [name.strip() for name, _ in facts.rooms]
    seats = sum(seats for _, seats in facts.rooms)
    sound = all(names) and all(0 < one <= MOST_SEATS for _, one in facts.rooms)
    wrong = {
        "title": not 0 < len(facts.title.strip()) <= LONGEST_TITLE,
        "paper": paper is None,
        "starts": facts.starts_at <= at,
        "latest": not 0 <= facts.latest_start <= LONGEST_WAIT,
        "rooms": not sound or len(set(names)) < len(names) or len(names) > MOST_ROOMS,
    }
    faults = [Fault(SAYS[field], field) for field, is_wrong in wrong.items() if is_wrong]
    if not wrong["rooms"] and people > seats:
        says = Text(
            f"考生 {people} 人，座位只有 {seats} 个，还差 {people - seats} 个。",
            f"There are {people} candidates and {seats} seats: {people - seats} short.",
        )
        faults.append(Fault(says, "rooms"))
    return faults


@transaction.atomic
def seat_candidates(exam: Exam, *, by: Acting, at: datetime) -> int:
    """Give a seat to everyone the exam is for who has none yet; return how many.

    Who withdrew from the class and has not signed in is taken off.
    """
    row = _locked(exam)
    if row.training_class is None or not may_run_exams(by, row.training_class):
        return 0
    wanted = {one.pk: one for one in registrations_for(row.training_class, row.part, row.round)}
    row.sittings.filter(state=Sitting.State.EXPECTED).exclude(registration__in=wanted).delete()
    seated = set(row.sittings.values_list("registration", flat=True))
    new = [one for pk, one in wanted.items() if pk not in seated]
    rooms = [RoomFacts(one.pk, one.seats) for one in row.rooms.all()]
    taken = [
        Seat(room, seat)
        for room, seat in row.sittings.exclude(seat=None).values_list("room", "seat")
        if room and seat
    ]
    seats = seats_for([one.pk for one in new], rooms, taken, seed=secrets.token_hex(8))
    if new and len(seats) < len(new):
        says = Text(f"座位不够，还差 {len(new) - len(seats)} 个。",
                    f"{len(new) - len(seats)} seats are missing.")  # fmt: skip
        raise Refused([Reason(says, clause_of(row))])
    Sitting.objects.bulk_create(
        [
            Sitting(
                exam=row, person_id=one.person_id, registration=one, code=new_code(),
                seed=new_seed(), room_id=seats[one.pk].room, seat=seats[one.pk].number,
            )
            for one in new
        ]
    )  # fmt: skip
    return len(new)


@transaction.atomic
def name_invigilator(
    exam: Exam, user: User, room: Room | None, *, by: Acting, at: datetime
) -> Invigilator:  # fmt: skip
    """Name who watches over a room, or over the whole exam; named again, the room changes."""
    row = _locked(exam)
    if not may_run_exams(by, row.training_class):
        raise OutOfScope
    if room is not None and room.exam_id != row.pk:
        raise OutOfScope
    present = row.invigilators.filter(user=user, until=None)
    there = present.filter(room=room).first()
    if there is not None:
        return there
    present.update(until=at)
    named = Invigilator.objects.create(exam=row, room=room, user=user, name=user.name, since=at)
    record(by, "exams.invigilator_named", row,
           values={"name": user.name, "room": room.name if room else ""})  # fmt: skip
    return named


@transaction.atomic
def pause_exam(exam: Exam, *, reason: str, by: Acting, at: datetime) -> Exam:
    """Stop the clock for everyone, with the reason; a paused exam stays as it is."""
    row, words = _locked(exam), _words(reason)
    _insist_on_chief(row, by)
    if row.state == Exam.State.RUNNING:
        row.state, row.paused_at = Exam.State.PAUSED, at
        row.save(update_fields=["state", "paused_at"])
        _happened(row, PAUSED, words, by, at)
    return row


@transaction.atomic
def resume_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """Let the clock go on: the pause is added to every deadline and to the latest start."""
    row = _locked(exam)
    _insist_on_chief(row, by)
    if row.state != Exam.State.PAUSED or row.paused_at is None:
        return row
    pause = max(at - row.paused_at, timedelta())
    row.sittings.filter(state=Sitting.State.WRITING).update(deadline=F("deadline") + pause)
    row.state, row.paused_at = Exam.State.RUNNING, None
    row.latest_start += ceil(pause.total_seconds() / 60)
    row.save(update_fields=["state", "paused_at", "latest_start"])
    minutes = pause.total_seconds() / 60
    _happened(row, RESUMED, f"暂停 {minutes:.1f} 分钟，已顺延", by, at)
    return row


@transaction.atomic
def end_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """End an exam: who still writes is handed in, who never came is absent; ended, it stays so.

    Refused while somebody may still write, the clock of a paused exam standing still.
    """
    row = _locked(exam)
    _insist_on_chief(row, by)
    if row.state not in LIVE:
        return row
    writing = row.sittings.filter(state=Sitting.State.WRITING)
    still = writing.filter(deadline__gt=at).count()
    if still or row.state == Exam.State.PAUSED:
        says = Text(f"还有 {still} 人在作答时间内，不能结束考试。",
                    f"{still} candidates may still write; the exam cannot end.")  # fmt: skip
        raise Refused([Reason(says, clause_of(row))])
    keys = list(writing.values_list("pk", flat=True))
    row.sittings.filter(pk__in=keys).update(
        state=Sitting.State.SUBMITTED, submitted_at=at, submitted_by=Sitting.Submission.STAFF
    )
    score_submitted(keys, now=at)
    waiting = (Sitting.State.EXPECTED, Sitting.State.PRESENT)
    absent = row.sittings.filter(state__in=waiting).update(state=Sitting.State.ABSENT)
    row.state, row.ended_at = Exam.State.ENDED, at
    row.save(update_fields=["state", "ended_at"])
    record(by, "exams.exam_ended", row, clause=clause_of(row) or "",
           values={"handed_in": len(keys), "absent": absent})  # fmt: skip
    return row


@transaction.atomic
def cancel_exam(exam: Exam, *, reason: str, by: Acting, at: datetime) -> Exam:
    """Cancel an exam that nobody has begun, with the reason."""
    row, words = _locked(exam), _words(reason)
    if not may_run_exams(by, row.training_class):
        raise OutOfScope
    if row.sittings.filter(started_at__isnull=False).exists() or row.state not in LIVE:
        says = Text("已有考生开考，不能取消。", "Somebody has begun; it cannot be cancelled.")
        raise Refused([Reason(says, clause_of(row))])
    row.state, row.said, row.paused_at = Exam.State.CANCELLED, words, None
    row.save(update_fields=["state", "said", "paused_at"])
    record(by, "exams.exam_cancelled", row, reason=words)
    return row


def _happened(exam: Exam, kind: str, says: str, by: Acting, at: datetime) -> None:
    Incident.objects.create(exam=exam, kind=kind, says=says, at=at, by=by.name)
    record(by, f"exams.exam_{kind}", exam, reason=says)


def _locked(exam: Exam) -> Exam:
    rows = Exam.objects.select_for_update(of=("self",)).select_related(
        "training_class__place", "paper__blueprint__programme_year__province"
    )
    return rows.get(pk=exam.pk)


def _insist_on_chief(exam: Exam, by: Acting) -> None:
    if not chief_of(by, exam):
        raise OutOfScope


def _words(reason: str) -> str:
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        says = Text(f"请写明理由，不超过 {LONGEST_REASON} 字。",
                    f"Give the reason, at most {LONGEST_REASON} characters.")  # fmt: skip
        raise BadInput([Fault(says, "reason")])
    return words
