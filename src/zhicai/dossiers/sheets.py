"""The tables of a summary as Excel files: the annex of classes, that of counties, the list."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.dossiers.queries.summaries import CityRow
from zhicai.dossiers.rules.figures import Figures
from zhicai.filing.rules import STATE_WORDS, State
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table
from zhicai.training.models import TrainingClass

_PEOPLE = (
    Column("registered", Text("录取", "Registered"), Kind.INTEGER, width=8),
    Column("attended", Text("实际参加", "Attended"), Kind.INTEGER, width=10),
    Column("completed", Text("完成培训", "Completed"), Kind.INTEGER, width=10),
)
_MONEY = (
    Column("budget", Text("预算（万元）", "Budget (10,000 yuan)"), Kind.MONEY, width=14),
    Column("spent", Text("支出（万元）", "Spent (10,000 yuan)"), Kind.MONEY, width=14),
)
CLASSES = (
    Column("place", Text("单位", "Office"), width=18),
    Column("number", Text("编号", "Number"), width=18),
    Column("title", Text("班次", "Class"), width=34),
    Column("track", Text("类别", "Track"), width=12),
    Column("state", Text("状态", "State"), width=10),
    Column("starts", Text("开班日期", "First day"), width=12),
    Column("ends", Text("结班日期", "Last day"), width=12),
    Column("venue", Text("地点", "Venue"), width=26),
    Column("hours", Text("学时", "Class hours"), width=8),
    Column("practice", Text("其中实操", "Of these practice"), width=10),
    Column("capacity", Text("名额", "Seats"), Kind.INTEGER, width=8),
    *_PEOPLE,
    *_MONEY,
    Column("score", Text("效果评估", "Effect score"), width=10),
)
COUNTIES = (
    Column("name", Text("单位", "Office"), width=20),
    Column("plan_classes", Text("计划期数", "Classes planned"), Kind.INTEGER, width=10),
    Column("held", Text("已办期数", "Classes held"), Kind.INTEGER, width=10),
    Column("ended", Text("已结束", "Ended"), Kind.INTEGER, width=8),
    Column("waiting", Text("未开班", "Not begun"), Kind.INTEGER, width=8),
    Column("cancelled", Text("取消", "Cancelled"), Kind.INTEGER, width=8),
    Column("plan_people", Text("计划人数", "People planned"), Kind.INTEGER, width=10),
    *_PEOPLE,
    Column("hours", Text("学时", "Class hours"), width=8),
    Column("plan_budget", Text("计划预算（万元）", "Budget planned (10,000 yuan)"), Kind.MONEY,
           width=14),
    *_MONEY,
)  # fmt: skip
LIST = (
    Column("city", Text("市州", "City"), width=18),
    Column("state", Text("状态", "State"), width=12),
    Column("sent", Text("报送日期", "Sent on"), Kind.DATE, width=12),
    Column("due", Text("期限", "Due"), Kind.DATE, width=12),
    Column("late", Text("逾期", "Late"), Kind.YES_NO, width=8),
    Column("classes", Text("已办期数", "Classes held"), Kind.INTEGER, width=10),
    Column("people", Text("录取", "Registered"), Kind.INTEGER, width=10),
    Column("completed", Text("完成培训", "Completed"), Kind.INTEGER, width=10),
)
TABLES = ("classes", "counties")
"""The annex tables by name."""


def _language() -> str:
    return get_language() or "zh-hans"


def _handed_out(
    name: str, title: Text, columns: tuple[Column, ...], rows: Iterable[dict[str, Any]]
) -> HttpResponse:
    language = _language()
    content = write_table(SheetShape(name, title, columns), rows, language=language)
    return download(content, f"{title.in_language(language)}.xlsx")


def annex_sheet(figures: Figures, table: str) -> HttpResponse:
    """Return one annex of a summary, its figures as they were fixed (``as_of``)."""
    whose = Text(figures.name, figures.english)
    if table == "counties":
        what = Text("各县（市、区）班次落实情况表", "classes held by county")
        keys = [column.key for column in COUNTIES]
        rows = [{key: getattr(line, key) for key in keys} for line in figures.counties]
        return _handed_out("class-counties", _titled(whose, what, figures), COUNTIES, rows)
    what = Text("班次明细表", "list of classes")
    keys = [column.key for column in CLASSES if column.key != "state"]
    rows = [
        {key: getattr(line, key) for key in keys}
        | {"state": str(TrainingClass.State(line.state).label)}
        for line in figures.classes
    ]
    return _handed_out("class-list", _titled(whose, what, figures), CLASSES, rows)


def _titled(whose: Text, what: Text, figures: Figures) -> Text:
    return Text(
        f"{whose.zh} {figures.year} 年度{what.zh}（截至 {figures.as_of}）",
        f"{whose.en} {figures.year}: {what.en} (as of {figures.as_of})",
    )


def list_sheet(rows: Iterable[CityRow], year: ProgrammeYear) -> HttpResponse:
    """Return the province's list of cities."""
    title = Text(f"{year.year} 年度市州班次落实汇总", f"Summaries of classes {year.year}")
    none = Text("未生成", "not generated")
    lines = [
        {
            "city": row.place.name,
            "state": (none if row.state == "none" else STATE_WORDS[State(row.state)]).in_language(
                _language()
            ),
            "sent": row.sent_on,
            "due": row.due,
            "late": row.late,
            "classes": _whole(row.classes),
            "people": _whole(row.people),
            "completed": _whole(row.completed),
        }
        for row in rows
    ]
    return _handed_out("class-summaries", title, LIST, lines)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
