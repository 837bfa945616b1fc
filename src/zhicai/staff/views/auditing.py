"""The audit administrator's pages: search, sample, check the chain."""

from secrets import token_hex
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.audit.models import Entry
from zhicai.audit.queries import chain_report, entries, sample_of
from zhicai.foundation import clock
from zhicai.staff.forms import EntryFilters, SampleForm
from zhicai.staff.presenters import entry_row
from zhicai.staff.sheets import entries_sheet
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("at", gettext_lazy("时间"), ("at",)),
    Column("who", gettext_lazy("办理人"), ("username", "at")),
    Column("office", gettext_lazy("单位"), ("office", "at")),
    Column("verb", gettext_lazy("事项"), ("verb", "at")),
    Column("subject", gettext_lazy("对象")),
    Column("place", gettext_lazy("地区"), ("place", "at")),
)


@require_safe
def _search(request: OfficeRequest) -> HttpResponse:
    """Search the log by person, office, verb, place and days; hand out what was found."""
    page: ListPage[QuerySet[Entry]] = ListPage(
        request,
        entries(),
        columns=COLUMNS,
        filters=EntryFilters,
        default_sort="-at",
    )
    if page.exporting:
        return entries_sheet(page.matching)
    context = {"page": page, "rows": [entry_row(entry) for entry in page], "tab": "search"}
    return render(request, "staff/audit/search.html", context)


search = needs("staff.audit")(_search)


@require_safe
def _sample(request: OfficeRequest) -> HttpResponse:
    """Draw a sample of a period; the same seed draws the same entries again."""
    form = SampleForm(request.GET if "seed" in request.GET else None)
    context: dict[str, Any] = {"form": form, "tab": "sample", "fresh": token_hex(4)}
    if form.is_valid():
        given = form.cleaned_data
        drawn, out_of = sample_of(
            entries(),
            since=given["since"],
            until=given["until"],
            count=given["count"],
            seed=given["seed"],
        )
        if request.GET.get("export") == "xlsx":
            return entries_sheet(drawn, seed=given["seed"])
        export = request.GET.copy()
        export["export"] = "xlsx"
        context |= {
            "rows": [entry_row(entry) for entry in drawn],
            "out_of": out_of,
            "drawn": True,
            "export": f"?{export.urlencode()}",
        }
    return render(request, "staff/audit/sample.html", context)


sample = needs("staff.audit")(_sample)


@require_safe
def _chain(request: OfficeRequest) -> HttpResponse:
    """Hold every seal against the entries it was set on."""
    context = {"report": chain_report(), "at": clock.now(), "tab": "chain"}
    return render(request, "staff/audit/chain.html", context)


chain = needs("staff.audit")(_chain)
