"""The outbox for who runs the site: how much stands where, what did not go, quiet hours."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import Refused
from zhicai.messages import actions
from zhicai.messages.channels.registry import channels
from zhicai.messages.forms import OutboxFilters, QuietForm
from zhicai.messages.presenters import (
    TONES,
    channel_name,
    recipient_of,
    tabs_for,
    way_of,
)
from zhicai.messages.queries.deliveries import delivery_for, oldest_due, outbox_counts, outbox_of
from zhicai.messages.queries.routes import quiet_hours
from zhicai.messages.rules.outbox import STATE_WORDS, State
from zhicai.ui.asked import said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("created", gettext_lazy("写入"), ("created_at",)),
    Column("channel", gettext_lazy("渠道"), ("channel",)),
    Column("kind", gettext_lazy("类别"), ("kind",)),
    Column("to", gettext_lazy("收件")),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("attempts", gettext_lazy("次数"), ("attempts",), numeric=True),
    Column("problem", gettext_lazy("说明")),
)
LONG_DUE = timedelta(minutes=3)
"""A delivery due for longer than this shows that nobody delivers."""


def _page(request: OfficeRequest) -> ListPage[Any]:
    return ListPage(
        request,
        outbox_of(request.acting),
        columns=COLUMNS,
        filters=OutboxFilters,
        default_sort="-created",
    )


@needs("messages.watch_outbox")
def outbox(request: OfficeRequest) -> HttpResponse:
    """Show every delivery by where it stands, the channels and the quiet hours; set these."""
    quiet = quiet_hours()
    form = QuietForm(initial={"begins": quiet.begins, "ends": quiet.ends})
    if request.method == "POST":
        form = QuietForm(request.POST)
        if form.is_valid():
            actions.set_quiet_hours(form.quiet, by=request.acting, at=clock.now())
            toasts.success(request, _("安静时段已保存。"))
            return HttpResponseRedirect(reverse("messages:outbox"))
    page = _page(request)
    now = clock.now()
    since = oldest_due(at=now)
    context = {
        "page": page,
        "rows": [(one, way_of(one), recipient_of(one)) for one in page],
        "tabs": tabs_for(request.acting, "outbox"),
        "channels": _channels(outbox_counts(request.acting)),
        "states": STATE_WORDS.values(),
        "stuck_since": since if since is not None and now - since > LONG_DUE else None,
        "form": form,
        "batch": [
            {"label": _("再次投递"), "name": "do", "value": "retry", "icon": "send",
             "primary": True, "confirm": _("“无法确认”的消息，对方可能收到两次。")}
        ],
    }  # fmt: skip
    return render(request, "messages/outbox.html", context, status=422 if form.errors else 200)


def _channels(counts: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """One row a channel: its name, whether it is configured, how much stands in each state."""
    known = channels()
    names = [*known, *sorted({name for name, _ in counts} - set(known))]
    return [
        {
            "says": channel_name(name),
            "ready": name in known and known[name].ready(),
            "cells": [
                (
                    counts.get((name, state.value), 0),
                    TONES[state],
                    f"?channel={name}&state={state.value}",
                )
                for state in State
            ],
        }
        for name in names
    ]


@needs("messages.watch_outbox")
def delivery(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one delivery and what can be done about it."""
    found = delivery_for(request.acting, pk)
    context = {
        "delivery": found,
        "way": way_of(found),
        "to": recipient_of(found),
        "again": found.state in (State.UNCERTAIN, State.GIVEN_UP, State.FAILED),
        "unsure": found.state == State.UNCERTAIN,
    }
    return render(request, "messages/delivery.html", context)


@require_POST
def _settle(request: OfficeRequest, pk: int) -> HttpResponse:
    found = delivery_for(request.acting, pk)
    now = clock.now()
    try:
        if request.POST.get("do") == "confirm":
            actions.confirm_sent(found, by=request.acting, at=now)
            toasts.success(request, _("已记为送出。"))
        else:
            actions.try_again([found], by=request.acting, at=now)
            toasts.success(request, _("已放回队列，稍后投递。"))
    except Refused as no:
        toasts.warning(request, said(no.says))
    return HttpResponseRedirect(reverse("messages:delivery", args=[found.pk]))


settle = needs("messages.watch_outbox")(_settle)


@require_POST
def _retry(request: OfficeRequest) -> HttpResponse:
    chosen = _page(request).chosen(request.POST)
    try:
        count = actions.try_again(chosen, by=request.acting, at=clock.now())
    except Refused as no:
        toasts.warning(request, said(no.says))
    else:
        toasts.success(request, _("已放回队列 %(count)d 条。") % {"count": count})
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(f"{reverse('messages:outbox')}{query}")


retry = needs("messages.watch_outbox")(_retry)
