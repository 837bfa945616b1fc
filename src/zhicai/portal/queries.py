"""What the public may see of a programme year: its places, and totals without names."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.certificates.queries import certificate_law, certified_by_industry, certified_count
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import (
    addresses_of,
    law_of,
    name_of,
    settings_of,
    texts_of,
    years,
    years_for,
)
from zhicai.programmes.queries.texts import CONTACT
from zhicai.programmes.registry import metric
from zhicai.publicity.models import Item, PublicList
from zhicai.publicity.queries import Figure, figures_for, lists_shown, published_items
from zhicai.publicity.rules.items import Kind
from zhicai.surveys.rules.counting import hidden_of

SHOWN = (
    "planning.planned_classes",
    "planning.planned_people",
    "results.preparatory_people",
    "results.specialists_certified",
)
"""The metrics that a visitor sees, in this order; those that nobody counts yet are left out."""

CLASS_PLAN = "county-class-plan"
"""Without this document nobody plans classes, so the programme has no figures of plans."""


MOST_NEWS = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A city with the counties under it."""

    city: PlaceFacts
    counties: tuple[PlaceFacts, ...]

    @property
    def is_county_too(self) -> bool:
        """Say whether one office is the city's and the county's at once (A-HB-06)."""
        return Level.COUNTY in self.city.levels


@dataclass(frozen=True, slots=True)
class Industry:
    """Certified specialists whose employers are of an industry; "" for all that is not named."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Certified:
    """How many certified specialists there are now, and in which industries they work.

    The rest holds industries with so few that a number would point at a person.
    """

    people: int
    industries: tuple[Industry, ...]
    on: date


@dataclass(frozen=True, slots=True)
class PublicProgramme:
    """A programme year as the public sees it."""

    year: ProgrammeYear
    name: Text
    tracks: tuple[Text, ...]
    figures: tuple[Figure, ...]
    aim: Text | None
    certified: Certified | None
    regions: tuple[Region, ...]
    links: tuple[tuple[Text, str | None], ...]


def first_page(acting: Acting) -> str:
    """Return the page (its URL name) that someone signed in sees first.

    The cockpit for the province, its own desk for an enterprise, the inbox for every other office;
    the programme page for those who have neither, and before the first year is opened.
    """
    if acting.key == "self":  # 本人: acts for nobody else
        return "desk:home"
    if holds(acting, "desk.enterprise"):
        return "desk:enterprise"
    if not years_for(acting).exists():
        return "programmes:overview"
    if holds(acting, "desk.read") and not acting.at_level(Level.PROVINCE):
        return "desk:inbox"
    return "monitoring:cockpit" if holds(acting, "monitoring.read") else "programmes:overview"


def public_programmes(*, on: date) -> tuple[PublicProgramme, ...]:
    """Return the latest year of every programme opened by ``on``, the latest opened first."""
    latest: dict[str, ProgrammeYear] = {}
    for year in years().filter(opened_on__lte=on):
        latest.setdefault(year.programme, year)
    return tuple(_public(year, on) for year in latest.values())


def _public(year: ProgrammeYear, on: date) -> PublicProgramme:
    law = law_of(year)
    places = tree(year.province.code, on=on)
    aim = law.cites("portal.aim")
    found = figures_for(SHOWN, year, on=on, places=places)
    return PublicProgramme(
        year=year,
        name=name_of(year, on=on),
        tracks=tuple(track.headline for track in law.head.tracks),
        figures=_figures(year, found),
        aim=law.clauses[aim].says if aim else None,
        certified=certified_now(year, on=on) if aim else None,
        regions=_regions(places),
        links=_links(year, on),
    )


def certified_now(year: ProgrammeYear, *, on: date) -> Certified | None:
    """Return the certified specialists of a province by the industry of their employer.

    None where the programme issues no certificates. Few people in an industry stand in the rest,
    so that no number points at a person.
    """
    if not certificate_law(year, on=on).issues:
        return None
    total = certified_count(year.province.code, on)
    named = {
        one.industry: one.people
        for one in certified_by_industry(year.province.code, on)
        if one.industry
    }
    hidden = hidden_of(named | {"": total - sum(named.values())}) - {""}
    shown = {name: people for name, people in named.items() if name not in hidden}
    rest = total - sum(shown.values())
    rows = [Industry(name, people) for name, people in shown.items()]
    return Certified(total, (*rows, Industry("", rest)) if rest else tuple(rows), on)


def _figures(year: ProgrammeYear, found: dict[str, Figure]) -> tuple[Figure, ...]:
    plans = CLASS_PLAN in law_of(year).documents
    return tuple(
        found[name]
        for name in SHOWN
        if metric(name) is not None and (plans or not name.startswith("planning."))
    )


def _regions(places: PlaceTree) -> tuple[Region, ...]:
    return tuple(
        Region(city, tuple(p for p in places.below(city.path) if p is not city))
        for city in places.seats(Level.CITY)
    )


def _links(year: ProgrammeYear, on: date) -> tuple[tuple[Text, str | None], ...]:
    """The public services the notice names, or one entry where the province says so (A-HB-23)."""
    systems = [system for system in law_of(year).head.systems if system.public]
    if settings_of(year, on=on).get("portal-links") == "one":
        systems = systems[:1]
    addresses = addresses_of(year)
    return tuple((system.name, addresses[system.id] or None) for system in systems)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who runs a programme's pages, and how to reach them; empty until the office says so."""

    name: Text
    issuer: Text
    says: Text


def contacts(*, on: date) -> tuple[Contact, ...]:
    """Return who answers for each programme before the public."""
    latest: dict[str, ProgrammeYear] = {}
    for year in years().filter(opened_on__lte=on):
        latest.setdefault(year.programme, year)
    return tuple(
        Contact(name_of(year, on=on), law_of(year).head.notice.issuer, texts_of(year)[CONTACT].says)
        for year in latest.values()
    )


def newest(*, on: date) -> QuerySet[Item]:
    """Return the latest items for the home page."""
    return published_items(on=on)[:MOST_NEWS]


def news(*, on: date) -> QuerySet[Item]:
    """Return news and stories; the portraits of specialists have a page of their own."""
    return published_items(on=on).exclude(kind=Kind.SPECIALIST)


def portraits(*, on: date) -> QuerySet[Item]:
    """Return the portraits of specialists that the public reads."""
    return published_items(on=on, kind=Kind.SPECIALIST)


def lists_open(*, on: date) -> QuerySet[PublicList]:
    """Return the lists whose objection period has not ended."""
    return lists_shown(on=on).filter(ends_on__gte=on)
