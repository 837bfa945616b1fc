"""The candidate's side of an exam: at the door, starting, going on elsewhere, the end of the time.

What a candidate does stands in the journal of the sitting; the audit log holds what others decide.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import Actor, record
from zhicai.exams.actions.papers import open_paper
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import (
    AnswerFile,
    Exam,
    JournalEntry,
    Paper,
    Sitting,
)
from zhicai.exams.practical.registry import task_kind
from zhicai.exams.queries.papers import opened
from zhicai.exams.queries.running import chief_of, watches
from zhicai.exams.queries.sittings import (
    STEP,
    clause_of,
    device_key,
    entry_of,
    last_address,
    overdue,
    steps_of,
    unused_device_leave,
)
from zhicai.exams.rules.clock import deadline, still_taken
from zhicai.exams.rules.entering import Entry, why_no_sign_in, why_no_start
from zhicai.exams.rules.items import Case, Task, Upload
from zhicai.exams.rules.saving import ELSEWHERE, OVER, SAYS, SUBMITTED
from zhicai.files.actions import keep_file
from zhicai.files.models import StoredFile
from zhicai.files.rules import Kind as FileKind
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.prepared import Prepared
from zhicai.foundation.text import Text
from zhicai.people.models import Person

AT_ONCE = 200
"""Sittings handed in by the clock in one transaction: savers wait no longer than for so many."""
MOST_FILES = 20
"""Files that a candidate may hand in for one question, one after the other."""
PAUSED = Text("考试已暂停，恢复后再试。", "The exam is paused; try again once it goes on.")


def new_code() -> str:
    """Return a code for an admission slip: ten signs that nobody mistakes for each other."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(10))


def new_seed() -> str:
    """Return what a candidate's items and options are shuffled by."""
    return secrets.token_hex(8)


@transaction.atomic
def practise(exam: Exam, person: Person, *, by: Acting) -> Sitting:
    """Take part in a mock test, again once the last attempt is handed in; else that one stays."""
    if exam.round != Exam.Round.MOCK or person.user_id != by.user_id:
        raise OutOfScope
    last = Sitting.objects.filter(exam=exam, person=person).order_by("attempt").last()
    if last is not None and last.state != Sitting.State.SUBMITTED:
        return last
    found, _ = Sitting.objects.get_or_create(
        exam=exam, person=person, attempt=last.attempt + 1 if last else 1,
        defaults={"code": new_code(), "seed": new_seed()},
    )  # fmt: skip
    return found


@transaction.atomic
def sign_in(sitting: Sitting, *, by: Acting, at: datetime) -> Sitting:
    """Sign in to an exam, from so many minutes before it; Refused with the clause before that."""
    row = _own(sitting, by)
    _insist(row, why_no_sign_in(entry_of(row, at=at), at))
    if row.state == Sitting.State.EXPECTED:
        row.state, row.seen_at = Sitting.State.PRESENT, at
        row.save(update_fields=["state", "seen_at"])
        _note(row, "sign-in", {}, at)
    return row


@transaction.atomic
def check(sitting: Sitting, *, by: Acting, at: datetime) -> Sitting:
    """Note that an invigilator has seen the candidate's face and identity card.

    Whoever had not signed in is signed in by it. OutOfScope for who does not watch this room.
    """
    row = _locked(sitting)
    if not (watches(by, row.exam, row.room_id) or chief_of(by, row.exam)):
        raise OutOfScope
    if row.state in (Sitting.State.EXPECTED, Sitting.State.PRESENT) and row.checked_at is None:
        if row.state == Sitting.State.EXPECTED:
            _insist(row, why_no_sign_in(entry_of(row, at=at), at))
        row.state, row.checked_at, row.checked_by = Sitting.State.PRESENT, at, by.name
        row.save(update_fields=["state", "checked_at", "checked_by"])
        _note(row, "checked", {"by": by.name}, at)
        record(by, "exams.candidate_checked", row, clause=clause_of(row.exam) or "",
               values={"code": row.code})  # fmt: skip
    return row


@transaction.atomic
def start(
    sitting: Sitting, *, device: str, address: str, by: Acting, at: datetime
) -> Sitting:  # fmt: skip
    """Begin to write at this device: the paper is opened, the deadline set by the server's clock.

    Pressed twice it changes nothing. Refused with the clause where the door is not open.
    """
    if sitting.exam.state == Exam.State.PLANNED:
        # The first who start change the exam: locked before the sitting, as invigilators do.
        Exam.objects.select_for_update().filter(pk=sitting.exam_id, state="planned").first()
    row = _own(sitting, by)
    if row.state == Sitting.State.WRITING:
        _insist(row, None if row.device == device else SAYS[ELSEWHERE])
        return row
    entry = entry_of(row, at=at)
    _insist(row, why_no_start(entry, at))
    _begin(row.exam, by=by, at=at)
    row.state, row.started_at, row.seen_at, row.device = Sitting.State.WRITING, at, at, device
    row.deadline = deadline(
        entry.timing, at, extra=row.extra_seconds, late=entry.practice or _is_late(entry, at)
    )
    row.save(update_fields=["state", "started_at", "seen_at", "device", "deadline"])
    _note(row, "start", {"device": device[:12], "address": address}, at)
    return row


def _is_late(entry: Entry, at: datetime) -> bool:
    return entry.late and at > entry.timing.closes_at


def _begin(exam: Exam, *, by: Acting, at: datetime) -> None:
    """The first who starts opens the paper, and the exam runs."""
    if exam.paper.state != Paper.State.OPEN:
        open_paper(exam, by=by, at=at)
    if exam.state == Exam.State.PLANNED:
        Exam.objects.filter(pk=exam.pk, state=Exam.State.PLANNED).update(state=Exam.State.RUNNING)


@transaction.atomic
def resume(
    sitting: Sitting, *, device: str, address: str, by: Acting, at: datetime
) -> Sitting:  # fmt: skip
    """Go on at another device, by a leave of the invigilator that is used up by it.

    A mock test asks for no leave. At the device that writes already nothing changes.
    """
    row = _own(sitting, by)
    if row.state != Sitting.State.WRITING:
        _insist(row, SAYS[SUBMITTED])
    if row.device == device:
        return row
    leave = unused_device_leave(row)
    if leave is None and row.exam.round != Exam.Round.MOCK:
        _insist(row, Text(
            "这场考试正在另一台设备上作答。请联系监考员，同意后在这里继续。",
            "This exam is being written at another device. Ask the invigilator to let you go on "
            "here.",
        ))  # fmt: skip
    told = {"device": device[:12], "from": row.device[:12], "address": address}
    if leave is not None:
        told["leave"] = str(leave)
    _note(row, "device", told, at, key=device_key(leave) if leave is not None else "")
    row.device, row.seen_at = device, at
    row.save(update_fields=["device", "seen_at"])
    return row


@transaction.atomic
def note_look(
    sitting: Sitting, *, device: str, address: str, by: Acting, at: datetime
) -> None:  # fmt: skip
    """Note for the invigilator that a sitting under way was opened elsewhere; judges nothing."""
    if sitting.state != Sitting.State.WRITING or by.user_id != sitting.person.user_id:
        return
    if sitting.device != device:
        told = {"device": device[:12], "address": address}
        _note(sitting, "second", told, at, key=f"second-{device[:24]}")
    elif last_address(sitting) != address:
        _note(sitting, "address", {"address": address}, at)


@transaction.atomic
def hand_in_overdue(*, by: Actor, now: datetime, sitting: int | None = None) -> int:
    """Hand in the sittings whose time is over; return how many there were.

    The clock stands still while an exam is paused. At most :data:`AT_ONCE` in one transaction:
    call again until none is left; ``sitting`` looks at one alone.
    """
    rows = overdue(now) if sitting is None else overdue(now).filter(pk=sitting)
    locked = rows.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE]
    keys = list(locked.values_list("pk", flat=True))
    if not keys:
        return 0
    Sitting.objects.filter(pk__in=keys).update(
        state=Sitting.State.SUBMITTED, submitted_at=F("deadline"),
        submitted_by=Sitting.Submission.TIME,
    )  # fmt: skip
    JournalEntry.objects.bulk_create(
        [
            JournalEntry(sitting_id=pk, key=f"time-{now:%Y%m%d%H%M%S}", kind="time", at=now)
            for pk in keys
        ]
    )
    score_submitted(keys, now=now)
    for exam in Exam.objects.filter(sittings__in=keys).distinct():
        count = Sitting.objects.filter(pk__in=keys, exam=exam).count()
        record(by, "exams.handed_in_by_clock", exam, values={"sittings": count})
    return len(keys)


@transaction.atomic
def keep_upload(
    sitting: Sitting, number: int, upload: "UploadedFile[Any] | None", *, device: str,
    by: Acting, at: datetime,
) -> StoredFile:  # fmt: skip
    """Keep a file as an answer to an item that asks for one; the answer itself is saved after it.

    BadInput where the file is none of the kinds asked for; Refused where nothing is taken now.
    """
    row = _own(sitting, by)
    question = next((one for one in opened(row.exam.paper_id) if one.number == number), None)
    wanted = _wanted_files(question.content) if question else frozenset()
    if not wanted:
        raise OutOfScope
    _insist(row, _why_not_taken(row, device, at))
    if AnswerFile.objects.filter(sitting=row, number=number).count() >= MOST_FILES:
        _insist(row, Text(
            f"这道题已上传 {MOST_FILES} 个文件，不能再换。",
            f"{MOST_FILES} files were handed in for this question; no more are taken.",
        ))  # fmt: skip
    stored = keep_file(upload, by=by, at=at, kinds=wanted, field=f"q{number}")
    AnswerFile.objects.create(sitting=row, number=number, file=stored, at=at)
    return stored


@transaction.atomic
def take_step(
    sitting: Sitting, number: int, answer: Any, *, device: str, by: Acting, at: datetime
) -> None:
    """Record something that a candidate tries in a practical task, as evidence.

    BadInput where the kind of task cannot take it, which counts as no try; Refused where no more
    tries are left, while the exam is paused, and where nothing is taken now.
    """
    row = _own(sitting, by)
    question = next((one for one in opened(row.exam.paper_id) if one.number == number), None)
    content = question.content if question else None
    kind = task_kind(content.task) if isinstance(content, Task) else None
    if kind is None or kind.steps is None or not isinstance(content, Task):
        raise OutOfScope
    paused = PAUSED if row.exam.paused_at is not None else None
    _insist(row, _why_not_taken(row, device, at) or paused)
    done, most = len(steps_of(row).get(number, ())), kind.steps.most(content.config)
    if done >= most:
        _insist(row, Text(f"{most} 次机会已用完，请从试过的里选定一个。",
                          f"All {most} tries are used; pick one of them."))  # fmt: skip
    found = kind.steps.take(content.config, answer)
    if isinstance(found, tuple):
        raise BadInput(found)
    key = f"{STEP}-{number}-{done + 1}-{secrets.token_hex(8)}"
    _note(row, STEP, {"number": number, **found}, at, key=key)


def _wanted_files(content: Any) -> frozenset[FileKind]:
    if isinstance(content, Case):
        return frozenset().union(*(_wanted_files(part.content) for part in content.parts))
    if not isinstance(content, Upload):
        return frozenset()
    return frozenset(FileKind(one) for one in content.accepts if one in set(FileKind))


def _why_not_taken(row: Sitting, device: str, at: datetime) -> Text | None:
    if row.state != Sitting.State.WRITING or row.deadline is None:
        return SAYS[SUBMITTED]
    if row.device != device:
        return SAYS[ELSEWHERE]
    over = row.exam.paused_at is None and not still_taken(row.deadline, at)
    return SAYS[OVER] if over else None


# --- what the others share -----------------------------------------------------------------------


def _to_be_changed(pk: int) -> QuerySet[Sitting]:
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("exam")
    return rows.filter(pk=pk).order_by()


_standing = Prepared(_to_be_changed, pk=int)


def _locked(sitting: Sitting) -> Sitting:
    """The sitting and its exam as they stand now; whose it is and the paper do not change."""
    row = _standing.rows(pk=sitting.pk)[0]
    row.person, row.exam.paper = sitting.person, sitting.exam.paper
    return row


def _own(sitting: Sitting, by: Acting) -> Sitting:
    row = _locked(sitting)
    if row.person.user_id != by.user_id:
        raise OutOfScope
    return row


def _insist(row: Sitting, why: Text | None) -> None:
    if why is not None:
        raise Refused([Reason(why, clause_of(row.exam))])


def _note(
    row: Sitting, kind: str, data: Mapping[str, Any], at: datetime, *, key: str = ""
) -> None:  # fmt: skip
    entry = JournalEntry(
        sitting=row, key=key or f"{kind}-{secrets.token_hex(8)}", kind=kind, data=dict(data), at=at
    )
    JournalEntry.objects.bulk_create([entry], ignore_conflicts=True)
