"""The page of one's own tokens and of the office's webhooks."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.api import actions
from zhicai.api.events import EVENTS
from zhicai.api.forms import HookForm, TokenForm
from zhicai.api.models import Token
from zhicai.api.queries import (
    call_for,
    calls_of,
    scopes_for,
    subscription_for,
    subscriptions_of,
    token_for,
    tokens_of,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.messages.presenters import way_of
from zhicai.programmes.forms import put_faults
from zhicai.ui.asked import said
from zhicai.ui.lists import ListPage


@never_cache
def _tokens(request: OfficeRequest) -> HttpResponse:
    """List one's tokens; make one, which is shown this once."""
    form = TokenForm(request.POST or None, scopes=scopes_for(request.acting))
    fresh = ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            _token, fresh = actions.make_token(
                name=given["name"],
                scopes=given["scopes"],
                days=given["days"],
                by=request.acting,
                at=clock.now(),
            )
        except BadInput as no:
            put_faults(form, no.faults)
        else:
            form = TokenForm(scopes=scopes_for(request.acting))
    status = 422 if form.errors else 200
    now = clock.now()
    page: ListPage[Any] = ListPage(request, tokens_of(request.acting))
    context = {
        "tabs": _tabs("tokens"),
        "form": form,
        "fresh": fresh,
        "page": page,
        "rows": [{"token": one, "state": _state(one, now)} for one in page.rows],
    }
    return render(request, "api/tokens.html", context, status=status)


tokens = needs("api.tokens")(_tokens)


def _state(token: Token, now: Any) -> dict[str, Any]:
    if token.revoked_at is not None:
        return {"label": _("令牌已作废"), "tone": "idle", "open": False}
    if token.expires_at <= now:
        return {"label": _("已过期"), "tone": "idle", "open": False}
    held = token.membership
    if held.valid_to is not None and (held.at_once or held.valid_to < clock.today()):
        return {"label": _("岗位已结束"), "tone": "idle", "open": False}
    return {"label": _("可用"), "tone": "green", "open": True}


@require_POST
def _revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    """Revoke one's own token."""
    actions.revoke_token(token_for(request.acting, pk), by=request.acting, at=clock.now())
    toasts.success(request, _("令牌已停用。"))
    return HttpResponseRedirect(reverse("api:tokens"))


revoke = needs("api.tokens")(_revoke)


@never_cache
def _hooks(request: OfficeRequest) -> HttpResponse:
    """List the office's webhooks; make one, whose signing key is shown this once."""
    form = HookForm(request.POST or None)
    fresh = ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            _row, fresh = actions.subscribe_office(
                url=given["url"],
                events=given["events"],
                known=EVENTS,
                by=request.acting,
                at=clock.now(),
            )
        except BadInput as no:
            put_faults(form, no.faults)
        else:
            form = HookForm()
    context = {
        "tabs": _tabs("hooks"),
        "form": form,
        "fresh": fresh,
        "rows": [
            {"hook": one, "events": [said(EVENTS[name]) for name in one.events if name in EVENTS]}
            for one in subscriptions_of(request.acting)
        ],
    }
    return render(request, "api/hooks.html", context, status=422 if form.errors else 200)


hooks = needs("api.hooks")(_hooks)


@needs("api.hooks")
def hook(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what was told to a webhook, and how it went."""
    found = subscription_for(request.acting, pk)
    page: ListPage[Any] = ListPage(request, calls_of(found))
    rows = [
        {
            "call": one,
            "says": said(EVENTS[one.event]) if one.event in EVENTS else one.event,
            "way": way_of(one.delivery) if one.delivery else None,
        }
        for one in page.rows
    ]
    return render(request, "api/hook.html", {"hook": found, "page": page, "rows": rows})


@require_POST
def _end(request: OfficeRequest, pk: int) -> HttpResponse:
    """End a webhook."""
    actions.end_subscription(
        subscription_for(request.acting, pk), by=request.acting, at=clock.now()
    )
    toasts.success(request, _("推送已停用。"))
    return HttpResponseRedirect(reverse("api:hooks"))


end = needs("api.hooks")(_end)


@require_POST
def _again(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send what was told once more."""
    call = call_for(request.acting, pk)
    actions.call_again(call, by=request.acting, at=clock.now())
    toasts.success(request, _("已放入待投递，马上再发一次。"))
    return HttpResponseRedirect(reverse("api:hook", args=[call.subscription_id]))


again = needs("api.hooks")(_again)


def _tabs(at: str) -> list[dict[str, Any]]:
    labels = (("tokens", _("令牌")), ("hooks", _("事件推送")))
    return [
        {"label": label, "url": reverse(f"api:{name}"), "current": name == at}
        for name, label in labels
    ]
