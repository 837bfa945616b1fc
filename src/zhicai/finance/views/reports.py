"""Reports of money: shares of the special funds, growth by year, cost of a person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.finance.forms import CostFilters, GrowthFilters
from zhicai.finance.objects import described
from zhicai.finance.queries.costs import CLASS, GROUPS, YEAR, budgets_costed, class_costs, grouped
from zhicai.finance.queries.growth import growth
from zhicai.finance.queries.shares import Money, parted_budgets, share_rows
from zhicai.finance.queries.terms import MONEY_PLACED, Terms
from zhicai.finance.report_sheets import costs_sheet, growth_sheet, shares_sheet
from zhicai.finance.views.asked import hub, offer_cities, places_in, terms_in
from zhicai.finance.views.parts import share_lines
from zhicai.ui.asked import said, word
from zhicai.ui.lists import Column, ListPage

YUAN = gettext_lazy("元")


def reports(terms: Terms, current: str) -> list[dict[str, Any]]:
    """Return the reports beside each other."""
    shown = [("report", _("来源和内容"))]
    if terms.parted:
        shown.append(("shares", _("专项资金占比")))
    shown += [("growth", _("投入变化")), ("costs", _("人均成本"))]
    return [
        {
            "label": label,
            "url": reverse(f"finance:{name}") + f"?year={terms.year.pk}",
            "current": name == current,
        }
        for name, label in shown
    ]


def _page(request: OfficeRequest, terms: Terms, name: str, found: dict[str, Any]) -> HttpResponse:
    context = {
        "terms": terms,
        "hub": hub(terms, "report"),
        "reports": reports(terms, name),
        "office": request.acting.office,
        **found,
    }
    paper = "_print" if word(request, "print") else ""
    return render(request, f"finance/{name}{paper}.html", context)


@needs("finance.read")
def shares(request: OfficeRequest) -> HttpResponse:
    """Show the shares of the provincial and city special fund of each class (HB-4.3.a)."""
    terms = terms_in(request)
    budgets = parted_budgets(request.acting, terms, on=terms.on).order_by("starts_on", "pk")
    rows = share_rows(budgets, terms)
    if word(request, "export") == "xlsx":
        return shares_sheet(rows, terms)
    costs = described(row.budget.cost_object for row in rows)
    whole = sum((row.money for row in rows), Money())
    parts = terms.parts(terms.parted)
    return _page(
        request, terms, "shares",
        {
            "rows": [(row, costs.get(row.budget.cost_object)) for row in rows],
            "shares": whole,
            "share_rows": share_lines(whole),
            "parts": parts,
            "warned": sum(1 for row in rows if row.main is False),
            "main": whole.decides.main(parts.main) if parts else None,
        },
    )  # fmt: skip


GROWTH_COLUMNS = (
    Column("place", gettext_lazy("单位"), ("pk",)),
    Column("change", gettext_lazy("比上年增加"), ("change",), numeric=True, under=YUAN),
    Column("share", gettext_lazy("增幅"), ("order",), numeric=True),
)


@needs("finance.read")
def growth_page(request: OfficeRequest) -> HttpResponse:
    """Show the training money of each city and county by year, and its change (HB-4.2.a)."""
    terms = terms_in(request)
    places = places_in(terms)
    years, rows = growth(request.acting, terms.year, places)
    columns = (
        GROWTH_COLUMNS[0],
        *(Column(f"y{year}", str(year), numeric=True, under=YUAN) for year in years),
        *GROWTH_COLUMNS[1:],
    )
    page: ListPage[Any] = ListPage(
        request, rows, columns=columns, filters=GrowthFilters, default_sort="place"
    )
    offer_cities(page, request, places)
    if page.exporting:
        return growth_sheet(page.matching, years, terms)
    law = terms.law.obligations.values()
    shown = page.matching if word(request, "print") else list(page)
    return _page(
        request, terms, "growth",
        {
            "page": page,
            "years": years,
            "rows": [(row, _cells(row, years, terms)) for row in shown],
            "whole": [sum(row.amounts[n] for row in page.matching) for n in range(len(years))],
            "more": sum(1 for row in rows if row.trend == "more"),
            "known": sum(1 for row in rows if row.before),
            "clause": next((rule.clause for rule in law if rule.metric == MONEY_PLACED), None),
        },
    )  # fmt: skip


def _cells(row: Any, years: list[int], terms: Terms) -> list[dict[str, Any]]:
    """The money of each year with the page of its records."""
    return [
        {
            "fen": fen,
            "url": reverse("finance:support_records")
            + f"?year={terms.year.pk}&place={row.place.code}&of={year}&kind=money",
        }
        for year, fen in zip(years, row.amounts, strict=True)
    ]


COST_COLUMNS = (
    Column("label", gettext_lazy("班次、市州或年度"), ("label",)),
    Column("classes", gettext_lazy("班数"), ("classes",), numeric=True),
    Column("spent", gettext_lazy("已支出"), ("spent",), numeric=True, under=YUAN),
    Column("trained", gettext_lazy("培训人数"), ("trained",), numeric=True),
    Column("per_trained", gettext_lazy("每培训 1 人"), ("trained_order",), numeric=True,
           under=YUAN),
    Column("certified", gettext_lazy("合格人数"), ("certified",), numeric=True),
    Column("per_certified", gettext_lazy("每合格 1 人"), ("certified_order",), numeric=True,
           under=YUAN),
)  # fmt: skip


@needs("finance.read")
def costs(request: OfficeRequest) -> HttpResponse:
    """Show what a trained and a certified person cost, by class, city or year (HB-4.3.g)."""
    terms = terms_in(request)
    group = word(request, "by") if word(request, "by") in GROUPS else CLASS
    budgets = budgets_costed(request.acting, terms.year, all_years=group == YEAR, on=terms.on)
    if word(request, "track") in terms.tracks:
        budgets = budgets.filter(track=word(request, "track"))
    found = class_costs(budgets, places_in(terms))
    page: ListPage[Any] = ListPage(
        request, grouped(found, group), columns=COST_COLUMNS, filters=CostFilters,
        default_sort="label",
    )  # fmt: skip
    if page.filters is not None:
        tracks = [(key, said(name)) for key, name in terms.tracks.items()]
        page.filters.fields["track"].choices = [("", _("全部")), *tracks]  # type: ignore[attr-defined]
    if page.exporting:
        return costs_sheet(page.matching, group, terms)
    shown = list(page.matching if word(request, "print") else page)
    objects = described(row.one.budget.cost_object for row in shown if row.one is not None)
    return _page(
        request, terms, "costs",
        {
            "page": page,
            "group": group,
            "rows": [
                (row, objects.get(row.one.budget.cost_object) if row.one else None)
                for row in shown
            ],
            "clause": terms.cites("cost"),
        },
    )  # fmt: skip
