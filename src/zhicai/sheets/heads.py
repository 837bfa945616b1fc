"""Finding the head: which rows are it, and which column of the file is which of the shape.

A head may stand below an annex line, a merged title, a unit line and instructions, and may itself
be two or three rows with merged groups. The rows that know most of the shape's columns win.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.sheets import limits, refusals
from zhicai.sheets.grid import Cell, Sheet, Workbook, letters
from zhicai.sheets.shape import Column, SheetShape, plain_heading, without_remark
from zhicai.sheets.table import UnknownColumn
from zhicai.sheets.written import shown, tidy

REASON = Text("未导入原因", "Why not imported")
"""Head of the column that :mod:`.marking` adds; left aside when such a file comes back."""

SERIAL = Text("序号", "No.")
"""Head of the running number that :mod:`.writing` puts in front."""

_REASONS = frozenset({plain_heading(REASON.zh), plain_heading(REASON.en)})
_SERIALS = frozenset({"序号", "编号", "no.", "no", "number", "#"})
_DEEPEST = 3
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class _Heading:
    """One column's head: the merged groups above it, outermost first, and its own text last."""

    path: tuple[str, ...]

    @property
    def written(self) -> str:
        return shown("/".join(self.path), 40)

    def names(self) -> Iterator[str]:
        """Yield what it may be known by, the fullest first."""
        whole = plain_heading("".join(self.path))
        own = plain_heading(self.path[-1])
        for name in (whole, own, without_remark(whole), without_remark(own)):
            if name:
                yield name


@dataclass(frozen=True, slots=True)
class Head:
    """A head found in a sheet; rows and columns count from 0.

    ``columns`` are the known ones by place, ``headings`` all that are written.
    """

    sheet: Sheet
    first_row: int
    last_row: int
    columns: dict[int, Column]
    headings: dict[int, str]
    double: tuple[tuple[int, int], ...]
    """Pairs of places with the same column."""

    @property
    def known(self) -> frozenset[str]:
        """Return the keys of the columns that the file has."""
        return frozenset(column.key for column in self.columns.values())

    def serial_place(self) -> int | None:
        """Return where the running number stands, when the shape itself has no such column."""
        for place, heading in self.headings.items():
            if place not in self.columns and plain_heading(heading) in _SERIALS:
                return place
        return None

    def reason_place(self) -> int:
        """Return where reasons go: where they stood in an earlier round, else behind the sheet."""
        for place, heading in self.headings.items():
            if place not in self.columns and plain_heading(heading) in _REASONS:
                return place
        return self.sheet.width

    def unknown(self, shape: SheetShape) -> tuple[UnknownColumn, ...]:
        """Return the columns that nobody asked for, each with the missing one it may be meant
        as.
        """
        missing = {
            name: column for name, column in shape.names.items() if column.key not in self.known
        }
        found = []
        for place, heading in sorted(self.headings.items()):
            name = plain_heading(heading)
            if place in self.columns or name in _SERIALS | _REASONS:
                continue
            near = difflib.get_close_matches(without_remark(name), missing, n=1, cutoff=_NEAR)
            nearest = missing[near[0]] if near else None
            found.append(UnknownColumn(heading, letters(place + 1), nearest))
        return tuple(found)


def find_head(workbook: Workbook, shape: SheetShape) -> tuple[Head, tuple[str, ...]]:
    """Return the head of the first sheet that has all required columns, or of the best one.

    With it the names of further sheets that would have fitted. BadInput names what no sheet has.
    """
    heads = [head for sheet in workbook.sheets if (head := _head_of(sheet, shape)) is not None]
    whole = [head for head in heads if not _missing(head, shape)]
    if not whole and workbook.too_large:
        raise refusals.too_large(workbook.too_large[0])
    if not heads:
        raise _no_head(workbook, shape)
    if not whole:
        raise _incomplete(max(heads, key=lambda head: len(head.columns)), shape)
    return whole[0], tuple(head.sheet.name for head in whole[1:])


def _head_of(sheet: Sheet, shape: SheetShape) -> Head | None:
    """Return the rows of a sheet that know most columns, None when none knows any."""
    covered = sheet.spread(across=True)
    best: Head | None = None
    for depth in range(1, _DEEPEST + 1):
        for top in range(min(limits.HEAD_ROWS, len(sheet.rows)) - depth + 1):
            head = _tried(sheet, shape, covered, top, depth)
            if len(head.columns) > (len(best.columns) if best else 0):
                best = head
    return best


def _tried(
    sheet: Sheet, shape: SheetShape, covered: dict[tuple[int, int], Cell], top: int, depth: int
) -> Head:
    """Read ``depth`` rows from ``top`` as a head."""
    columns: dict[int, Column] = {}
    headings: dict[int, str] = {}
    taken: dict[str, int] = {}
    double = []
    found: list[tuple[int, list[str]]] = []
    for place, heading in _headings(sheet, covered, top, depth):
        headings[place] = heading.written
        found.append((place, list(heading.names())))
    for rank in range(4):  # a full name beats a name without its group or remark
        for place, names in found:
            column = shape.names.get(names[rank]) if rank < len(names) else None
            if column is None or place in columns:
                continue
            if column.key not in taken:
                taken[column.key] = place
                columns[place] = column
            elif rank == 0:
                double.append((taken[column.key], place))
    last = top + depth - 1
    for merge in sheet.merges:
        if top <= merge.top <= last and merge.left in headings:
            last = max(last, min(merge.bottom, limits.HEAD_ROWS + _DEEPEST))
    return Head(sheet, top, last, columns, headings, tuple(double))


def _headings(
    sheet: Sheet, covered: dict[tuple[int, int], Cell], top: int, depth: int
) -> Iterator[tuple[int, _Heading]]:
    """Yield each column that has a head. A group without a merge (.csv) reaches to the next one."""
    group = [""] * depth
    for place in range(min(sheet.width, limits.MAX_COLUMNS)):
        path: list[str] = []
        own = [_written(sheet, covered, top + level, place) for level in range(depth)]
        for level, text in enumerate(own):
            if text:
                group[level:] = [text] + [""] * (depth - level - 1)
            elif level < depth - 1 and any(own[level + 1 :]):
                text = group[level]
            if text and (not path or path[-1] != text):
                path.append(text)
        if path:
            yield place, _Heading(tuple(path))


def _written(sheet: Sheet, covered: dict[tuple[int, int], Cell], row: int, column: int) -> str:
    value = sheet.at(row, column)
    if value is None:
        value = covered.get((row, column))
    return tidy(value) if isinstance(value, str) else ""


def _missing(head: Head, shape: SheetShape) -> list[Column]:
    return [column for column in shape.columns if column.required and column.key not in head.known]


def _incomplete(head: Head, shape: SheetShape) -> BadInput:
    """Name every required column that the head lacks, with what may be meant as it."""
    near = {unknown.nearest.key: unknown for unknown in head.unknown(shape) if unknown.nearest}
    row = head.last_row + 1
    faults = []
    for column in _missing(head, shape):
        zh, en = column.heading.zh, column.heading.en
        like = near.get(column.key)
        if like is None:
            says = Text(
                f"第 {row} 行的表头里缺少必填列“{zh}”；请按模板补上这一列再上传。",
                f"The head in row {row} lacks the required column “{en}”; add it as in the "
                "template.",
            )
        else:
            says = Text(
                f"第 {row} 行的表头里缺少必填列“{zh}”；"
                f"{like.letter} 列“{like.heading}”像是它，改名后再上传。",
                f"The head in row {row} lacks the required column “{en}”; column {like.letter} "
                f"“{like.heading}” looks like it: rename it and upload again.",
            )
        faults.append(Fault(says, field=column.key, column=zh))
    return BadInput(faults)


def _no_head(workbook: Workbook, shape: SheetShape) -> BadInput:
    """Say that no row looks like a head, with the headings that one needs."""
    needed = [column.heading for column in shape.columns if column.required]
    needed = needed or [column.heading for column in shape.columns]
    zh = "、".join(heading.zh for heading in needed)
    en = ", ".join(heading.en for heading in needed)
    if not any(sheet.rows for sheet in workbook.sheets):
        return refusals.refused(
            "表格里没有内容；请下载模板，填写后再上传。",
            "The table has no content. Download the template, fill it in and upload it.",
        )
    return refusals.refused(
        f"前 {limits.HEAD_ROWS} 行里没有找到表头；表头要有：{zh}。请按模板整理后再上传。",
        f"No head was found in the first {limits.HEAD_ROWS} rows; it needs: {en}. "
        "Arrange the table as in the template and upload it again.",
    )
