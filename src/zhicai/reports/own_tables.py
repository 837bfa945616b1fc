"""What reports keep of a person: the frozen rows; the name goes when the person is erased."""

from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.people.announcements import PersonErased
from zhicai.people.exports import Rows, register_export
from zhicai.people.merging import register_stay
from zhicai.people.models import Person
from zhicai.reports.models import FrozenRow
from zhicai.reports.rules.taken import from_json


def _rows(person: Person) -> Rows:
    rows = FrozenRow.objects.filter(person=person).select_related("figure__report")
    for row in rows.order_by("figure__report", "figure", "position"):
        report = row.figure.report
        taken = from_json({row.figure.key: report.figures[row.figure.key]})[row.figure.key]
        yield {
            "report": report.title, "figure": taken.says.zh, "at": row.figure.at.date(),
            "place": row.place, "cells": "；".join(one for one in row.cells if one),
        }  # fmt: skip


def erase(event: PersonErased) -> None:
    """Blank the name in frozen rows; the rows stay, so that counts do not change."""
    FrozenRow.objects.filter(person_id=event.person_id).exclude(name="").update(name="")


register_export(
    "reports.rows",
    Text("年度报告里的统计", "Counted in yearly reports"),
    {
        "report": Text("报告", "Report"),
        "figure": Text("指标", "Figure"),
        "at": Text("冻结日期", "Frozen on"),
        "place": Text("县（市、区）", "County"),
        "cells": Text("内容", "Content"),
    },
    _rows,
)
register_stay(
    FrozenRow, "person",
    Text("冻结的数据保持当时的样子。", "What was frozen stays as it was then."),
)  # fmt: skip
subscribe(PersonErased, erase, within=True)
