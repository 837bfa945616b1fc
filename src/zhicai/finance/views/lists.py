"""Lists of money: by place, budgets, expenses, notes on other sources, the report."""

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
from zhicai.accounts.permissions import holds
from zhicai.files.serving import serve_file
from zhicai.finance import actions
from zhicai.finance.forms import BudgetFilters, ExpenseFilters, PlaceFilters
from zhicai.finance.models import Cost, Payer
from zhicai.finance.objects import described
from zhicai.finance.queries.budgets import (
    Sums,
    budgets_visible_to,
    expenses_visible_to,
    sums_of,
    voucher_for,
)
from zhicai.finance.queries.notes import note_for, notes_of
from zhicai.finance.queries.overview import by_place, fees_of, lacking_budgets, report_of
from zhicai.finance.rules.kinds import ITEMS
from zhicai.finance.sheets import budgets_sheet, expenses_sheet, places_sheet
from zhicai.finance.views.asked import hub, narrow_places, offer_cities, places_in, terms_in
from zhicai.finance.views.reports import reports
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused, ZhicaiError
from zhicai.ui.asked import faults_of, word
from zhicai.ui.lists import Column, ListPage

YUAN = gettext_lazy("元")
PLACE_COLUMNS = (
    Column("place", gettext_lazy("单位"), ("pk",)),
    Column("yearly", gettext_lazy("年度资金"), ("yearly",), numeric=True, under=YUAN),
    Column("funds", gettext_lazy("资金合计"), ("funds",), numeric=True, under=YUAN),
    Column("budgets", gettext_lazy("有预算的班"), ("budgets",), numeric=True),
    Column("without", gettext_lazy("没有预算的班"), ("without",), numeric=True),
    Column("planned", gettext_lazy("班次预算"), ("planned",), numeric=True, under=YUAN),
    Column("spent", gettext_lazy("已支出"), ("spent",), numeric=True, under=YUAN),
    Column("charged", gettext_lazy("向学员收取"), ("charged",), numeric=True, under=YUAN),
)


@needs("finance.read")
def home(request: OfficeRequest) -> HttpResponse:
    """Show the year's money by place: placed, planned, spent, charged to trainees."""
    terms = terms_in(request)
    places = places_in(terms)
    lacking = lacking_budgets(request.acting, terms.year, places)
    rows = by_place(request.acting, terms.year, places, without=lacking)
    page: ListPage[Any] = ListPage(
        request, rows, columns=PLACE_COLUMNS, filters=PlaceFilters, default_sort="place"
    )
    offer_cities(page, request, places)
    if page.exporting:
        return places_sheet(page.matching, terms)
    context = {
        "terms": terms,
        "hub": hub(terms, "home"),
        "page": page,
        "sums": sum((row.sums for row in rows), Sums()),
        "yearly": sum(row.yearly for row in rows),
        "placed": sum(row.funds for row in rows),
        "own_places": sum(1 for row in rows if row.owes and row.yearly),
        "places": sum(1 for row in rows if row.owes),
        "lacking": lacking,
        "due": terms.due,
        "clause": terms.cites("appropriation"),
        "fee_clause": terms.cites("fee"),
        "budget_clause": terms.cites("budget"),
    }
    return render(request, "finance/home.html", context)


BUDGET_COLUMNS = (
    Column("title", gettext_lazy("班次"), ("title",)),
    Column("place", gettext_lazy("单位"), ("place__code", "starts_on")),
    Column("starts", gettext_lazy("开班日期"), ("starts_on",)),
    Column("state", gettext_lazy("状态"), ("state", "starts_on")),
    Column("planned", gettext_lazy("预算"), numeric=True, under=YUAN),
    Column("spent", gettext_lazy("已支出"), numeric=True, under=YUAN),
    Column("left", gettext_lazy("结余"), numeric=True, under=YUAN),
    Column("charged", gettext_lazy("向学员收取"), numeric=True, under=YUAN),
)


@needs("finance.read")
def budgets(request: OfficeRequest) -> HttpResponse:
    """List the budgets of a year, and what is still to come without one (HB-3.1.7.4.a)."""
    terms = terms_in(request)
    places = places_in(terms)
    rows = budgets_visible_to(request.acting, terms.year, on=terms.on)
    page: ListPage[Any] = ListPage(
        request, rows, columns=BUDGET_COLUMNS, filters=BudgetFilters, default_sort="starts"
    )
    narrow_places(page.filters, request, places)
    matching = list(page.matching.values_list("pk", flat=True))
    sums = sums_of(matching)
    if page.exporting:
        return budgets_sheet(list(page.matching), sums, terms)
    shown = list(page)
    costs = described(row.cost_object for row in shown)
    context = {
        "terms": terms,
        "hub": hub(terms, "budgets"),
        "page": page,
        "rows": [
            {"row": row, "sums": sums[row.pk], "cost": costs.get(row.cost_object)} for row in shown
        ],
        "sums": sum(sums.values(), Sums()),
        "lacking": [
            (cost, places.by_id.get(cost.place))
            for cost in lacking_budgets(request.acting, terms.year, places)[:20]
        ],
        "clause": terms.cites("budget"),
    }
    template = "finance/budgets_print.html" if word(request, "print") else "finance/budgets.html"
    return render(request, template, context)


EXPENSE_COLUMNS = (
    Column("day", gettext_lazy("日期"), ("paid_on",)),
    Column("title", gettext_lazy("班次"), ("budget__title",)),
    Column("place", gettext_lazy("单位"), ("budget__place__code", "paid_on")),
    Column("kind", gettext_lazy("支出内容"), ("line__kind", "paid_on")),
    Column("fund", gettext_lazy("资金"), ("line__fund__name", "paid_on")),
    Column("payee", gettext_lazy("收款方"), ("payee",)),
    Column("amount", gettext_lazy("金额"), ("amount",), numeric=True, under=YUAN),
    Column("voucher", gettext_lazy("凭证")),
)


@needs("finance.read")
def expenses(request: OfficeRequest) -> HttpResponse:
    """List the expenses of a year, counter-entries included, each with its voucher."""
    terms = terms_in(request)
    rows = expenses_visible_to(request.acting, terms.year, on=terms.on)
    page: ListPage[Any] = ListPage(
        request, rows.prefetch_related("vouchers__file"), columns=EXPENSE_COLUMNS,
        filters=ExpenseFilters, default_sort="-day",
    )  # fmt: skip
    narrow_places(page.filters, request, places_in(terms))
    if page.exporting:
        return expenses_sheet(list(page.matching), terms)
    shown = list(page)
    costs = described(row.budget.cost_object for row in shown)
    context = {
        "terms": terms,
        "hub": hub(terms, "expenses"),
        "page": page,
        "rows": [(row, costs.get(row.budget.cost_object)) for row in shown],
        "whole": sum(page.matching.values_list("amount", flat=True)),
    }
    return render(request, "finance/expenses.html", context)


@needs("finance.read")
def notes(request: OfficeRequest) -> HttpResponse:
    """List the notes on other sources; the province gives or refuses those that wait."""
    return _notes_page(request)


def _notes_page(
    request: OfficeRequest, error: ZhicaiError | None = None, at: int = 0
) -> HttpResponse:
    terms = terms_in(request)
    page: ListPage[Any] = ListPage(request, notes_of(request.acting, terms.year, on=terms.on))
    shown = list(page)
    costs = described(row.budget.cost_object for row in shown)
    context = {
        "terms": terms,
        "hub": hub(terms, "notes"),
        "page": page,
        "rows": [(row, costs.get(row.budget.cost_object)) for row in shown],
        "answers": holds(request.acting, "finance.note"),
        "faults": faults_of(error) if error else [],
        "typed": word(request, "answer") if error else "",
        "at": at,
        "payers": [Payer(one).label for one in terms.sources(terms.track).payers or ()],
        "sources": terms.sources(terms.track),
    }
    return render(request, "finance/notes.html", context, status=error.status if error else 200)


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give or refuse the province's note."""
    found = note_for(request.acting, pk, on=clock.today())
    give = word(request, "do") == "give"
    try:
        actions.answer_note(
            found, give=give, says=word(request, "answer"), by=request.acting, at=clock.now()
        )
    except (BadInput, Refused) as error:
        return _notes_page(request, error, pk)
    messages.success(request, _("已答复，已告知申请单位"))
    return HttpResponseRedirect(
        reverse("finance:notes") + f"?year={found.budget.programme_year_id}"
    )


answer = needs("finance.note")(_answer)


@needs("finance.read")
def report(request: OfficeRequest) -> HttpResponse:
    """Show the funding report: sources and their shares, purposes, the sum charged to trainees."""
    terms = terms_in(request)
    places = places_in(terms)
    found = report_of(request.acting, terms.year, places)
    context = {
        "terms": terms,
        "hub": hub(terms, "report"),
        "reports": reports(terms, "report"),
        "report": found,
        "sources": [(Payer(row.payer).label, row) for row in found.sources],
        "costs": [(Cost(kind).label, planned, spent) for kind, planned, spent in found.costs],
        "fees": [
            (row, ITEMS.get(row.item))
            for row in fees_of(request.acting, terms.year, on=terms.on)[:200]
        ],
        "charging": terms.charges(),
        "ceilings": terms.ceilings(),
        "own_costs": [ITEMS[one] for one in terms.charges().own_costs if one in ITEMS],
        "fee_clause": terms.cites("fee"),
        "fare_clause": terms.cites("fare"),
        "source_terms": terms.sources(terms.track),
        "office": request.acting.office,
    }
    template = "finance/report_print.html" if word(request, "print") else "finance/report.html"
    return render(request, template, context)


@require_safe
def _voucher(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of a voucher."""
    found = voucher_for(request.acting, pk, on=clock.today())
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


voucher = needs("finance.see")(_voucher)
