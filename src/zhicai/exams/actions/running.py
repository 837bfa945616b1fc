"""Sets up an exam with rooms, seats and invigilators; stops, resumes and ends it for everyone."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.audit.actions import record
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.actions.sittings import new_code, new_seed
from zhicai.exams.models import Exam, Incident, Invigilator, Leave, Paper, Room, Sitting
from zhicai.exams.queries.running import (
    chief_of,
    invigilators_offered,
    make_ups_closed,
    may_run_exams,
    papers_offered,
    registrations_for,
)
from zhicai.exams.queries.sittings import clause_of
from zhicai.exams.rules.seating import RoomFacts as RoomSeats
from zhicai.exams.rules.seating import Seat, seats_for
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass

LONGEST_TITLE, LONGEST_REASON, MOST_ROOMS, MOST_SEATS = 160, 400, 50, 1000
LONGEST_ROOM, LONGEST_PLACE = 80, 200
LONGEST_WAIT = 240
"""Minutes after its beginning within which an exam may still be started, at most."""
SAYS = {
    "title": Text(
        f"名称不能空着，不超过 {LONGEST_TITLE} 字。",
        f"The title has 1 to {LONGEST_TITLE} characters.",
    ),
    "paper": Text("请选择一份没有启封过的试卷。", "Choose a paper that is still sealed."),
    "no-start": Text(
        "请填开考时间：哪一天、几点几分。", "Fill in when the exam begins: the day and the hour."
    ),
    "starts": Text("开考时间要在现在之后。", "The exam begins after the present moment."),
    "latest": Text(
        f"最晚开考在开考后 0 到 {LONGEST_WAIT} 分钟。",
        f"The latest start is 0 to {LONGEST_WAIT} minutes after the beginning.",
    ),
    "nobody": Text("这次考试没有考生。", "There is nobody for this exam."),
    "rooms": Text(f"考场最多 {MOST_ROOMS} 个。", f"There are {MOST_ROOMS} rooms at most."),
    "room": Text(
        f"考场名称不能空着，不重复，不超过 {LONGEST_ROOM} 字。",
        f"Each room has a name of its own of 1 to {LONGEST_ROOM} characters.",
    ),
    "seats": Text(f"座位 1 到 {MOST_SEATS} 个。", f"A room has 1 to {MOST_SEATS} seats."),
    "place": Text(
        f"地点不超过 {LONGEST_PLACE} 字。", f"The place has {LONGEST_PLACE} characters at most."
    ),
    "watcher": Text(
        "请从名单里选监考员；一个人只监考一处。",
        "Choose the invigilator from the list; nobody watches over two places.",
    ),
}
LIVE = (Exam.State.PLANNED, Exam.State.RUNNING, Exam.State.PAUSED)
RAISED, PAUSED, RESUMED = "incident", "paused", "resumed"
"""Kinds of incidents that this app writes itself."""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room as it is to be; ``watcher`` is the user who watches over it, where one is named."""

    name: str
    seats: int
    place: str = ""
    watcher: int | None = None


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What an exam is to be; ``minutes`` are those of its blueprint, ``chief`` watches over all.

    ``starts_at`` is None where nobody has written when it begins, which is refused.
    """

    part: str
    round: str
    title: str
    paper: int
    starts_at: datetime | None
    latest_start: int
    rooms: Sequence[RoomFacts]
    chief: int | None = None


@transaction.atomic
def set_up_exam(
    found: TrainingClass | None, facts: ExamFacts, *, by: Acting, at: datetime
) -> Exam:  # fmt: skip
    """Set up an exam of a class, or a mock test, and seat everyone it is for.

    BadInput with every fault at once, those of a room with its number (``seats-2``); OutOfScope for
    who does not run the class's exams. The same part, round and hour of a class again is the exam
    that stands.
    """
    if not may_run_exams(by, found):
        raise OutOfScope
    if there := _standing(found, facts):
        return there
    paper = papers_offered(found, facts.part, facts.round).filter(pk=facts.paper).first()
    people = registrations_for(found, facts.part, facts.round).count() if found else 0
    faults = [*_faults(facts, paper, at), *_faults_of_rooms(facts.rooms)]
    if found is not None:
        faults += _faults_of_people(found, facts, people, at)
    if faults:
        raise BadInput(faults)
    assert paper is not None
    assert facts.starts_at is not None
    exam = Exam.objects.create(
        training_class=found, part=facts.part, round=facts.round, title=facts.title.strip(),
        paper=paper, starts_at=facts.starts_at, minutes=paper.blueprint.minutes,
        latest_start=facts.latest_start, made_at=at, made_by=by.name, office=by.office,
    )  # fmt: skip
    rooms = Room.objects.bulk_create(
        [
            Room(exam=exam, name=one.name.strip(), seats=one.seats, place=one.place.strip())
            for one in facts.rooms
        ]
    )
    seat_candidates(exam, by=by, at=at)
    watched: list[tuple[int | None, Room | None]] = [(facts.chief, None)]
    watched += [(one.watcher, room) for one, room in zip(facts.rooms, rooms, strict=True)]
    people_named = User.objects.in_bulk([who for who, _ in watched if who is not None])
    for who, room in watched:
        if who is not None:
            name_invigilator(exam, people_named[who], room, by=by, at=at)
    record(by, "exams.exam_set_up", exam, clause=clause_of(exam) or "",
           values={"title": exam.title, "starts_at": exam.starts_at.isoformat(),
                   "people": people})  # fmt: skip
    return exam


def _standing(found: TrainingClass | None, facts: ExamFacts) -> Exam | None:
    """The exam of a class that stands already at that hour."""
    if found is None or facts.starts_at is None:
        return None
    same = Exam.objects.filter(
        training_class=found, part=facts.part, round=facts.round, starts_at=facts.starts_at
    )
    return same.exclude(state=Exam.State.CANCELLED).first()


def _faults(facts: ExamFacts, paper: Paper | None, at: datetime) -> list[Fault]:
    wrong = {
        "title": not 0 < len(facts.title.strip()) <= LONGEST_TITLE,
        "paper": paper is None,
        "starts": facts.starts_at is not None and facts.starts_at <= at,
        "latest": not 0 <= facts.latest_start <= LONGEST_WAIT,
        "rooms": len(facts.rooms) > MOST_ROOMS,
    }
    found = [Fault(SAYS[field], field) for field, is_wrong in wrong.items() if is_wrong]
    return [*found, Fault(SAYS["no-start"], "starts")] if facts.starts_at is None else found


def _faults_of_rooms(rooms: Sequence[RoomFacts], taken: Sequence[str] = ()) -> Iterator[Fault]:
    names = list(taken)
    for number, one in enumerate(rooms, start=1):
        name = one.name.strip()
        if not 0 < len(name) <= LONGEST_ROOM or name in names:
            yield Fault(SAYS["room"], f"room-{number}")
        if not 0 < one.seats <= MOST_SEATS:
            yield Fault(SAYS["seats"], f"seats-{number}")
        if len(one.place.strip()) > LONGEST_PLACE:
            yield Fault(SAYS["place"], f"place-{number}")
        names.append(name)


def _faults_of_people(
    found: TrainingClass, facts: ExamFacts, people: int, at: datetime
) -> Iterator[Fault]:
    """Candidates without a seat, a make-up that is over, invigilators who are none."""
    late, starts = 0, facts.starts_at
    if facts.round == Exam.Round.MAKE_UP and starts is not None:
        late = make_ups_closed(found, facts.part, starts.astimezone(CHINA).date())
    if late:
        says = Text(
            f"有 {late} 人的补考期限在这一天之前，请提前，或先请省局同意延期。",
            f"The make-up of {late} candidates has to be held before this day: choose an earlier "
            "one, or ask the province to allow it.",
        )
        yield Fault(says, "starts")
    seats = sum(one.seats for one in facts.rooms if one.seats > 0)
    if not people:
        yield Fault(SAYS["nobody"], "part")
    elif people > seats:
        says = Text(
            f"考生 {people} 人，座位只有 {seats} 个，还差 {people - seats} 个。",
            f"There are {people} candidates and {seats} seats: {people - seats} short.",
        )
        yield Fault(says, "rooms")
    offered = {pk for pk, _ in invigilators_offered(found, on=at.astimezone(CHINA).date())}
    fields = [("chief", facts.chief)]
    fields += [(f"watcher-{n}", one.watcher) for n, one in enumerate(facts.rooms, start=1)]
    for field, who in fields:
        if who is not None and who not in offered:
            yield Fault(SAYS["watcher"], field)
        offered.discard(who or 0)


@transaction.atomic
def add_room(exam: Exam, facts: RoomFacts, *, by: Acting, at: datetime) -> Room:
    """Add a room to an exam that has not ended; BadInput with every fault at once."""
    row = locked_exam(exam)
    if not may_run_exams(by, row.training_class):
        raise OutOfScope
    insist_live(row)
    taken = list(row.rooms.values_list("name", flat=True))
    faults = list(_faults_of_rooms([facts], taken))
    if len(taken) >= MOST_ROOMS:
        faults.append(Fault(SAYS["rooms"], "rooms"))
    if faults:
        raise BadInput(faults)
    room = row.rooms.create(name=facts.name.strip(), seats=facts.seats, place=facts.place.strip())
    record(by, "exams.room_added", row, values={"room": room.name, "seats": room.seats})
    return room


@transaction.atomic
def seat_candidates(exam: Exam, *, by: Acting, at: datetime) -> int:
    """Give a seat to everyone the exam is for who has none yet; return how many.

    Who withdrew from the class and has not signed in is taken off; who comes later has the time
    that was given to all.
    """
    row = locked_exam(exam)
    if row.training_class is None or not may_run_exams(by, row.training_class):
        return 0
    wanted = {one.pk: one for one in registrations_for(row.training_class, row.part, row.round)}
    row.sittings.filter(state=Sitting.State.EXPECTED).exclude(registration__in=wanted).delete()
    seated = set(row.sittings.values_list("registration", flat=True))
    new = [one for pk, one in wanted.items() if pk not in seated]
    rooms = [RoomSeats(one.pk, one.seats) for one in row.rooms.all()]
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
    given = Leave.objects.filter(exam=row, sitting=None, what=Leave.What.TIME)
    extra = given.aggregate(seconds=Sum("seconds"))["seconds"] or 0
    Sitting.objects.bulk_create(
        [
            Sitting(
                exam=row, person_id=one.person_id, registration=one, code=new_code(),
                seed=new_seed(), room_id=seats[one.pk].room, seat=seats[one.pk].number,
                extra_seconds=extra,
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
    row = locked_exam(exam)
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
    row, words = locked_exam(exam), words_of(reason)
    insist_on_chief(row, by)
    if row.state == Exam.State.RUNNING:
        row.state, row.paused_at = Exam.State.PAUSED, at
        row.save(update_fields=["state", "paused_at"])
        _happened(row, PAUSED, words, by, at)
    return row


@transaction.atomic
def resume_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """Let the clock go on: the pause is given back to everyone, also to who has not begun."""
    row = locked_exam(exam)
    insist_on_chief(row, by)
    if row.state != Exam.State.PAUSED or row.paused_at is None:
        return row
    pause = max(at - row.paused_at, timedelta())
    row.sittings.filter(state=Sitting.State.WRITING).update(deadline=F("deadline") + pause)
    row.state, row.paused_at = Exam.State.RUNNING, None
    row.paused_seconds += int(pause.total_seconds())
    row.save(update_fields=["state", "paused_at", "paused_seconds"])
    minutes = pause.total_seconds() / 60
    _happened(row, RESUMED, f"暂停 {minutes:.1f} 分钟，已顺延", by, at)
    return row


@transaction.atomic
def end_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """End an exam: who still writes is handed in, who never came is absent; ended, it stays so.

    Refused while somebody may still write or begin, the clock of a paused exam standing still.
    """
    row = locked_exam(exam)
    insist_on_chief(row, by)
    if row.state not in LIVE:
        return row
    writing = row.sittings.filter(state=Sitting.State.WRITING)
    waiting = (Sitting.State.EXPECTED, Sitting.State.PRESENT)
    if why := _why_not_ended(row, at):
        raise Refused([Reason(why, clause_of(row))])
    keys = list(writing.values_list("pk", flat=True))
    row.sittings.filter(pk__in=keys).update(
        state=Sitting.State.SUBMITTED, submitted_at=at, submitted_by=Sitting.Submission.STAFF
    )
    score_submitted(keys, now=at)
    absent = row.sittings.filter(state__in=waiting).update(state=Sitting.State.ABSENT)
    row.state, row.ended_at = Exam.State.ENDED, at
    row.save(update_fields=["state", "ended_at"])
    record(by, "exams.exam_ended", row, clause=clause_of(row) or "",
           values={"handed_in": len(keys), "absent": absent})  # fmt: skip
    return row


def _why_not_ended(exam: Exam, at: datetime) -> Text | None:
    if exam.state == Exam.State.PAUSED:
        return Text(
            "考试正在暂停，恢复后才能结束。", "The exam is paused; resume it before it is ended."
        )
    still = exam.sittings.filter(state=Sitting.State.WRITING, deadline__gt=at).count()
    if still:
        return Text(
            f"还有 {still} 人在作答时间内，等他们交卷或时间到再结束。",
            f"{still} candidates may still write; wait until they hand in or their time is over.",
        )
    closes = exam.starts_at + timedelta(minutes=exam.latest_start, seconds=exam.paused_seconds)
    waiting = exam.sittings.filter(state__in=(Sitting.State.EXPECTED, Sitting.State.PRESENT))
    if at <= closes and exam.round != Exam.Round.MOCK and (missing := waiting.count()):
        until = f"{closes.astimezone(CHINA):%H:%M}"
        return Text(
            f"还有 {missing} 人没有开考，{until} 以前都可以开考；过了这个时间再结束。",
            f"{missing} candidates have not begun and may do so until {until}; end it after that.",
        )
    return None


@transaction.atomic
def cancel_exam(exam: Exam, *, reason: str, by: Acting, at: datetime) -> Exam:
    """Cancel an exam that nobody has begun, with the reason."""
    row, words = locked_exam(exam), words_of(reason)
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


def locked_exam(exam: Exam) -> Exam:
    """Return an exam as it stands now; whoever else decides for it waits."""
    rows = Exam.objects.select_for_update(of=("self",)).select_related(
        "training_class__place", "paper__blueprint__programme_year__province"
    )
    return rows.get(pk=exam.pk)


def insist_on_chief(exam: Exam, by: Acting) -> None:
    """Raise OutOfScope for who does not decide for the whole exam."""
    if not chief_of(by, exam):
        raise OutOfScope


def insist_live(exam: Exam) -> None:
    """Raise Refused where an exam has ended or was cancelled."""
    if exam.state not in LIVE:
        says = Text(
            "这场考试已经结束或取消，不能再改。",
            "This exam has ended or was cancelled; nothing changes any more.",
        )
        raise Refused([Reason(says, clause_of(exam))])


def words_of(reason: str, field: str = "reason") -> str:
    """Return the words of a decision; BadInput where there are none or too many."""
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        says = Text(f"请写明理由，不超过 {LONGEST_REASON} 字。",
                    f"Give the reason, at most {LONGEST_REASON} characters.")  # fmt: skip
        raise BadInput([Fault(says, field)])
    return words
