"""Answering: by a link, by one's own token, or signed in; one section a screen, resumable."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhicai.accounts.guard import OfficeRequest, public, signed_in
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault
from zhicai.surveys.actions import answer, begin, save_answers
from zhicai.surveys.forms import BeginForm
from zhicai.surveys.models import Invitation, Round
from zhicai.surveys.queries import (
    content_of_round,
    invitation_by_token,
    invitation_of_user,
    is_open,
    place_named,
    places_asked,
    round_by_link,
)
from zhicai.surveys.rules.answering import read_posted
from zhicai.surveys.screens import Screen, screen_of, step_of

COOKIE_DAYS = 60


@public
def start(request: HttpRequest, link: str) -> HttpResponse:
    """Say what is asked and until when; begin, or go on where this browser left off."""
    round_ = round_by_link(link)
    today = clock.today()
    kept = request.COOKIES.get(f"zhicai_survey_{round_.pk}", "")
    places = places_asked(round_, on=today) if round_.asks_place else []
    posted = request.POST if request.method == "POST" else None
    form = BeginForm(posted, places=places) if places else None
    if request.method == "POST" and (form is None or form.is_valid()):
        code = form.cleaned_data["place"] if form is not None else ""
        place = place_named(round_, code, on=today) if code else None
        token = begin(round_, place=place, on=today)
        response = HttpResponseRedirect(reverse("surveys:answer", args=[token]))
        response.set_cookie(
            f"zhicai_survey_{round_.pk}", token, max_age=COOKIE_DAYS * 86400, httponly=True,
            samesite="Lax", secure=request.is_secure(),
        )  # fmt: skip
        return private(response)
    context = {
        "round": round_,
        "form": form,
        "open": is_open(round_, today),
        "over": today > round_.closes_on,
        "resume": kept,
        "count": len(content_of_round(round_).by_id),
    }
    status = 422 if form is not None and form.errors else 200
    return private(render(request, "surveys/start.html", context, status=status))


@public
def answer_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever has the token."""
    here = reverse("surveys:answer", args=[token])
    return _ask(request, invitation_by_token(token), here)


@signed_in
def answer_signed_in(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask a user who was invited by account."""
    here = reverse("surveys:mine", args=[pk])
    return _ask(request, invitation_of_user(request.acting, pk), here)


def _ask(request: HttpRequest, invitation: Invitation, here: str) -> HttpResponse:
    round_ = invitation.round
    if invitation.used or not is_open(round_, clock.today()):
        return private(render(request, "surveys/done.html", _around(round_, invitation)))
    if request.method == "POST":
        return _take(request, invitation, here)
    step = _number(request.GET.get("step", "")) or invitation.step
    screen = screen_of(content_of_round(round_), invitation.draft, step=step)
    return _show(request, invitation, screen)


def _take(request: HttpRequest, invitation: Invitation, here: str) -> HttpResponse:
    """Keep what this screen says, then go on, back, or hand in."""
    content = content_of_round(invitation.round)
    posted = {name: request.POST.getlist(name) for name in request.POST}
    step = min(_number(request.POST.get("step", "")) or 1, max(len(content.sections), 1))
    given = {q.id: read_posted(q, posted) for q in content.sections[step - 1].questions}
    today = clock.today()
    go = request.POST.get("go", "next")
    saved = save_answers(invitation, given, step=step, on=today)
    if go != "send":
        screen = screen_of(content, saved.draft, step=step)
        to = {"back": screen.before, "next": screen.after}.get(go) or step
        save_answers(saved, {}, step=to, on=today)
        return private(HttpResponseRedirect(f"{here}?step={to}"))
    try:
        answer(saved, on=today)
    except BadInput as error:
        first = step_of(content, error.faults[0].field or "")
        screen = screen_of(content, saved.draft, step=first, faults=error.faults)
        links = [
            {
                "label": fault.says,
                "url": f"{here}?step={step_of(content, fault.field or '')}#{fault.field}",
            }
            for fault in error.faults
        ]
        return _show(request, saved, screen, faults=error.faults, links=links, status=422)
    return private(HttpResponseRedirect(here))


def _show(
    request: HttpRequest,
    invitation: Invitation,
    screen: Screen,
    *,
    faults: tuple[Fault, ...] = (),
    links: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = _around(invitation.round, invitation) | {
        "screen": screen,
        "faults": faults,
        "links": links,
        "step": _place_of(screen, invitation),
    }
    return private(render(request, "surveys/answer.html", context, status=status))


def _place_of(screen: Screen, invitation: Invitation) -> int:
    """The number of the screen's section among all, hidden ones included."""
    return content_of_round(invitation.round).sections.index(screen.section) + 1


def _around(round_: Round, invitation: Invitation) -> dict[str, Any]:
    return {"round": round_, "invitation": invitation, "open": is_open(round_, clock.today())}


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 5 else 0


def private(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches and search engines: its address is the right to answer."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
