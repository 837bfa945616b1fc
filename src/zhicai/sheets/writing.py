"""Writing a table or its template. What is written here is read again by :mod:`.reading` to the
same values.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain as plain_number
from zhicai.sheets import limits
from zhicai.sheets.cells import NO, YES
from zhicai.sheets.grid import letters
from zhicai.sheets.heads import SERIAL
from zhicai.sheets.shape import Choice, Column, Days, Kind, SheetShape

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - one moment for all, so that equal tables are equal bytes
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_GRID = {**_FONT, "border": 1, "border_color": "#BFC7D1"}
_TEXT = {"num_format": "@", "text_wrap": True}
_LOOKS: dict[Kind, dict[str, Any]] = dict.fromkeys(Kind, _TEXT) | {
    Kind.INTEGER: {"num_format": "General"},
    Kind.DECIMAL: {"num_format": "General"},
    Kind.MONEY: {"num_format": "#,##0.00####"},
    Kind.DATE: {"num_format": "yyyy-mm-dd", "align": "center"},
}
_LONGEST_INLINE = 255
"""Characters of a drop-down list inside of a cell's rule; Excel refuses more."""
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Signs by which a program may take text for a formula, if not in this file, then in what is made
of it.
"""
_PAPER_A4 = 9
_SAMPLE = Text("示例", "Example")
_CHOOSE = Text("请从列表中选", "Choose from the list")
_ONLY_CHOICES = Text(
    "这一列只能填列表里的选项。", "This column takes the choices of the list only."
)
_FOOTER = Text("&C第 &P 页，共 &N 页", "&CPage &P of &N")
_CHOICES_SHEET = Text("选项", "Choices")


def write_table(
    shape: SheetShape,
    rows: Iterable[Mapping[str, Any]],
    *,
    language: str = "zh-hans",
    title: Text | None = None,
) -> bytes:
    """Return an .xlsx of ``rows``: mappings of column key to a value as :func:`read_table` gives
    it.

    Missing keys are empty cells, keys that the shape does not have a KeyError. Equal input gives
    equal bytes.
    """
    book = _Book()
    _Writer(shape, language, book).table(rows, title or shape.title)
    return book.finish()


def write_tables(
    tables: Iterable[tuple[SheetShape, Iterable[Mapping[str, Any]]]], *, language: str = "zh-hans"
) -> bytes:
    """Return an .xlsx of several tables as :func:`write_table` writes one, a sheet each.

    Their titles name the sheets and differ within the first 31 characters.
    """
    book = _Book()
    for shape, rows in tables:
        _Writer(shape, language, book).table(rows, shape.title)
    return book.finish()


def write_template(shape: SheetShape, *, language: str = "zh-hans") -> bytes:
    """Return the .xlsx to be filled in: the head, the instructions and a sample row that is never
    imported.
    """
    book = _Book()
    writer = _Writer(shape, language, book)
    writer.head(shape.title)
    sample = {column.key: column.example for column in shape.columns}
    if shape.numbered and any(value is not None for value in sample.values()):
        writer.record(sample, _SAMPLE.in_language(language))
    return book.finish()


class _Looks:
    """The formats of a workbook: of head lines, of cells that hold something, of columns still to
    fill.
    """

    def __init__(self, book: Workbook) -> None:
        head = {**_GRID, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DFEAF8"}
        self.title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
        self.instruction = book.add_format({**_FONT, "font_color": "#3C4A5C", "text_wrap": True})
        self.head = book.add_format(head)
        self.required = book.add_format({**head, "font_color": "#B5281C"})
        self.serial = book.add_format({**_GRID, "align": "center"})
        self.text = book.add_format({**_GRID, **_TEXT})
        self.quoted = book.add_format({**_GRID, **_TEXT, "quote_prefix": True})
        self.cells = {kind: book.add_format({**_GRID, **look}) for kind, look in _LOOKS.items()}
        self.columns = {kind: book.add_format({**_FONT, **look}) for kind, look in _LOOKS.items()}


class _Book:
    """One workbook, and the formats of its tables."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        self.book = Workbook(self.bytes, {"in_memory": True, "strings_to_urls": False})
        self.book.set_properties({"created": _MADE})
        self.looks = _Looks(self.book)

    def finish(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.bytes.getvalue()


class _Writer:
    """One table on a sheet of its own in a workbook."""

    def __init__(self, shape: SheetShape, language: str, book: _Book) -> None:
        self.shape = shape
        self.language = language
        self.book = book.book
        self.looks = book.looks
        self.sheet: Worksheet = self.book.add_worksheet(_sheet_name(self.say(shape.title)))
        self.lists: Worksheet | None = None
        self.listed = 0
        self.first = 1 if shape.numbered else 0
        self.row = 0

    def say(self, text: Text) -> str:
        """Return a sentence in the language of the file."""
        return text.in_language(self.language)

    def table(self, rows: Iterable[Mapping[str, Any]], title: Text) -> None:
        """Write a whole table: its head and its rows."""
        self.head(title)
        for number, row in enumerate(rows, start=1):
            strange = row.keys() - {column.key for column in self.shape.columns}
            if strange:
                raise KeyError(f"{self.shape.name} has no column {', '.join(sorted(strange))}")
            self.record(row, str(number))

    def head(self, title: Text) -> None:
        """Write title, instructions and head, and prepare the columns below."""
        last = self.first + len(self.shape.columns) - 1
        self._across(self.say(title), last, self.looks.title, 30)
        width = sum(column.width for column in self.shape.columns)
        for line in self.shape.instructions:
            said = self.say(line)
            lines = sum(1 + _half_widths(part) // max(width, 1) for part in said.split("\n"))
            self._across(said, last, self.looks.instruction, 16 * lines)
        top = self.row
        grouped = any(column.group for column in self.shape.columns)
        self.row = top + (1 if grouped else 0)
        if self.shape.numbered:
            self.sheet.set_column(0, 0, 6, self.looks.serial)
            self._head_cell(top, 0, self.say(SERIAL), self.looks.head)
        for place, column in enumerate(self.shape.columns, start=self.first):
            self._column(top, place, column)
        if grouped:
            self._groups(top)
        self.sheet.set_row(self.row, 32)
        self.row += 1
        self.sheet.freeze_panes(self.row, self.first)
        self._print(top)

    def record(self, values: Mapping[str, Any], number: str) -> None:
        """Write one row."""
        if self.shape.numbered:
            self.sheet.write_string(self.row, 0, number, self.looks.serial)
        for place, column in enumerate(self.shape.columns, start=self.first):
            self._value(place, column, values.get(column.key))
        self.row += 1

    def _across(self, text: str, last: int, look: Format, height: int) -> None:
        if last > 0:
            self.sheet.merge_range(self.row, 0, self.row, last, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def _column(self, top: int, place: int, column: Column) -> None:
        look = self.looks.required if column.required else self.looks.head
        first = top if column.group is None else self.row
        self._head_cell(first, place, written_heading(column, self.language), look)
        self.sheet.set_column(place, place, column.width, self.looks.columns[column.kind])
        if column.help is not None:
            self.sheet.write_comment(first, place, self.say(column.help), {"author": "知才"})
        choices = (YES, NO) if column.kind is Kind.YES_NO else column.choices
        if choices and column.kind is not Kind.CHOICES:
            self._drop_down(place, column, choices)

    def _head_cell(self, first: int, place: int, text: str, look: Format) -> None:
        if first < self.row:
            self.sheet.merge_range(first, place, self.row, place, "", look)
        self.sheet.write_string(first, place, text, look)

    def _groups(self, top: int) -> None:
        """Write the upper heads, each merged over its columns."""
        for first, last, group in _runs(self.shape.columns):
            if last > first:
                self.sheet.merge_range(
                    top, self.first + first, top, self.first + last, "", self.looks.head
                )
            self.sheet.write_string(top, self.first + first, self.say(group), self.looks.head)

    def _drop_down(self, place: int, column: Column, choices: Sequence[Choice]) -> None:
        labels = [self.say(choice.label) for choice in choices]
        inline = len(",".join(labels)) <= _LONGEST_INLINE and not set(',"') & set("".join(labels))
        self.sheet.data_validation(
            self.row + 1,
            place,
            self.row + limits.MAX_ROWS,
            place,
            {
                "validate": "list",
                "source": labels if inline else self._listed(labels),
                "ignore_blank": not column.required,
                "error_title": self.say(_CHOOSE),
                "error_message": self.say(_ONLY_CHOICES),
            },
        )

    def _listed(self, labels: Sequence[str]) -> str:
        """Put a long list on a hidden sheet and return the reference to it."""
        if self.lists is None:
            self.lists = self.book.add_worksheet(self.say(_CHOICES_SHEET))
            self.lists.hide()
        for row, label in enumerate(labels):
            self.lists.write_string(row, self.listed, label)
        name = self.lists.get_name()
        self.listed += 1
        column = letters(self.listed)
        return f"='{name}'!${column}$1:${column}${len(labels)}"

    def _print(self, top: int) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top, self.row - 1)
        sheet.set_footer(self.say(_FOOTER))

    def _value(self, place: int, column: Column, value: Any) -> None:
        """Write one cell; text never becomes a formula, a link or a number."""
        written = written_value(column, value, self.language)
        look = self.looks.cells[column.kind]
        if written is None:
            self.sheet.write_blank(self.row, place, None, look)
        elif isinstance(written, date):
            self.sheet.write_datetime(self.row, place, written, look)
        elif isinstance(written, str):
            as_text = self.looks.quoted if written.startswith(STARTS_FORMULA) else self.looks.text
            self.sheet.write_string(self.row, place, written, as_text)
        else:
            self.sheet.write_number(self.row, place, written, look)


def written_heading(column: Column, language: str) -> str:
    """Return a column's head in a file: ``*`` when it is required, the unit in brackets."""
    heading = column.heading.in_language(language)
    unit = column.unit
    if column.kind is Kind.MONEY and "元" not in column.heading.zh:
        unit = Text("元", "yuan")
    if unit is not None and not heading.endswith(("）", ")")):
        heading += f" ({unit.en})" if language.startswith("en") else f"（{unit.zh}）"
    return f"*{heading}" if column.required else heading


def written_value(column: Column, value: Any, language: str) -> str | int | float | date | None:
    """Return a value as it stands in a cell of a column of this kind, None when it is empty."""
    if value is None or value == "" or value == ():
        return None
    if column.kind is Kind.MONEY:
        return _number(Decimal(value) / (1_000_000 if column.counts_wan else 100))
    if column.kind in (Kind.INTEGER, Kind.DECIMAL):
        return _number(Decimal(value))
    if column.kind is Kind.DATE:
        return value  # type: ignore[no-any-return]
    if isinstance(value, Days):
        single = value.first == value.last
        return f"{value.first}" if single else f"{value.first} 至 {value.last}"
    if column.kind is Kind.YES_NO:
        return (YES if value else NO).label.in_language(language)
    if column.kind in (Kind.CHOICE, Kind.CHOICES):
        labels = {choice.value: choice.label.in_language(language) for choice in column.choices}
        chosen = (value,) if isinstance(value, str) else value
        return "；".join(labels[one] for one in chosen)
    return str(value)[: limits.MAX_CELL_TEXT]


def _number(value: Decimal) -> float | str:
    """Return what Excel keeps exactly: a number of 15 digits at most, else its text."""
    return float(value) if len(value.normalize().as_tuple().digits) <= 15 else plain_number(value)


def _runs(columns: Sequence[Column]) -> Iterator[tuple[int, int, Text]]:
    """Yield first and last place of columns side by side that share a group."""
    first = 0
    for place in range(1, len(columns) + 1):
        group = columns[first].group
        if place == len(columns) or columns[place].group != group:
            if group is not None:
                yield first, place - 1, group
            first = place


def _sheet_name(title: str) -> str:
    """Return a name that Excel takes for a sheet: 31 characters, none of its signs."""
    kept = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title).strip()
    return kept[:31].strip() or "Sheet1"


def _half_widths(text: str) -> int:
    return sum(1 if ord(sign) < 0x2E80 else 2 for sign in text)
