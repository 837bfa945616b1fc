"""The inbox, what the office has sent, one message."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.messages import actions, queries, topbar
from zhicai.messages.forms import InboxFilters, SentFilters
from zhicai.ui.lists import Column, ListPage

INBOX_COLUMNS = (
    Column("title", gettext_lazy("消息")),
    Column("kind", gettext_lazy("类别"), ("kind",)),
    Column("from", gettext_lazy("发送单位"), ("sender_office",)),
    Column("sent", gettext_lazy("时间"), ("sent_at",)),
)
SENT_COLUMNS = (
    Column("title", gettext_lazy("消息")),
    Column("to", gettext_lazy("收件单位")),
    Column("sent", gettext_lazy("时间"), ("sent_at",)),
    Column("read", gettext_lazy("查看情况")),
)


@needs("messages.read")
def inbox(request: OfficeRequest) -> HttpResponse:
    """Show what has come for the user's office."""
    page = ListPage(
        request,
        queries.inbox_of(request.acting),
        columns=INBOX_COLUMNS,
        filters=InboxFilters,
        default_sort="-sent",
    )
    unread = sum(topbar.unread(request).values())
    return render(request, "messages/inbox.html", {"page": page, "unread": unread})


@needs("messages.read")
def sent(request: OfficeRequest) -> HttpResponse:
    """Show what the user's office has sent, and who has read it."""
    page = ListPage(
        request,
        queries.sent_by(request.acting),
        columns=SENT_COLUMNS,
        filters=SentFilters,
        default_sort="-sent",
    )
    return render(request, "messages/sent.html", {"page": page})


@needs("messages.read")
def message(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one message with who has read it."""
    found = queries.message_for(request.acting, pk)
    actions.mark_read(found, by=request.acting, at=clock.now())
    context = {"message": found, "readings": queries.receipts(found)}
    return render(request, "messages/message.html", context)


@needs("messages.read")
def follow(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads: to its link, else to its own page."""
    found = queries.message_for(request.acting, pk)
    actions.mark_read(found, by=request.acting, at=clock.now())
    own = reverse("messages:message", args=[found.pk])
    return HttpResponseRedirect(found.link or own)


@require_POST
def _all_read(request: OfficeRequest) -> HttpResponse:
    count = actions.mark_all_read(by=request.acting, at=clock.now())
    toasts.success(request, _("已把 %(count)d 条消息标为已读。") % {"count": count})
    return HttpResponseRedirect(reverse("messages:inbox"))


all_read = needs("messages.read")(_all_read)
