"""The hours of a class as an Excel file: one row a person, one column a lesson."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.admission.models import Registration
from zhicai.attendance.queries.boards import Board
from zhicai.attendance.words import STATE_WORDS
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table


def hours_sheet(board: Board, people: Iterable[Registration], *, whole: bool) -> HttpResponse:
    """Return who was at which lesson and the hours of each; names whole for who runs the class."""
    language = get_language() or "zh-hans"
    columns = [
        Column("name", Text("姓名", "Name"), width=12),
        Column("employer", Text("工作单位", "Employer"), width=28),
    ]
    columns += [
        Column(f"l{one.pk}", Text(f"{one.day:%m-%d} {one.starts:%H:%M} {one.title}",
               f"{one.day:%m-%d} {one.starts:%H:%M} {one.title}"), width=16)
        for one in board.lessons
    ]  # fmt: skip
    columns.append(Column("hours", Text("学时", "Class hours"), Kind.DECIMAL, width=8))
    title = Text(f"{board.found.title}签到和学时", f"{board.found.title} attendance")
    shape = SheetShape("attendance", title, tuple(columns), ())
    rows = []
    for person in people:
        row = {
            "name": person.person.name if whole else masked_name(person.person.name),
            "employer": person.employer_name,
            "hours": board.hours(person.pk),
        }
        for lesson, cell in zip(board.lessons, board.cells(person.pk), strict=True):
            if cell is not None:
                row[f"l{lesson.pk}"] = STATE_WORDS[cell.state].in_language(language)
        rows.append({key: value for key, value in row.items() if value != ""})
    content = write_table(shape, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")
