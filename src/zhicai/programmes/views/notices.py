"""The notice: issuing it, who has it and who has confirmed, the addressee's own receipt."""

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
from zhicai.programmes.actions import acknowledge, issue_notice, open_notice
from zhicai.programmes.forms import NoticeForm, ReceiptFilters, put_faults
from zhicai.programmes.queries import (
    addressees_of,
    is_addressee,
    law_of,
    name_of,
    not_yet_reached,
    notice_of,
    receipt_counts,
    receipt_for,
    receipts_for,
    receipts_of,
    settings_of,
)
from zhicai.programmes.queries.receipts import ReceiptRow, receipt_rows
from zhicai.programmes.scope import year_of
from zhicai.programmes.sheets import receipts_sheet
from zhicai.programmes.views.page import back_to, programme_page
from zhicai.sheets.downloads import download
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("who", gettext_lazy("主送单位"), ("code",)),
    Column("kind", gettext_lazy("层级或类别")),
    Column("state", gettext_lazy("状态"), ("step",)),
    Column("delivered", gettext_lazy("送达"), ("delivered_on",)),
    Column("opened", gettext_lazy("打开"), ("opened_on",)),
    Column("acknowledged", gettext_lazy("确认"), ("acknowledged_on",)),
    Column("by", gettext_lazy("确认人")),
)


@needs("programmes.read")
def receipts(request: OfficeRequest) -> HttpResponse:
    """Show the province who has confirmed and who has not; show others their own receipt."""
    if not holds(request.acting, "programmes.overview_receipts"):
        return _own(request)
    year = year_of(request)
    notice = notice_of(year)
    rows = receipt_rows(notice, on=clock.today()) if notice else []
    place = request.GET.get("place", "")
    page: ListPage[list[ReceiptRow]] = ListPage(
        request,
        [row for row in rows if not place or place in row.path.split("/")],
        columns=COLUMNS,
        filters=ReceiptFilters,
        default_sort="state",
    )
    if page.exporting:
        return page.export(lambda chosen: _sheet(request, year.year, chosen))
    due = settings_of(year, on=clock.today()).get("notice-receipt-due")
    context = programme_page(
        request,
        year,
        "overview",
        notice=notice,
        page=page,
        due=due,
        late=bool(due and due < clock.today()),
        counts=receipt_counts(row.receipt for row in rows),
        issues=holds(request.acting, "programmes.issue"),
    )
    return render(request, "programmes/receipts.html", context)


def _sheet(request: OfficeRequest, year: int, rows: list[ReceiptRow]) -> HttpResponse:
    language = get_language() or "zh-hans"
    return download(receipts_sheet(rows, language=language), _("收悉情况") + f"-{year}.xlsx")


def _own(request: OfficeRequest) -> HttpResponse:
    mine = list(receipts_for(request.acting))
    if len(mine) == 1:
        return HttpResponseRedirect(reverse("programmes:receipt", args=[mine[0].pk]))
    return render(request, "programmes/own_receipts.html", {"receipts": mine})


@needs("programmes.read")
def receipt(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the notice as one addressee has it; looking at it opens it."""
    found = receipt_for(request.acting, pk)
    open_notice(found, by=request.acting, on=clock.today())
    return render(request, "programmes/receipt.html", _receipt_context(request, found))


def _receipt_context(request: OfficeRequest, found: Any) -> dict[str, Any]:
    year = found.notice.programme_year
    today = clock.today()
    law = law_of(year)
    mine = is_addressee(request.acting, found)
    return {
        "receipt": found,
        "notice": found.notice,
        "year": year,
        "law": law,
        "name": name_of(year, on=today),
        "due": settings_of(year, on=today).get("notice-receipt-due"),
        "mine": mine,
        "may_acknowledge": mine and holds(request.acting, "programmes.acknowledge"),
        "aims": [law.clauses[clause] for clause in law.head.notice.clause],
    }


@require_POST
def _acknowledge(request: OfficeRequest, pk: int) -> HttpResponse:
    found = receipt_for(request.acting, pk)
    acknowledge(found, by=request.acting, on=clock.today())
    toasts.success(request, _("已确认收悉，省局可以看到。"))
    return back_to(request, "receipt", pk)


acknowledge_receipt = needs("programmes.acknowledge")(_acknowledge)


@needs("programmes.issue")
def issue(request: OfficeRequest) -> HttpResponse:
    """Preview the notice with its addressees, then issue it; later to those who have come since."""
    year = year_of(request)
    on = clock.today()
    notice = notice_of(year)
    printed = law_of(year).head.notice
    initial = {"title": printed.title.zh, "number": printed.number or ""}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            issued = issue_notice(year, by=request.acting, on=on, **form.cleaned_data)
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            count = receipts_of(issued).count()
            toasts.success(request, _("通知已印发，共 %(count)d 个单位。") % {"count": count})
            return back_to(request, "receipts")
    addressees = addressees_of(year, on=on)
    context = programme_page(
        request,
        year,
        "overview",
        notice=notice,
        form=form,
        addressees=addressees,
        fresh=not_yet_reached(year, on=on),
        offices=sum(one.level is not None for one in addressees),
    )
    return render(request, "programmes/issue.html", context, status=422 if form.errors else 200)
