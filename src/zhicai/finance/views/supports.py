"""Support in staff, money and policies: offices compared, the records, entering and withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.files.serving import serve_file
from zhicai.finance import actions
from zhicai.finance.forms import SupportFilters, SupportForm
from zhicai.finance.queries.growth import own_funds_of
from zhicai.finance.queries.supports import (
    compare,
    own_support_for,
    support_for,
    support_levels,
    supports_visible_to,
)
from zhicai.finance.report_sheets import support_sheet, supports_sheet
from zhicai.finance.rules.kinds import PAYERS
from zhicai.finance.views.asked import hub, offer_cities, places_in, terms_in
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.ui.asked import faults_of, form_faults, number, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("place", gettext_lazy("单位"), ("pk",)),
    Column("staff", gettext_lazy("人力"), ("staff",), numeric=True, under=gettext_lazy("人")),
    Column("money", gettext_lazy("财力"), ("money",), numeric=True, under=gettext_lazy("元")),
    Column("policies", gettext_lazy("政策"), ("policies",), numeric=True, under=gettext_lazy("项")),
    Column("kinds", gettext_lazy("支持方式"), ("kinds",), numeric=True, under="/ 3"),
)


@needs("finance.read")
def support(request: OfficeRequest) -> HttpResponse:
    """Compare the offices in reach by staff, money and policies (HB-4.2.c)."""
    terms = terms_in(request)
    places = places_in(terms)
    rows = compare(request.acting, terms.year, places)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=SupportFilters, default_sort="place"
    )
    offer_cities(page, request, places)
    if page.exporting:
        return support_sheet(page.matching, terms)
    paper = bool(word(request, "print"))
    context = {
        "terms": terms,
        "hub": hub(terms, "support"),
        "page": page,
        "rows": page.matching if paper else list(page),
        "staff": sum(row.staff for row in rows),
        "money": sum(row.money for row in rows),
        "policies": sum(row.policies for row in rows),
        "whole": len(rows),
        "given": [sum(1 for row in rows if row.kinds > n) for n in (0, 1, 2)],
        "may_enter": bool(support_levels(request.acting)),
        "clause": terms.cites("support"),
        "office": request.acting.office,
    }
    template = "finance/support_print.html" if paper else "finance/support.html"
    return render(request, template, context)


@needs("finance.read")
def records(request: OfficeRequest) -> HttpResponse:
    """List the records behind a number: support entered, and the funds that count as money."""
    terms = terms_in(request)
    places = places_in(terms)
    year = number(request, "of") or terms.year.year
    place = places.by_code.get(word(request, "place"))
    kind = word(request, "kind")
    rows = supports_visible_to(request.acting, on=terms.on).filter(year=year)
    funds = own_funds_of(request.acting, terms.year, year, on=terms.on)
    if place is not None:
        rows, funds = rows.filter(place_id=place.id), funds.filter(place_id=place.id)
    if kind in ("staff", "money", "policy"):
        rows = rows.filter(kind=kind)
    page: ListPage[Any] = ListPage(request, rows.order_by("place__code", "kind", "pk"))
    if page.exporting:
        return supports_sheet(list(page.matching), terms)
    own = {level.value for level in support_levels(request.acting)}
    counted = list(funds[:200]) if kind in ("", "money") else []
    context = {
        "terms": terms,
        "hub": hub(terms, "support"),
        "page": page,
        "rows": [
            (row, row.place_id == request.acting.place_id and row.level in own) for row in page
        ],
        "funds": counted,
        "of": year,
        "place": place,
        "clause": terms.cites("support"),
    }
    return render(request, "finance/support_records.html", context)


@needs("finance.support")
def new(request: OfficeRequest) -> HttpResponse:
    """Enter support that the own office gives."""
    terms = terms_in(request)
    levels = support_levels(request.acting)
    if not levels:
        raise OutOfScope
    initial = {"year": terms.year.year, "on": terms.on}
    posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if posted else (None, None)
    form = SupportForm(data, files, initial=initial)
    form.offer([(level.value, said(PAYERS[level.value])) for level in levels])
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        try:
            faults, status = form_faults(form), 422
            if not faults:
                chosen = form.cleaned_data.get("level")
                row = actions.enter_support(
                    form.facts(), by=request.acting, at=clock.now(),
                    level=Level(chosen) if chosen else None,
                    upload=form.cleaned_data.get("file"), clause=terms.cites("support") or "",
                )  # fmt: skip
                messages.success(request, _("支持已登记"))
                where = reverse("finance:support_records")
                query = f"?year={terms.year.pk}&of={row.year}&place={row.place.code}"
                return HttpResponseRedirect(where + query)
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
    context = {
        "terms": terms, "form": form, "faults": faults, "clause": terms.cites("support"),
        "wide": ("title", "says", "file"),
    }  # fmt: skip
    return render(request, "finance/support_form.html", context, status=status)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Withdraw support that was entered by mistake."""
    row = own_support_for(request.acting, pk)
    try:
        reason = word(request, "reason")
        actions.withdraw_support(row, reason=reason, by=request.acting, at=clock.now())
        messages.success(request, _("已撤销，记录保留"))
    except (BadInput, Refused) as error:
        for one in faults_of(error):
            messages.error(request, said(one.says))
    where = reverse("finance:support_records")
    return HttpResponseRedirect(f"{where}?of={row.year}&place={row.place.code}")


withdraw = needs("finance.support")(_withdraw)


@require_safe
def _evidence(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out the evidence of support."""
    row = support_for(request.acting, pk, on=clock.today())
    if row.file is None:
        raise OutOfScope
    return serve_file(row.file, inline=request.GET.get("inline") == "1")


evidence = needs("finance.read")(_evidence)
