"""Puts on each request for whom its user acts; turns refusals into pages in plain words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.foundation.errors import (
    BadInput,
    NotOpened,
    NotYourPage,
    OutOfScope,
    Refused,
    Stale,
    ZhicaiError,
)

Answer = Callable[[HttpRequest], HttpResponse]

SESSION_KEY = "acting"


class ActingMiddleware:
    """Sets ``request.acting`` and ``request.actings``; None and () for visitors."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        actings: list[Acting] = []
        if isinstance(request.user, User) and request.user.is_authenticated:
            actings = actings_of(request.user, on=clock.today())
        wanted = request.session.get(SESSION_KEY)
        chosen = next((a for a in actings if a.key == wanted), actings[0] if actings else None)
        request.acting = chosen  # type: ignore[attr-defined]
        request.actings = tuple(actings)  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalMiddleware:
    """Answers a ZhicaiError raised by a view: its status, its sentence, its reasons; never a stack
    trace.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a refusal into its page, or into JSON where the caller asked for JSON."""
        if not isinstance(error, ZhicaiError):
            return None
        says = error.says.in_language(get_language() or "zh-hans")
        if request.headers.get("Accept", "").startswith("application/json"):
            who = {"by": error.by, "at": error.at} if isinstance(error, Stale) else {}
            return JsonResponse({"message": says, **who}, status=error.status)
        template = {
            OutOfScope: "404.html",
            NotYourPage: "403.html",
            NotOpened: "ui/not_opened.html",
        }.get(type(error), "ui/refused.html")
        context = {
            "says": error.says,
            "reasons": error.reasons if isinstance(error, Refused) else (),
            "faults": error.faults if isinstance(error, BadInput) else (),
        }
        return render(request, template, context, status=error.status)
