"""An office's own headings: what each means, and what to ask where a file's are not understood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from zhicai.foundation.errors import BadInput, Fault
from zhicai.sheets.grid import Sheet, letters
from zhicai.sheets.opening import open_workbook
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import SheetShape, plain_heading
from zhicai.sheets.table import Table

MOST_HEADINGS = 40
HEAD_ROWS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read by a shape: its table, or None where its columns must be named first.

    ``unknown`` are (heading, letter) of the columns nobody understood.
    """

    table: Table | None
    faults: tuple[Fault, ...]
    unknown: tuple[tuple[str, str], ...]

    @property
    def headings(self) -> dict[str, str]:
        """Return column key → heading as the file writes it."""
        return dict(self.table.headings) if self.table else {}


def named(shape: SheetShape, mapping: Mapping[str, str]) -> SheetShape:
    """Return a shape that also knows an office's own headings (plain heading → column key)."""
    extra: dict[str, list[str]] = {}
    for heading, key in mapping.items():
        if heading not in shape.names:
            extra.setdefault(key, []).append(heading)
    if not extra:
        return shape
    columns = tuple(
        replace(column, aliases=(*column.aliases, *extra.get(column.key, ())))
        for column in shape.columns
    )
    return SheetShape(shape.name, shape.title, columns, shape.instructions, shape.numbered)


def read_or_ask(content: bytes, shape: SheetShape) -> Reading:
    """Read a file; where its head is not understood, return what its columns are called instead.

    BadInput for what is no table at all.
    """
    try:
        table = read_table(content, shape)
    except BadInput as error:
        headings = headings_in(content)  # BadInput again where it is no table at all
        if not headings:
            raise
        unknown = tuple((heading, letter) for letter, heading in headings)
        return Reading(None, tuple(error.faults), unknown)
    unknown = tuple((column.heading, column.letter) for column in table.unknown_columns)
    return Reading(table, tuple(table.faults), unknown)


def headings_in(content: bytes) -> list[tuple[str, str]]:
    """Return (letter, heading) of the row that looks most like a head; BadInput for no table."""
    workbook = open_workbook(content)
    best: list[tuple[str, str]] = []
    for sheet in workbook.sheets:
        for row in range(min(HEAD_ROWS, len(sheet.rows))):
            found = list(_texts(sheet, row))
            if len({text for _, text in found}) > len({text for _, text in best}):
                best = found
    return best[:MOST_HEADINGS]


def _texts(sheet: Sheet, row: int) -> Iterator[tuple[str, str]]:
    for place, cell in enumerate(sheet.rows[row]):
        if isinstance(cell, str) and 0 < len(plain_heading(cell)) <= 40:
            yield letters(place + 1), " ".join(cell.split())
