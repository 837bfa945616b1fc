"""The published list for everyone: masked names, objections within their days, answers by code."""

import secrets
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhicai.accounts.guard import public
from zhicai.admission import actions
from zhicai.admission.actions import ObjectionFacts
from zhicai.admission.list_forms import CodeForm, ObjectionForm
from zhicai.admission.models import AdmissionList, Objection
from zhicai.admission.queries.calls import frame_of
from zhicai.admission.queries.lists import (
    entries_of,
    objection_by_code,
    published_beside,
    published_list,
    region_name,
    seals_of,
    trainees_of,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people.rules import masked_name
from zhicai.signin.limits import limited
from zhicai.ui.asked import take_faults


@public
@limited("admission.objection", most=60)
@never_cache
@sensitive_post_parameters("name", "phone", "says")
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published list; take an objection; show the answer to whoever has its code."""
    on = clock.today()
    row = published_list(pk, on=on)
    takes = row.objections_until is not None and on <= row.objections_until
    do = request.POST.get("do", "")
    form = ObjectionForm(
        request.POST if do == "object" else None, initial={"key": secrets.token_hex(16)}
    )
    look = CodeForm(request.POST if do == "look" else None)
    answered: Objection | None = None
    taken: Objection | None = None
    status = 200
    if do == "object" and not form.is_valid():
        status = 422
    elif do == "object":
        try:
            taken = actions.raise_objection(
                row, ObjectionFacts(**form.cleaned_data), at=clock.now()
            )
        except (BadInput, Refused) as error:
            take_faults(form, error)
            status = error.status
    elif do == "look" and look.is_valid():
        code = look.cleaned_data["code"].strip().upper()
        answered = objection_by_code(row, code)
    context = _context(row, on, request.GET.get("q", "").strip()[:60]) | {
        "takes": takes,
        "form": form,
        "look": look,
        "looked": do == "look",
        "answered": answered,
        "taken": taken,
    }
    return render(request, "admission/published.html", context, status=status)


def _context(row: AdmissionList, on: date, q: str) -> dict[str, Any]:
    frame = frame_of(row.call.programme_year, on=on)
    people = trainees_of(entries_of(row), frame)
    return {
        "row": row,
        "year": frame.year,
        "region": region_name(frame, row.call.region_key),
        "lines": [
            {
                "one": one,
                "name": masked_name(one.candidate.person.name),
                "training_class": one.placement.training_class if one.placement else None,
            }
            for one in people
            if q in one.candidate.employer_name
        ],
        "q": q,
        "people": sum(one.left is None for one in people),
        "seals": seals_of(row),
        "beside": [
            {"row": one, "region": region_name(frame, one.call.region_key)}
            for one in published_beside(row, on=on)
        ],
        "language": get_language(),
    }
