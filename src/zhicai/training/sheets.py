"""The tables of training as Excel files: timetable and lecturers in and out, lists out."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.places.queries import PlaceTree
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table, write_template
from zhicai.training.actions import LecturerFacts
from zhicai.training.actions.pool import lecturer_faults
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.gaps import Gap
from zhicai.training.queries.reports import ShareLine
from zhicai.training.rules.timetable import (
    BREADTH_WORDS,
    FORM_WORDS,
    MOST_HOURS,
    PROFESSIONAL,
    THEORY,
    LessonFacts,
    lesson_faults,
)


class Unreadable(BadInput):
    """A file with faults; ``table`` is what was read, so that it can be handed back marked."""

    def __init__(self, table: Table, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.table = table


def _language() -> str:
    return get_language() or "zh-hans"


def _items(frame: Frame) -> tuple[Choice, ...]:
    return tuple(Choice(i.id, i.label, (i.name.zh, i.name.en)) for i in frame.items)


def _file(shape: SheetShape, rows: Iterable[dict[str, Any]], title: Text) -> HttpResponse:
    lines = [{k: v for k, v in row.items() if v not in (None, "", ())} for row in rows]
    content = write_table(shape, lines, language=_language(), title=title)
    return download(content, f"{title.in_language(_language())}.xlsx")


# --- the timetable -------------------------------------------------------------------------------


def lessons_shape(frame: Frame) -> SheetShape:
    """Return the table of a class's lessons; its choices are the curriculum of the year."""
    forms = tuple(Choice(key, words) for key, words in FORM_WORDS.items())
    breadths = tuple(Choice(key, words) for key, words in BREADTH_WORDS.items())
    columns = [
        Column("day", Text("日期", "Day"), Kind.DATE, required=True, width=12,
               aliases=("上课日期",)),
        Column("starts", Text("开始", "From"), required=True, width=8, aliases=("开始时间",),
               example="08:30"),
        Column("ends", Text("结束", "To"), required=True, width=8, aliases=("结束时间",),
               example="11:30"),
        Column("title", Text("课程", "Course"), required=True, longest=200, width=36,
               aliases=("课程名称", "内容"), example="专利检索分析系统实操"),
        Column("hours", Text("学时", "Class hours"), Kind.DECIMAL, required=True, lowest=0,
               highest=MOST_HOURS, width=8, aliases=("课时",)),
        Column("room", Text("教室", "Room"), longest=80, width=14, example="三楼会议室"),
        Column("form", Text("形式", "Form"), Kind.CHOICE, choices=forms, width=8),
        Column("breadth", Text("类别", "Kind"), Kind.CHOICE, choices=breadths, width=10),
    ]  # fmt: skip
    if items := _items(frame):
        columns.append(
            Column("items", Text("对应条目", "Curriculum items"), Kind.CHOICES, choices=items,
                   width=18, aliases=("课程清单",), example=(items[-1].value,))
        )  # fmt: skip
    says = Text(
        "一行一节课；时间写成 08:30；“对应条目”可填多个，用顿号隔开。",
        "One row for each lesson; times as 08:30; several items divided by a comma.",
    )
    return SheetShape("timetable", Text("课表", "Timetable"), tuple(columns), (says,))


def lessons_sheet(lessons: Sequence[Lesson], frame: Frame, name: str) -> HttpResponse:
    """Return a timetable as an Excel file that can be read again."""
    shape = lessons_shape(frame)
    known = {item.id for item in frame.items}
    rows = [
        {
            "day": one.day, "starts": f"{one.starts:%H:%M}", "ends": f"{one.ends:%H:%M}",
            "title": one.title, "hours": one.hours, "room": one.room, "form": one.form,
            "breadth": one.breadth, "items": tuple(key for key in one.items if key in known),
        }
        for one in lessons
    ]  # fmt: skip
    return _file(shape, rows, Text(f"{name}课表", f"{name} timetable"))


def lessons_template(frame: Frame) -> HttpResponse:
    """Return the empty table."""
    shape = lessons_shape(frame)
    content = write_template(shape, language=_language())
    return download(content, f"{shape.title.in_language(_language())}.xlsx")


def read_lessons(file: bytes, frame: Frame, found: TrainingClass) -> list[LessonFacts]:
    """Return the lessons of a file. A row that stands in the timetable already (same day, start
    and course) stays that lesson. Unreadable with every fault, rows as Excel counts them.
    """
    table = read_table(file, lessons_shape(frame))
    have = {
        (one.day, one.starts, one.title): one.pk for one in found.lessons.filter(cancelled=False)
    }
    faults, lessons = list(table.faults), []
    for row in table.rows:
        starts, ends = (_clock(table, row, key, faults) for key in ("starts", "ends"))
        lessons.append(_lesson(row, starts, ends, have))
    known = frozenset(item.id for item in frame.items)
    own = lesson_faults(lessons, first=found.starts_on, last=found.ends_on, known=known)
    bad = table.faulty_rows | {fault.row for fault in faults}
    for fault in own:
        if fault.row is None:
            faults.append(fault)
            continue
        row = table.rows[fault.row - 1]
        if row.number not in bad:
            faults.append(table.fault(row, fault.column or "title", fault.says))
    if faults:
        raise Unreadable(table, faults)
    return lessons


def _lesson(row: Row, starts: time | None, ends: time | None, have: dict[Any, int]) -> LessonFacts:
    values = row.values
    title = values["title"] or ""
    return LessonFacts(
        title, values["day"], starts, ends, values["hours"], values["room"] or "",
        values["form"] or THEORY, values["breadth"] or PROFESSIONAL,
        tuple(values.get("items") or ()), have.pop((values["day"], starts, title), None),
    )  # fmt: skip


def _clock(table: Table, row: Row, key: str, faults: list[Fault]) -> time | None:
    """A time of day as written; Excel's own arrives as 08:30:00."""
    written = str(row.values[key] or "")
    found = re.fullmatch(r"(\d{1,2})[:：.](\d{2})(?:[:：]\d{2})?", written)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    if written:
        says = Text(f"“{written[:20]}”不是时间，请写成 08:30。", f"“{written[:20]}” is no time.")
        faults.append(table.fault(row, key, says))
    return None


# --- lecturers -----------------------------------------------------------------------------------


def lecturers_shape(frame: Frame) -> SheetShape:
    """Return the table of lecturers."""
    columns = [
        Column("name", Text("姓名", "Name"), required=True, longest=60, width=12, example="王立新"),
        Column("employer", Text("工作单位", "Employer"), required=True, longest=120, width=28,
               aliases=("单位",), example="三峡大学"),
        Column("title", Text("职称或职务", "Title"), longest=80, width=16,
               aliases=("职称", "职务"), example="教授"),
        Column("fields", Text("研究方向", "Fields"), longest=200, width=24, example="专利导航"),
        Column("evidence", Text("依据", "Evidence"), longest=2000, width=36,
               aliases=("实战经历", "业绩")),
        Column("phone", Text("联系电话", "Phone"), longest=30, width=16, aliases=("电话", "手机")),
        Column("email", Text("邮箱", "Mail"), longest=120, width=22),
    ]  # fmt: skip
    if items := _items(frame):
        columns[4:4] = [
            Column("items", Text("可授课程", "Teaches"), Kind.CHOICES, choices=items, width=20,
                   example=(items[0].value,)),
            Column("proven", Text("有实战经验的课程", "Proven experience"), Kind.CHOICES,
                   choices=items, width=20),
        ]  # fmt: skip
    return SheetShape("lecturers", Text("讲师库", "Pool of lecturers"), tuple(columns))


def lecturers_sheet(rows: Sequence[Lecturer], frame: Frame) -> HttpResponse:
    """Return the pool as an Excel file that can be read again."""
    shape = lecturers_shape(frame)
    names = {column.key for column in shape.columns}
    known = {item.id for item in frame.items}
    lines = []
    for row in rows:
        line = {name: getattr(row, name) for name in names}
        for name in ("items", "proven"):
            line[name] = tuple(key for key in getattr(row, name) if key in known)
        lines.append({key: value for key, value in line.items() if key in names})
    return _file(shape, lines, shape.title)


def lecturers_template(frame: Frame) -> HttpResponse:
    """Return the empty table."""
    shape = lecturers_shape(frame)
    content = write_template(shape, language=_language())
    return download(content, f"{shape.title.in_language(_language())}.xlsx")


def read_lecturers(file: bytes, frame: Frame) -> list[LecturerFacts]:
    """Return the lecturers of a file; Unreadable with every fault of every row."""
    table = read_table(file, lecturers_shape(frame))
    faults, found = list(table.faults), []
    for row in table.rows:
        v = row.values
        facts = LecturerFacts(
            v["name"] or "", v["employer"] or "", v["title"] or "", v["fields"] or "",
            tuple(v.get("items") or ()), tuple(v.get("proven") or ()), v["evidence"] or "",
            v["phone"] or "", v["email"] or "",
        )  # fmt: skip
        found.append(facts)
        if row.number not in table.faulty_rows:
            faults += [
                table.fault(row, one.field or "name", one.says) for one in lecturer_faults(facts)
            ]
    if faults:
        raise Unreadable(table, faults)
    return found


# --- lists ---------------------------------------------------------------------------------------

_CLASSES = (
    Column("number", Text("班次编号", "Number"), width=18),
    Column("unit", Text("市州", "City"), width=14),
    Column("place", Text("承办单位", "Undertaking unit"), width=20),
    Column("title", Text("班次名称", "Class title"), width=30),
    Column("state", Text("状态", "State"), width=10),
    Column("starts", Text("开班日期", "First day"), Kind.DATE, width=12),
    Column("ends", Text("结班日期", "Last day"), Kind.DATE, width=12),
    Column("venue", Text("地点", "Venue"), width=28),
    Column("capacity", Text("名额", "Seats"), Kind.INTEGER, width=8),
    Column("opens", Text("报名开始", "Registration opens"), Kind.DATE, width=12),
    Column("closes", Text("报名截止", "Registration closes"), Kind.DATE, width=12),
    Column("audience", Text("培训性质", "Audience"), width=14),
)


def classes_sheet(rows: Iterable[TrainingClass], frame: Frame, places: PlaceTree) -> HttpResponse:
    """Return a list of classes as an Excel file."""
    title = Text(f"{frame.year.year} 年度培训班", f"Classes of {frame.year.year}")
    lines = []
    for row in rows:
        city = places.city_of(places.by_id[row.place_id])
        lines.append(
            {
                "number": row.number, "unit": city.name if city else "", "place": row.place.name,
                "title": row.title, "state": str(row.get_state_display()),
                "starts": row.starts_on, "ends": row.ends_on, "venue": row.venue,
                "capacity": row.capacity, "opens": row.registration_opens,
                "closes": row.registration_closes, "audience": str(row.get_audience_display()),
            }
        )  # fmt: skip
    return _file(SheetShape("classes", title, _CLASSES), lines, title)


_GAPS = (
    Column("place", Text("单位", "Unit"), width=20),
    Column("title", Text("班次", "Class"), width=30),
    Column("starts", Text("开班日期", "First day"), Kind.DATE, width=12),
    Column("kind", Text("情况", "What"), width=16),
    Column("says", Text("差异", "Difference"), width=60, longest=2000),
)


def gaps_sheet(rows: Iterable[Gap], frame: Frame) -> HttpResponse:
    """Return plan against reality as an Excel file."""
    title = Text(f"{frame.year.year} 年度计划对照", f"Plan against classes, {frame.year.year}")
    language = _language()
    lines = [
        {
            "place": gap.place.name, "title": gap.title, "starts": gap.starts_on,
            "kind": gap.words.in_language(language),
            "says": "；".join(one.in_language(language) for one in gap.says),
        }
        for gap in rows
    ]  # fmt: skip
    return _file(SheetShape("gaps", title, _GAPS), lines, title)


_SHARES = (
    Column("place", Text("单位", "Unit"), width=20),
    Column("name", Text("班次", "Class"), width=30),
    Column("hours", Text("学时", "Class hours"), Kind.DECIMAL, width=8),
    Column("professional", Text("专业性学时", "Professional"), Kind.DECIMAL, width=12),
    Column("practice", Text("实操学时", "Practice"), Kind.DECIMAL, width=12),
)


def shares_sheet(rows: Iterable[ShareLine], frame: Frame) -> HttpResponse:
    """Return the shares of courses by class as an Excel file."""
    title = Text(f"{frame.year.year} 年度课程结构", f"Shares of courses, {frame.year.year}")
    lines = [
        {
            "place": row.place, "name": row.name, "hours": row.hours,
            "professional": row.professional, "practice": row.practice,
        }
        for row in rows
    ]  # fmt: skip
    return _file(SheetShape("shares", title, _SHARES), lines, title)
