"""The markers' pages: what waits, the desk of one nameless answer after the other, its files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.exams.actions.marking import give_marks
from zhicai.exams.models import Exam
from zhicai.exams.presenters.marking import (
    TURNS,
    controls,
    kind_label,
    own_line,
    parts_of,
    state_tag,
)
from zhicai.exams.presenters.tasks import tried_in
from zhicai.exams.queries.marking import (
    MARKED_IN,
    PUBLISH,
    ToMark,
    alias_of,
    answer_again,
    exam_to_mark,
    exams_to_mark,
    left_to_mark,
    model_of,
    next_to_mark,
    own_markings,
    points_for,
    sitting_called,
)
from zhicai.exams.queries.sittings import file_of, files_of, last_file
from zhicai.exams.rules.rubrics import read_tenths
from zhicai.exams.views.bank import tabs_for
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.ui.asked import faults_of, number, said, word
from zhicai.ui.lists import ListPage

MOST_POINTS = 50
OWN_SHOWN = 12


@needs("exams.mark")
@require_safe
def marking(request: OfficeRequest) -> HttpResponse:
    """List the exams that the user marks, with what is left item by item."""
    page: ListPage[Any] = ListPage(request, exams_to_mark(request.acting))
    rows = list(page)
    left = left_to_mark(request.acting, rows)
    context = {
        "tabs": tabs_for(request, "marking"),
        "page": page,
        "rows": [
            {
                "exam": exam,
                "tag": state_tag(exam),
                "left": [
                    {"one": one, "kind": kind_label(one.kind)} for one in left.get(exam.pk, [])
                ],
                "mine": sum(one.mine for one in left.get(exam.pk, [])),
            }
            for exam in rows
        ],
        "publishes": holds(request.acting, PUBLISH),
    }
    return render(request, "exams/marking/list.html", context)


# --- the desk ------------------------------------------------------------------------------------


@needs("exams.mark")
def desk(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an answer that waits for the user, or one marked before; take the marks given."""
    exam = exam_to_mark(request.acting, pk)
    if request.method == "POST":
        return _taken(request, exam)
    only, alias = number(request, "number"), word(request, "answer")
    one = answer_again(request.acting, exam, only or 0, alias) if alias else None
    if alias and one is None:
        messages.info(request, _("这份答案已经定分，不能再改"))
    if one is None and exam.state in MARKED_IN:
        one = next_to_mark(request.acting, exam, number=only, skip=word(request, "skip"))
    return _desk(request, exam, one, only)


def _url(exam: Exam, only: int | None) -> str:
    page = reverse("exams:marking_desk", args=[exam.pk])
    return f"{page}?number={only}" if only else page


def _taken(request: OfficeRequest, exam: Exam) -> HttpResponse:
    alias, item, only = word(request, "answer"), number(request, "item") or 0, _only(request)
    sitting = sitting_called(exam, alias)
    names = [f"point-{n}" for n in range(1, MOST_POINTS + 1)]
    given = [read_tenths(request.POST[name]) for name in names if name in request.POST]
    seen = number(request, "turn")
    try:
        kept = give_marks(
            sitting, item, given, says=word(request, "says"), seen=seen, by=request.acting,
            at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        messages.warning(request, said(error.says))
    except (BadInput, Refused) as error:
        one = answer_again(request.acting, exam, item, alias)
        if one is not None:
            return _desk(request, exam, one, only, error)
        messages.warning(request, said(error.says))
    else:
        messages.success(request, _("已记 %(n)s 分") % {"n": f"{kept.marks.normalize():f}"})
        if seen is not None and kept.turn != seen:
            messages.info(request, _("这份答案同时有人在评，您的分数记为下一评，没有丢失"))
    return HttpResponseRedirect(_url(exam, only))


def _only(request: OfficeRequest) -> int | None:
    """The item that the marker keeps to: it stands in the address of the page."""
    written = request.GET.get("number", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 5 else None


def _desk(
    request: OfficeRequest, exam: Exam, one: ToMark | None, only: int | None,
    error: BadInput | Refused | None = None,
) -> HttpResponse:  # fmt: skip
    left = left_to_mark(request.acting, [exam]).get(exam.pk, [])
    page = reverse("exams:marking_desk", args=[exam.pk])
    own = own_markings(request.acting, exam, number=only)
    faults: list[Fault] = faults_of(error) if error else []
    context = {
        "exam": exam,
        "one": one,
        "only": only,
        "left": [{"one": row, "kind": kind_label(row.kind)} for row in left],
        "mine": sum(row.mine for row in left if only in (None, row.number)),
        "own": [own_line(row, alias_of(row.sitting_id), page) for row in own[:OWN_SHOWN]],
        "given": len(own),
        "faults": faults,
        "wrong": {fault.field for fault in faults},
        "action": _url(exam, only),
    }
    if one is not None:
        context |= _answer(request, exam, one, error is not None)
    answer = render(
        request, "exams/marking/desk.html", context, status=error.status if error else 200
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _answer(request: OfficeRequest, exam: Exam, one: ToMark, typed: bool) -> dict[str, Any]:
    sitting = sitting_called(exam, one.alias)
    asked = one.question
    url = reverse("exams:marking_file", args=[exam.pk, one.alias, asked.number])
    version = model_of(exam.paper_id, asked.number)
    return {
        "alias": one.alias[:6].upper(),
        "turn": TURNS[one.turn],
        "kind": kind_label(asked.kind),
        "parts": parts_of(asked, version, one.answer, files_of(sitting), url),
        "tries": tried_in(sitting, asked),
        "passage": asked.content.stem if asked.kind == "case" else "",
        "controls": controls(points_for(exam, one), request.POST.dict() if typed else None),
        "says": word(request, "says") if typed else one.says,
    }


@needs("exams.mark")
@require_safe
def file(request: OfficeRequest, pk: int, alias: str, number: int) -> HttpResponseBase:
    """Hand out a file of an answer under a name that tells nobody whose it is."""
    exam = exam_to_mark(request.acting, pk)
    sitting, written = sitting_called(exam, alias), request.GET.get("key", "")
    key = int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None
    stored = file_of(sitting, number, key) if written else last_file(sitting, number)
    if stored is None:
        raise OutOfScope
    stored.name = f"{alias[:6].upper()}-{number}.{stored.kind}"
    return serve_file(stored, inline=True)
