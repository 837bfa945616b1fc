"""A sheet as it stands in the file, before anybody says what it means. Rows and columns count from
0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Format(StrEnum):
    """How a file is written, seen from its content."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell without a value: a formula error such as ``#REF!``, or ``""`` for a formula never
    computed.
    """

    code: str


Cell = str | int | float | bool | date | Broken | None
"""A cell's value; a ``datetime`` is a ``date``, a time of day is its text, an empty cell is
None.
"""

FORMULA_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block, all four borders included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``rows`` begin at the first row of the file and may differ in length."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()

    def at(self, row: int, column: int) -> Cell:
        """Return a cell's own value; None outside of what is filled."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    @property
    def width(self) -> int:
        """Return the number of columns of the longest row."""
        return max((len(row) for row in self.rows), default=0)

    def spread(self, *, across: bool) -> dict[tuple[int, int], Cell]:
        """Return the value of every covered cell of a merged block, which the file keeps at its
        corner.

        Only downwards when not ``across``: a value merged over rows holds for each of them, one
        merged over columns is a caption.
        """
        covered: dict[tuple[int, int], Cell] = {}
        for merge in self.merges:
            value = self.at(merge.top, merge.left)
            for row, column in _cells(merge, len(self.rows), self.width if across else None):
                covered[row, column] = value
        return covered


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A sheet that was not read since something stands outside of the limits; counted from 1."""

    name: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a file, in its order."""

    format: Format
    sheets: tuple[Sheet, ...]
    too_large: tuple[TooLarge, ...] = ()
    from_1904: bool = False
    """Day numbers count from 1904 (old Mac workbooks)."""
    cells: int = 0
    """Cells in the file, formatted empty ones included; known of .xlsx only."""


def letters(column: int) -> str:
    """Return the letters of a column counted from 1: 28 is ``AB``."""
    written = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written


def _cells(merge: Merge, height: int, width: int | None) -> Iterator[tuple[int, int]]:
    """Yield the covered cells of a block but its corner, within the filled part of the sheet."""
    right = merge.left if width is None else min(merge.right, width - 1)
    for row in range(merge.top, min(merge.bottom, height - 1) + 1):
        for column in range(merge.left, right + 1):
            if (row, column) != (merge.top, merge.left):
                yield row, column
