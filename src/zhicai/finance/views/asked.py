"""What a request of finance asks for, and how refusals come back to its form."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import reach_of
from zhicai.finance.queries.terms import Terms, terms_of
from zhicai.foundation import clock
from zhicai.places.queries import PlaceTree, is_within, places_under, tree
from zhicai.programmes.scope import year_of
from zhicai.ui.asked import word
from zhicai.ui.lists import ListPage


def terms_in(request: OfficeRequest) -> Terms:
    """Return the terms of the year that a request asks for."""
    return terms_of(year_of(request), on=clock.today())


def places_in(terms: Terms) -> PlaceTree:
    """Return the places of the province on the day of the page."""
    return tree(terms.year.province.code, on=terms.on)


def hub(terms: Terms, current: str, *, waiting: int = 0) -> list[dict[str, Any]]:
    """Return the tabs of the hub page."""
    shown = (
        ("home", _("总览")),
        ("funds", _("资金")),
        ("budgets", _("班次预算")),
        ("expenses", _("支出")),
        ("notes", _("来源说明")),
        ("report", _("经费报告")),
        ("support", _("支持")),
    )
    query = f"?year={terms.year.pk}"
    return [
        {
            "label": label,
            "url": reverse(f"finance:{name}") + query,
            "current": name == current,
            "count": waiting if name == "notes" and waiting else None,
            "alarm": True,
        }
        for name, label in shown
    ]


def narrow_places(filters: Any, request: OfficeRequest, places: PlaceTree) -> None:
    """Fill in which places the filter ``place`` means: at and under it, or with ``only`` itself."""
    code = word(request, "place")
    place = places.by_code.get(code)
    if place is None:
        filters.given.pop("place", None)
        filters.given.pop("only", None)
        return
    alone = filters.given.pop("only", "") == "1"
    under = [place.id] if alone else places_under((place.path,), on=places.on)
    filters.within = {code: under}


def cities_in(request: OfficeRequest, places: PlaceTree) -> list[tuple[str, str]]:
    """Return the cities in reach, to filter by."""
    reach = reach_of(request.acting, "finance.read")
    cities = [place for place in places.by_code.values() if "city" in place.levels]
    return [
        (city.code, city.name) for city in cities if any(is_within(city.path, own) for own in reach)
    ]


def offer_cities(page: ListPage[Any], request: OfficeRequest, places: PlaceTree) -> None:
    """Offer the cities in reach to filter a list by, none where there is one."""
    if page.filters is None:
        return
    cities = cities_in(request, places)
    page.filters.fields["unit"].choices = [("", _("全部")), *cities]  # type: ignore[attr-defined]
    if len(cities) < 2:
        del page.filters.fields["unit"]
