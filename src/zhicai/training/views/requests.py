"""Requests for lecturers and experts, as the province and the working group answer them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.foundation.text import Text
from zhicai.training import actions
from zhicai.training.models import LecturerRequest
from zhicai.training.queries.lecturers import active_pool, pool_of, taught_by
from zhicai.training.queries.own import declined_request_for
from zhicai.training.queries.requests import request_for, requests_to
from zhicai.training.queries.timetable import lessons_of
from zhicai.training.rules.steps import LIVE
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import hub
from zhicai.ui.asked import faults_of, number, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("due", gettext_lazy("期限"), ("due", "pk")),
    Column("title", gettext_lazy("班次"), ("training_class__title",)),
    Column("place", gettext_lazy("承办单位"), ("training_class__place__code", "due")),
    Column("lesson", gettext_lazy("课程")),
    Column("state", gettext_lazy("状态"), ("state", "due")),
    Column("lecturer", gettext_lazy("讲师")),
)
TONES = {"open": "amber", "sent": "green", "declined": "red", "withdrawn": "idle"}
NOBODY = Text("请选择要派的讲师。", "Choose the lecturer to send.")


@needs("training.requests")
def requests(request: OfficeRequest) -> HttpResponse:
    """List the requests that the own body answers, the earliest due first."""
    asked = frame(request)
    rows = requests_to(request.acting, asked.year)
    page: ListPage[Any] = ListPage(request, rows, columns=COLUMNS, default_sort="due")
    context = {
        "law": asked,
        "hub": hub(request, "requests"),
        "page": page,
        "rows": [
            {
                "row": row,
                "tone": TONES[row.state],
                "late": row.state == LecturerRequest.State.OPEN and row.due < asked.on,
            }
            for row in page
        ],
        "open": rows.filter(state=LecturerRequest.State.OPEN).count(),
    }
    return render(request, "training/requests.html", context)


@needs("training.requests")
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer a request: send someone of the pool, or say why nobody can be sent."""
    row = request_for(request.acting, pk, on=clock.today())
    error: BadInput | Refused | None = None
    if request.method == "POST":
        try:
            _answer(request, row)
            messages.success(request, _("已答复，已告知承办和主办单位"))
            return HttpResponseRedirect(reverse("training:requests"))
        except (BadInput, Refused) as failed:
            error = failed
    found = row.training_class
    asked = frame(request, found.programme_year)
    items = set(row.lesson.items) if row.lesson else set()
    pool = list(active_pool(found.programme_year.province_id))
    taught = taught_by([one.pk for one in pool])
    fitting = sorted(
        pool,
        key=lambda one: (not items & set(one.proven), not items & set(one.items), one.name),
    )
    context = {
        "law": asked,
        "row": row,
        "found": found,
        "tone": TONES[row.state],
        "lessons": [one for one in lessons_of(found) if not one.practical],
        "pool": [
            {
                "row": one,
                "proven": asked.labels(one.proven),
                "items": asked.labels(one.items),
                "fits": bool(items & set(one.items)),
                "taught": taught.get(one.pk),
            }
            for one in fitting
        ],
        "faults": faults_of(error) if error else [],
        "open": row.state == LecturerRequest.State.OPEN and found.state in LIVE,
        "late": row.state == LecturerRequest.State.OPEN and row.due < asked.on,
    }
    return render(request, "training/request.html", context, status=error.status if error else 200)


def _answer(request: OfficeRequest, row: LecturerRequest) -> None:
    at, by, says = clock.now(), request.acting, word(request, "says")
    if word(request, "do") == "decline":
        actions.decline_request(row, reason=says, by=by, at=at)
        return
    wanted = number(request, "lecturer") or 0
    pool = pool_of(row.training_class.programme_year.province_id)
    lecturer = pool.filter(pk=wanted).first()
    if lecturer is None:
        raise BadInput([Fault(NOBODY, field="lecturer")])
    chosen = [int(one) for one in request.POST.getlist("lesson") if one.isdigit() and len(one) < 10]
    actions.send_lecturer(row, lecturer, by=by, at=at, lessons=chosen, says=says)


@require_POST
def _again(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make a request anew that was answered with no."""
    row = declined_request_for(request.acting, pk)
    try:
        actions.ask_again(row, by=request.acting, at=clock.now())
    except Refused as error:
        messages.warning(request, said(error.reasons[0].says))
    else:
        messages.success(request, _("已重新请求，等待答复"))
    return HttpResponseRedirect(reverse("training:lecturers", args=[row.training_class_id]))


again = needs("training.run")(_again)
