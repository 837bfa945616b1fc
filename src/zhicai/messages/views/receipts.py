"""What the office has sent: who has read it, how it left, who is reminded."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.messages import actions, queries
from zhicai.messages.forms import SentFilters
from zhicai.messages.presenters import tabs_for, ways_of
from zhicai.messages.sheets import receipts_sheet
from zhicai.sheets.downloads import download
from zhicai.ui.asked import said
from zhicai.ui.lists import Column, ListPage

SENT_COLUMNS = (
    Column("title", gettext_lazy("消息")),
    Column("to", gettext_lazy("收件单位")),
    Column("sent", gettext_lazy("送达"), ("sent_at",)),
    Column("read", gettext_lazy("查看情况")),
    Column("ways", gettext_lazy("其他渠道")),
)
OFFICE_COLUMNS = (
    Column("name", gettext_lazy("收件单位"), ("code",)),
    Column("sent", gettext_lazy("发出"), ("sent",), numeric=True),
    Column("read", gettext_lazy("已读"), ("read",), numeric=True),
    Column("unread", gettext_lazy("未读"), ("unread",), numeric=True),
    Column("last", gettext_lazy("最近一次查看")),
)


def _page(request: OfficeRequest) -> ListPage[Any]:
    return ListPage(
        request,
        queries.sent_by(request.acting),
        columns=SENT_COLUMNS,
        filters=SentFilters,
        default_sort="-sent",
    )


@needs("messages.read")
def sent(request: OfficeRequest) -> HttpResponse:
    """Show what the user's office has sent, who has read it and how it left; or export it."""
    page = _page(request)
    if page.exporting:
        language = get_language() or "zh-hans"
        return page.export(
            lambda rows: download(receipts_sheet(rows, language=language), f"{_('消息回执')}.xlsx")
        )
    context = {
        "page": page,
        "rows": [(message, ways_of(message.deliveries.all())) for message in page],
        "tabs": tabs_for(request.acting, "sent"),
        "reminds": holds(request.acting, "messages.remind"),
        "batch": [
            {"label": _("提醒未读的单位"), "name": "do", "value": "remind", "icon": "bell",
             "primary": True}
        ],
    }  # fmt: skip
    return render(request, "messages/sent.html", context)


@require_POST
def _remind(request: OfficeRequest) -> HttpResponse:
    chosen = _page(request).chosen(request.POST)
    try:
        count = actions.remind_unread(chosen, by=request.acting, at=clock.now())
    except BadInput as no:
        toasts.warning(request, said(no.says))
    else:
        if count:
            toasts.success(request, _("已提醒 %(count)d 个单位。") % {"count": count})
        else:
            toasts.info(request, _("所选消息都已有人看，或今天已经提醒过。"))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(f"{reverse('messages:sent')}{query}")


remind = needs("messages.remind")(_remind)


@needs("messages.read")
def offices(request: OfficeRequest) -> HttpResponse:
    """Show what the user's office has sent by addressee: sent, read, unread."""
    page = ListPage(request, queries.receipts_by_office(request.acting), columns=OFFICE_COLUMNS)
    context = {"page": page, "tabs": tabs_for(request.acting, "offices")}
    return render(request, "messages/offices.html", context)
