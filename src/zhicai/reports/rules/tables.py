"""The tables of a report as grids: what stands in which cell, and what each cell opens to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from zhicai.foundation.text import Text
from zhicai.law.schema import ReportTable
from zhicai.law.units import unit_name
from zhicai.reports.rules.taken import (
    NOTHING,
    Taken,
    TakenPart,
    difference,
    written,
    written_change,
)

HIDDEN = "＊"
"""Stands for a count that is too small to be shown."""
BEFORE, CHANGE = Text("上年", "Year before"), Text("增减", "Change")
TOTAL, MEAN = Text("合计", "Total"), Text("平均", "Mean")
FIGURE, UNIT, THIS = Text("指标", "Figure"), Text("单位", "Unit"), Text("本年", "This year")
DIVISIONS = {
    "city": Text("市州", "City"),
    "county": Text("县（市、区）", "County"),
    "industry": Text("行业", "Industry"),
    "employer-type": Text("单位类型", "Kind of employer"),
    "track": Text("培训线", "Track"),
    "level": Text("级别", "Level"),
    "kind": Text("种类", "Kind"),
    "chain": Text("产业链", "Industry chain"),
    "grade": Text("等级", "Grade"),
    "own-answers": Text("问题和回答", "Question and answer"),
    "employer-answers": Text("问题和回答", "Question and answer"),
}
NO_WORDS = Text("", "")
_BY_PLACE = ("city", "county")
_SPREAD = ("own-answers", "employer-answers")
"""Divisions whose parts do not add up to the whole."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its text, the place of its figure in the table, the part that it opens to."""

    text: str
    figure: int
    which: Literal["value", "before", "change", "mean"] = "value"
    value: Decimal | None = None
    rows: int = 0
    key: str = ""
    at: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line: what it is of, its cells; ``unit`` where each line has its own."""

    label: Text
    cells: tuple[GridCell, ...]
    unit: str = ""
    query: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its heads, its lines, the sums below. ``by`` is the division, empty without one."""

    id: str
    name: Text
    by: str
    heads: tuple[Text, ...]
    rows: tuple[GridRow, ...]
    sums: tuple[GridRow, ...]
    figures: tuple[str, ...]


def grid_of(table: ReportTable, figures: Mapping[str, Taken]) -> Grid:
    """Return a table of a report with its figures; one that nobody counts shows —."""
    known = [figures[key] for key in table.figures if key in figures]
    return _divided(table, known) if table.by else _listed(table, known)


def _listed(table: ReportTable, known: Sequence[Taken]) -> Grid:
    heads = [FIGURE, UNIT, THIS, *([BEFORE, CHANGE] if table.compare else [])]
    rows = []
    for at, one in enumerate(known):
        cells = [_value(at, one, one.value, one.rows)]
        if table.compare:
            cells += [_before(at, one, one.before, one.rows), _change(at, one.change, one.rows)]
        rows.append(GridRow(one.says, tuple(cells), unit_name(one.unit).zh, one.query))
    return Grid(
        table.id, table.name, "", tuple(heads), tuple(rows), (), tuple(one.key for one in known)
    )


def _divided(table: ReportTable, known: Sequence[Taken]) -> Grid:
    by = table.by or ""
    heads = [DIVISIONS.get(by, Text(by, by))]
    for one in known:
        unit = unit_name(one.unit)
        heads.append(Text(f"{one.says.zh}（{unit.zh}）", f"{one.says.en} ({unit.en})"))
        heads += [BEFORE, CHANGE] if table.compare else []
    rows = []
    for key, label in _order(by, known):
        cells: list[GridCell] = []
        for at, one in enumerate(known):
            part = one.parts.get(by, {}).get(key)
            cells += _part(table, at, one, part, key)
        rows.append(GridRow(Text(label, label), tuple(cells)))
    sums = [] if by in _SPREAD or not rows else _sums(table, known)
    return Grid(
        table.id, table.name, by, tuple(heads), tuple(rows), tuple(sums),
        tuple(one.key for one in known),
    )  # fmt: skip


def _order(by: str, known: Sequence[Taken]) -> list[tuple[str, str]]:
    """The parts of a division: places by code, answers as asked, the rest the largest first."""
    labels: dict[str, str] = {}
    size: dict[str, Decimal] = {}
    for one in known:
        for key, part in one.parts.get(by, {}).items():
            labels.setdefault(key, part.label)
            size[key] = size.get(key, Decimal(0)) + (part.value or 0)
    if by in (*_BY_PLACE, *_SPREAD):
        return sorted(labels.items())
    return sorted(labels.items(), key=lambda item: (-size[item[0]], item[0]))


def _part(
    table: ReportTable, at: int, one: Taken, part: TakenPart | None, key: str
) -> list[GridCell]:
    value = part.value if part else (Decimal(0) if one.counted else None)
    rows = part.rows if part else 0
    cells = [_value(at, one, value, rows, key)]
    if table.compare:
        before = part.before if part else None
        change = difference(value, before)
        cells += [_before(at, one, before, rows), _change(at, change, rows)]
    return cells


def _value(at: int, one: Taken, value: Decimal | None, rows: int, part: str = "") -> GridCell:
    opens = rows > 0 or (value is not None and not part)
    return GridCell(written(value), at, "value", value, rows, one.key, part, opens)


def _before(at: int, one: Taken, value: Decimal | None, rows: int) -> GridCell:
    """What it was; a count of the year before tells itself on how many rows it rested."""
    whole = value is not None and one.unit != "percent" and value == value.to_integral_value()
    return GridCell(written(value), at, "before", value, int(value or 0) if whole else rows)


def _change(at: int, value: Decimal | None, rows: int) -> GridCell:
    return GridCell(written_change(value), at, "change", value, rows)


def _sums(table: ReportTable, known: Sequence[Taken]) -> list[GridRow]:
    """The whole below its parts; where the year before is compared, the mean of a part as well."""
    total: list[GridCell] = []
    mean: list[GridCell] = []
    for at, one in enumerate(known):
        total.append(_value(at, one, one.value, one.rows))
        if table.compare:
            total += [_before(at, one, one.before, one.rows), _change(at, one.change, one.rows)]
            parts = list(one.parts.get(table.by or "", {}).values())
            mean += [
                _mean(at, [part.value for part in parts]),
                _mean(at, [part.before for part in parts]),
                _mean(at, [difference(part.value, part.before) for part in parts], signed=True),
            ]
    rows = [GridRow(TOTAL, tuple(total))]
    return [*rows, GridRow(MEAN, tuple(mean))] if mean else rows


def _mean(at: int, values: Sequence[Decimal | None], *, signed: bool = False) -> GridCell:
    known = [value for value in values if value is not None]
    if not known:
        return GridCell(NOTHING, at, "mean")
    value = (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return GridCell(written_change(value) if signed else written(value), at, "mean", value)
