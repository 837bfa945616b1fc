"""Small counts are not shown to everybody: below three a count may point at somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from zhicai.reports.rules.tables import HIDDEN, Grid, GridCell, GridRow

FEWEST = 3
"""The smallest count that a public table shows, but for none at all."""


def small(value: Decimal | None, rows: int) -> bool:
    """Say whether a count is too small for everybody's eyes: of one or two rows.

    >>> small(Decimal(2), 2), small(Decimal(0), 0), small(Decimal(3), 3)
    (True, False, False)
    """
    return value is not None and 0 < rows < FEWEST


def suppressed(grid: Grid) -> Grid:
    """Return a table for everybody: small counts hidden, and one more where a sum would tell.

    In a column with a sum a single hidden count could be reckoned back, as could that of one
    county from the sum of its city: the next smallest is hidden with it. Changes beside a hidden
    count and averages of such a column are hidden too.
    """
    hidden = {at: _hidden(grid, at) for at in range(len(grid.figures))}
    rows = [_row(row, {at: n in gone for at, gone in hidden.items()})
            for n, row in enumerate(grid.rows)]  # fmt: skip
    means = {at for at, gone in hidden.items() if gone}
    sums = [_row(row, {at: _small_cell(row, at) for at in hidden}, means) for row in grid.sums]
    return replace(grid, rows=tuple(rows), sums=tuple(sums))


def _hidden(grid: Grid, at: int) -> set[int]:
    gone: set[int] = set()
    for group in _groups(grid, at):
        gone |= _with_a_second(grid, at, group, {n for n in group if _small_cell(grid.rows[n], at)})
    return _with_a_second(grid, at, range(len(grid.rows)), gone)


def _with_a_second(grid: Grid, at: int, group: Sequence[int], gone: set[int]) -> set[int]:
    """Hide the next smallest of a group of which one alone is hidden."""
    if len(gone) != 1 or not grid.sums:
        return gone
    rest = [n for n in group if n not in gone and _rows_of(grid.rows[n], at)]
    return gone | set(sorted(rest, key=lambda n: _rows_of(grid.rows[n], at))[:1])


def _groups(grid: Grid, at: int) -> Sequence[Sequence[int]]:
    """The lines that some table sums up: all of them, or the counties of each city (by code)."""
    if grid.by != "county":
        return [range(len(grid.rows))]
    cities: dict[str, list[int]] = {}
    for n, row in enumerate(grid.rows):
        code = next((cell.at for cell in _cells(row, at) if cell.at), "")
        cities.setdefault(code[:4], []).append(n)
    return list(cities.values())


def _cells(row: GridRow, at: int) -> Sequence[GridCell]:
    return [cell for cell in row.cells if cell.figure == at]


def _rows_of(row: GridRow, at: int) -> int:
    return max((cell.rows for cell in _cells(row, at)), default=0)


def _small_cell(row: GridRow, at: int) -> bool:
    return any(small(cell.value, cell.rows) for cell in _cells(row, at))


def _row(row: GridRow, hides: Mapping[int, bool], mean: set[int] | None = None) -> GridRow:
    def shown(cell: GridCell) -> GridCell:
        gone = hides.get(cell.figure, False) or (
            bool(mean) and cell.which == "mean" and cell.figure in (mean or ())
        )
        return replace(cell, text=HIDDEN, value=None, rows=0, opens=False) if gone else cell

    return replace(row, cells=tuple(shown(cell) for cell in row.cells))
