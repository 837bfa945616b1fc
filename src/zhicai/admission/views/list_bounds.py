"""The bounds of placing: which classes a list goes into, and their quotas."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.admission import actions
from zhicai.admission.list_forms import BoundsForm, quota_forms
from zhicai.admission.queries.lists import desk_for
from zhicai.admission.queries.placing import (
    BYS,
    classes_to_choose,
    classes_used,
    names_of,
    terms_of,
)
from zhicai.admission.rules.placement import CITY, KIND, REGION
from zhicai.admission.views.lists import list_context
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale
from zhicai.ui.asked import faults_of, said


@needs("admission.lists")
def bounds(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose the classes of a list and the quotas that placing keeps."""
    desk = desk_for(request.acting, pk, on=clock.today())
    if desk.row is None or not desk.places:
        raise OutOfScope
    offered = [(str(one.pk), one.title) for one in classes_to_choose(desk.frame)]
    used = [str(one.pk) for one in classes_used(desk)]
    posted = request.POST if request.method == "POST" else None
    form = BoundsForm(posted, initial={"classes": used, "revision": desk.row.revision})
    form.offer(offered)
    lines = quota_forms(terms_of(desk.row), posted, offered, _what(names_of(desk.frame)))
    faults: list[Any] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and lines.is_valid():
            terms = [term for one in lines if (term := one.term()) is not None]
            try:
                actions.set_bounds(
                    desk.call, classes=[int(one) for one in form.cleaned_data["classes"]],
                    terms=terms, revision=form.cleaned_data["revision"], by=request.acting,
                    at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused, Stale) as error:
                faults, status = faults_of(error), error.status
            else:
                messages.success(request, _("编班条件已保存，可以自动编班。"))
                return HttpResponseRedirect(reverse("admission:list", args=[desk.call.pk]))
    context = list_context(request, desk) | {"form": form, "quotas": lines, "faults": faults}
    return render(request, "admission/list_bounds.html", context, status=status)


def _what(names: Any) -> list[tuple[str, Any]]:
    """Return what a bound can go by as choices: regions, cities, types."""
    labels = {REGION: _("区域"), CITY: _("市州"), KIND: _("单位类型")}
    return [
        (
            labels[by],
            [(f"{by}:{value}", said(text)) for (kind, value), text in names.items() if kind == by],
        )
        for by in BYS
    ]
