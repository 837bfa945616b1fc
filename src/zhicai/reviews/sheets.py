"""Reviews as Excel files: applications, nominations, winners, sheets out; scores by hand in."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import IndicatorRule
from zhicai.reviews.actions.evaluating import Given
from zhicai.reviews.models import Evaluation, Sheet
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

SHEET, NAME_KEY = "sheet", "name"
NAME = Column("name", Text("姓名", "Name"), width=12)
PLACE = Column("place", Text("县（市、区）", "County"), width=16)
STATE = Column("state", Text("状态", "State"), width=14)
APPLICATIONS = SheetShape(
    name="applications",
    title=Text("升级申请", "Applications for an upgrade"),
    columns=(
        NAME, PLACE,
        Column("grade", Text("申请级别", "Grade"), Kind.INTEGER, width=10),
        Column("first", Text("评审一", "First"), Kind.DECIMAL, width=10),
        Column("second", Text("评审二", "Second"), Kind.DECIMAL, width=10),
        Column("third", Text("评审三", "Third"), Kind.DECIMAL, width=10),
        Column("score", Text("得分", "Score"), Kind.DECIMAL, width=10),
        STATE,
        Column("reason", Text("意见", "Opinion"), width=40),
    ),
)  # fmt: skip
NOMINATIONS = SheetShape(
    name="nominations",
    title=Text("表彰提名", "Nominations"),
    columns=(
        Column("award", Text("奖项", "Award"), width=24),
        NAME, PLACE,
        Column("employer", Text("工作单位", "Employer"), width=30),
        Column("office", Text("提名单位", "Nominated by"), width=26),
        Column("votes", Text("票数", "Votes"), Kind.INTEGER, width=8),
        Column("order", Text("排序", "Order"), Kind.INTEGER, width=8),
        STATE,
        Column("reason", Text("事迹和理由", "Reason"), width=60, longest=1000),
    ),
)  # fmt: skip
_SCORE = {"lowest": Decimal(0), "highest": Decimal(100)}
_STRANGE = Text("这份评价里没有这个编号，请用导出的模板。",
                "No sheet has this number; use the template.")  # fmt: skip
_NOTHING = Text("表里没有一个分数。", "There is no score in the table.")
_TWICE = Text("这个人在表里出现了两次。", "This person stands in the table twice.")


class Unread(BadInput):
    """A file that cannot be taken, with every fault as Excel counts rows."""


def _language() -> str:
    return get_language() or "zh-hans"


def marks_shape(rules: Iterable[IndicatorRule]) -> SheetShape:
    """Return the table of scores by hand."""
    says = Text(
        "只填 0 到 100 的分数，空着的不改；不要改编号。",
        "Scores from 0 to 100; what is empty stays; leave the number as it is.",
    )
    columns = [
        Column(SHEET, Text("编号", "Number"), required=True, width=10), NAME, PLACE,
        *(
            Column(f"i-{one.id}", one.says, Kind.DECIMAL, width=18, **_SCORE)  # type: ignore[arg-type]
            for one in rules if one.how == "hand"
        ),
    ]  # fmt: skip
    return SheetShape("hand-scores", Text("手工评分表", "Scores by hand"), tuple(columns), (says,))


def marks_sheet(rules: Sequence[IndicatorRule], rows: Iterable[Sheet]) -> HttpResponse:
    """Return the table to fill in, with everybody and the scores so far."""
    shape, lines = marks_shape(rules), []
    hand = [one.id for one in rules if one.how == "hand"]
    for row in rows:
        scores = {one.indicator: one.score for one in row.scores.all()}
        line: dict[str, Any] = {
            SHEET: str(row.pk), "name": row.person.name, "place": row.person.home.name,
        }  # fmt: skip
        line |= {f"i-{key}": scores[key] for key in hand if scores.get(key) is not None}
        lines.append(line)
    content = write_table(shape, lines, language=_language())
    return download(content, f"{shape.title.in_language(_language())}.xlsx")


def read_marks(file: bytes, rules: Sequence[IndicatorRule], known: set[int]) -> list[Given]:
    """Return the scores of a file; Unread with every fault, and for a table without a score."""
    table = read_table(file, marks_shape(rules))
    hand = [one.id for one in rules if one.how == "hand"]
    faults: list[Fault] = list(table.faults)
    given: list[Given] = []
    seen: set[str] = set()
    for row in table.rows:
        written = str(row.values.get(SHEET) or "").strip()
        number = int(written) if written.isascii() and written.isdigit() else 0
        if number not in known:
            faults.append(table.fault(row, SHEET, _STRANGE))
            continue
        if written in seen:
            faults.append(table.fault(row, SHEET, _TWICE))
            continue
        seen.add(written)
        scores = {key: row.values.get(f"i-{key}") for key in hand}
        found = {key: value for key, value in scores.items() if value is not None}
        if found:
            given.append(Given(number, found))
    if not faults and not given:
        faults.append(Fault(_NOTHING))
    if faults:
        raise Unread(faults)
    return given


def results_sheet(
    found: Evaluation, rules: Sequence[IndicatorRule], rows: Iterable[Sheet]
) -> HttpResponse:
    """Return the sheets of an evaluation as one table, an indicator a column."""
    year = found.programme_year.year
    columns = [
        NAME, PLACE,
        *(Column(f"i-{one.id}", one.says, Kind.DECIMAL, width=16) for one in rules),
        Column("total", Text("总分", "Total"), Kind.DECIMAL, width=10),
    ]  # fmt: skip
    title = Text(f"{year} 年人才评价（第 {found.number} 版）",
                 f"Evaluation of {year} (version {found.number})")  # fmt: skip
    shape = SheetShape("evaluation", title, tuple(columns))
    lines = []
    for row in rows:
        line: dict[str, Any] = {
            "name": row.person.name, "place": row.person.home.name, "total": row.total,
        }  # fmt: skip
        line |= {f"i-{s.indicator}": s.score for s in row.scores.all() if s.score is not None}
        lines.append(line)
    content = write_table(shape, lines, language=_language())
    return download(content, f"{title.in_language(_language())}.xlsx")
