"""One's own hours: classes, lessons, the code to show, leave, the proof."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs, public
from zhicai.accounts.home_cards import own_frame
from zhicai.admission.models import Registration
from zhicai.attendance import actions
from zhicai.attendance.codes import (
    OWN_SECONDS,
    Proven,
    own_code,
    proof_code,
    read_proof_code,
)
from zhicai.attendance.forms import keys_in
from zhicai.attendance.queries.own import (
    OwnClass,
    lesson_now,
    own_classes,
    own_leave,
    own_registration,
    own_registrations,
    proven_registration,
)
from zhicai.attendance.queries.scope import TAKEN
from zhicai.attendance.views.parts import address
from zhicai.attendance.words import state_tag
from zhicai.documents.qr import qr_svg
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused, ZhicaiError
from zhicai.people.rules import masked_name
from zhicai.training.models import TrainingClass
from zhicai.ui.asked import faults_of


def _show(request: OfficeRequest, template: str, status: int = 200, **more: Any) -> HttpResponse:
    """Show a page of oneself in the frame of the own pages."""
    context = own_frame(request.acting, "attendance") | {"acting": request.acting} | more
    answer = render(request, f"attendance/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _lines(own: OwnClass) -> list[dict[str, Any]]:
    """Return the lessons of a class with their tags."""
    return [
        {
            "one": one,
            "tag": state_tag(one.presence.state) if one.begun or one.presence.lines else None,
        }
        for one in own.lessons
    ]


@needs("attendance.own")
def mine(request: OfficeRequest) -> HttpResponse:
    """List one's own classes with the hours in each."""
    rows = list(own_registrations(request.acting))
    found = own_classes(rows, at=clock.now())
    return _show(request, "mine", classes=found)


@needs("attendance.own")
def own_class(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one's own lessons of a class."""
    return _class(request, own_registration(request.acting, pk))


def _class(
    request: OfficeRequest, row: Registration, error: ZhicaiError | None = None
) -> HttpResponse:
    own = own_classes([row], at=clock.now())[0]
    found = own.found
    return _show(
        request,
        "own_class",
        status=error.status if error else 200,
        own=own,
        found=found,
        lines=_lines(own),
        coming=[
            one
            for one in own.lessons
            if not one.over and (one.leave is None or one.leave.state in ("refused", "withdrawn"))
        ],
        taken=found.state in TAKEN,
        asks=found.state in (*TAKEN, TrainingClass.State.OPEN),
        faults=faults_of(error) if error else [],
        reason=request.POST.get("reason", "")[:400],
        chosen=keys_in(request.POST, "lessons"),
    )


@needs("attendance.own")
@never_cache
def code(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the code that staff scan; it renews itself."""
    row = own_registration(request.acting, pk)
    at = clock.now()
    signs = own_code(row.pk, at=at)
    url = address(request, reverse("attendance:shown", args=[row.pk, signs]))
    context: dict[str, Any] = {
        "registration": row,
        "found": row.training_class,
        "lesson": lesson_now(row.training_class, at=at),
        "code": signs,
        "qr": qr_svg(url),
        "seconds": OWN_SECONDS,
    }
    if request.headers.get("HX-Request"):
        return render(request, "attendance/parts/own_code.html", context)
    return _show(request, "own_code", **context)


@require_POST
def _leave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for leave."""
    row = own_registration(request.acting, pk)
    try:
        actions.ask_leave(
            row.pk, keys_in(request.POST, "lessons"), reason=request.POST.get("reason", ""),
            by=request.acting, at=clock.now(),
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return _class(request, row, error)
    messages.success(request, _("请假已提交，主办单位审批后通知您"))
    return HttpResponseRedirect(reverse("attendance:own_class", args=[pk]))


leave = needs("attendance.own")(_leave)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a request for leave back."""
    row = own_leave(request.acting, pk)
    try:
        actions.withdraw_leave(row, by=request.acting, at=clock.now())
    except Refused as error:
        return _class(request, own_registration(request.acting, row.registration_id), error)
    messages.success(request, _("请假已撤回"))
    return HttpResponseRedirect(reverse("attendance:own_class", args=[row.registration_id]))


withdraw = needs("attendance.own")(_withdraw)


# --- the proof -----------------------------------------------------------------------------------


@require_safe
def _proof(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the proof of one's hours in a class, to be printed."""
    row = own_registration(request.acting, pk)
    at = clock.now()
    own = own_classes([row], at=at)[0]
    made = proof_code(Proven(row.pk, own.hours, f"{clock.today():%Y%m%d}"))
    url = address(request, reverse("attendance:check", args=[made]))
    context = {
        "own": own,
        "found": own.found,
        "person": row.person,
        "lines": [line for line in _lines(own) if line["one"].presence.hours],
        "on": clock.today(),
        "code": made,
        "url": url,
        "qr": qr_svg(url),
    }
    return render(request, "attendance/proof.html", context)


proof = needs("attendance.own")(_proof)


@public
@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a proof of hours is true, and what the ledger says today."""
    proven = read_proof_code(code)
    row = proven_registration(proven.registration_id) if proven is not None else None
    context: dict[str, Any] = {"proven": proven if row else None, "at": clock.now()}
    if row is not None and proven is not None:
        own = own_classes([row], at=clock.now())[0]
        context |= {
            "name": masked_name(row.person.name),
            "found": own.found,
            "hours": own.hours,
            "same": own.hours == proven.hours,
            "planned": own.planned,
            "day": f"{proven.day[:4]}-{proven.day[4:6]}-{proven.day[6:]}",
        }
    return render(request, "attendance/check.html", context, status=200 if row else 404)
