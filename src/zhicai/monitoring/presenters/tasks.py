"""One's own checklist and the open tasks of the offices below, as shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from zhicai.foundation.text import Text
from zhicai.law.engine import State
from zhicai.monitoring.presenters.matrix import cell_text
from zhicai.monitoring.presenters.words import SEATS, Addresses, named, office, page_for
from zhicai.monitoring.queries.board import cell_of
from zhicai.monitoring.queries.explained import sentence
from zhicai.monitoring.queries.lines import OPEN
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import days_left
from zhicai.programmes.ledger import Standing
from zhicai.programmes.registry import metric
from zhicai.ui.asked import said


@dataclass(frozen=True, slots=True)
class TaskView:
    """One line of the checklist: what is asked, its state, its evidence, where it is done."""

    name: str
    says: str
    clause: str
    seat: str
    due: date | None
    left: Text | None
    state: State
    text: str
    why: Text
    open: bool
    arithmetic: Text
    evidence: str
    mend: str
    url: str


@dataclass(frozen=True, slots=True)
class SeatView:
    """One office below with something still to do."""

    key: str
    name: str
    state: State
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Offices that owe the same by the same day."""

    name: str
    says: str
    due: date | None
    left: Text | None
    clause: str
    seats: tuple[SeatView, ...]
    url: str


def tasks_of(standings: Iterable[Standing], scope: Scope, to: Addresses) -> list[TaskView]:
    """Return the checklist of one's own office, in the order of the standings."""
    return [_task(standing, scope, to) for standing in standings]


def _task(standing: Standing, scope: Scope, to: Addresses) -> TaskView:
    verdict = standing.verdict
    rule = verdict.rule
    counted = metric(rule.metric)
    return TaskView(
        name=said(rule.short),
        says=said(rule.says),
        clause=rule.clause,
        seat=said(SEATS[standing.level]) if len(standing.place.levels) > 1 else "",
        due=verdict.span.due if verdict.span else None,
        left=days_left(verdict.span.due, scope.on) if verdict.span else None,
        state=verdict.state,
        text=cell_text(cell_of(rule, [standing])),
        why=sentence(verdict),
        open=verdict.state in OPEN,
        arithmetic=verdict.arithmetic,
        evidence=page_for(counted.list_page, standing.place, scope.acting) if counted else "",
        mend=page_for(counted.mend_page, standing.place, scope.acting) if counted else "",
        url=to.why(standing),
    )


def groups_of(standings: Iterable[Standing], scope: Scope, to: Addresses) -> list[GroupView]:
    """Return the open tasks of the offices below, by due date and obligation (HB-4.5.j)."""

    def together(standing: Standing) -> tuple[date, str]:
        span = standing.verdict.span
        return (span.due if span else date.max, standing.verdict.rule.id)

    ordered = sorted(standings, key=together)
    return [_group(list(found), scope, to) for _, found in groupby(ordered, key=together)]


def _group(standings: list[Standing], scope: Scope, to: Addresses) -> GroupView:
    verdict = standings[0].verdict
    rule = verdict.rule
    due = verdict.span.due if verdict.span else None
    return GroupView(
        name=said(rule.short),
        says=said(rule.says),
        due=due,
        left=days_left(due, scope.on) if due else None,
        clause=rule.clause,
        seats=tuple(_seat(standing, to) for standing in standings),
        url=to.obligations(rule=rule.id, state="open"),
    )


def _seat(standing: Standing, to: Addresses) -> SeatView:
    double = len(standing.place.levels) > 1
    name = office(standing.place, standing.level) if double else named(standing.place)
    text = cell_text(cell_of(standing.verdict.rule, [standing]))
    return SeatView(standing.key, name, standing.state, text, to.why(standing))
