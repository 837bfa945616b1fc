"""Send tasks and guidance down, carry them out, remind, take back, close (HB-4.5.d, j)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.actions.steps import note_step
from zhicai.coordination.models import Assignment, Copy
from zhicai.coordination.queries.desk import Desk, Office
from zhicai.coordination.queries.tasks import is_recipient, is_sender
from zhicai.coordination.rules.contacts import fitting, needed
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee

TITLE, TEXT = Text("标题", "a title"), Text("内容", "the text")
NOTE, REASON = Text("完成情况", "what was done"), Text("理由", "a reason")
LONGEST_TEXT, LONGEST_NOTE = 3000, 1000

CLOSED = Text(
    "这项任务已经办结，不能再改动。", "This task has been closed and cannot be changed any more."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: a task with its due date, or guidance that asks for nothing back."""

    title: str
    text: str
    due: date | None
    guidance: bool = False


@transaction.atomic
def send_assignment(
    desk: Desk, sender: Office, letter: Letter, codes: Iterable[str], *, by: Acting, at: datetime
) -> Assignment:
    """Send a task or guidance from an office to offices one level below it.

    BadInput for a title, text, due date or addressees that are missing; OutOfScope for an office
    that does not stand below. Each addressee gets a message.
    """
    place, level = sender
    require(by, "coordination.send", place.path)
    if desk.own is None or place.id != desk.own.id or level not in desk.own_levels:
        raise OutOfScope
    wanted = list(dict.fromkeys(codes))
    below = {one.code: (one, lower) for one, lower in desk.below(place, level)}
    if any(code not in below for code in wanted):
        raise OutOfScope
    on = at.astimezone(CHINA).date()
    faults = list(_letter_faults(letter, on))
    if not wanted:
        faults.append(Fault(Text("请选择发给谁。", "Choose whom to send it to."), field="to"))
    if faults:
        raise BadInput(faults)
    row = Assignment.objects.create(
        programme_year=desk.year, place_id=place.id, level=level.value,
        title=letter.title.strip(), text=letter.text.strip(), guidance=letter.guidance,
        due=None if letter.guidance else letter.due, sent_at=at, sent_on=on, sent_by=by.name,
        office=by.office,
    )  # fmt: skip
    Copy.objects.bulk_create(
        [
            Copy(assignment=row, place_id=below[code][0].id, level=below[code][1].value)
            for code in wanted
        ]
    )
    record(
        by, "coordination.task_sent", row, place=place.code, clause=desk.cites("tasks"),
        values={"title": row.title, "to": wanted},
    )  # fmt: skip
    note_step(f"task:{row.pk}", "sent", by=by, at=at)
    offices = [below[code] for code in wanted]
    send_messages(_letters(row, offices), kind=Message.Kind.NOTICE, by=by, at=at)
    return row


def _letter_faults(letter: Letter, on: date) -> Iterable[Fault]:
    yield from needed("title", letter.title, TITLE, 100)
    yield from fitting("text", letter.text, TEXT, LONGEST_TEXT)
    if letter.guidance and not letter.text.strip():
        yield Fault(Text("请填写指导意见。", "Write the guidance."), field="text")
    if letter.guidance:
        return
    if letter.due is None:
        yield Fault(Text("请填写完成期限。", "Give a due date."), field="due")
    elif letter.due < on:
        says = Text(
            f"期限 {letter.due.isoformat()} 已经过去，请填今天或更晚的日期。",
            f"The due date {letter.due.isoformat()} has passed; give today or a later day.",
        )
        yield Fault(says, field="due")


def _letters(row: Assignment, offices: Sequence[Office]) -> list[Draft]:
    kind = Text("指导意见", "Guidance") if row.guidance else Text("交办任务", "Task")
    due = row.due.isoformat() if row.due else ""
    tail = Text(f"（{due} 前完成）", f" (due {due})") if due else Text("", "")
    return [
        Draft(
            Addressee(place_id=place.id, level=level),
            Text(f"{kind.zh}：{row.title}{tail.zh}", f"{kind.en}: {row.title}{tail.en}"),
            Text(row.text, row.text),
            f"task:{row.pk}:{place.code}:{level.value}",
            link=reverse("coordination:task", args=[row.pk]),
            about=f"task:{row.pk}",
        )
        for place, level in offices
    ]


def _held(copy: Copy) -> Copy:
    return Copy.objects.select_for_update().select_related("assignment", "place").get(pk=copy.pk)


@transaction.atomic
def name_owner(copy: Copy, *, unit: str, person: str, by: Acting, at: datetime) -> Copy:
    """Name who sees to a task in the office that got it (HB-4.1.h)."""
    require(by, "coordination.answer")
    row = _held(copy)
    if not is_recipient(by, row):
        raise OutOfScope
    faults = [
        *needed("unit", unit, Text("责任单位", "the responsible unit"), 80),
        *needed("person", person, Text("责任人", "the responsible person"), 40),
    ]
    if faults:
        raise BadInput(faults)
    row.unit, row.person = unit.strip(), person.strip()
    row.save(update_fields=["unit", "person"])
    values = {"unit": row.unit, "person": row.person}
    record(by, "coordination.task_owned", row, place=row.place.code, values=values)
    words = Text(f"{row.unit} {row.person}", f"{row.unit} {row.person}")
    note_step(_about(row), "owned", by=by, at=at, words=words)
    return row


@transaction.atomic
def finish_copy(copy: Copy, *, note: str, by: Acting, at: datetime) -> Copy:
    """Say that one's office has done a task, and how; Refused once it is closed.

    Unit and person must be named before: a task without them has nobody who did it.
    """
    require(by, "coordination.answer")
    row = _held(copy)
    if not is_recipient(by, row):
        raise OutOfScope
    if row.assignment.closed_on is not None:
        raise Refused([Reason(CLOSED)])
    faults = list(needed("note", note, NOTE, LONGEST_NOTE))
    if not row.unit or not row.person:
        says = Text("请先填写责任单位和责任人。", "Name the responsible unit and person first.")
        faults.append(Fault(says, field="unit"))
    if faults:
        raise BadInput(faults)
    row.note, row.done_on, row.done_by = note.strip(), at.astimezone(CHINA).date(), by.name
    row.save(update_fields=["note", "done_on", "done_by"])
    record(by, "coordination.task_done", row, place=row.place.code, values={"note": row.note})
    note_step(_about(row), "done", by=by, at=at, words=row.note)
    return row


@transaction.atomic
def reopen_copy(copy: Copy, *, reason: str, by: Acting, at: datetime) -> Copy:
    """Send back what an office says it has done; only the sender may, with a reason."""
    require(by, "coordination.send")
    row = _held(copy)
    if not is_sender(by, row.assignment):
        raise OutOfScope
    if row.assignment.closed_on is not None:
        raise Refused([Reason(CLOSED)])
    faults = list(needed("reason", reason, REASON, LONGEST_NOTE))
    if faults:
        raise BadInput(faults)
    row.done_on, row.done_by = None, ""
    row.save(update_fields=["done_on", "done_by"])
    record(by, "coordination.task_returned", row, place=row.place.code, reason=reason.strip())
    note_step(_about(row), "returned", by=by, at=at, words=reason.strip())
    key = f"task:{row.assignment_id}:{row.place.code}:{row.level}:back:{at.isoformat()}"
    title = row.assignment.title
    draft = Draft(
        Addressee(place_id=row.place_id, level=Level(row.level)),
        Text(f"任务退回：{title}", f"Task sent back: {title}"),
        Text(reason.strip(), reason.strip()),
        key,
        link=reverse("coordination:task", args=[row.assignment_id]),
        about=f"task:{row.assignment_id}",
    )
    send_messages([draft], kind=Message.Kind.NOTICE, by=by, at=at)
    return row


@transaction.atomic
def remind_copies(assignment: Assignment, *, by: Acting, at: datetime) -> int:
    """Remind every office that has not done a task; once a day, return how many were reminded."""
    require(by, "coordination.send")
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if not is_sender(by, row):
        raise OutOfScope
    if row.closed_on is not None:
        raise Refused([Reason(CLOSED)])
    on = at.astimezone(CHINA).date().isoformat()
    due = row.due.isoformat() if row.due else ""
    drafts = [
        Draft(
            Addressee(place_id=copy.place_id, level=Level(copy.level)),
            Text(f"{by.office}催办：{row.title}", f"Reminder from {by.office}: {row.title}"),
            Text(f"期限 {due}。完成后填写完成情况。", f"Due {due}. Say what was done once it is."),
            f"task:{row.pk}:{copy.place_id}:{copy.level}:remind:{on}",
            link=reverse("coordination:task", args=[row.pk]),
            about=f"task:{row.pk}",
        )
        for copy in row.copies.filter(done_on=None)
    ]
    sent = send_messages(drafts, kind=Message.Kind.REMINDER, by=by, at=at)
    if sent:
        record(by, "coordination.task_reminded", row, place=by.place_code,
               values={"sent": len(sent)})  # fmt: skip
        words = Text(f"催办 {len(sent)} 个单位", f"{len(sent)} offices reminded")
        note_step(f"task:{row.pk}", "reminded", by=by, at=at, words=words)
    return len(sent)


@transaction.atomic
def close_assignment(assignment: Assignment, *, note: str, by: Acting, at: datetime) -> Assignment:
    """Close a task; where some office has not done it, a note says why."""
    require(by, "coordination.send")
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if not is_sender(by, row):
        raise OutOfScope
    if row.closed_on is not None:
        raise Refused([Reason(CLOSED)])
    left = row.copies.filter(done_on=None).count()
    if left and not row.guidance and not note.strip():
        says = Text(
            f"还有 {left} 个单位没有完成，请说明办结的理由。",
            f"{left} offices have not done it; say why it is closed.",
        )
        raise BadInput([Fault(says, field="note")])
    faults = list(fitting("note", note, REASON, LONGEST_NOTE))
    if faults:
        raise BadInput(faults)
    row.closed_on, row.closed_by = at.astimezone(CHINA).date(), by.name
    row.closing_note = note.strip()
    row.save(update_fields=["closed_on", "closed_by", "closing_note"])
    record(by, "coordination.task_closed", row, place=by.place_code, reason=row.closing_note)
    note_step(f"task:{row.pk}", "closed", by=by, at=at, words=row.closing_note)
    return row


def _about(copy: Copy) -> str:
    return f"copy:{copy.pk}"
