"""The matrix of units × obligations: every count of a cockpit comes from the standings of one
scope.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.engine import State
from zhicai.law.schema import Force, Level, Obligation
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import DONE, Progress, progress_of, worst
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.ledger import Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """What the seats of one unit have of one obligation."""

    rule: Obligation
    standings: tuple[Standing, ...]
    met: int
    owing: int
    state: State

    @property
    def only(self) -> Standing | None:
        """The standing where one seat alone owes it."""
        return self.standings[0] if len(self.standings) == 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with its cells in the order of the columns; None where it owes no such thing."""

    place: PlaceFacts
    cells: tuple[Cell | None, ...]
    progress: Progress
    states: Mapping[State, int]

    @property
    def overdue(self) -> int:
        """How many of its obligations are overdue."""
        return self.progress.overdue


@dataclass(frozen=True, slots=True)
class Column:
    """One obligation over all units."""

    rule: Obligation
    due: date | None
    measured: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading (a city circle), with what they come to together."""

    key: str
    name: Text
    rows: tuple[Row, ...]
    progress: Progress
    states: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Board:
    """The matrix of a scope: columns, rows, and the obligations that stand apart from it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    apart: tuple[Cell, ...]
    progress: Progress
    tally: Mapping[State, int]

    @property
    def overdue(self) -> int:
        """How many obligations are overdue, in the matrix and apart from it."""
        return self.tally.get(State.OVERDUE, 0)


def board_of(scope: Scope) -> Board:
    """Return the matrix of a scope.

    In it stands what binds the seats of cities and counties; what binds the province, what is soft
    and what merely sets a limit stands apart, so that the columns are tasks to be done.
    """
    by_rule: dict[str, list[Standing]] = defaultdict(list)
    for standing in scope.shown:
        by_rule[standing.verdict.rule.id].append(standing)
    inside = [rule for rule in _rules_of(by_rule) if _in_matrix(rule, by_rule[rule.id])]
    columns = tuple(sorted((_column(rule, by_rule[rule.id]) for rule in inside), key=_by_due))
    apart = tuple(
        cell_of(standings[0].verdict.rule, standings)
        for name, standings in by_rule.items()
        if not _in_matrix(standings[0].verdict.rule, standings)
    )
    return Board(
        columns,
        tuple(_rows(scope, [column.rule.id for column in columns], by_rule)),
        apart,
        progress_of(standing.verdict for standing in scope.standings),
        Counter(standing.state for standing in scope.standings),
    )


def _rules_of(by_rule: Mapping[str, list[Standing]]) -> Iterable[Obligation]:
    return (standings[0].verdict.rule for standings in by_rule.values())


def _in_matrix(rule: Obligation, standings: Sequence[Standing]) -> bool:
    return (
        rule.who is not Level.PROVINCE
        and rule.judged
        and not rule.only_limits
        and standings[0].verdict.force is Force.BINDING
    )


def _by_due(column: Column) -> tuple[bool, bool, date, int]:
    """What somebody counts first, then by due date, the county's before the city's."""
    grey = not column.measured
    order = list(Level).index(column.rule.who)
    return (grey, column.due is None, column.due or date.max, -order)


def _column(rule: Obligation, standings: Sequence[Standing]) -> Column:
    return Column(rule, usual_due(standings), is_measured(standings))


def is_measured(standings: Iterable[Standing]) -> bool:
    """Say whether somebody counts what these seats owe."""
    return any(standing.verdict.facts.value is not None for standing in standings)


def usual_due(standings: Iterable[Standing]) -> date | None:
    """Return the due date of most of the standings, so that one extension does not hide it."""
    days = Counter(s.verdict.span.due for s in standings if s.verdict.span is not None)
    return days.most_common(1)[0][0] if days else None


def cell_of(rule: Obligation, standings: Sequence[Standing]) -> Cell:
    """Return what some seats have of one obligation together; the waived owe nothing."""
    states = [standing.state for standing in standings]
    met = sum(state in DONE for state in states)
    owing = sum(state is not State.WAIVED for state in states)
    return Cell(rule, tuple(standings), met, owing, worst(states))


def _rows(
    scope: Scope, order: Sequence[str], by_rule: Mapping[str, list[Standing]]
) -> Iterable[Row]:
    """One row for each unit of the scope, by division."""
    of_unit: dict[str, dict[str, list[Standing]]] = defaultdict(lambda: defaultdict(list))
    whole: dict[str, list[Standing]] = defaultdict(list)
    for standings in by_rule.values():
        for standing in standings:
            if standing.level is Level.PROVINCE or not standing.verdict.rule.judged:
                continue
            code = scope.unit_of(standing.place).code
            of_unit[code][standing.verdict.rule.id].append(standing)
            whole[code].append(standing)
    for code in sorted(of_unit):
        yield row_of(scope.tree.by_code[code], order, of_unit[code], whole[code])


def row_of(
    place: PlaceFacts,
    order: Sequence[str],
    by_rule: Mapping[str, Sequence[Standing]],
    standings: Sequence[Standing],
) -> Row:
    """Return the row of one unit, its cells in the given order of rules."""
    cells = tuple(
        cell_of(by_rule[name][0].verdict.rule, by_rule[name]) if by_rule.get(name) else None
        for name in order
    )
    progress = progress_of(standing.verdict for standing in standings)
    return Row(place, cells, progress, Counter(standing.state for standing in standings))


def rows_within(scope: Scope, board: Board, unit: PlaceFacts) -> list[Row]:
    """Return the rows of the seats inside one unit: its own office's and those of its counties."""
    by_place: dict[str, list[Standing]] = defaultdict(list)
    for standing in scope.ledger.within(unit.path):
        if standing.level is not Level.PROVINCE and standing.verdict.rule.judged:
            by_place[standing.place.code].append(standing)
    order = [column.rule.id for column in board.columns]
    rows = []
    for code, standings in sorted(by_place.items()):
        by_rule: dict[str, list[Standing]] = defaultdict(list)
        for standing in standings:
            by_rule[standing.verdict.rule.id].append(standing)
        rows.append(row_of(scope.tree.by_code[code], order, by_rule, standings))
    return rows


def worst_first(rows: Iterable[Row], own: str = "") -> list[Row]:
    """Sort rows by progress, the furthest behind first; among equals the one with more overdue.

    The row of the scope's own office (``own``, its code) stands above them.
    """
    return sorted(
        rows,
        key=lambda row: (
            row.place.code != own,
            row.progress.share is None,
            row.progress.share or Decimal(0),
            -row.overdue,
            row.place.code,
        ),
    )


CORE_CITY = "副省级市"
"""The kind of division that the strategy calls the core (强核)."""


def in_circles(rows: Sequence[Row], settings: Mapping[str, Any]) -> list[Group]:
    """Group rows by core city, city circle and city group (HB-1.b), each row once.

    Circles and groups are those of the setting ``city-regions`` (A-HB-05); a core city stands apart
    from the circle around it. Cities of no circle come last; without the setting all do.
    """
    left = {row.place.code: row for row in rows}
    core = tuple(row for row in rows if row.place.kind == CORE_CITY)
    groups = [_group("core", Text("核心城市", "core city"), core)] if core else []
    for row in core:
        del left[row.place.code]
    for number, region in enumerate(settings.get("city-regions") or (), start=1):
        cells = dict(region)
        codes = cells.get("cities", "").split()
        members = tuple(left.pop(code) for code in codes if code in left)
        if members:
            name = Text(cells.get("region", ""), cells.get("region_en") or cells.get("region", ""))
            groups.append(_group(str(number), name, members))
    if left:
        groups.append(_group("none", Text("未列入城市圈群", "in no circle"), tuple(left.values())))
    return groups


def by_city(scope: Scope, board: Board) -> list[Group]:
    """Group the counties of a scope under their cities: the county level of the strategy
    (HB-1.b).
    """
    groups = []
    for row in board.rows:
        inner = rows_within(scope, board, row.place)
        counties = tuple(one for one in inner if Level.COUNTY in one.place.levels)
        if counties:
            name = Text(row.place.name, row.place.en)
            groups.append(_group(row.place.code, name, counties))
    return groups


def _group(key: str, name: Text, rows: tuple[Row, ...]) -> Group:
    standings = [
        standing
        for row in rows
        for cell in row.cells
        if cell is not None
        for standing in cell.standings
    ]
    states: Counter[State] = Counter()
    for row in rows:
        states.update(row.states)
    return Group(key, name, rows, progress_of(s.verdict for s in standings), states)
