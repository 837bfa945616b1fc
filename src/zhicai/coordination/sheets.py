"""The tables of coordination as Excel files: targets in and out, indicators and lists out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.coordination.models import Problem
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.indicators import Evaluation, EvaluationRow, MarkKind
from zhicai.coordination.queries.targets import Sheet
from zhicai.coordination.rules.indicators import Indicator
from zhicai.coordination.rules.problems import age
from zhicai.coordination.rules.targets import MOST, Holder, Target, holds
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.units import unit_name
from zhicai.places.queries import PlaceFacts, PlaceTree
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.table import Table
from zhicai.sheets.writing import write_table

NOT_MEASURED = Text("未计量", "not measured")
NOT_OWED = Text("—", "—")


class Unreadable(BadInput):
    """A table with faults; ``table`` is what was read, to give the file back marked."""

    def __init__(self, table: Table, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.table = table


def _language() -> str:
    return get_language() or "zh-hans"


# --- targets -----------------------------------------------------------------------------------


def targets_shape(sheet: Sheet) -> SheetShape:
    """Return the table of a city's breakdown: one row for each holder, a column for each target."""
    return SheetShape(
        name="targets",
        title=Text("年度目标分解表", "Yearly targets broken down"),
        instructions=(
            Text(
                "一行一个单位；代码和单位名称不要改。空着的格子表示没有分到这一项。",
                "One row for each unit; leave code and name as they are. An empty cell means none.",
            ),
        ),
        columns=(
            Column("code", Text("代码", "Code"), required=True, width=12),
            Column("name", Text("单位", "Unit"), width=24),
            *(
                Column(
                    target.rule,
                    _head(target, sheet),
                    Kind.INTEGER,
                    lowest=0,
                    highest=MOST,
                    unit=target.unit,
                    width=14,
                    help=target.says,
                )
                for target in sheet.targets
            ),
        ),
    )


def _head(target: Target, sheet: Sheet) -> Text:
    """The head of a target's column; two of the same name are told apart by who owes them."""
    alike = sum(one.short == target.short for one in sheet.targets)
    if alike < 2:
        return target.short
    level = LEVELS[target.level.value]
    return Text(f"{target.short.zh}-{level.zh}", f"{target.short.en}, {level.en}")


def targets_sheet(sheet: Sheet, desk: Desk) -> HttpResponse:
    """Return a city's breakdown as an Excel file that can be read again."""
    language, city, year = _language(), sheet.city, desk.year.year
    shares = sheet.draft or sheet.issued
    rows = [
        {
            "code": holder.key,
            "name": holder.name.in_language(language),
            **{
                target.rule: value
                for target in sheet.targets
                if (value := shares.get(target.rule, {}).get(holder.key)) is not None
            },
        }
        for holder in sheet.holders
    ]
    title = Text(f"{city.name} {year} 年度目标分解表", f"{city.en} {year}: targets broken down")
    content = write_table(targets_shape(sheet), rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def read_targets(file: bytes, sheet: Sheet) -> dict[str, dict[str, int]]:
    """Return the shares of a file; Unreadable with every fault of every row."""
    table = read_table(file, targets_shape(sheet))
    holders = {holder.key: holder for holder in sheet.holders}
    faults = list(table.faults)
    found: dict[str, dict[str, int]] = {target.rule: {} for target in sheet.targets}
    seen: set[str] = set()
    for row in table.rows:
        key = str(row.values.get("code") or "")
        holder = holders.get(key)
        if holder is None:
            if key:
                says = Text(
                    f"本市没有代码为 {key} 的单位。", f"This city has no unit with the code {key}."
                )
                faults.append(table.fault(row, "code", says))
            continue
        if key in seen:
            says = Text(f"{holder.name.zh}写了两行。", f"{holder.name.en} stands twice.")
            faults.append(table.fault(row, "code", says))
        seen.add(key)
        _take(row.values, holder, sheet.targets, found)
    if faults:
        raise Unreadable(table, faults)
    return found


def _take(
    values: Mapping[str, Any],
    holder: Holder,
    targets: Iterable[Target],
    found: dict[str, dict[str, int]],
) -> None:
    for target in targets:
        value = values.get(target.rule)
        if value is not None and holds(target, holder):
            found[target.rule][holder.key] = int(value)


# --- indicators --------------------------------------------------------------------------------


def indicators_sheet(
    evaluation: Evaluation, desk: Desk, kinds: Mapping[str, MarkKind]
) -> HttpResponse:
    """Return the indicators of a year, a row for each city and county; 未计量 is never a zero."""
    language = _language()
    columns = [
        Column("code", Text("代码", "Code"), width=10),
        Column("city", Text("市州", "City"), width=16),
        Column("place", Text("单位", "Unit"), width=20),
        Column("level", Text("层级", "Level"), width=8),
        Column("marks", Text("评审标记", "Marks"), width=24),
    ]
    for number, one in enumerate(evaluation.weights, start=1):
        unit = unit_name(one.rule.unit)
        weight = plain(one.weight)
        group = Text(
            f"{number}. {one.rule.short.zh}（权重 {weight}）",
            f"{number}. {one.rule.short.en} (weight {weight})",
        )
        columns += [
            Column(f"{one.rule.id}.value", Text("现有", "Now"), width=12, unit=unit, group=group),
            Column(f"{one.rule.id}.goal", Text("要求", "Goal"), width=10, group=group),
            Column(f"{one.rule.id}.points", Text("得分", "Points"), width=10, group=group),
        ]
    columns += [
        Column("total", Text("合计得分", "Total"), width=12),
        Column("measured", Text("已计量权重", "Weight measured"), width=12),
    ]
    shape = SheetShape("indicators", Text("办班指标", "Class indicators"), tuple(columns))
    year, on = desk.year.year, desk.on.isoformat()
    title = Text(
        f"{year} 年度专员培训办班指标（截至 {on}）",
        f"Class indicators of {year} (as of {on})",
    )
    rows = [_indicator_row(row, desk.tree, kinds, language) for row in evaluation.rows]
    content = write_table(shape, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def _indicator_row(
    row: EvaluationRow, tree: PlaceTree, kinds: Mapping[str, MarkKind], language: str
) -> dict[str, Any]:
    def said(text: Text | PlaceFacts) -> str:
        return text.en if language.startswith("en") else text.zh

    city = tree.city_of(row.place)
    cells: dict[str, Any] = {
        "code": row.place.code,
        "city": said(city) if city else "",
        "place": said(row.place),
        "level": said(LEVELS[row.level.value]),
        "marks": "；".join(said(kinds[mark].name) for mark in row.marks if mark in kinds),
        "total": said(NOT_MEASURED) if row.score.points is None else plain(row.score.points),
        "measured": plain(row.score.of),
    }
    for one in row.indicators:
        cells[f"{one.rule}.value"] = _figure(one, one.value, said)
        cells[f"{one.rule}.goal"] = "" if one.goal is None else plain(one.goal)
        cells[f"{one.rule}.points"] = _figure(one, one.points, said)
    return cells


LEVELS = {"city": Text("市", "city"), "county": Text("县", "county")}


def _figure(one: Indicator, value: Decimal | None, said: Any) -> str:
    if not one.applies:
        return said(NOT_OWED)  # type: ignore[no-any-return]
    return said(NOT_MEASURED) if value is None else plain(value)


# --- problems ----------------------------------------------------------------------------------

_PROBLEMS = (
    Column("place", Text("单位", "Office"), width=20),
    Column("title", Text("问题", "Problem"), width=32),
    Column("text", Text("说明", "Details"), width=44),
    Column("clause", Text("条款", "Clause"), width=14),
    Column("raised", Text("登记日期", "Raised on"), Kind.DATE, width=12),
    Column("age", Text("已过天数", "Days open"), Kind.INTEGER, width=10),
    Column("state", Text("状态", "State"), width=10),
    Column("unit", Text("责任单位", "Responsible unit"), width=20),
    Column("person", Text("责任人", "Responsible person"), width=12),
    Column("measure", Text("对策", "Measure"), width=40),
    Column("due", Text("期限", "Due"), Kind.DATE, width=12),
    Column("note", Text("销号说明", "Closing note"), width=30),
)


def problems_sheet(problems: Iterable[Problem], desk: Desk) -> HttpResponse:
    """Return a list of problems as an Excel file."""
    language = _language()
    rows = [
        {
            "place": one.place.name,
            "title": (one.title_en if language.startswith("en") else "") or one.title,
            "text": (one.text_en if language.startswith("en") else "") or one.text,
            "clause": one.clause,
            "raised": one.raised_on,
            "age": age(one.raised_on, one.closed_on, desk.on),
            "state": one.get_state_display(),
            "unit": one.owner_unit,
            "person": one.owner_person,
            "measure": one.measure,
            "due": one.due,
            "note": one.closing_note,
        }
        for one in problems
    ]
    title = Text(
        f"{desk.year.year} 年度问题清单（截至 {desk.on.isoformat()}）",
        f"Problems of {desk.year.year} (as of {desk.on.isoformat()})",
    )
    shape = SheetShape("problems", Text("问题清单", "Problems"), _PROBLEMS)
    content = write_table(shape, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")
