"""The tables of planning as Excel files: class lines in and out, and the lists handed out.

A plan's table has one row for each course; the class stands in front of its first course, written
once, repeated, or merged down over its rows: all three are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.filing.rules import STATE_WORDS, State
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.places.queries import PlaceTree
from zhicai.planning.models import PlannedClass
from zhicai.planning.queries.lists import CountyRow
from zhicai.planning.rules.asked import Asked
from zhicai.planning.rules.content import (
    FORM_WORDS,
    ClassFacts,
    CourseFacts,
    Form,
    PlanContent,
)
from zhicai.planning.rules.drafts import MOST_CLASSES, MOST_COURSES
from zhicai.planning.rules.reading import MOST_HOURS, MOST_PEOPLE
from zhicai.planning.rules.rollup import Summary
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table, write_template

CLASS_GROUP, COURSE_GROUP = Text("培训班次", "Class"), Text("课程", "Course")
CLASS_COLUMNS = ("title", "starts", "ends", "venue", "people", "budget")


def plan_shape(asked: Asked) -> SheetShape:
    """Return the table of a plan's lines; its choices are the curriculum and themes of the year."""
    items = tuple(Choice(item.id, item.label, (item.name.zh, item.name.en)) for item in asked.items)
    themes = tuple(Choice(theme.id, theme.name) for theme in asked.themes)
    forms = tuple(Choice(form.value, words) for form, words in FORM_WORDS.items())
    listed = "、".join(f"{item.label.zh}" for item in asked.items)
    return SheetShape(
        name="plan-lines",
        title=Text("年度班次计划", "Yearly plan of classes"),
        instructions=(
            Text(
                "一行一门课程；同一班的课程紧接着写，班次栏只在第一行填写，也可以合并单元格。",
                "One row for each course; courses of a class follow each other, and the class is "
                "written in the first row only or merged down.",
            ),
            Text(
                f"“对应条目”填：{listed}；可填多个，用顿号隔开。不在清单里的课程在“本地补充”填“是”。",
                "Items are named as in the list, several divided by a comma; a course not in the "
                "list says yes under local addition.",
            ),
        ),
        columns=(*_class_columns(), *_course_columns(items, themes, forms)),
    )


def _class_columns() -> tuple[Column, ...]:
    group = CLASS_GROUP
    return (
        Column("title", Text("班次名称", "Class title"), longest=100, width=22, group=group,
               aliases=("班次", "班名", "培训班名称"), example="第一期培训班"),
        Column("starts", Text("开始日期", "First day"), Kind.DATE, width=12, group=group,
               aliases=("开班日期", "开始时间"), example=date(2022, 4, 18)),
        Column("ends", Text("结束日期", "Last day"), Kind.DATE, width=12, group=group,
               aliases=("结班日期", "结束时间"), example=date(2022, 4, 19)),
        Column("venue", Text("地点", "Venue"), longest=100, width=22, group=group,
               aliases=("培训地点", "举办地点"), example="市民之家三楼会议室"),
        Column("people", Text("预计人数", "Expected people"), Kind.INTEGER, lowest=1,
               highest=MOST_PEOPLE, unit=Text("人", "people"), width=10, group=group,
               aliases=("人数", "培训人数"), example=120),
        Column("budget", Text("经费预算（万元）", "Budget (10,000 yuan)"), Kind.MONEY, lowest=0,
               width=14, group=group, aliases=("预算", "经费预算", "经费"), example=5_200_000),
    )  # fmt: skip


def _course_columns(
    items: tuple[Choice, ...], themes: tuple[Choice, ...], forms: tuple[Choice, ...]
) -> tuple[Column, ...]:
    group = COURSE_GROUP
    columns = [
        Column("course", Text("课程名称", "Course title"), required=True, longest=100, width=30,
               group=group, aliases=("课程", "培训内容"), example="专利检索分析系统实操"),
        Column("hours", Text("学时", "Class hours"), Kind.DECIMAL, lowest=Decimal("0.5"),
               highest=MOST_HOURS, width=8, group=group, aliases=("课时",), example=Decimal(4)),
        Column("form", Text("形式", "Form"), Kind.CHOICE, choices=forms, width=8, group=group,
               aliases=("授课形式",), example="practice"),
        Column("lecturer", Text("拟请师资", "Proposed lecturer"), longest=120, width=16,
               group=group, aliases=("师资", "授课教师", "主讲人"), example="省局实战讲师"),
    ]  # fmt: skip
    if items:
        columns.append(
            Column("items", Text("对应条目", "Curriculum items"), Kind.CHOICES, choices=items,
                   width=18, group=group, aliases=("对应课程清单", "课程清单"),
                   example=(items[-1].value,))
        )  # fmt: skip
    columns.append(
        Column("local", Text("本地补充", "Local addition"), Kind.YES_NO, width=10, group=group)
    )
    if themes:
        columns.append(
            Column("themes", Text("主题", "Themes"), Kind.CHOICES, choices=themes, width=14,
                   group=group, example=(themes[0].value,))
        )  # fmt: skip
    return tuple(columns)


def plan_sheet(content: PlanContent, asked: Asked, title: str) -> HttpResponse:
    """Return a plan's class lines as an Excel file that can be read again."""
    shape = plan_shape(asked)
    known = {column.key for column in shape.columns}
    rows = [
        {key: value for key, value in row.items() if key in known and value not in (None, ())}
        for one in content.classes
        for row in _rows_of(one)
    ]
    language = get_language() or "zh-hans"
    whole = write_table(shape, rows, language=language, title=Text(title, title))
    return download(whole, f"{title}.xlsx")


def _rows_of(one: ClassFacts) -> list[dict[str, Any]]:
    first = {name: getattr(one, name) for name in CLASS_COLUMNS}
    rows = [
        {
            "course": course.title,
            "hours": course.hours,
            "form": course.form.value,
            "lecturer": course.lecturer or None,
            "items": course.items,
            "local": course.local or None,
            "themes": course.themes,
        }
        for course in one.courses
    ]
    return [first | (rows[0] if rows else {}), *rows[1:]]


def template_sheet(asked: Asked) -> HttpResponse:
    """Return the empty table to be filled in."""
    language = get_language() or "zh-hans"
    shape = plan_shape(asked)
    content = write_template(shape, language=language)
    return download(content, f"{shape.title.in_language(language)}.xlsx")


def read_plan(file: Any, asked: Asked) -> tuple[Table, tuple[ClassFacts, ...]]:
    """Return the class lines of an uploaded file; BadInput names every fault by row and column."""
    table = read_table(file, plan_shape(asked))
    faults = list(table.faults)
    classes: list[ClassFacts] = []
    for row in table.rows:
        _take(table, row, classes, faults)
    if len(classes) > MOST_CLASSES:
        says = Text(
            f"一份计划最多 {MOST_CLASSES} 个班。", f"A plan has at most {MOST_CLASSES} classes."
        )
        faults.append(Fault(says))
    if faults:
        raise Unreadable(table, sorted(faults, key=lambda fault: fault.row or 0))
    return table, tuple(classes)


class Unreadable(BadInput):
    """An uploaded plan with faults, and the table that it was read as, to be marked."""

    def __init__(self, table: Table, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.table = table


def _take(table: Table, row: Row, classes: list[ClassFacts], faults: list[Fault]) -> None:
    """Add a row to the class it belongs to, or begin the next class with it."""
    values = row.values
    current = classes[-1] if classes else None
    if current is None or _begins(values, current):
        faults += _class_faults(table, row)
        current = ClassFacts(
            key=f"c{len(classes) + 1}",
            title=values["title"] or "",
            starts=values["starts"],
            ends=values["ends"],
            venue=values["venue"] or "",
            people=values["people"],
            budget=values["budget"],
        )
        classes.append(current)
    if len(current.courses) >= MOST_COURSES:
        says = Text(
            f"一个班最多 {MOST_COURSES} 门课程。", f"At most {MOST_COURSES} courses a class."
        )
        faults.append(table.fault(row, "course", says))
        return
    course = _course(values, f"k{len(current.courses) + 1}")
    classes[-1] = _with(current, course)


def _begins(values: Mapping[str, Any], current: ClassFacts) -> bool:
    """Say whether a row begins another class: it names what the present one does not have."""
    named = {name: values[name] for name in ("title", "starts", "ends", "venue")}
    return any(value and value != getattr(current, name) for name, value in named.items())


def _class_faults(table: Table, row: Row) -> list[Fault]:
    values = row.values
    wrong = {fault.field for fault in table.faults if fault.row == row.number}
    found = []
    for key in ("title", "starts", "ends", "venue", "people"):
        if not values[key] and key not in wrong:
            label = table.shape.column(key).heading
            says = Text(
                f"这一行开始一个班，缺{label.zh}。", f"A class begins here without: {label.en}."
            )
            found.append(table.fault(row, key, says))
    if values["starts"] and values["ends"] and values["ends"] < values["starts"]:
        says = Text("结束日期早于开始日期。", "The last day lies before the first.")
        found.append(table.fault(row, "ends", says))
    return found


def _course(values: Mapping[str, Any], key: str) -> CourseFacts:
    return CourseFacts(
        key=key,
        title=values["course"] or "",
        hours=values["hours"],
        form=Form(values["form"]) if values["form"] else Form.LECTURE,
        lecturer=values["lecturer"] or "",
        items=tuple(values.get("items") or ()),
        local=bool(values["local"]),
        themes=tuple(values.get("themes") or ()),
    )


def _with(one: ClassFacts, course: CourseFacts) -> ClassFacts:
    return ClassFacts(
        one.key, one.title, one.starts, one.ends, one.venue, one.people, one.budget,
        (*one.courses, course),
    )  # fmt: skip


_LIST = (
    Column("unit", Text("市州", "City"), width=14),
    Column("place", Text("县（市、区）", "County"), width=18),
    Column("state", Text("状态", "State"), width=12),
    Column("sent", Text("报送日期", "Sent on"), Kind.DATE, width=12),
    Column("due", Text("期限", "Due"), Kind.DATE, width=12),
    Column("classes", Text("期数", "Classes"), Kind.INTEGER, width=8),
    Column("people", Text("人数", "People"), Kind.INTEGER, width=8),
    Column("budget", Text("预算（万元）", "Budget (10,000 yuan)"), Kind.MONEY, width=14),
)


def counties_sheet(rows: Iterable[CountyRow], year: ProgrammeYear, on: date) -> HttpResponse:
    """Return the list of county plans as an Excel file."""
    title = Text(
        f"{year.year} 年度县（市、区）班次计划（截至 {on.isoformat()}）",
        f"County class plans of {year.year} (as of {on.isoformat()})",
    )
    shape = SheetShape("county-plans", title, _LIST)
    language = get_language() or "zh-hans"
    none = Text("未编制", "none yet")
    lines = [
        {
            "unit": row.unit.name,
            "place": row.place.name,
            "state": (none if row.state == "none" else STATE_WORDS[State(row.state)]).in_language(
                language
            ),
            "sent": row.sent_on,
            "due": row.due,
            "classes": row.classes,
            "people": row.people,
            "budget": row.budget,
        }
        for row in rows
    ]
    content = write_table(shape, lines, language=language)
    return download(content, f"{title.in_language(language)}.xlsx")


_SUMMARY = (
    Column("name", Text("单位", "Unit"), width=24),
    Column("classes", Text("期数", "Classes"), Kind.INTEGER, width=8),
    Column("people", Text("人数", "People"), Kind.INTEGER, width=8),
    Column("hours", Text("学时", "Class hours"), width=8),
    Column("budget", Text("预算（万元）", "Budget (10,000 yuan)"), Kind.MONEY, width=14),
    Column("sent", Text("报送日期", "Sent on"), width=12),
)


def summary_sheet(summary: Summary, year: ProgrammeYear) -> HttpResponse:
    """Return a city's summary as an Excel file."""
    title = Text(
        f"{summary.name} {year.year} 年度培训计划汇总",
        f"{summary.name}: preparatory plans of {year.year}",
    )
    shape = SheetShape("city-summary", title, _SUMMARY)
    lines = [
        {
            "name": line.name, "classes": line.classes, "people": line.people, "hours": line.hours,
            "budget": line.budget, "sent": line.sent_on,
        }
        for line in summary.lines
    ]  # fmt: skip
    language = get_language() or "zh-hans"
    content = write_table(shape, lines, language=language)
    return download(content, f"{title.in_language(language)}.xlsx")


_CLASSES = (
    Column("unit", Text("市州", "City"), width=14),
    Column("place", Text("承办单位", "Undertaking unit"), width=20),
    Column("title", Text("班次名称", "Class title"), width=24),
    Column("starts", Text("开始日期", "First day"), Kind.DATE, width=12),
    Column("ends", Text("结束日期", "Last day"), Kind.DATE, width=12),
    Column("venue", Text("地点", "Venue"), width=24),
    Column("people", Text("预计人数", "Expected people"), Kind.INTEGER, width=10),
    Column("budget", Text("预算（万元）", "Budget (10,000 yuan)"), Kind.MONEY, width=14),
    Column("hours", Text("学时", "Class hours"), width=8),
    Column("courses", Text("课程", "Courses"), width=60, longest=2000),
)


def classes_sheet(
    rows: Iterable[PlannedClass], year: ProgrammeYear, places: PlaceTree
) -> HttpResponse:
    """Return a list of planned classes as an Excel file."""
    title = Text(f"{year.year} 年度班次计划", f"Planned classes of {year.year}")
    shape = SheetShape("planned-classes", title, _CLASSES)
    language = get_language() or "zh-hans"
    lines = []
    for row in rows.prefetch_related("courses"):  # type: ignore[attr-defined]
        city = places.city_of(places.by_id[row.place_id])
        courses = list(row.courses.all())
        lines.append(
            {
                "unit": city.name if city else "",
                "place": row.plan.organisation.name if row.plan.organisation else row.place.name,
                "title": row.title, "starts": row.starts_on, "ends": row.ends_on,
                "venue": row.venue, "people": row.expected_people, "budget": row.budget,
                "hours": plain(sum((c.hours for c in courses), Decimal(0))),
                "courses": "、".join(f"{c.title}（{plain(c.hours)}）" for c in courses),
            }
        )  # fmt: skip
    content = write_table(shape, lines, language=language)
    return download(content, f"{title.in_language(language)}.xlsx")
