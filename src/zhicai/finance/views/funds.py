"""Funds: the list of the year, one fund with what draws on it, entering and changing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.finance import actions
from zhicai.finance.forms import FundFilters, FundForm, initial_of, number_in
from zhicai.finance.models import Fund
from zhicai.finance.objects import described
from zhicai.finance.queries.funds import (
    fund_for,
    funds_visible_to,
    keeps,
    needs_offered,
    own_fund_for,
    own_levels,
    uses_of,
)
from zhicai.finance.queries.terms import Terms, terms_of
from zhicai.finance.rules.kinds import PAYERS
from zhicai.finance.sheets import funds_sheet
from zhicai.finance.views.asked import hub, narrow_places, places_in, terms_in
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused, Stale
from zhicai.law.schema import Level
from zhicai.ui.asked import faults_of, form_faults, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("资金"), ("name",)),
    Column("place", gettext_lazy("单位"), ("place__code", "placed_on")),
    Column("payer", gettext_lazy("来源"), ("payer", "place__code")),
    Column("placed", gettext_lazy("落实日期"), ("placed_on",)),
    Column("amount", gettext_lazy("金额"), ("amount",), numeric=True, under=gettext_lazy("元")),
    Column("bound", gettext_lazy("已安排"), numeric=True, under=gettext_lazy("元")),
    Column("spent", gettext_lazy("已支出"), numeric=True, under=gettext_lazy("元")),
    Column("left", gettext_lazy("可安排"), numeric=True, under=gettext_lazy("元")),
    Column("needs", gettext_lazy("对应需求"), numeric=True),
)


@needs("finance.read")
def funds(request: OfficeRequest) -> HttpResponse:
    """List the funds of a year with what budgets hold of them and what was spent."""
    terms = terms_in(request)
    rows = funds_visible_to(request.acting, terms.year, on=terms.on).prefetch_related("needs")
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=FundFilters, default_sort="place"
    )
    narrow_places(page.filters, request, places_in(terms))
    if page.exporting:
        found = list(page.matching)
        return funds_sheet(found, uses_of(row.pk for row in found), terms)
    shown = list(page)
    uses = uses_of(row.pk for row in shown)
    context = {
        "terms": terms,
        "hub": hub(terms, "funds"),
        "page": page,
        "rows": [_with_use(row, uses[row.pk]) for row in shown],
        "whole": sum(page.matching.values_list("amount", flat=True)),
        "may_enter": bool(own_levels(request.acting)),
        "clause": terms.cites("appropriation"),
    }
    return render(request, "finance/funds.html", context)


def _with_use(row: Fund, use: Any) -> dict[str, Any]:
    return {
        "row": row, "bound": use.bound, "spent": use.spent, "left": row.amount - use.bound,
        "needs": len(row.needs.all()),
    }  # fmt: skip


@needs("finance.read")
def fund(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a fund: the needs it answers, and every budget that draws on it."""
    row = fund_for(request.acting, pk, on=clock.today())
    terms = terms_of(row.programme_year, on=clock.today())
    lines = list(row.lines.select_related("budget__place").order_by("budget__starts_on", "pk"))
    costs = described(line.budget.cost_object for line in lines)
    context = {
        "terms": terms,
        "hub": hub(terms, "funds"),
        "fund": row,
        "use": _with_use(row, uses_of([row.pk])[row.pk]),
        "own": keeps(request.acting, row),
        "track": terms.tracks.get(row.track),
        "needs": list(row.needs.select_related("place")),
        "lines": [(line, costs.get(line.budget.cost_object)) for line in lines],
        "clause": terms.cites("appropriation"),
        "fence_clause": terms.cites("ring-fence"),
    }
    return render(request, "finance/fund.html", context)


def _offer(form: FundForm, request: OfficeRequest, terms: Terms) -> None:
    tracks = [("", _("本项目的全部培训")), *((key, said(n)) for key, n in terms.tracks.items())]
    heard = needs_offered(request.acting, terms.year, on=terms.on)[:60]
    form.offer(
        levels=[(level.value, said(PAYERS[level.value])) for level in own_levels(request.acting)],
        tracks=tracks,
        needs=[(one.pk, f"{one.sender}：{one.says[:60]}") for one in heard],
    )


@needs("finance.keep")
def new(request: OfficeRequest) -> HttpResponse:
    """Enter a fund of the own office."""
    terms = terms_in(request)
    initial = {"placed_on": terms.on, "kind": Fund.Kind.YEARLY, "ring_fenced": True}
    form = FundForm(request.POST if request.method == "POST" else None, initial=initial)
    _offer(form, request, terms)
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        try:
            faults, status = form_faults(form), 422
            if not faults:
                level = form.cleaned_data.get("level")
                row = actions.enter_fund(
                    terms.year, form.facts(), by=request.acting, at=clock.now(),
                    level=Level(level) if level else None,
                )  # fmt: skip
                messages.success(request, _("资金已登记"))
                return HttpResponseRedirect(reverse("finance:fund", args=[row.pk]))
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
    context = _form_context(form, faults, terms, _("登记培训资金"))
    return render(request, "finance/fund_form.html", context, status=status)


@needs("finance.keep")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a fund of the own office."""
    row = own_fund_for(request.acting, pk, on=clock.today())
    terms = terms_of(row.programme_year, on=clock.today())
    form = FundForm(request.POST if request.method == "POST" else None, initial=initial_of(row))
    _offer(form, request, terms)
    form.fields.pop("level", None)
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        try:
            faults, status = form_faults(form), 422
            if not faults:
                revision = number_in(word(request, "revision"))
                actions.change_fund(
                    row, form.facts(), by=request.acting, at=clock.now(), revision=revision
                )
                messages.success(request, _("资金已保存"))
                return HttpResponseRedirect(reverse("finance:fund", args=[pk]))
        except (BadInput, Refused, Stale) as error:
            faults, status = faults_of(error), error.status
    context = _form_context(form, faults, terms, _("修改培训资金")) | {"fund": row}
    return render(request, "finance/fund_form.html", context, status=status)


def _form_context(form: FundForm, faults: list[Fault], terms: Terms, title: str) -> dict[str, Any]:
    return {
        "form": form,
        "faults": faults,
        "terms": terms,
        "title": title,
        "clause": terms.cites("appropriation"),
        "wide": ("name", "purpose", "answers", "needs"),
    }
