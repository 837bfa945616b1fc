"""Registration for assessment by phone: self-check, oneself, one's employer, check and send.

The employer's city decides to which region's call one is routed. What was typed stays sealed in the
session until it is sent.
"""

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhicai.accounts.guard import public
from zhicai.admission import actions
from zhicai.admission.actions.applying import open_call_at
from zhicai.admission.forms import EmployerForm, application_of
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.asking import Asking, asking_for_year
from zhicai.admission.queries.calls import (
    LIVE_CANDIDATES,
    CallFrame,
    opened_calls,
    takes_registrations,
    year_open_to_all,
)
from zhicai.admission.queries.lists import placement_of, published_in
from zhicai.admission.queries.public import own_candidacy
from zhicai.admission.views.joining import (
    STEPS,
    VISITOR,
    draft_kept,
    keep_draft,
    looked_up,
    person_faults,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.law.decision import Decision
from zhicai.people.rules import masked_number, masked_phone
from zhicai.signin.limits import limited
from zhicai.surveys.queries import is_open
from zhicai.ui.asked import faults_of, take_faults


def _key(pk: int) -> str:
    return f"admission.apply.{pk}"


@public
@limited("admission.apply", most=1200)
@never_cache
@sensitive_post_parameters("id_number", "phone")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Register oneself for a year's assessment: check first whether one may, then three screens."""
    on = clock.today()
    frame = year_open_to_all(pk, on=on)
    calls = [row for row in opened_calls(frame) if takes_registrations(row, frame)]
    if not calls:
        context = {
            "year": frame.year,
            "rules": frame.rules,
            "calls": _regions(frame, opened_calls(frame)),
        }
        return render(request, "admission/apply_shut.html", context)
    asking = asking_for_year(frame.year, place=frame.year.province, on=on)
    draft = draft_kept(request, _key(pk))
    step = request.POST.get("step") or request.GET.get("step") or "0"
    if step == "3" and draft.get("name") and draft.get("employer"):
        return _last(request, frame, asking, draft)
    if step not in STEPS:
        return _check(request, frame, asking, calls)
    form: forms.Form = STEPS[step](
        request.POST if request.method == "POST" else None, initial=draft
    )
    if isinstance(form, EmployerForm):
        form.offer(asking)
    if request.method == "POST" and form.is_valid():
        draft |= form.cleaned_data
        keep_draft(request, _key(pk), draft | {"key": draft.get("key") or secrets.token_hex(16)})
        faults = person_faults(asking, draft) if step == "1" else []
        if not faults:
            return HttpResponseRedirect(f"{request.path}?step={int(step) + 1}")
        take_faults(form, BadInput(faults))
    context = {"year": frame.year, "form": form, "step": step}
    return render(request, "admission/apply.html", context, status=422 if form.errors else 200)


def _regions(frame: CallFrame, calls: list[Call]) -> list[dict[str, Any]]:
    lists = published_in(calls, on=frame.on)
    return [
        {
            "call": row,
            "published": lists.get(row.pk),
            "region": region,
            "cities": [frame.places.by_code[c] for c in region.cities if c in frame.places.by_code],
        }
        for row in calls
        if (region := frame.region(row.region_key)) is not None
    ]


class SelfCheckForm(forms.Form):
    """What decides whether one may register: the employer's type and county."""

    employer_type = EmployerForm.base_fields["employer_type"]
    employer_place = EmployerForm.base_fields["employer_place"]

    offer = EmployerForm.offer


def _check(
    request: HttpRequest, frame: CallFrame, asking: Asking, calls: list[Call]
) -> HttpResponse:
    """Say whether one may register, with every reason and clause, before anything is typed."""
    form = SelfCheckForm(request.GET if "employer_type" in request.GET else None)
    form.offer(asking)  # type: ignore[misc]
    decision, call = None, None
    if form.is_bound and form.is_valid():
        place = int(form.cleaned_data["employer_place"])
        found = asking.eligibility(form.cleaned_data["employer_type"], place)
        decision = Decision(found.allowed, found.reasons)
        try:
            call = open_call_at(place, frame)
        except Refused as error:
            decision = decision.and_(Decision(allowed=False, reasons=error.reasons))
    context = {
        "year": frame.year,
        "rules": frame.rules,
        "calls": _regions(frame, calls),
        "asked": asking.asked,
        "kinds": asking.kinds(),
        "form": form,
        "decision": decision,
        "call": call,
        "region": frame.region(call.region_key) if call is not None else None,
    }
    return render(request, "admission/apply_check.html", context)


def _last(
    request: HttpRequest, frame: CallFrame, asking: Asking, draft: dict[str, Any]
) -> HttpResponse:
    """Show what will be sent and to whose call; send it."""
    error: BadInput | Refused | None = None
    application = application_of(draft, key=str(draft.get("key", "")))
    home = application.person.home_id
    if request.method == "POST":
        try:
            receipt = actions.register_candidate_oneself(
                frame.year, application, by=VISITOR, at=clock.now()
            )
        except (BadInput, Refused) as refused:
            error = refused
        else:
            request.session.pop(_key(frame.year.pk), None)
            request.session["admission.apply.receipt"] = receipt.code
            return HttpResponseRedirect(reverse("admission:apply_receipt"))
    found = asking.eligibility(str(draft.get("employer_type")), home)
    context = {
        "year": frame.year,
        "draft": draft,
        "kind": asking.kinds().get(str(draft.get("employer_type"))),
        "place": asking.places.by_id.get(home),
        "number": masked_number(str(draft.get("id_number", ""))),
        "eligibility": found,
        "region": frame.region_at(home),
        "faults": faults_of(error) if error else [],
    }
    return render(
        request, "admission/apply_send.html", context, status=error.status if error else 200
    )


@public
@limited("admission.apply_receipt", most=120)
@never_cache
@sensitive_post_parameters("phone")
def apply_receipt(request: HttpRequest) -> HttpResponse:
    """Show the code just given; look up a candidacy by code and phone, answer, withdraw it."""
    form, row = looked_up(request, own_candidacy, actions.withdraw_candidacy)
    context = {
        "code": request.session.get("admission.apply.receipt", ""),
        "form": form,
        "row": row,
        "asked": form.is_bound and not form.errors,
        "phone": masked_phone(row.person.phone) if row else "",
        "live": row is not None and row.state in LIVE_CANDIDATES,
        "told": row is not None and tells(row),
        "placed": placement_of(row) if row is not None else None,
        "questions": questions_of(row) if row is not None else "",
    }
    return render(request, "admission/apply_receipt.html", context)


def tells(row: Candidate) -> bool:
    """Say whether a candidate reads the decision: screening of the call is finished."""
    return bool(row.decision) and row.call is not None and row.call.state == Call.State.SCREENED


def questions_of(row: Candidate) -> str:
    """Return where a candidate answers the questionnaire, empty where there is nothing to do."""
    asked = row.invitation
    if asked is None or asked.used or not is_open(asked.round, clock.today()):
        return ""
    if row.token:
        return reverse("surveys:answer", args=[row.token])
    return reverse("surveys:mine", args=[asked.pk])
