"""What the public may see of a programme year: its places, and totals without names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.engine import UNITS
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import (
    addresses_of,
    law_of,
    name_of,
    settings_of,
    years,
    years_for,
)
from zhicai.programmes.registry import Counting, measure, metric

SHOWN = (
    "planning.planned_classes",
    "planning.planned_people",
    "training.preparatory_people",
    "results.specialists_certified",
)
"""The metrics that a visitor sees, in this order; those that nobody counts yet are left out."""

CLASS_PLAN = "county-class-plan"
"""Without this document nobody plans classes, so the programme has no figures of plans."""


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A total of the whole province, as shown."""

    says: Text
    value: str
    unit: Text


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
class PublicProgramme:
    """A programme year as the public sees it."""

    year: ProgrammeYear
    name: Text
    tracks: tuple[Text, ...]
    figures: tuple[PublicFigure, ...]
    regions: tuple[Region, ...]
    links: tuple[tuple[Text, str | None], ...]


def first_page(acting: Acting) -> str:
    """Return the page (its URL name) that someone signed in sees first.

    The cockpit; the programme page for those who have none, and before the first year is opened.
    """
    has_cockpit = holds(acting, "monitoring.read") and years_for(acting).exists()
    return "monitoring:cockpit" if has_cockpit else "programmes:overview"


def public_programme(*, on: date) -> PublicProgramme | None:
    """Return the latest programme year opened by ``on``, None before the first one is opened."""
    year = years().filter(opened_on__lte=on).first()
    if year is None:
        return None
    law = law_of(year)
    places = tree(year.province.code, on=on)
    return PublicProgramme(
        year=year,
        name=name_of(year, on=on),
        tracks=tuple(track.headline for track in law.head.tracks),
        figures=_figures(year, on),
        regions=_regions(places),
        links=_links(year, on),
    )


def _figures(year: ProgrammeYear, on: date) -> tuple[PublicFigure, ...]:
    counting = Counting(year.pk, year.year, settings_of(year, on=on))
    plans = CLASS_PLAN in law_of(year).documents
    shown = []
    for name in SHOWN:
        counted = metric(name)
        if counted is None or (name.startswith("planning.") and not plans):
            continue
        total = sum((days[on] for days in measure(counted, counting, [on]).values()), Decimal(0))
        unit = UNITS.get(counted.unit, Text(counted.unit, counted.unit))
        shown.append(PublicFigure(counted.says, plain(total), unit))
    return tuple(shown)


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
