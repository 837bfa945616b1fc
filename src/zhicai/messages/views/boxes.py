"""The inbox and one message."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.messages import actions, queries
from zhicai.messages.forms import InboxFilters
from zhicai.messages.models import Message
from zhicai.messages.presenters import recipient_of, tabs_for, way_of
from zhicai.ui.lists import Column, ListPage

INBOX_COLUMNS = (
    Column("title", gettext_lazy("消息")),
    Column("kind", gettext_lazy("类别"), ("kind",)),
    Column("from", gettext_lazy("发送单位"), ("sender_office",)),
    Column("sent", gettext_lazy("时间"), ("sent_at",)),
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
    unread = queries.unread_count(request.acting)
    context = {"page": page, "unread": unread, "tabs": tabs_for(request.acting, "inbox")}
    return render(request, "messages/inbox.html", context)


@needs("messages.read")
def message(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one message with who has read it."""
    found = queries.message_for(request.acting, pk)
    actions.mark_read(found, by=request.acting, at=clock.now())
    deliveries = queries.deliveries_of(found) if is_sender(request, found) else ()
    context = {
        "message": found,
        "readings": queries.receipts(found),
        "deliveries": [(one, way_of(one), recipient_of(one)) for one in deliveries],
    }
    return render(request, "messages/message.html", context)


def is_sender(request: OfficeRequest, found: Message) -> bool:
    """Say whether the message is the user's own office's: only the sender sees how it left."""
    return found.sender_office == request.acting.office


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
