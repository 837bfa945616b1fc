"""Log a problem, give it an owner and a measure, close it, open it again (HB-4.5.h, i)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.actions.steps import note_step
from zhicai.coordination.models import Problem
from zhicai.coordination.queries.desk import Desk, Office
from zhicai.coordination.queries.problems import may_handle
from zhicai.coordination.rules.contacts import fitting, needed
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee

LONGEST = 1000
TITLE, TEXT = Text("问题", "the problem"), Text("说明", "the details")
CLOSED = Text("问题已经销号，需要时先重新打开。", "It is closed; open it again first.")


@dataclass(frozen=True, slots=True)
class Report:
    """A problem as it is logged; ``about`` and ``rule`` are empty for a free one."""

    title: str
    text: str
    about: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """Who handles a problem, how, and until when."""

    unit: str
    person: str
    measure: str
    due: date | None


@transaction.atomic
def log_problem(desk: Desk, office: Office, report: Report, *, by: Acting, at: datetime) -> Problem:
    """Log a problem of an office in reach; the office is told unless it logs its own.

    ``report.about`` is the neutral key of what it is about (``class:12``), ``report.rule`` an
    obligation of the programme.
    """
    place, level = office
    require(by, "coordination.log", place.path)
    if not desk.sees(place) or level not in place.levels:
        raise OutOfScope
    rule = desk.law.obligations.get(report.rule) if report.rule else None
    faults = [
        *needed("title", report.title, TITLE, 100),
        *fitting("text", report.text, TEXT, LONGEST),
    ]
    if report.rule and rule is None:
        faults.append(Fault(Text("请选择事项。", "Choose the task."), field="rule"))
    if faults:
        raise BadInput(faults)
    about = f"obligation:{rule.id}@{place.code}@{level.value}" if rule else report.about[:160]
    row = Problem.objects.create(
        programme_year=desk.year, about=about, rule=rule.id if rule else "",
        clause=rule.clause if rule else "", place_id=place.id, level=level.value,
        title=report.title.strip(), text=report.text.strip(),
        raised_on=at.astimezone(CHINA).date(), raised_at=at, raised_by=by.name, office=by.office,
        owner_place_id=place.id, owner_level=level.value,
    )  # fmt: skip
    record(
        by, "coordination.problem_logged", row, place=place.code, clause=desk.cites("problems"),
        values={"title": row.title, "about": about},
    )  # fmt: skip
    note_step(f"problem:{row.pk}", "logged", by=by, at=at, words=row.title)
    if desk.own is None or desk.own.id != place.id:
        _tell(
            row, Text(f"登记了问题：{row.title}", f"Problem logged: {row.title}"), "logged", by, at
        )
    return row


def _tell(row: Problem, title: Text, what: str, by: Acting, at: datetime) -> None:
    draft = Draft(
        Addressee(place_id=row.owner_place_id, level=Level(row.owner_level)),
        title,
        Text(row.text, row.text_en or row.text),
        f"problem:{row.pk}:{what}:{at.isoformat()}",
        link=reverse("coordination:problem", args=[row.pk]),
        about=f"problem:{row.pk}",
    )
    send_messages([draft], kind=Message.Kind.NOTICE, by=by, at=at)


def _held(desk: Desk, problem: Problem) -> Problem:
    rows = Problem.objects.select_for_update().select_related("place", "owner_place")
    row = rows.get(pk=problem.pk)
    if not may_handle(desk, row):
        raise OutOfScope
    return row


@transaction.atomic
def handle_problem(
    desk: Desk,
    problem: Problem,
    handling: Handling,
    *,
    owner: Office | None = None,
    by: Acting,
    at: datetime,
) -> Problem:
    """Give a problem its owner, measure and due date (HB-4.5.i); ``owner`` moves it to an office.

    The owner is the office itself or one above it that the user reaches. BadInput for what is
    missing; Refused for a closed one.
    """
    require(by, "coordination.handle")
    row = _held(desk, problem)
    if row.state == Problem.State.CLOSED:
        raise Refused([Reason(CLOSED, desk.cites("solving") or None)])
    faults = list(_handling_faults(handling, at.astimezone(CHINA).date(), row.due))
    if faults or handling.due is None:
        raise BadInput(faults)
    moved = False
    if owner is not None:
        moved = _move(desk, row, owner)
    row.owner_unit, row.owner_person = handling.unit.strip(), handling.person.strip()
    row.measure, row.due = handling.measure.strip(), handling.due
    row.state = Problem.State.WORKING
    row.save()
    values = {
        "unit": row.owner_unit,
        "person": row.owner_person,
        "measure": row.measure,
        "due": handling.due.isoformat(),
    }
    clause = desk.cites("solving")
    record(
        by, "coordination.problem_handled", row, place=row.place.code, clause=clause, values=values
    )
    who = f"{row.owner_unit} {row.owner_person}"
    due = handling.due.isoformat()
    words = Text(f"{who}，{due} 前完成：{row.measure}", f"{who}, by {due}: {row.measure}")
    note_step(f"problem:{row.pk}", "handled", by=by, at=at, words=words)
    if moved or (desk.own is not None and row.owner_place_id != desk.own.id):
        title = Text(f"问题交由你处理：{row.title}", f"A problem is yours to handle: {row.title}")
        _tell(row, title, "handled", by, at)
    return row


def _handling_faults(handling: Handling, on: date, before: date | None) -> Iterable[Fault]:
    yield from needed("unit", handling.unit, Text("责任单位", "the responsible unit"), 80)
    yield from needed("person", handling.person, Text("责任人", "the responsible person"), 40)
    yield from needed("measure", handling.measure, Text("对策", "the measure"), LONGEST)
    if handling.due is None:
        yield Fault(Text("请填写完成期限。", "Give a due date."), field="due")
    elif handling.due < on and handling.due != before:
        says = Text(
            f"期限 {handling.due.isoformat()} 已经过去，请填今天或更晚的日期。",
            f"The due date {handling.due.isoformat()} has passed; give today or a later day.",
        )
        yield Fault(says, field="due")


def _move(desk: Desk, row: Problem, owner: Office) -> bool:
    place, level = owner
    problem_place = desk.tree.by_id[row.place_id]
    above = problem_place.path.split("/")
    if place.code not in above or level not in place.levels or not desk.sees(place):
        raise OutOfScope
    moved = (row.owner_place_id, row.owner_level) != (place.id, level.value)
    row.owner_place_id, row.owner_level = place.id, level.value
    return moved


@transaction.atomic
def assign_problems(
    desk: Desk, problems: Iterable[Problem], handling: Handling, *, by: Acting, at: datetime
) -> list[Problem]:
    """Give many problems the same owner, measure and due date; all or none."""
    return [handle_problem(desk, one, handling, by=by, at=at) for one in list(problems)]


@transaction.atomic
def close_problem(desk: Desk, problem: Problem, *, note: str, by: Acting, at: datetime) -> Problem:
    """Close a problem with a note that says how it was solved (HB-4.5.i).

    It needs an owner and a measure before, unless its closing has been proposed.
    """
    require(by, "coordination.handle")
    row = _held(desk, problem)
    clause = desk.cites("solving") or None
    if row.state == Problem.State.CLOSED:
        raise Refused([Reason(CLOSED, clause)])
    faults = list(needed("note", note, Text("销号说明", "the closing note"), LONGEST))
    if faults:
        raise BadInput(faults)
    if row.state == Problem.State.OPEN:
        says = Text(
            "先落实责任人、对策和期限，再销号。",
            "Name the owner, the measure and the due date before closing it.",
        )
        raise Refused([Reason(says, clause)])
    row.state = Problem.State.CLOSED
    row.closing_note, row.closed_on = note.strip(), at.astimezone(CHINA).date()
    row.closed_by = by.name
    row.save(update_fields=["state", "closing_note", "closed_on", "closed_by"])
    record(
        by, "coordination.problem_closed", row, place=row.place.code, clause=clause or "",
        reason=row.closing_note,
    )  # fmt: skip
    note_step(f"problem:{row.pk}", "closed", by=by, at=at, words=row.closing_note)
    return row


@transaction.atomic
def reopen_problem(
    desk: Desk, problem: Problem, *, reason: str, by: Acting, at: datetime
) -> Problem:
    """Open a closed or proposed problem again, with a reason."""
    require(by, "coordination.handle")
    row = _held(desk, problem)
    faults = list(needed("reason", reason, Text("理由", "a reason"), LONGEST))
    if faults:
        raise BadInput(faults)
    if row.state not in (Problem.State.CLOSED, Problem.State.PROPOSED):
        raise Refused([Reason(Text("问题还没有销号。", "It is not closed."))])
    has_measure = row.owner_unit and row.owner_person and row.measure and row.due
    row.state = Problem.State.WORKING if has_measure else Problem.State.OPEN
    row.closing_note, row.closed_on, row.closed_by = "", None, ""
    row.proposal = row.proposal_en = ""
    row.save()
    record(by, "coordination.problem_reopened", row, place=row.place.code, reason=reason.strip())
    note_step(f"problem:{row.pk}", "reopened", by=by, at=at, words=reason.strip())
    return row
