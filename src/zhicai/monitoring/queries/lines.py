"""Standings as lines of a list: sorted, filtered, exported; and what falls due when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.accounts.acting import Acting
from zhicai.law.engine import State
from zhicai.law.schema import Level, Obligation
from zhicai.monitoring.queries.board import cell_of
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import DONE, RANK, reached_share
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.ledger import Standing

OPEN = frozenset({State.OVERDUE, State.AT_RISK, State.ON_TRACK})
"""The states in which something is still to be done now."""


UNMET = OPEN | {State.NOT_DUE}
"""The states in which something is still to be done, now or later."""

LATE = frozenset({State.OVERDUE, State.AT_RISK})


@dataclass(frozen=True, slots=True)
class Line:
    """One standing as a list shows and sorts it; ``pk`` names it in a batch."""

    pk: str
    standing: Standing
    unit: PlaceFacts
    rank: int
    due: date | None
    left: int | None
    share: Decimal | None
    order: int
    path: str

    @property
    def rule(self) -> Obligation:
        """The obligation."""
        return self.standing.verdict.rule

    @property
    def place(self) -> PlaceFacts:
        """Who owes it."""
        return self.standing.place

    @property
    def state(self) -> State:
        """Its state."""
        return self.standing.state


@dataclass(frozen=True, slots=True)
class Due:
    """One obligation that some seats of a scope owe by one day."""

    rule: Obligation
    due: date
    standings: tuple[Standing, ...]
    unmet: int
    state: State

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to do: met or waived at every seat."""
        return all(one.state in DONE or one.state is State.WAIVED for one in self.standings)

    @property
    def only(self) -> Standing | None:
        """The standing where one seat alone owes it."""
        return self.standings[0] if len(self.standings) == 1 else None


def lines_of(scope: Scope, standings: Iterable[Standing] | None = None) -> list[Line]:
    """Return the standings of a scope as lines, the worst first, then by due date."""
    position = {name: number for number, name in enumerate(scope.law.obligations)}
    lines = [
        _line(standing, scope, position)
        for standing in (scope.standings if standings is None else standings)
    ]
    return sorted(lines, key=lambda line: (line.rank, line.due or date.max, line.order, line.path))


def _line(standing: Standing, scope: Scope, position: dict[str, int]) -> Line:
    verdict = standing.verdict
    counted = verdict.state not in (State.NOT_MEASURED, State.WAIVED)
    return Line(
        pk=standing.key,
        standing=standing,
        unit=scope.unit_of(standing.place),
        rank=RANK[verdict.state],
        due=verdict.span.due if verdict.span else None,
        left=verdict.remaining,
        share=reached_share(verdict) if counted else None,
        order=position.get(verdict.rule.id, 0),
        path=standing.place.path,
    )


def own_standings(scope: Scope, acting: Acting) -> list[Standing]:
    """Return what the user's own office or organisation owes in the scope, by due date.

    An organisation owes what the rules give its kind to do, at the places it works for.
    """
    if acting.organisation_kind is not None:
        bodies = {
            body.id
            for body in scope.law.bodies.values()
            if body.organisation == acting.organisation_kind
        }
        mine = [s for s in scope.standings if s.verdict.rule.body in bodies]
    else:
        levels = {duty.level for duty in acting.duties}
        mine = [
            s for s in scope.standings if s.place.code == acting.place_code and s.level in levels
        ]
    return sorted(mine, key=by_due)


def below(scope: Scope, acting: Acting) -> list[Standing]:
    """Return what the offices under the user's own owe, by due date."""
    return sorted((s for s in scope.standings if s.place.code != acting.place_code), key=by_due)


def by_due(standing: Standing) -> tuple[bool, date, int, str]:
    """Sort by due date, undated last; on a day the worst first."""
    span = standing.verdict.span
    due = span.due if span else date.max
    return (span is None, due, RANK[standing.state], standing.place.path)


def dues_of(scope: Scope, standings: Iterable[Standing] | None = None) -> list[Due]:
    """Return what falls due when in a scope: one entry for each obligation and day."""
    together: dict[tuple[date, str], list[Standing]] = defaultdict(list)
    for standing in scope.standings if standings is None else standings:
        verdict = standing.verdict
        if verdict.span is not None and verdict.rule.judged and not verdict.rule.only_limits:
            together[verdict.span.due, verdict.rule.id].append(standing)
    return [_due(day, found) for (day, _), found in sorted(together.items())]


def _due(day: date, standings: list[Standing]) -> Due:
    cell = cell_of(standings[0].verdict.rule, standings)
    left = sum(standing.state in UNMET for standing in standings)
    return Due(cell.rule, day, cell.standings, left, cell.state)


def late_offices(scope: Scope, acting: Acting) -> dict[tuple[str, Level], list[Standing]]:
    """Return the overdue obligations of each office below the user's own."""
    offices: dict[tuple[str, Level], list[Standing]] = defaultdict(list)
    for standing in below(scope, acting):
        if standing.state is State.OVERDUE:
            offices[standing.place.code, standing.level].append(standing)
    return dict(offices)


def is_done(standing: Standing) -> bool:
    """Say whether nothing is left to do."""
    return standing.state in DONE
