"""The hub of notices: what came, what was sent, what is being written."""

from collections import defaultdict
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.notices.forms import ReceivedFilters, SentFilters
from zhicai.notices.models import Notice, Receipt
from zhicai.notices.queries import notices_sent, own_drafts, received
from zhicai.notices.views.parts import tabs_of, tag_of
from zhicai.programmes.queries import notice_of, receipt_counts, receipts_of
from zhicai.programmes.queries import receipts_for as programme_receipts
from zhicai.programmes.scope import year_or_none
from zhicai.ui.lists import Column, ListPage

RECEIVED = (
    Column("title", gettext_lazy("通知"), ("notice__title",)),
    Column("from", gettext_lazy("发文单位")),
    Column("delivered", gettext_lazy("送达"), ("delivered_on",)),
    Column("due", gettext_lazy("期限"), ("notice__due",)),
    Column("state", gettext_lazy("状态"), ("acknowledged_on",)),
)
SENT = (
    Column("title", gettext_lazy("通知"), ("title",)),
    Column("number", gettext_lazy("文号")),
    Column("sent", gettext_lazy("发送"), ("sent_at",)),
    Column("due", gettext_lazy("期限"), ("due",)),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("confirmed", gettext_lazy("已确认"), ("confirmed",), numeric=True),
)


@needs("notices.read")
def inbox(request: OfficeRequest) -> HttpResponse:
    """Show what has come for the office, the programme's own notice on top."""
    acting = request.acting
    if not acting.organisation_id and not holds(acting, "notices.acknowledge"):
        return HttpResponseRedirect(reverse("notices:sent"))
    page: ListPage[Any] = ListPage(
        request, received(acting), columns=RECEIVED, filters=ReceivedFilters,
        default_sort="-delivered",
    )  # fmt: skip
    context = {
        "page": page,
        "rows": _merged(list(page)),
        "tabs": tabs_of(request, "received"),
        "pinned": list(programme_receipts(acting)),
        "writes": holds(acting, "notices.write"),
        "on": clock.today(),
    }
    return render(request, "notices/received.html", context)


def _merged(receipts: list[Receipt]) -> list[dict[str, Any]]:
    """One line a notice: an office with two seats may have got it at both."""
    by_notice: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        by_notice[receipt.notice_id].append(receipt)
    return [
        {
            "receipt": rows[0],
            "notice": rows[0].notice,
            "tag": tag_of(rows[0].notice),
            "acknowledged": all(row.acknowledged_on for row in rows),
        }
        for rows in by_notice.values()
    ]


@needs("notices.read")
def sent(request: OfficeRequest) -> HttpResponse:
    """Show what the office has sent with how many have confirmed."""
    page: ListPage[Any] = ListPage(
        request, notices_sent(request.acting), columns=SENT, filters=SentFilters,
        default_sort="-sent",
    )  # fmt: skip
    context = {
        "page": page,
        "rows": [{"notice": one, "tag": tag_of(one)} for one in page],
        "tabs": tabs_of(request, "sent"),
        "programme": _programme(request),
        "writes": holds(request.acting, "notices.write"),
    }
    return render(request, "notices/sent.html", context)


def _programme(request: OfficeRequest) -> dict[str, Any] | None:
    """The programme's own notice with its receipts, for those who oversee them."""
    if not holds(request.acting, "programmes.overview_receipts"):
        return None
    year = year_or_none(request)
    notice = notice_of(year) if year else None
    counts = receipt_counts(receipts_of(notice)) if notice else {}
    issues = holds(request.acting, "programmes.issue")
    return {"year": year, "notice": notice, "counts": counts, "issues": issues}


@needs("notices.write")
def drafts(request: OfficeRequest) -> HttpResponse:
    """Show what the office is writing."""
    page: ListPage[Any] = ListPage[Any](request, own_drafts(request.acting))
    rows: list[Notice] = list(page)
    context = {"page": page, "rows": rows, "tabs": tabs_of(request, "drafts"), "writes": True}
    return render(request, "notices/drafts.html", context)
