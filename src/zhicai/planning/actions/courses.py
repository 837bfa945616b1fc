"""The course library of an office: keep a course, take one out; plans keep their own copy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.planning.models import Course
from zhicai.planning.queries.courses import library_of
from zhicai.planning.rules.content import Form
from zhicai.planning.rules.reading import HOURS_SAYS, read_hours


@transaction.atomic
def keep_course(course: Mapping[str, Any], *, by: Acting, known: frozenset[str]) -> Course:
    """Keep a course in the office's library, replacing the one of the same title.

    ``course`` is a course of a draft; ``known`` are the curriculum items in force. BadInput names
    every field: title, hours, and items or the mark of a local addition (HB-2.3.b).
    """
    require(by, "planning.draft")
    title, hours = course["title"].strip(), read_hours(course["hours"])
    items = [item for item in course["items"] if item in known]
    faults = []
    if not title:
        faults.append(Fault(Text("请填写课程名称。", "Give the course a title."), field="title"))
    if hours is None:
        faults.append(Fault(HOURS_SAYS.format_map({"typed": course["hours"]}), field="hours"))
    if not items and not course["local"]:
        says = Text(
            "请对应课程清单中的条目，或标为本地补充。",
            "Choose a curriculum item, or mark it as a local addition.",
        )
        faults.append(Fault(says, field="items"))
    if faults or hours is None:
        raise BadInput(faults)
    row = library_of(by).filter(title=title[:200]).first() or Course(
        place=Place.objects.get(pk=by.place_id),
        organisation_id=by.organisation_id,
        title=title[:200],
    )
    row.hours, row.form = hours, Form(course["form"]).value
    row.lecturer, row.items = course["lecturer"].strip()[:120], items
    row.themes, row.local, row.kept_by = list(course["themes"]), course["local"], by.name
    row.save()
    record(by, "planning.course_kept", row, place=row.place.code, values={"title": row.title})
    return row


@transaction.atomic
def drop_course(course_id: int, *, by: Acting, at: datetime) -> None:
    """Take a course out of the office's library."""
    require(by, "planning.draft")
    row = library_of(by).filter(pk=course_id).first()
    if row is None:
        raise OutOfScope
    row.dropped_on = at.astimezone(CHINA).date()
    row.save(update_fields=["dropped_on"])
    record(by, "planning.course_dropped", row, place=row.place.code, values={"title": row.title})
