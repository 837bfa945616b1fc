"""What came out of a file: rows by column key, and everything that was wrong or left aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.sheets.shape import Column, SheetShape


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data; ``number`` is the row number that Excel shows.

    ``values`` has every column key of the shape; None where the cell is empty, cannot be read, or
    the file does not have the column.
    """

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column of the file that the shape does not have; ``nearest`` is the column it may have
    meant.
    """

    heading: str
    letter: str
    nearest: Column | None

    @property
    def says(self) -> Text:
        """Return the sentence for the page that shows the result."""
        if self.nearest is None:
            return Text(
                f"“{self.heading}”（{self.letter} 列）不在模板里，没有导入。",
                f"“{self.heading}” (column {self.letter}) is not in the template and was not "
                "imported.",
            )
        near = self.nearest.heading
        return Text(
            f"“{self.heading}”（{self.letter} 列）不在模板里，没有导入；"
            f"如果是“{near.zh}”，改名后再上传。",
            f"“{self.heading}” (column {self.letter}) is not in the template and was not imported; "
            f"if it is “{near.en}”, rename it and upload again.",
        )


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A row that is no record: a total, a caption across the table, a sample, a note or
    signatures.
    """

    number: int
    says: Text


@dataclass(frozen=True)
class Table:
    """A file as read by a shape. ``rows`` are all records, those with faults included."""

    shape: SheetShape
    sheet: str
    """Name of the sheet that was read, ``""`` for a .csv."""
    head_row: int
    """Row number of the (last) head row."""
    places: Mapping[str, int]
    """Column key → number of the file's column, from 1."""
    headings: Mapping[str, str]
    """Column key → heading as the file writes it."""
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    unknown_columns: tuple[UnknownColumn, ...]
    ignored_blank_rows: tuple[int, ...]
    ignored_rows: tuple[IgnoredRow, ...]
    reason_place: int
    """Number of the column in which :mod:`.marking` gives its reasons."""
    other_sheets: tuple[str, ...]
    """Further sheets that would have fitted and were not read."""

    @cached_property
    def faulty_rows(self) -> frozenset[int]:
        """Return the numbers of the rows with at least one fault."""
        return frozenset(fault.row for fault in self.faults if fault.row is not None)

    @property
    def sound_rows(self) -> tuple[Row, ...]:
        """Return the rows without a fault: what may be imported while the rest is mended."""
        return tuple(row for row in self.rows if row.number not in self.faulty_rows)

    def fault(self, row: Row, key: str, says: Text) -> Fault:
        """Return a fault of the caller's own rule at this row's cell of column ``key``."""
        heading = self.headings.get(key) or self.shape.column(key).heading.zh
        return Fault(says, field=key, row=row.number, column=heading)
