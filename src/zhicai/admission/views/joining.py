"""Registration by phone: what the class is for, oneself, one's employer, check and send.

Works without JavaScript; what was typed stays sealed in the session until it is sent.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhicai.accounts.acting import Oneself
from zhicai.accounts.guard import public
from zhicai.admission import actions
from zhicai.admission.forms import EmployerForm, LookForm, PersonForm, application_of
from zhicai.admission.models import Candidate, Registration
from zhicai.admission.queries.asking import Asking, ClassAsking, asking_of
from zhicai.admission.queries.public import class_to_join, own_registration
from zhicai.admission.queries.rosters import takes_public
from zhicai.admission.views.mine import link_to_feedback
from zhicai.foundation import clock, keyring
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people.rules import masked_number, masked_phone
from zhicai.signin.limits import limited
from zhicai.ui.asked import take_faults

VISITOR = Oneself("", "本人")
Row = TypeVar("Row", Candidate, Registration)
STEPS = {"1": PersonForm, "2": EmployerForm}


def draft_kept(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return what was typed so far."""
    sealed = request.session.get(key, "")
    try:
        kept = json.loads(keyring.open_sealed(sealed)) if sealed else {}
    except keyring.KeyRingError:
        kept = {}
    return kept if isinstance(kept, dict) else {}


def keep_draft(request: HttpRequest, key: str, draft: dict[str, Any]) -> None:
    """Keep what was typed, sealed, until it is sent."""
    request.session[key] = keyring.seal(json.dumps(draft, ensure_ascii=False))


def _key(pk: int) -> str:
    return f"admission.join.{pk}"


@public
@limited("admission.join", most=1200)
@never_cache
@sensitive_post_parameters("id_number", "phone")
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Register oneself for a class in three screens."""
    on = clock.today()
    found = class_to_join(pk, on=on)
    asking = asking_of(found, on=on)
    if not takes_public(found, on=on):
        return render(request, "admission/join_shut.html", {"found": found})
    draft = draft_kept(request, _key(pk))
    step = request.POST.get("step") or request.GET.get("step") or "1"
    if step == "3" and not (draft.get("name") and draft.get("employer")):
        step = "1"
    if step == "3":
        return _last(request, asking, draft)
    form_class = STEPS.get(step, PersonForm)
    step = step if step in STEPS else "1"
    form: forms.Form = form_class(request.POST if request.method == "POST" else None, initial=draft)
    if isinstance(form, EmployerForm):
        form.offer(asking)
        form.fields["employer_place"].initial = str(found.place_id)
    if request.method == "POST" and form.is_valid():
        draft |= form.cleaned_data
        keep_draft(request, _key(pk), draft | {"key": draft.get("key") or secrets.token_hex(16)})
        faults = person_faults(asking, draft) if step == "1" else []
        if not faults:
            return HttpResponseRedirect(f"{request.path}?step={int(step) + 1}")
        take_faults(form, BadInput(faults))
    context = {"found": found, "asked": asking.asked, "kinds": asking.kinds(), "form": form,
               "step": step, "left": bool(draft)}  # fmt: skip
    return render(request, "admission/join.html", context, status=422 if form.errors else 200)


def person_faults(asking: Asking, draft: dict[str, Any]) -> list[Any]:
    """Return what is wrong with who registers, before the employer is asked for."""
    faults = actions.application_faults(asking, application_of(draft))
    return [fault for fault in faults if fault.field in PersonForm.base_fields]


def _last(request: HttpRequest, asking: ClassAsking, draft: dict[str, Any]) -> HttpResponse:
    """Show what will be sent, with what the notice says to it; send it."""
    found, error = asking.found, None
    application = application_of(draft, key=str(draft.get("key", "")))
    if request.method == "POST":
        try:
            receipt = actions.register_oneself(found, application, by=VISITOR, at=clock.now())
        except (BadInput, Refused) as refused:
            error = refused
        else:
            request.session.pop(_key(found.pk), None)
            request.session["admission.receipt"] = receipt.code
            return HttpResponseRedirect(reverse("admission:receipt"))
    place = asking.places.by_id.get(application.person.home_id)
    context = {
        "found": found,
        "draft": draft,
        "kind": asking.kinds().get(str(draft.get("employer_type"))),
        "place": place,
        "number": masked_number(str(draft.get("id_number", ""))),
        "eligibility": asking.eligibility(
            str(draft.get("employer_type")), application.person.home_id
        ),
        "faults": getattr(error, "faults", None) or getattr(error, "reasons", ()),
    }
    status = error.status if error else 200
    return render(request, "admission/join_check.html", context, status=status)


@public
@limited("admission.receipt", most=120)
@never_cache
@sensitive_post_parameters("phone")
def receipt(request: HttpRequest) -> HttpResponse:
    """Show the code just given; look up a registration by code and phone, withdraw it."""
    form, row = looked_up(request, own_registration, actions.withdraw_oneself)
    context = {
        "code": request.session.get("admission.receipt", ""),
        "form": form,
        "row": row,
        "asked": form.is_bound and not form.errors,
        "phone": masked_phone(row.person.phone) if row else "",
        "feedback": link_to_feedback(row) if row else "",
        "live": row is not None and row.state in ("applied", "accepted", "waiting"),
    }
    return render(request, "admission/receipt.html", context)


def looked_up(
    request: HttpRequest, find: Callable[[str, str], Row | None], withdraw: Callable[..., Row]
) -> tuple[LookForm, Row | None]:
    """Return the form for code and phone with what was found by them, withdrawn if so asked."""
    form = LookForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form, None
    row = find(form.cleaned_data["code"], form.cleaned_data["phone"])
    if row is not None and request.POST.get("do") == "withdraw":
        try:
            row = withdraw(row, by=VISITOR, at=clock.now())
        except Refused as error:
            take_faults(form, error)
    return form, row
