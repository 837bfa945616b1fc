"""Rosters and the list of dossiers as Excel files."""

from collections.abc import Iterable, Mapping

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.dossiers.queries.closing import DossierRow
from zhicai.dossiers.rules.rosters import RosterLine
from zhicai.filing.rules import STATE_WORDS, State
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

_NUMBER = Column("number", Text("证件号码", "Document number"), width=24)
_LINES = (
    Column("position", Text("序号", "No."), Kind.INTEGER, width=6),
    Column("name", Text("姓名", "Name"), width=12),
    Column("employer", Text("工作单位", "Employer"), width=32, longest=200),
    Column("place", Text("单位所在地", "County of the employer"), width=16),
    Column("post", Text("岗位", "Post"), width=16),
    Column("class_title", Text("考核班", "Class"), width=26, longest=200),
    Column("hours", Text("学时", "Class hours"), width=8),
    Column("exam", Text("考试", "Exam"), width=8),
    Column("practical", Text("实操", "Practical task"), width=8),
    Column("made_up", Text("补考", "Made up"), Kind.YES_NO, width=8),
    Column("decided_on", Text("合格日期", "Qualified on"), width=12),
)
_LIST = (
    Column("title", Text("班次", "Class"), width=28, longest=200),
    Column("place", Text("地点", "City"), width=12),
    Column("ends", Text("结班日期", "Last day"), Kind.DATE, width=12),
    Column("due", Text("期限", "Due"), Kind.DATE, width=12),
    Column("sent", Text("报送日期", "First sent"), Kind.DATE, width=12),
    Column("state", Text("状态", "State"), width=14),
    Column("late", Text("逾期", "Late"), Kind.YES_NO, width=8),
    Column("ready", Text("已备材料", "Items there"), Kind.INTEGER, width=10),
    Column("number", Text("归档号", "Number"), width=24),
)
STATES = {
    "running": Text("培训未结束", "class not over"),
    "none": Text("未编制", "not begun"),
}


def state_words(state: str) -> Text:
    """Return the words of a dossier's state, or of its absence."""
    return STATES.get(state) or STATE_WORDS[State(state)]


def roster_bytes(
    lines: Iterable[tuple[int, RosterLine]],
    title: Text,
    *,
    language: str = "zh-hans",
    masked: bool = False,
    numbers: Mapping[int, str] | None = None,
) -> bytes:
    """Return positions and lines of a roster as an Excel file.

    ``masked`` hides names, ``numbers`` adds the documents' by person.
    """
    columns = (*_LINES[:2], _NUMBER, *_LINES[2:]) if numbers is not None else _LINES
    shape = SheetShape("specialists", Text("合格专员名册", "Qualified specialists"), columns)
    rows = []
    for position, line in lines:
        row = {key.key: getattr(line, key.key) for key in _LINES if key.key != "position"}
        row |= {"position": position, "name": masked_name(line.name) if masked else line.name}
        if numbers is not None:
            row["number"] = numbers.get(line.person, "")
        rows.append(row)
    return write_table(shape, rows, language=language, title=title)


def roster_sheet(
    lines: Iterable[tuple[int, RosterLine]],
    title: Text,
    *,
    masked: bool,
    numbers: Mapping[int, str] | None = None,
) -> HttpResponse:
    """Hand a roster out as an Excel file in the language of the page."""
    language = get_language() or "zh-hans"
    content = roster_bytes(lines, title, language=language, masked=masked, numbers=numbers)
    return download(content, f"{title.in_language(language)}.xlsx")


def dossiers_sheet(rows: Iterable[DossierRow], year: ProgrammeYear) -> HttpResponse:
    """Hand the list of dossiers out as an Excel file."""
    language = get_language() or "zh-hans"
    title = Text(f"{year.year} 年度考核班结班材料", f"Closing dossiers {year.year}")
    lines = [
        {
            "title": row.found.title,
            "place": row.found.place.name,
            "ends": row.found.ends_on,
            "due": row.due,
            "sent": row.sent_on,
            "state": state_words(row.state).in_language(language),
            "late": row.late,
            "ready": row.ready,
            "number": row.filing.number if row.filing is not None else "",
        }
        for row in rows
    ]
    content = write_table(SheetShape("dossiers", title, _LIST), lines, language=language)
    return download(content, f"{title.in_language(language)}.xlsx")
