"""The user's own file back: red cells, a comment on each, a column 未导入原因 behind the table."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook as ExcelWorkbook
from openpyxl.worksheet.worksheet import Worksheet as ExcelSheet
from xlsxwriter import Workbook as NewWorkbook

from zhicai.foundation.errors import Fault
from zhicai.sheets import limits
from zhicai.sheets.grid import Broken, Cell, Format, Sheet, Workbook, letters
from zhicai.sheets.heads import REASON
from zhicai.sheets.opening import content_of, open_workbook
from zhicai.sheets.shape import plain_heading
from zhicai.sheets.table import Table
from zhicai.sheets.writing import STARTS_FORMULA

AUTHOR = "知才"
"""Author of our comments, by which a file that comes back is cleared of them."""

_RED = "FFC7CE"
_INK = "9C0006"
_REASON_WIDTH = 48
_UNREADABLE = (
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    ParseError,
    InvalidFileException,
    zipfile.BadZipFile,
)
"""What openpyxl raises for a workbook of another program that calamine still reads."""

_Marks = Mapping[tuple[int, int | None], Sequence[str]]
"""(row, column) → sentences; column None for what is said of a whole row. Counted from 1."""


def marked(
    original: bytes, table: Table, faults: Sequence[Fault], *, language: str, only_faulty: bool
) -> bytes:
    """Return the marked file: see :func:`zhicai.sheets.marking.mark_faults`."""
    workbook = open_workbook(content_of(original))
    marks = _marks(table, faults, language)
    reason = REASON.in_language(language)
    reopened = workbook.format is Format.XLSX and workbook.cells <= limits.MAX_CELLS_TO_REOPEN
    if reopened and not only_faulty:
        marked = _in_place(original, table, marks, reason)
        if marked is not None:
            return marked
    return _afresh(workbook, table, marks, reason, only_faulty=only_faulty)


def _marks(
    table: Table, faults: Sequence[Fault], language: str
) -> dict[tuple[int, int | None], list[str]]:
    """Return what to say where; a fault of no row stands at the head."""
    by_heading = {plain_heading(heading): key for key, heading in table.headings.items()}
    marks: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for fault in faults:
        key = fault.field if fault.field in table.places else None
        if key is None and fault.column is not None:
            key = by_heading.get(plain_heading(fault.column))
        row = fault.row if fault.row is not None else table.head_row
        said = fault.says.in_language(language)
        where = (row, table.places[key] if key else None)
        if said not in marks[where]:
            marks[where].append(said)
    return marks


def _reasons(marks: _Marks, headings: Mapping[int, str]) -> dict[int, str]:
    """Return the sentence for each row: column by column, each on its line."""
    lines: dict[int, list[str]] = defaultdict(list)
    for (row, column), said in sorted(marks.items(), key=lambda one: (one[0][0], one[0][1] or 0)):
        where = f"{headings[column]}：" if column is not None else ""
        lines[row] += [where + sentence for sentence in said]
    return {row: "\n".join(of_row) for row, of_row in lines.items()}


def _headings(table: Table) -> dict[int, str]:
    return {place: table.headings[key] for key, place in table.places.items()}


def _in_place(original: bytes, table: Table, marks: _Marks, reason: str) -> bytes | None:
    """Mark the user's own workbook; None when openpyxl cannot open it or not write it again."""
    try:
        book = load_workbook(io.BytesIO(original))
    except _UNREADABLE:
        return None
    if table.sheet not in book.sheetnames:
        return None
    _mark_sheet(book, table, marks, reason)
    written = io.BytesIO()
    try:
        book.save(written)
    except _UNREADABLE:
        return None
    return written.getvalue()


def _mark_sheet(book: ExcelWorkbook, table: Table, marks: _Marks, reason: str) -> None:
    sheet = book[table.sheet]
    place = table.reason_place
    _clear_old_marks(sheet, table)
    corners = _corners(sheet)
    for (row, column), said in marks.items():
        where = (row, column or place)
        _redden(sheet, *corners.get(where, where), said)
    sheet.column_dimensions[letters(place)].width = _REASON_WIDTH
    _write(sheet, table.head_row, place, reason, bold=True)
    for row, text in _reasons(marks, _headings(table)).items():
        if row != table.head_row:
            _write(sheet, row, place, text)
    book.active = book.index(sheet)


def _clear_old_marks(sheet: ExcelSheet, table: Table) -> None:
    """Take away the marks of an earlier round; cells that we coloured lose the colour."""
    last = min(sheet.max_row, limits.LAST_ROW)
    for row in sheet.iter_rows(table.head_row, last, 1, table.reason_place):
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
        reason = row[-1]
        if reason.value is not None and isinstance(reason, ExcelCell):
            reason.value = None


def _corners(sheet: ExcelSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return covered cell → the corner that shows for it, for blocks of the size that data have."""
    corners: dict[tuple[int, int], tuple[int, int]] = {}
    for merge in sheet.merged_cells.ranges:
        rows = range(merge.min_row, min(merge.max_row, limits.LAST_ROW) + 1)
        columns = range(merge.min_col, min(merge.max_col, limits.MAX_COLUMNS) + 1)
        for row in rows:
            for column in columns:
                corners[row, column] = (merge.min_row, merge.min_col)
    return corners


def _redden(sheet: ExcelSheet, row: int, column: int, said: Sequence[str]) -> None:
    """Colour a cell and say why in a comment, below what the user's own comment says."""
    cell = sheet.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=_RED)
    text = "\n".join(said)
    if cell.comment is not None:
        text = f"{cell.comment.text}\n{text}"
    cell.comment = Comment(text, AUTHOR, width=320, height=max(80, 24 * text.count("\n") + 72))


def _write(sheet: ExcelSheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    """Write text as text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell.value = text[: limits.MAX_CELL_TEXT]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(STARTS_FORMULA)
    cell.font = Font(color=_INK, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _afresh(
    workbook: Workbook, table: Table, marks: _Marks, reason: str, *, only_faulty: bool
) -> bytes:
    """Write the sheet's values into a new workbook, marked."""
    sheet = next(one for one in workbook.sheets if one.name == table.sheet)
    written = io.BytesIO()
    with NewWorkbook(written, {"in_memory": True, "strings_to_urls": False}) as book:
        _Fresh(book, sheet, table, only_faulty=only_faulty).write(marks, reason)
    return written.getvalue()


class _Fresh:
    """A new workbook with an old sheet's values."""

    def __init__(self, book: NewWorkbook, sheet: Sheet, table: Table, *, only_faulty: bool) -> None:
        self.sheet = sheet
        self.table = table
        self.only_faulty = only_faulty
        self.page = book.add_worksheet(sheet.name or None)
        self.covered = sheet.spread(across=False)
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        red = {"bg_color": f"#{_RED}", "font_color": f"#{_INK}"}
        self.looks = {
            (kind, marked): book.add_format(base | look | (red if marked else {}))
            for marked in (False, True)
            for kind, look in {
                "text": {"num_format": "@"},
                "number": {},
                "day": {"num_format": "yyyy-mm-dd"},
                "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
            }.items()
        }
        self.reason = book.add_format({**base, "font_color": f"#{_INK}", "text_wrap": True})

    def write(self, marks: _Marks, reason: str) -> None:
        """Write head and rows, reasons behind them."""
        headings = _headings(self.table)
        reasons = _reasons(marks, headings)
        last_head = self.table.head_row
        place = self.table.reason_place - 1
        self.page.set_column(0, place - 1, 16)
        self.page.set_column(place, place, _REASON_WIDTH)
        target = 0
        for index, row in enumerate(self.sheet.rows):
            number = index + 1
            if self.only_faulty and number > last_head and number not in reasons:
                continue
            for column in range(min(len(row), place)):
                self._cell(target, index, column, marks.get((number, column + 1), ()))
            text = reason if number == last_head else reasons.get(number, "")
            if text:
                self.page.write_string(target, place, text[: limits.MAX_CELL_TEXT], self.reason)
            self._comment(target, place, marks.get((number, None), ()))
            target += 1
            if number == last_head:
                self.page.freeze_panes(target, 0)

    def _comment(self, target: int, column: int, said: Sequence[str]) -> None:
        if said:
            self.page.write_comment(target, column, "\n".join(said), {"author": AUTHOR})

    def _cell(self, target: int, index: int, column: int, said: Sequence[str]) -> None:
        value: Cell = self.sheet.at(index, column)
        if value is None and index >= self.table.head_row:
            value = self.covered.get((index, column))
        marked = bool(said)
        if isinstance(value, Broken):
            value = value.code
        if value is None or value == "":
            if marked:
                self.page.write_blank(target, column, None, self.looks["text", marked])
        elif isinstance(value, bool):
            self.page.write_boolean(target, column, value, self.looks["number", marked])
        elif isinstance(value, str):
            self.page.write_string(target, column, value, self.looks["text", marked])
        elif isinstance(value, date):
            kind = "moment" if isinstance(value, datetime) else "day"
            self.page.write_datetime(target, column, value, self.looks[kind, marked])
        else:
            self.page.write_number(target, column, value, self.looks["number", marked])
        self._comment(target, column, said)
