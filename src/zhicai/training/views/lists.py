"""Lists: the classes of a year, plan against reality, the shares of courses."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import reach_of
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceTree, is_within, places_under, tree
from zhicai.training.forms import ClassFilters, GapFilters
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import classes_visible_to, run_levels, totals
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.gaps import Gap, gaps_of, to_open
from zhicai.training.queries.organisers import roles_of
from zhicai.training.queries.reports import shares_by_class, shares_by_year
from zhicai.training.sheets import classes_sheet, gaps_sheet, shares_sheet
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import hub, tag_of
from zhicai.ui.asked import word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("starts", gettext_lazy("时间"), ("starts_on", "place__code")),
    Column("title", gettext_lazy("班次"), ("title",)),
    Column("state", gettext_lazy("状态")),
    Column("place", gettext_lazy("承办单位"), ("place__code", "starts_on")),
    Column("venue", gettext_lazy("地点")),
    Column("capacity", gettext_lazy("名额"), ("capacity",), numeric=True),
    Column("role", gettext_lazy("本单位")),
)


def _within(filters: Any, request: OfficeRequest, places: PlaceTree, on: Any) -> None:
    wanted = {word(request, name) for name in ("unit", "place")} & set(places.by_code)
    filters.within = {code: places_under((places.by_code[code].path,), on=on) for code in wanted}
    for name in ("unit", "place"):
        if word(request, name) and word(request, name) not in wanted:
            filters.given.pop(name, None)


def _list(request: OfficeRequest, asked: Frame, places: PlaceTree) -> ListPage[Any]:
    rows = classes_visible_to(request.acting, asked.year, on=asked.on)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=ClassFilters, default_sort="starts"
    )
    if isinstance(page.filters, ClassFilters):
        reach = reach_of(request.acting, "training.oversee")
        cities = [
            city
            for city in places.seats(Level.CITY)
            if any(is_within(city.path, own) for own in reach)
        ]
        page.filters.offer(
            unit=[(city.code, city.name) for city in cities],
            month=[(str(n), _("%(n)d 月") % {"n": n}) for n in range(1, 13)],
        )
        _within(page.filters, request, places, asked.on)
    return page


@needs("training.read")
def classes(request: OfficeRequest) -> HttpResponse:
    """List the classes of a year that the user sees, with the own role in each (HB-2.1.a)."""
    asked = frame(request)
    places = tree(asked.year.province.code, on=asked.on)
    page = _list(request, asked, places)
    if page.exporting:
        return classes_sheet(page.matching, asked, places)
    rows: list[TrainingClass] = list(page)
    roles = roles_of(request.acting, [row.pk for row in rows])
    context = {
        "law": asked,
        "hub": hub(request, "classes"),
        "page": page,
        "rows": [
            {
                "row": row,
                "tag": tag_of(row),
                "unit": places.city_of(places.by_id[row.place_id]),
                "roles": roles.get(row.pk, []),
            }
            for row in rows
        ],
        "sums": totals(page.rows),
        "planned": to_open(request.acting, asked.year),
        "may_open": bool(run_levels(request.acting, asked.year, asked.track, on=asked.on)),
    }
    template = "training/classes_print.html" if word(request, "print") else "training/classes.html"
    return render(request, template, context)


GAP_COLUMNS = (
    Column("starts", gettext_lazy("时间"), ("starts_on", "code")),
    Column("title", gettext_lazy("班次"), ("title",)),
    Column("place", gettext_lazy("单位"), ("code", "starts_on")),
    Column("kind", gettext_lazy("情况"), ("kind", "starts_on")),
    Column("says", gettext_lazy("差异")),
)


@needs("training.oversee")
def gaps(request: OfficeRequest) -> HttpResponse:
    """List where classes and plans differ."""
    asked = frame(request)
    places = tree(asked.year.province.code, on=asked.on)
    rows = gaps_of(request.acting, asked.year, on=asked.on)
    page: ListPage[list[Gap]] = ListPage(
        request, rows, columns=GAP_COLUMNS, filters=GapFilters, default_sort="starts"
    )
    if isinstance(page.filters, GapFilters):
        code = word(request, "place")
        if code in places.by_code:
            below = places.below(places.by_code[code].path)
            page.filters.within = {code: {place.id for place in below}}
        else:
            page.filters.given.pop("place", None)
    if page.exporting:
        return gaps_sheet(page.matching, asked)
    mine = {row.pk for row in to_open(request.acting, asked.year)}
    context = {
        "law": asked,
        "hub": hub(request, "gaps"),
        "page": page,
        "rows": [
            {"gap": gap, "may_open": gap.planned is not None and gap.planned.pk in mine}
            for gap in page
        ],
        "late": sum(gap.late for gap in rows),
    }
    return render(request, "training/gaps.html", context)


@needs("training.oversee")
def report(request: OfficeRequest) -> HttpResponse:
    """Show the shares of professional and practical hours by class and year (HB-2.1.i–k)."""
    asked = frame(request)
    lines = shares_by_class(request.acting, asked.year, on=asked.on)
    if word(request, "export") == "xlsx":
        return shares_sheet(lines, asked)
    page: ListPage[Any] = ListPage(request, lines)
    context = {
        "law": asked,
        "hub": hub(request, "report"),
        "page": page,
        "years": shares_by_year(request.acting, asked.year, on=asked.on),
    }
    return render(request, "training/report.html", context)
