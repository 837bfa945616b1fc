"""A class: its lessons with counts, its people with hours, leave, photos, what is printed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.attendance import actions
from zhicai.attendance.actions.ticking import SCANS
from zhicai.attendance.forms import PhotoForm, keys_in, whole_numbers
from zhicai.attendance.queries.boards import Board, board_of
from zhicai.attendance.queries.scope import (
    TAKEN,
    class_entered,
    class_read,
    leave_decided,
    leaves_asked,
    may_enter,
    people_of,
    photo_read,
    photos_of,
    sheet_read,
    sheets_of,
)
from zhicai.attendance.sheets import hours_sheet
from zhicai.attendance.views.parts import cell, head, person_line
from zhicai.attendance.words import STATE_WORDS
from zhicai.files.rules import PICTURES, accept_attribute
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, ZhicaiError
from zhicai.training.models import TrainingClass
from zhicai.ui.asked import faults_of
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer_name",)),
)
PRINTS = ("signin", "seats", "hours")
SEATS_IN_A_ROW = 8


@needs("attendance.read")
def class_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who attends a class."""
    return shown(request, class_read(request.acting, pk, on=clock.today()))


def shown(
    request: OfficeRequest, found: TrainingClass, error: ZhicaiError | None = None
) -> HttpResponse:
    """Show a class, with what was refused last."""
    board = board_of(found, at=clock.now())
    enters = may_enter(request.acting, found)
    page: ListPage[Any] = ListPage(request, people_of(found), columns=COLUMNS)
    if page.exporting:
        return hours_sheet(board, page.matching, whole=enters)
    context = head(request, found) | {
        "board": board,
        "words": [STATE_WORDS[state] for state in STATE_WORDS],
        "page": page,
        "rows": [_person(row, board, whole=enters) for row in page],
        "enters": enters,
        "taken": found.state in TAKEN,
        "leaves": leaves_asked(found) if enters else [],
        "sheets": sheets_of(found) if enters else [],
        "photos": photos_of(found),
        "photo_form": PhotoForm(),
        "accept": accept_attribute(PICTURES),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "attendance/class.html", context, status=status)


def _person(row: Any, board: Board, *, whole: bool) -> dict[str, Any]:
    cells = [cell(one) for one in board.cells(row.pk)]
    marked = zip(board.lessons, cells, strict=True)
    return person_line(row, whole=whole) | {"cells": list(marked), "hours": board.hours(row.pk)}


@require_POST
def _leave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Grant or refuse a leave."""
    row = leave_decided(request.acting, pk, on=clock.today())
    granted = request.POST.get("do") == "grant"
    answer = request.POST.get("answer", "")
    try:
        actions.decide_leave(row, granted=granted, answer=answer, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        found = class_entered(request.acting, row.lesson.training_class_id, on=clock.today())
        return shown(request, found, error)
    messages.success(request, _("已准假") if granted else _("已答复不予准假"))
    back = reverse("attendance:class", args=[row.lesson.training_class_id])
    return HttpResponseRedirect(f"{back}#leaves")


leave = needs("attendance.enter")(_leave)


# --- a signed sheet ------------------------------------------------------------------------------


@needs("attendance.enter")
def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter who signed a printed sheet, with its scan."""
    found = class_entered(request.acting, pk, on=clock.today())
    board = board_of(found, at=clock.now())
    chosen = set(keys_in(request.POST, "lessons"))
    if request.method == "GET":
        chosen = set(whole_numbers(request.GET.getlist("lesson")))
    error: ZhicaiError | None = None
    if request.method == "POST":
        people = keys_in(request.POST, "people")
        try:
            sheet = actions.tick_from_sheet(
                found, chosen, people, request.FILES.get("file"), by=request.acting, at=clock.now()
            )
        except (BadInput, Refused) as refused:
            error = refused
        else:
            n = sheet.entries.count()
            messages.success(request, _("已按签到表登记 %(n)s 条，扫描件已存") % {"n": n})
            return HttpResponseRedirect(reverse("attendance:class", args=[pk]) + "#sheets")
    ticked = set(keys_in(request.POST, "people")) if request.method == "POST" else None
    context = head(request, found) | {
        "board": board,
        "people": [
            person_line(row, whole=True) | {"ticked": ticked is None or row.pk in ticked}
            for row in people_of(found)
        ],
        "chosen": chosen,
        "accept": accept_attribute(SCANS),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "attendance/paper.html", context, status=status)


@require_safe
def _sheet(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out the scan of a signed sheet."""
    row = sheet_read(request.acting, pk, on=clock.today())
    return serve_file(row.file, inline=request.GET.get("inline") == "1")


sheet = needs("attendance.enter")(_sheet)


# --- photos --------------------------------------------------------------------------------------


@require_POST
def _add_photo(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep a photo of a class."""
    found = class_entered(request.acting, pk, on=clock.today())
    form = PhotoForm(request.POST)
    facts = form.cleaned_data if form.is_valid() else {}
    try:
        actions.keep_photo(
            found, request.FILES.get("file"), says=facts.get("says", ""),
            taken_on=facts.get("taken_on"), by=request.acting, at=clock.now(),
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return shown(request, found, error)
    messages.success(request, _("照片已存"))
    return HttpResponseRedirect(reverse("attendance:class", args=[pk]) + "#photos")


add_photo = needs("attendance.enter")(_add_photo)


@require_safe
def _photo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out a photo of a class."""
    row = photo_read(request.acting, pk, on=clock.today())
    return serve_file(row.file, inline=request.GET.get("inline") == "1")


photo = needs("attendance.read")(_photo)


@require_POST
def _drop_photo(request: OfficeRequest, pk: int) -> HttpResponse:
    """Remove a photo of a class."""
    row = photo_read(request.acting, pk, on=clock.today())
    found = class_entered(request.acting, row.training_class_id, on=clock.today())
    try:
        actions.drop_photo(row, by=request.acting)
    except Refused as error:
        return shown(request, found, error)
    messages.success(request, _("照片已删除"))
    return HttpResponseRedirect(reverse("attendance:class", args=[found.pk]) + "#photos")


drop_photo = needs("attendance.enter")(_drop_photo)


# --- on paper ------------------------------------------------------------------------------------


@require_safe
def _print(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Show a sign-in sheet by lessons, a seat plan or the hours of all, to be printed."""
    found = class_entered(request.acting, pk, on=clock.today())
    if kind not in PRINTS:
        raise OutOfScope
    board = board_of(found, at=clock.now())
    people = list(people_of(found))
    context = {
        "found": found,
        "kind": kind,
        "board": board,
        "people": people,
        "rows": [_person(row, board, whole=True) for row in people] if kind == "hours" else [],
        "seats": _seats(people, request.GET.get("columns", "")) if kind == "seats" else [],
        "issuer": found.place.name,
    }
    return render(request, "attendance/print.html", context)


def _seats(people: list[Any], columns: str) -> list[list[tuple[int, Any]]]:
    """Return the rows of a room, front first, each seat with its number."""
    wide = int(columns) if columns.isascii() and columns.isdigit() and len(columns) < 3 else 0
    wide = min(max(wide, 2), 16) if wide else SEATS_IN_A_ROW
    numbered = list(enumerate(people, start=1))
    return [numbered[start : start + wide] for start in range(0, len(numbered), wide)]


print_sheet = needs("attendance.enter")(_print)
