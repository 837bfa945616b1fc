"""The class plan and course designs of the package as an Excel file, out and in again."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.planning.rules.content import FORM_WORDS, CourseFacts, Form
from zhicai.planning.rules.package import (
    MOST_BATCH,
    MOST_CLASSES,
    MOST_COURSES,
    ClassLine,
    PackageContent,
)
from zhicai.planning.rules.package_checks import AskedPackage
from zhicai.planning.rules.reading import MOST_HOURS, MOST_PEOPLE
from zhicai.planning.sheets import Unreadable
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table, write_template

CLASS_GROUP, COURSE_GROUP = Text("考核班次", "Class"), Text("课程", "Course")
CLASS_COLUMNS = ("title", "batch", "city", "starts", "ends", "venue", "seats", "undertaking", "gap")


def package_shape(asked: AskedPackage) -> SheetShape:
    """Return the table of the package; cities, units and items are those of the year."""
    return SheetShape(
        name="package-lines",
        title=Text("考核培训班次与课程设计", "Assessment classes and course designs"),
        instructions=(
            Text(
                "一行一门课程；同一班的课程紧接着写，班次栏只在第一行填写，也可以合并单元格。",
                "One row for each course; the class is written in the first row or merged down.",
            ),
        ),
        columns=(*_class_columns(asked), *_course_columns(asked)),
    )


def _class_columns(asked: AskedPackage) -> tuple[Column, ...]:
    cities = tuple(Choice(code, name) for code, name in asked.venues.items())
    units = tuple(Choice(str(pk), name) for pk, name in asked.units.items())
    group = CLASS_GROUP
    columns = [
        Column("title", Text("班次名称", "Class title"), longest=100, width=22, group=group,
               example="第一期考核班"),
        Column("batch", Text("批次", "Batch"), Kind.INTEGER, lowest=1, highest=MOST_BATCH, width=8,
               group=group, example=1),
        Column("starts", Text("开始日期", "First day"), Kind.DATE, width=12, group=group,
               example=date(2022, 5, 16)),
        Column("ends", Text("结束日期", "Last day"), Kind.DATE, width=12, group=group,
               example=date(2022, 5, 20)),
        Column("venue", Text("地点", "Venue"), longest=100, width=22, group=group,
               example="培训中心"),
        Column("seats", Text("名额", "Seats"), Kind.INTEGER, lowest=1, highest=MOST_PEOPLE,
               width=8, group=group, example=200),
        Column("gap", Text("不覆盖的理由", "Reason for what is left out"), longest=200, width=20,
               group=group),
    ]  # fmt: skip
    if units:
        columns.insert(2, Column("undertaking", Text("承办单位", "Undertaking unit"), Kind.CHOICE,
                                 choices=units, width=24, group=group))  # fmt: skip
    if cities:
        columns.insert(2, Column("city", Text("办班地", "City"), Kind.CHOICE, choices=cities,
                                 width=12, group=group))  # fmt: skip
    return tuple(columns)


def _course_columns(asked: AskedPackage) -> tuple[Column, ...]:
    items = tuple(Choice(item.id, item.label, (item.name.zh, item.name.en)) for item in asked.items)
    forms = tuple(Choice(form.value, words) for form, words in FORM_WORDS.items())
    group = COURSE_GROUP
    columns = [
        Column("course", Text("课程名称", "Course title"), required=True, longest=100, width=30,
               group=group, example="专利检索分析系统实操"),
        Column("hours", Text("学时", "Class hours"), Kind.DECIMAL, lowest=Decimal("0.5"),
               highest=MOST_HOURS, width=8, group=group, example=Decimal(4)),
        Column("form", Text("形式", "Form"), Kind.CHOICE, choices=forms, width=8, group=group,
               example="practice"),
        Column("lecturer", Text("拟请师资", "Proposed lecturer"), longest=120, width=16,
               group=group),
    ]  # fmt: skip
    if items:
        columns.append(Column("items", Text("对应条目", "Curriculum items"), Kind.CHOICES,
                              choices=items, width=18, group=group,
                              example=(items[-1].value,)))  # fmt: skip
    return tuple(columns)


def package_sheet(content: PackageContent, asked: AskedPackage, title: str) -> HttpResponse:
    """Return the package's lines as an Excel file that can be read again."""
    shape = package_shape(asked)
    known = {column.key for column in shape.columns}
    rows = [
        {key: value for key, value in row.items() if key in known and value not in (None, "", ())}
        for one in content.classes
        for row in _rows_of(one)
    ]
    language = get_language() or "zh-hans"
    whole = write_table(shape, rows, language=language, title=Text(title, title))
    return download(whole, f"{title}.xlsx")


def _rows_of(one: ClassLine) -> list[dict[str, Any]]:
    first = {name: getattr(one, name) for name in CLASS_COLUMNS}
    first["undertaking"] = str(one.undertaking) if one.undertaking else None
    rows = [
        {
            "course": course.title, "hours": course.hours, "form": course.form.value,
            "lecturer": course.lecturer, "items": course.items,
        }
        for course in one.courses
    ]  # fmt: skip
    return [first | (rows[0] if rows else {}), *rows[1:]]


def package_template(asked: AskedPackage) -> HttpResponse:
    """Return the empty table to be filled in."""
    language = get_language() or "zh-hans"
    shape = package_shape(asked)
    return download(
        write_template(shape, language=language), f"{shape.title.in_language(language)}.xlsx"
    )


def read_package(file: Any, asked: AskedPackage) -> tuple[Table, tuple[ClassLine, ...]]:
    """Return the class lines of an uploaded file; Unreadable names every fault by row."""
    table = read_table(file, package_shape(asked))
    faults = list(table.faults)
    classes: list[ClassLine] = []
    for row in table.rows:
        _take(table, row, classes, faults)
    if len(classes) > MOST_CLASSES:
        faults.append(
            Fault(Text(f"最多 {MOST_CLASSES} 个班。", f"At most {MOST_CLASSES} classes."))
        )
    if faults:
        raise Unreadable(table, sorted(faults, key=lambda fault: fault.row or 0))
    return table, tuple(classes)


def _take(table: Table, row: Row, classes: list[ClassLine], faults: list[Fault]) -> None:
    """Add a row to the class it belongs to, or begin the next class with it."""
    values = row.values
    named = {name: values.get(name) for name in ("title", "starts", "ends")}
    current = classes[-1] if classes else None
    if current is None or any(v and v != getattr(current, n) for n, v in named.items()):
        if not values.get("title"):
            says = Text("这一行开始一个班，缺班次名称。", "A class begins here without a title.")
            faults.append(table.fault(row, "title", says))
        current = _begun(values, f"c{len(classes) + 1}")
        classes.append(current)
    if len(current.courses) >= MOST_COURSES:
        says = Text(f"一个班最多 {MOST_COURSES} 门课程。", f"At most {MOST_COURSES} courses.")
        faults.append(table.fault(row, "course", says))
        return
    course = CourseFacts(
        key=f"k{len(current.courses) + 1}",
        title=values["course"] or "",
        hours=values["hours"],
        form=Form(values["form"]) if values["form"] else Form.LECTURE,
        lecturer=values["lecturer"] or "",
        items=tuple(values.get("items") or ()),
    )
    facts = {name: getattr(current, name) for name in CLASS_COLUMNS}
    classes[-1] = ClassLine(current.key, **facts, courses=(*current.courses, course))


def _begun(values: Mapping[str, Any], key: str) -> ClassLine:
    return ClassLine(
        key=key,
        title=values["title"] or "",
        batch=values["batch"],
        city=values.get("city") or "",
        starts=values["starts"],
        ends=values["ends"],
        venue=values["venue"] or "",
        seats=values["seats"],
        undertaking=int(values["undertaking"]) if values.get("undertaking") else None,
        gap=values["gap"] or "",
    )
