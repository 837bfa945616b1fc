"""The talent ladder and the people at each of its steps."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.results.forms import StepFilters
from zhicai.results.path import step
from zhicai.results.queries.people import (
    everyone_at,
    ladder,
    names_whole,
    people_seen,
    standing_at,
)
from zhicai.results.queries.reserve import homes
from zhicai.results.sheets import LADDER, table
from zhicai.results.views.parts import law_for, shown_name, tabs_for
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("home__code", "name")),
)


@needs("results.read")
def steps(request: OfficeRequest) -> HttpResponse:
    """Show how many people stand at each step, the preparatory one at the bottom (HB-3.1.0.b)."""
    law = law_for(request)
    rungs = ladder(request.acting, on=law.on)
    context = tabs_for(request, "ladder", law) | {
        "rungs": rungs,
        "top": list(reversed(rungs)),
        "total": sum(rung.stands for rung in rungs),
    }
    return render(request, "results/ladder.html", context)


@needs("results.read")
def one_step(request: OfficeRequest, key: str) -> HttpResponse:
    """List the people who stand at a step; ``?all=1`` those who reached it at all."""
    found = step(key)
    if found is None:
        raise OutOfScope
    on = clock.today()
    law = law_for(request)
    reached = everyone_at(request.acting, on=on)
    every = request.GET.get("all") == "1"
    ids = reached[key] if every else standing_at(reached)[key]
    rows = people_seen(request.acting, on=on).filter(pk__in=ids)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=StepFilters, default_sort="place"
    )
    if isinstance(page.filters, StepFilters):
        page.filters.offer(place=homes(request.acting, on=on))
    whole = names_whole(request.acting)
    if page.exporting:
        lines = [(shown_name(row, whole=whole), row.home.name) for row in page.matching[:20_000]]
        return table(LADDER, [{"name": name, "place": place} for name, place in lines])
    context = tabs_for(request, "ladder", law) | {
        "step": found,
        "page": page,
        "rows": [{"row": row, "name": shown_name(row, whole=whole)} for row in page],
        "every": every,
    }
    return render(request, "results/step.html", context)
