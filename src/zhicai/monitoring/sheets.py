"""The tables of monitoring as Excel files."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.text import Text
from zhicai.law.engine import STATE_NAMES, State
from zhicai.monitoring.presenters.words import SEATS
from zhicai.monitoring.queries.board import Board, Cell
from zhicai.monitoring.queries.lines import Line
from zhicai.monitoring.queries.progress import CLASSES, DUTIES, MONEY, PEOPLE, Tracking
from zhicai.monitoring.queries.progress import Row as ProgressRow
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import FOOTING_WORDS
from zhicai.places.queries import PlaceFacts
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

_LINES = (
    Column("obligation", Text("事项", "Obligation"), width=20),
    Column("says", Text("要求", "What is asked"), width=44),
    Column("clause", Text("条款", "Clause"), width=16),
    Column("city", Text("市州", "City"), width=14),
    Column("place", Text("责任单位", "Owed by"), width=22),
    Column("level", Text("层级", "Level"), width=14),
    Column("due", Text("期限", "Due"), Kind.DATE, width=12),
    Column("state", Text("状态", "State"), width=12),
    Column("value", Text("现有", "Now"), Kind.DECIMAL, width=10),
    Column("goal", Text("要求数", "Goal"), Kind.DECIMAL, width=10),
    Column("missing", Text("还差", "Missing"), Kind.DECIMAL, width=10),
    Column("late", Text("逾期天数", "Days overdue"), Kind.INTEGER, width=10),
    Column("arithmetic", Text("计算", "Reckoning"), width=50),
)


def title_of(scope: Scope, what: Text) -> Text:
    """Return the title of a table: whose, which year, what, as of which day."""
    year, on, place = scope.year.year, scope.on, scope.place
    return Text(
        f"{place.name} {year} 年度{what.zh}（截至 {on.isoformat()}）",
        f"{place.en} {year}: {what.en} (as of {on.isoformat()})",
    )


def lines_sheet(lines: Iterable[Line], scope: Scope) -> HttpResponse:
    """Return a list of standings as an Excel file."""
    language = get_language() or "zh-hans"
    title = title_of(scope, Text("任务清单", "obligations"))
    shape = SheetShape("obligations", Text("任务清单", "Obligations"), _LINES)
    rows = (_line(line, language) for line in lines)
    content = write_table(shape, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def _line(line: Line, language: str) -> dict[str, Any]:
    verdict = line.standing.verdict
    overdue = line.left is not None and line.left < 0 and line.state.value == "overdue"

    def said(text: Text | PlaceFacts) -> str:
        return text.en if language.startswith("en") else text.zh

    return {
        "obligation": said(line.rule.short),
        "says": said(line.rule.says),
        "clause": line.rule.clause,
        "city": said(line.unit),
        "place": said(line.place),
        "level": said(SEATS[line.standing.level]),
        "due": line.due,
        "state": said(STATE_NAMES[line.state]),
        "value": verdict.facts.value,
        "goal": verdict.goal,
        "missing": verdict.missing,
        "late": -line.left if overdue and line.left is not None else None,
        "arithmetic": said(verdict.arithmetic),
    }


def matrix_sheet(board: Board, scope: Scope) -> HttpResponse:
    """Return the matrix as an Excel file: n/m and state of each obligation for each unit."""
    language = get_language() or "zh-hans"
    columns = (
        Column("place", Text("单位", "Unit"), width=18),
        Column("share", Text("总进度", "Progress"), width=10),
        Column("overdue", Text("逾期项数", "Overdue"), Kind.INTEGER, width=10),
        *(
            Column(
                column.rule.id,
                Text(
                    f"{column.rule.short.zh} {column.due or ''}".strip(),
                    f"{column.rule.short.en} {column.due or ''} [{column.rule.who.value}]".strip(),
                ),
                width=14,
            )
            for column in board.columns
        ),
    )
    shape = SheetShape("matrix", Text("任务完成情况", "Obligations by unit"), columns)
    rows = [
        {
            "place": row.place.en if language.startswith("en") else row.place.name,
            "share": "" if row.progress.share is None else f"{row.progress.share * 100:.1f}%",
            "overdue": row.overdue,
            **{cell.rule.id: _cell(cell, language) for cell in row.cells if cell is not None},
        }
        for row in board.rows
    ]
    title = title_of(scope, Text("任务完成情况", "obligations by unit"))
    content = write_table(shape, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def _cell(cell: Cell, language: str) -> str:
    state = STATE_NAMES[cell.state].in_language(language)
    return f"{cell.met}/{cell.owing} {state}" if cell.owing else state


_PROGRESS = (
    Column("place", Text("单位", "Unit"), width=20),
    Column("footing", Text("总体", "Overall"), width=10),
    Column("classes", Text("班次", "Classes"), Kind.INTEGER, width=8),
    Column("classes_plan", Text("计划班次", "Classes planned"), Kind.INTEGER, width=10),
    Column("classes_footing", Text("班次进度", "Classes: progress"), width=10),
    Column("people", Text("人数", "People"), Kind.INTEGER, width=8),
    Column("people_plan", Text("计划人数", "People planned"), Kind.INTEGER, width=10),
    Column("people_footing", Text("人数进度", "People: progress"), width=10),
    Column("money", Text("已落实经费（万元）", "Budgeted (10,000 yuan)"), Kind.MONEY, width=14),
    Column("money_plan", Text("计划经费（万元）", "Planned (10,000 yuan)"), Kind.MONEY, width=14),
    Column("spent", Text("支出（万元）", "Spent (10,000 yuan)"), Kind.MONEY, width=14),
    Column("overdue", Text("逾期任务", "Overdue"), Kind.INTEGER, width=10),
)


def progress_sheet(tracking: Tracking) -> HttpResponse:
    """Return the progress of counties, or of cities, as an Excel file."""
    language = get_language() or "zh-hans"
    title = title_of(tracking.scope, Text("进度跟踪", "progress"))
    shape = SheetShape("progress", Text("进度跟踪", "Progress"), _PROGRESS)
    rows = (_progress(row, language) for row in tracking.rows)
    content = write_table(shape, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def _progress(row: ProgressRow, language: str) -> dict[str, Any]:
    money = row.cell(MONEY)
    line: dict[str, Any] = {
        "place": row.place.name,
        "footing": FOOTING_WORDS[row.footing].in_language(language),
        "overdue": row.cell(DUTIES).count(State.OVERDUE),
        "spent": None if money.spent is None else int(money.spent),
    }
    for measure in (CLASSES, PEOPLE, MONEY):
        cell = row.cell(measure)
        course = cell.course
        if course is not None:
            line[measure] = None if course.value is None else int(course.value)
            line[f"{measure}_plan"] = int(course.plan)
        if measure != MONEY:
            line[f"{measure}_footing"] = FOOTING_WORDS[cell.footing].in_language(language)
    return line
