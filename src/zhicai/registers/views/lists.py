"""The lists: all of them, one on a day, what changed between two days."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceTree, is_within, places_under, tree
from zhicai.programmes.queries import settings_of
from zhicai.programmes.scope import year_of
from zhicai.registers.forms import ChangeFilters, ListFilters, day_in, offer
from zhicai.registers.lists import counted_day, kind_of, kinds_of
from zhicai.registers.queries.changes import changes_between, listings_seen, sizes_seen
from zhicai.registers.queries.uploads import versions_seen
from zhicai.registers.sheets import changes_sheet, list_sheet
from zhicai.registers.tabs import tabs_of
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("企业名称"), ("organisation__name",)),
    Column("code", gettext_lazy("统一社会信用代码"), ("organisation__code",)),
    Column("place", gettext_lazy("所在地"), ("organisation__home__code", "organisation__name")),
    Column("industry", gettext_lazy("行业"), ("organisation__industry", "organisation__name")),
    Column("since", gettext_lazy("列入日期"), ("valid_from", "organisation__name")),
    Column("source", gettext_lazy("来源")),
)
CHANGES = (
    Column("change", gettext_lazy("变化"), ("change", "name")),
    Column("name", gettext_lazy("企业名称"), ("name",)),
    Column("code", gettext_lazy("统一社会信用代码"), ("code",)),
    Column("place", gettext_lazy("所在地")),
)
SHOWN_VERSIONS = 12


@needs("registers.read")
def home(request: OfficeRequest) -> HttpResponse:
    """Show every list of the programme with its versions and how many enterprises are in it."""
    year, today = year_of(request), clock.today()
    settings = settings_of(year, on=today)
    kinds = kinds_of(year)
    sizes = sizes_seen(request.acting, on=today)
    cards = [
        {
            "kind": kind,
            "size": sizes.get(kind.id, 0),
            "counted": counted_day(year, kind, settings),
            "chosen": settings.get(kind.as_of or "") is not None,
            "versions": versions_seen(request.acting, kind.id)[:SHOWN_VERSIONS],
        }
        for kind in kinds
    ]
    context = {
        "tabs": tabs_of(request.acting, "lists"),
        "cards": cards,
        "keeps": holds(request.acting, "registers.keep"),
        "year": year,
    }
    return render(request, "registers/home.html", context)


def _places(request: OfficeRequest, province: str, on: date) -> tuple[PlaceTree, list[Any]]:
    """Return the tree, and the places to filter by: cities for the province, else counties."""
    places = tree(province, on=on)
    reach = reach_of(request.acting, "registers.read")
    wide = request.acting.province in reach
    level = Level.CITY if wide else Level.COUNTY
    seats = [
        place for place in places.seats(level) if any(is_within(place.path, own) for own in reach)
    ]
    return places, seats


@needs("registers.read")
def members(request: OfficeRequest, kind: str) -> HttpResponse:
    """Show who stands in a list on a day."""
    year, today = year_of(request), clock.today()
    found = kind_of(year, kind)
    on = day_in(request.GET.get("on", "")) or today
    places, seats = _places(request, year.province.code, today)
    rows = listings_seen(request.acting, found.id, on=on, today=today)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=ListFilters, default_sort="place"
    )
    filters = page.filters
    if isinstance(filters, ListFilters):
        offer(filters, place=[("", _("全部")), *((p.code, p.short_name or p.name) for p in seats)])
        code = filters.given.get("place")
        if code in places.by_code:
            filters.within = places_under((places.by_code[code].path,), on=today)
    if page.exporting:
        title = Text(f"{found.name.zh}名录（{on}）", f"{found.name.en} ({on})")
        return list_sheet(page.matching, title, places)
    context = {
        "tabs": tabs_of(request.acting, "lists"),
        "kind": found,
        "on": on,
        "page": page,
        "rows": [{"row": row, "city": _city(places, row.organisation.home_id)} for row in page],
        "versions": versions_seen(request.acting, found.id)[:SHOWN_VERSIONS],
    }
    return render(request, "registers/members.html", context)


def _city(places: PlaceTree, place_id: int) -> Any:
    home = places.by_id.get(place_id)
    city = places.city_of(home) if home else None
    return city if city is not None and home is not None and city.id != home.id else None


@needs("registers.read")
def changes(request: OfficeRequest, kind: str) -> HttpResponse:
    """Show who came and who went between two dated lists."""
    year, today = year_of(request), clock.today()
    found = kind_of(year, kind)
    days = sorted({row.listed_on for row in versions_seen(request.acting, found.id)})
    after = day_in(request.GET.get("after", "")) or (days[-1] if days else today)
    earlier = [day for day in days if day < after]
    default = earlier[-1] if earlier else after - timedelta(days=1)
    before = day_in(request.GET.get("before", "")) or default
    rows = changes_between(request.acting, found.id, before=before, after=after, today=today)
    places = tree(year.province.code, on=today)
    page: ListPage[Any] = ListPage(
        request, rows, columns=CHANGES, filters=ChangeFilters, default_sort=""
    )
    if page.exporting:
        title = Text(
            f"{found.name.zh}名录变化（{before} 至 {after}）",
            f"{found.name.en}, changes from {before} to {after}",
        )
        return changes_sheet(page.matching, title, places)
    context = {
        "tabs": tabs_of(request.acting, "lists"),
        "kind": found,
        "before": before,
        "after": after,
        "page": page,
        "rows": [
            {"row": row, "place": places.by_id.get(row.place_id),
             "city": _city(places, row.place_id)}
            for row in page
        ],
        "came": sum(1 for row in rows if row.change == "new"),
        "went": sum(1 for row in rows if row.change == "gone"),
    }  # fmt: skip
    return render(request, "registers/changes.html", context)
