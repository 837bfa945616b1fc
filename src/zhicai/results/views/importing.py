"""Marks out of an Excel file: the template, a dry run with faults at their cells, the import."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.results import actions
from zhicai.results.actions.marking import Sorted, check_given
from zhicai.results.mark_forms import FileForm, opened_file, sealed_file
from zhicai.results.mark_sheets import (
    MARKS,
    NOTHING,
    ReadMarks,
    at_cells,
    language,
    read_marks,
    sorted_faults,
    template_sheet,
)
from zhicai.results.models import Mark
from zhicai.results.queries.keeping import class_kept
from zhicai.results.queries.marks import Board, board_of
from zhicai.results.views.marks import marks_context, to_enter, turn_of
from zhicai.sheets.downloads import download
from zhicai.sheets.findings import Found, as_shown
from zhicai.sheets.marking import mark_faults
from zhicai.sheets.opening import content_of
from zhicai.sheets.reading import read_table
from zhicai.sheets.table import Table
from zhicai.ui.asked import take_faults

GONE = Text(
    "检查过的文件已失效，请重新选择。", "The file checked is no longer there; choose it again."
)


@require_safe
def _template(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the table to be filled in, with everyone who lacks a mark."""
    found = class_kept(request.acting, pk, on=clock.today())
    turn, board = turn_of(request), board_of(found)
    return template_sheet(board, to_enter(board, turn), turn=turn)


template = needs("results.mark")(_template)


@needs("results.mark")
def import_marks(request: OfficeRequest, pk: int) -> HttpResponse:
    """Check a file of marks without writing anything, then import it whole."""
    found = class_kept(request.acting, pk, on=clock.today())
    turn = turn_of(request)
    form, status = FileForm(), 200
    more: dict[str, Any] = {}
    if request.method == "POST":
        try:
            content, name = _sent(request, pk, turn)
            answer, more = _checked(request, board_of(found), content, name, turn)
            if answer is not None:
                return answer
            status = 422 if more["faults"] else 200
        except BadInput as error:
            form, status = FileForm(request.POST, request.FILES), 422
            take_faults(form, error)
    context = marks_context(request, found) | {"form": form, "turn": turn} | more
    return render(request, "results/marks_import.html", context, status=status)


def _sent(request: OfficeRequest, pk: int, turn: str) -> tuple[bytes, str]:
    """Return the file just chosen, or the one that was checked before."""
    if request.POST.get("kept"):
        kept = opened_file(request.POST["kept"], pk, turn)
        if kept is None:
            raise BadInput([Fault(GONE, "file")])
        return kept
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        says = Text("请选择文件。", "Choose a file.")
        raise BadInput([Fault(says, "file")])
    file = form.cleaned_data["file"]
    return content_of(file), file.name or "marks.xlsx"


def _checked(
    request: OfficeRequest, board: Board, content: bytes, name: str, turn: str
) -> tuple[HttpResponse | None, dict[str, Any]]:
    """Check a file; import it, or hand it back with red cells, where that was asked for."""
    at = clock.now()
    table = read_table(content, MARKS)
    read = read_marks(table, board)
    checked = check_given(board.found, read.given, turn=turn, at=at)
    faults = sorted_faults([*read.faults, *at_cells(table, checked.faults)])
    do = request.POST.get("do", "")
    if do == "marked" and faults:
        return _marked(content, table, faults, name), {}
    if not read.given and not faults:
        raise BadInput([Fault(NOTHING, "file")])
    if do == "import" and not faults:
        n = actions.enter_marks(
            board.found, read.given, turn=turn, source=Mark.Source.IMPORTED, by=request.acting,
            at=at,
        )  # fmt: skip
        messages.success(request, _("已导入 %(n)d 个成绩") % {"n": n})
        return HttpResponseRedirect(reverse("results:marks", args=[board.found.pk])), {}
    kept = sealed_file(content, name, board.found.pk, turn)
    return None, _findings(table, read, checked, faults) | {"kept": kept, "name": name}


def _findings(
    table: Table, read: ReadMarks, checked: Sorted, faults: list[Fault]
) -> dict[str, Any]:
    unknown = [(column.heading, column.letter) for column in table.unknown_columns]
    return as_shown(Found(faults, unknown=unknown)) | {
        "counts": {
            "people": len(read.given),
            "new": len(checked.rows),
            "same": checked.same,
            "empty": read.empty,
            "faulty": len({fault.row for fault in faults if fault.row}),
        },
    }


def _marked(content: bytes, table: Table, faults: list[Fault], name: str) -> HttpResponse:
    marked = mark_faults(content, table, faults, language=language())
    return download(marked, f"{name.rsplit('.', 1)[0]}-{_('错误清单')}.xlsx")
