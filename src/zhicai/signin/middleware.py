"""Follows open sessions: notes that one is used, ends one that lacks a factor now demanded."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.foundation import clock
from zhicai.signin.actions import sessions
from zhicai.signin.rules import SEEN_EVERY, needs_factor
from zhicai.signin.views.door import OPENED
from zhicai.signin.visitors import visitor_of


class SessionMiddleware:
    """Stands behind ActingMiddleware. Costs a request nothing but, once in five minutes, one write.

    Ending a session deletes it, and a deactivated user or a changed password is refused by Django
    itself, so that nothing has to be looked up here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        opened = request.session.get(OPENED)
        if settings.ZHICAI_MFA_ROLES and not (opened or {}).get("factor"):
            actings: tuple[Acting, ...] = getattr(request, "actings", ())
            roles = {duty.role for acting in actings for duty in acting.duties}
            if needs_factor(roles, settings.ZHICAI_MFA_ROLES):
                logout(request)
                return HttpResponseRedirect(reverse("accounts:login"))
        if opened is not None:
            _note(request, opened)
        return self.get_response(request)


def _note(request: HttpRequest, opened: dict[str, str]) -> None:
    at = clock.now()
    if abs(at - datetime.fromisoformat(opened["seen"])) < SEEN_EVERY:
        return
    request.session[OPENED] = opened | {"seen": at.isoformat()}
    sessions.note_seen(request.session.session_key or "", by=visitor_of(request), at=at)
