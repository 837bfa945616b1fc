"""Fees of a class's lecturers, entered by the office that runs it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.foundation.units import plain
from zhicai.training import actions
from zhicai.training.forms import fees_from
from zhicai.training.queries.classes import own_class_for
from zhicai.training.queries.own import fee_sheet, with_lecturer
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of


@needs("training.run")
def fees(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show and set the fee of each lesson; every lecturer sees the own ones."""
    found = own_class_for(request.acting, pk, on=clock.today())
    typed: dict[int, str] = {}
    error: BadInput | None = None
    if request.method == "POST":
        typed = fees_from(request.POST)
        try:
            actions.set_fees(found, typed, by=request.acting, at=clock.now())
            messages.success(request, _("课酬已保存"))
            return HttpResponseRedirect(reverse("training:fees", args=[pk]))
        except BadInput as failed:
            error = failed
    sheet = fee_sheet(with_lecturer(found))
    asked = frame(request, found.programme_year)
    context = class_context(request, found, asked, "lecturers") | {
        "sheet": sheet,
        "rows": [
            (
                line,
                typed.get(line.lesson.pk, plain(line.yuan_per_hour or 0) if line.per_hour else ""),
            )
            for line in sheet.lines
        ],
        "faults": faults_of(error) if error else [],
        "wrong": {fault.field for fault in error.faults} if error else set(),
    }
    return render(request, "training/fees.html", context, status=error.status if error else 200)
