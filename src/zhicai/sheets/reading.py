"""Reading a table by its shape: every record, and every fault of every row at once.

table = read_table(request.FILES["file"], PLAN_LINES)
if table.faults:
    raise BadInput(table.faults)
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.sheets import limits, refusals
from zhicai.sheets.cells import Setting, read_cell
from zhicai.sheets.grid import Broken, Cell, letters
from zhicai.sheets.heads import Head, find_head
from zhicai.sheets.opening import Readable, content_of, open_workbook
from zhicai.sheets.shape import Column, SheetShape
from zhicai.sheets.table import IgnoredRow, Row, Table
from zhicai.sheets.written import CellError, plain, shown, tidy

_TOTAL = re.compile(r".{0,8}?(合计|总计|小计|共计|累计)([:(].*)?|(grand|sub)?-?total:?", re.I)
_NOTE = re.compile(
    r"(注|备注|说明|附注|填表说明|填表人|制表人|填报人|经办人|审核人|负责人|单位负责人|填报单位|填表单位"
    r"|单位盖章|联系人|联系电话|填报日期|填表日期|制表日期|note|notes)([:].*)?|栏次|行次",
    re.I | re.S,
)
_UNIT_LINE = re.compile(r"单位:(人民币)?万元")
_MONEY_UNIT = re.compile(r"[(:](?:人民币|单位:)?(万元|元)")
_SAMPLE = re.compile(r"(示例|样例|例如|例|example).{0,4}", re.I)


def read_table(file: bytes | Readable, shape: SheetShape) -> Table:
    """Read an uploaded .xlsx, .xls or .csv by ``shape``.

    Returns all records with all faults of their cells. BadInput when the file as a whole cannot be
    taken: not a table, not safe to open, too large, no head, required columns missing, no record
    in it.
    """
    workbook = open_workbook(content_of(file))
    head, others = find_head(workbook, shape)
    if head.double:
        raise BadInput([_double(head, first, second) for first, second in head.double])
    in_wan = _unit_line(head)
    settings = {
        place: Setting(_counts_wan(head.headings[place], column, in_wan), workbook.from_1904)
        for place, column in head.columns.items()
    }
    body = _Body(head, settings, [column.key for column in shape.columns])
    body.read()
    if not body.rows:
        raise refusals.no_rows(head.sheet.name, head.last_row + 1)
    if len(body.rows) > limits.MAX_ROWS:
        raise refusals.too_many_rows(len(body.rows))
    places = {column.key: place + 1 for place, column in head.columns.items()}
    return Table(
        shape=shape,
        sheet=head.sheet.name,
        head_row=head.last_row + 1,
        places=places,
        headings={column.key: head.headings[place] for place, column in head.columns.items()},
        rows=tuple(body.rows),
        faults=tuple(body.faults),
        unknown_columns=head.unknown(shape),
        ignored_blank_rows=tuple(body.blank),
        ignored_rows=tuple(body.ignored),
        reason_place=head.reason_place() + 1,
        other_sheets=others,
    )


def _double(head: Head, first: int, second: int) -> Fault:
    """Say that two columns have the same head."""
    column = head.columns[first]
    one, other = letters(first + 1), letters(second + 1)
    return Fault(
        Text(
            f"“{column.heading.zh}”在 {one} 列和 {other} 列各有一个，分不清用哪个；"
            "请删去或改名其中一列。",
            f"“{column.heading.en}” stands in columns {one} and {other}, so it is open which to "
            "take; "
            "delete or rename one.",
        ),
        field=column.key,
        column=head.headings[first],
    )


def _unit_line(head: Head) -> bool:
    """Tell whether a line above the head says that the table counts money in 万元."""
    above = head.sheet.rows[: head.first_row]
    return any(_UNIT_LINE.search(plain(text)) for row in above for text in _texts(row))


def _counts_wan(written: str, column: Column, in_wan: bool) -> bool:
    """Tell what a money column counts: by its own head, else by the line above, else by the
    shape.
    """
    own = _MONEY_UNIT.search(plain(written))
    if own is not None:
        return own[1] == "万元"
    return in_wan or column.counts_wan


@dataclass(frozen=True, slots=True)
class _Caption:
    """A value merged across the table: from which column to which."""

    left: int
    right: int


class _Body:
    """Walks through the rows below a head."""

    def __init__(self, head: Head, settings: Mapping[int, Setting], keys: Sequence[str]) -> None:
        self.head = head
        self.settings = settings
        self.sheet = head.sheet
        self.covered = head.sheet.spread(across=False)
        self.serial = head.serial_place()
        self.keys = keys
        self.captions = {
            merge.top: _Caption(merge.left, merge.right)
            for merge in head.sheet.merges
            if merge.right > merge.left
        }
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.blank: list[int] = []
        self.ignored: list[IgnoredRow] = []

    def read(self) -> None:
        """Read every row, each into a record, a blank or a row left aside."""
        for index in range(self.head.last_row + 1, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            aside = self._aside(index, own)
            if aside is not None:
                self.ignored.append(IgnoredRow(index + 1, aside))
            elif not any(_filled(self.sheet.at(index, place)) for place in self.head.columns):
                self.blank.append(index + 1)
            else:
                self._record(index)
        while self.blank and self.blank[-1] > max((row.number for row in self.rows), default=0):
            self.blank.pop()

    def _record(self, index: int) -> None:
        values: dict[str, Any] = dict.fromkeys(self.keys)
        for place, column in sorted(self.head.columns.items()):
            cell = self.sheet.at(index, place)
            if cell is None:
                cell = self.covered.get((index, place))
            try:
                values[column.key] = read_cell(column, cell, self.settings[place])
            except CellError as wrong:
                self.faults.append(self._fault(wrong.says, index, place, column))
        self.rows.append(Row(index + 1, values))

    def _fault(self, says: Text, index: int, place: int, column: Column) -> Fault:
        return Fault(says, field=column.key, row=index + 1, column=self.head.headings[place])

    def _aside(self, index: int, own: list[Cell]) -> Text | None:
        """Say why a row is no record, None when it is one."""
        if self.serial is not None:
            number = self.sheet.at(index, self.serial)
            if isinstance(number, str) and _SAMPLE.fullmatch(plain(number)):
                return Text("示例行，没有导入。", "The sample row, not imported.")
        texts = list(_texts(own))
        if not texts:
            return None
        first = plain(texts[0])
        quoted = shown(tidy(texts[0]))
        if _TOTAL.fullmatch(first):
            return Text(f"“{quoted}”行，没有导入。", f"The row “{quoted}”, not imported.")
        if _NOTE.fullmatch(first) and not self._complete(index):
            return Text(
                f"“{quoted}”是表外说明，没有导入。",
                f"“{quoted}” is a remark outside of the table, not imported.",
            )
        caption = self.captions.get(index)
        if caption is not None and self._spans(caption, index):
            return Text(
                f"“{quoted}”是横贯表格的小标题，没有导入。",
                f"“{quoted}” is a caption across the table, not imported.",
            )
        return None

    def _complete(self, index: int) -> bool:
        """Tell whether a row has every required value, and is a record whatever it begins with."""
        needed = [place for place, column in self.head.columns.items() if column.required]
        return bool(needed) and all(_filled(self.sheet.at(index, place)) for place in needed)

    def _spans(self, caption: _Caption, index: int) -> bool:
        """Tell whether a merged value covers most of the table and stands alone in its row."""
        places = [p for p in self.head.headings if caption.left <= p <= caption.right]
        others = [
            p
            for p in self.head.columns
            if not caption.left <= p <= caption.right and _filled(self.sheet.at(index, p))
        ]
        return not others and 2 * len(places) > len(self.head.headings)


def _filled(cell: Cell) -> bool:
    return bool(tidy(cell)) if isinstance(cell, str) else cell is not None


def _texts(cells: list[Cell]) -> Iterator[str]:
    """Yield the written texts of a row, numbers and errors left out."""
    for cell in cells:
        if isinstance(cell, Broken):
            continue
        if isinstance(cell, str) and tidy(cell):
            yield cell
