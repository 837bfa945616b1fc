"""The timetable of a class: read with its coverage, edit in the grid, Excel in and out."""

from base64 import b64encode
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.sheets.marking import mark_faults
from zhicai.training import actions
from zhicai.training.forms import lessons_from
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import class_for, may_run, own_class_for
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.timetable import facts_of, lessons_of
from zhicai.training.rules.steps import LIVE
from zhicai.training.rules.timetable import (
    BREADTH_WORDS,
    FORM_WORDS,
    LessonFacts,
    coverage,
    is_practical,
    shares,
)
from zhicai.training.sheets import Unreadable, lessons_sheet, lessons_template, read_lessons
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of, number, word

MOST_BYTES = 1_500_000
"""A marked file larger than this is not handed back inside the page."""
SPARE = 2
"""Empty rows at the end of the grid."""
NO_FILE = Text("请选择要导入的 Excel 文件。", "Choose the Excel file to import.")


@needs("training.read")
def timetable(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the lessons of a class, what they cover and what they leave open."""
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    rows = list(lessons_of(found))
    facts = [facts_of(row) for row in rows]
    covered = coverage(facts, [item.id for item in asked.items])
    context = class_context(request, found, asked, "timetable") | {
        "lessons": [
            {
                "row": row,
                "form": FORM_WORDS[row.form],
                "breadth": BREADTH_WORDS[row.breadth],
                "items": asked.labels(row.items),
            }
            for row in rows
        ],
        "matrix": [
            {
                "item": item,
                "cells": [n in line.lessons for n in range(len(rows))],
                "hours": line.hours,
            }
            for item, line in zip(asked.items, covered, strict=True)
        ],
        "gaps": [
            item
            for item, line in zip(asked.items, covered, strict=True)
            if not line.lessons and not item.compulsory
        ],
        "lacks_practical": bool(asked.compulsory) and not any(row.practical for row in rows),
        "shares": shares(facts),
        "may_edit": may_run(request.acting, found) and found.state in LIVE,
    }
    return render(request, "training/timetable.html", context)


@needs("training.run")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Edit the lessons in a grid; adding a row keeps what was typed."""
    found = own_class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    if request.method != "POST":
        return _grid(request, found, asked, [facts_of(row) for row in lessons_of(found)])
    lessons = lessons_from(request.POST)
    if word(request, "do") == "add":
        return _grid(request, found, asked, lessons, spare=SPARE + 3)
    try:
        actions.save_timetable(
            found, lessons, by=request.acting, at=clock.now(), revision=number(request, "revision")
        )
    except (BadInput, Refused, Stale) as error:
        return _grid(request, found, asked, lessons, error=error)
    messages.success(request, _("课表已保存"))
    return HttpResponseRedirect(reverse("training:timetable", args=[pk]))


def _grid(
    request: OfficeRequest,
    found: TrainingClass,
    asked: Frame,
    lessons: Sequence[LessonFacts],
    *,
    error: BadInput | Refused | Stale | None = None,
    spare: int = SPARE,
) -> HttpResponse:
    faults = faults_of(error) if error else []
    wrong = {fault.field for fault in faults if fault.field}
    blank = LessonFacts("", None, None, None, None)
    rows = [_row(n, one, asked, wrong) for n, one in enumerate((*lessons, *([blank] * spare)), 1)]
    context = class_context(request, found, asked, "timetable") | {
        "rows": rows,
        "faults": faults,
        "forms": FORM_WORDS.items(),
        "breadths": BREADTH_WORDS.items(),
        "revision": number(request, "revision") or found.revision,
        "stale": isinstance(error, Stale),
    }
    status = error.status if error else 200
    return render(request, "training/timetable_edit.html", context, status=status)


def _row(number_: int, one: LessonFacts, asked: Frame, wrong: set[str]) -> dict[str, Any]:
    key = str(one.pk) if one.pk else f"n{number_}"
    return {
        "n": number_,
        "key": key,
        "one": one,
        "hours": plain(one.hours) if isinstance(one.hours, Decimal) else "",
        "practical": is_practical(one.items, asked.compulsory),
        "labels": asked.labels(one.items),
        "wrong": {name.partition("-")[2] for name in wrong if name.startswith(f"l{number_}-")},
    }


@require_POST
def _copy(request: OfficeRequest, pk: int) -> HttpResponse:
    """Lay out the courses of the plan as the timetable."""
    found = own_class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    try:
        actions.copy_from_plan(found, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        lessons = [facts_of(row) for row in lessons_of(found)]
        return _grid(request, found, asked, lessons, error=error)
    messages.success(request, _("已带入计划的课程，请核对时间和教室"))
    return HttpResponseRedirect(reverse("training:timetable_edit", args=[pk]))


copy = needs("training.run")(_copy)


@require_safe
def _template(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the empty table."""
    found = own_class_for(request.acting, pk, on=clock.today())
    return lessons_template(frame(request, found.programme_year))


template = needs("training.run")(_template)


@require_safe
def _export(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the timetable as Excel, to be read again."""
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    return lessons_sheet(list(lessons_of(found)), asked, found.title)


export = needs("training.read")(_export)


@needs("training.run")
def import_lessons(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the lessons of a file in place of the timetable; a fault changes nothing."""
    found = own_class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    if request.method != "POST":
        return _import_page(request, found, asked)
    upload = request.FILES.get("file")
    if upload is None:
        return _import_page(request, found, asked, BadInput([Fault(NO_FILE, field="file")]))
    original = upload.read()
    try:
        lessons = read_lessons(original, asked, found)
        actions.save_timetable(
            found, lessons, by=request.acting, at=clock.now(), revision=number(request, "revision")
        )
    except (BadInput, Refused, Stale) as error:
        return _import_page(request, found, asked, error, original)
    messages.success(request, _("已导入 %(n)d 节课") % {"n": len(lessons)})
    return HttpResponseRedirect(reverse("training:timetable", args=[pk]))


def _import_page(
    request: OfficeRequest,
    found: TrainingClass,
    asked: Frame,
    error: BadInput | Refused | Stale | None = None,
    original: bytes = b"",
) -> HttpResponse:
    context = class_context(request, found, asked, "timetable") | {
        "faults": faults_of(error) if error else [],
        "marked": marked(error, original) if isinstance(error, Unreadable) else "",
        "title": _("导入课表"),
        "template": reverse("training:timetable_template", args=[found.pk]),
        "back": reverse("training:timetable", args=[found.pk]),
        "replaces": _("文件里的课程会替换现有课表。"),
        "revision": found.revision,
    }
    return render(request, "training/import.html", context, status=error.status if error else 200)


def marked(error: Unreadable, original: bytes) -> str:
    """Return the user's own file with red cells, as an address inside the page."""
    language = get_language() or "zh-hans"
    content = mark_faults(original, error.table, error.faults, language=language)
    if len(content) > MOST_BYTES:
        return ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"data:{kind};base64,{b64encode(content).decode()}"
