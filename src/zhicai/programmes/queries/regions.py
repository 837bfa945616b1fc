"""Regions of admission as they stand on a day: cities, venues, core teams; the honours of bases.

Until the province has arranged them the start of the law stands (setting ``city-regions``): a
region's team is then the base of that name, or the one base of the region's venue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import PlaceTree, in_force, is_within, path_of, tree
from zhicai.programmes.models import (
    CityRegion,
    CoreTeam,
    Honour,
    ProgrammeYear,
    Region,
    RegionDecision,
)
from zhicai.programmes.queries.law_in_force import law_of, settings_of
from zhicai.programmes.queries.organisations import organisations_in
from zhicai.programmes.rules.regions import (
    Arrangement,
    Candidate,
    RegionLine,
    TeamLine,
    full_title,
)

REGIONS, FREE_TEAM, HONOUR = "city-regions", "any-region-team", "core-team-honour"
CORE_TEAM = "core-team"


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region on a day: codes of its cities and venues, its core teams."""

    key: str
    name: Text
    cities: tuple[str, ...]
    venues: tuple[str, ...]
    teams: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of a year on a day; ``free`` are core teams without a region (A-HB-05).

    ``arranged`` is False while the start of the law stands.
    """

    regions: tuple[RegionFacts, ...]
    free: tuple[Organisation, ...]
    arranged: bool

    @property
    def teams(self) -> tuple[Organisation, ...]:
        """Every core team, those without a region last."""
        return (*(team for one in self.regions for team in one.teams), *self.free)

    @property
    def venues(self) -> tuple[str, ...]:
        """Codes of the cities where classes are held."""
        return tuple(code for one in self.regions for code in one.venues)

    def of_city(self, code: str) -> RegionFacts | None:
        """Return the region of a city, None for one that stands in none."""
        return next((one for one in self.regions if code in one.cities), None)

    def of_path(self, path: str) -> RegionFacts | None:
        """Return the region of a place by its path, whatever its level below the city."""
        return next((one for code in path.split("/") if (one := self.of_city(code))), None)

    def of_team(self, organisation_id: int) -> tuple[RegionFacts, ...]:
        """Return the regions that a team admits for: its own, or all for one without a region."""
        if any(team.pk == organisation_id for team in self.free):
            return self.regions
        return tuple(
            one for one in self.regions if any(team.pk == organisation_id for team in one.teams)
        )


def has_regions(law: Programme) -> bool:
    """Say whether a programme divides its admission into regions at all."""
    return REGIONS in law.parameters


def regions_clause(law: Programme) -> str:
    """Return the clause that asks for the regions, empty where none does."""
    return law.parameters[REGIONS].clause[0] if has_regions(law) else ""


def regions_of(year: ProgrammeYear, *, on: date) -> Regions:
    """Return the regions of a year in force on a day."""
    rows = list(
        CityRegion.objects.filter(in_force(on), programme_year=year)
        .select_related("region", "place")
        .order_by("region__key", "place__code")
    )
    return _arranged(year, rows, on) if rows else _from_the_law(year, on)


def _arranged(year: ProgrammeYear, rows: list[CityRegion], on: date) -> Regions:
    teams = list(
        CoreTeam.objects.filter(in_force(on), programme_year=year)
        .select_related("organisation__home")
        .order_by("pk")
    )
    found = [
        RegionFacts(
            region.key,
            Text(region.zh, region.en or region.zh),
            tuple(row.place.code for row in rows if row.region_id == region.pk),
            tuple(row.place.code for row in rows if row.region_id == region.pk and row.venue),
            tuple(team.organisation for team in teams if team.region_id == region.pk),
        )
        for region in dict.fromkeys(row.region for row in rows)
    ]
    free = tuple(team.organisation for team in teams if team.region_id is None)
    return Regions(tuple(found), free, arranged=True)


def _from_the_law(year: ProgrammeYear, on: date) -> Regions:
    settings = settings_of(year, on=on)
    lines = [dict(row) for row in settings.get(REGIONS) or ()]
    if not lines:
        return Regions((), (), arranged=False)
    places = tree(year.province.code, on=on)
    offered = list(organisations_in(year, on=on).filter(kind__in=team_kinds(law_of(year))))
    found = tuple(
        RegionFacts(
            str(number),
            Text(line["region"], line.get("region_en") or line["region"]),
            tuple(str(line["cities"]).split()),
            tuple(str(line.get("venue", "")).split()),
            _named_team(line, offered, places),
        )
        for number, line in enumerate(lines, start=1)
    )
    wanted = str(settings.get(FREE_TEAM) or "")
    free = tuple(
        one for one in offered if wanted and wanted in (one.kind, one.name, one.short_name)
    )
    taken = {team.pk for one in found for team in one.teams}
    return Regions(found, tuple(one for one in free if one.pk not in taken), arranged=False)


def _named_team(
    line: Mapping[str, Any], offered: list[Organisation], places: PlaceTree
) -> tuple[Organisation, ...]:
    """The organisation that the law names for a region, else the one at the region's venue."""
    wanted = line.get("team", "")
    named = tuple(one for one in offered if wanted and wanted in (one.name, one.short_name))
    if named:
        return named
    venues = str(line.get("venue", "")).split()
    here = tuple(
        one
        for one in offered
        for venue in venues
        if venue in places.by_code
        and is_within(places.by_id[one.home_id].path, places.by_code[venue].path)
    )
    return here if len(here) == 1 else ()


def region_of(place: Place, year: ProgrammeYear, *, on: date) -> RegionFacts | None:
    """Return the region that a place lies in, None where it lies in none (HB-2.2.2.f–h)."""
    return regions_of(year, on=on).of_path(path_of(place, on=on))


def team_of(region: RegionFacts | None) -> Organisation | None:
    """Return the first core team of a region, None for a region that has none."""
    return region.teams[0] if region is not None and region.teams else None


def venues(year: ProgrammeYear, *, on: date) -> list[Place]:
    """Return the cities where classes may be held, in the order of the regions (HB-3.2.2.a)."""
    codes = regions_of(year, on=on).venues
    by_code = {place.code: place for place in Place.objects.filter(code__in=codes)}
    return [by_code[code] for code in codes if code in by_code]


def admits_for(acting: Acting, year: ProgrammeYear, *, on: date) -> tuple[RegionFacts, ...]:
    """Return the regions for which the user's organisation is a core team (HB-2.2.2.b–e)."""
    if acting.organisation_id is None:
        return ()
    return regions_of(year, on=on).of_team(acting.organisation_id)


def is_core_team(acting: Acting, year: ProgrammeYear, *, on: date) -> bool:
    """Say whether the user's organisation is a core team of the year."""
    return bool(admits_for(acting, year, on=on))


# --- what the province arranges from -------------------------------------------------------------


def team_kinds(law: Programme) -> tuple[str, ...]:
    """Return the kinds of organisation that the notice gives the role of a core team."""
    kinds = (law.bodies[right.body].organisation for right in law.rights if right.role == CORE_TEAM)
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def cities_of_province(year: ProgrammeYear, *, on: date) -> dict[str, Text]:
    """Return the names of the province's cities by code, each of which stands in one region."""
    places = tree(year.province.code, on=on).seats(Level.CITY)
    return {place.code: Text(place.zh, place.en) for place in places}


@dataclass(frozen=True, slots=True)
class TeamCandidate:
    """An organisation that may be a core team, with its honours and whether one is the year's."""

    organisation: Organisation
    honours: tuple[Honour, ...]
    honoured: bool


def team_candidates(year: ProgrammeYear, *, on: date) -> list[TeamCandidate]:
    """Return every organisation that may be a core team, those with the honour first."""
    wanted = named_honour(year, on=on)
    offered = organisations_in(year, on=on).filter(kind__in=team_kinds(law_of(year)))
    rows = [
        TeamCandidate(
            one,
            tuple(held := one.honours.all()),
            any(full_title(row.year, row.title) == wanted for row in held),
        )
        for one in offered.prefetch_related("honours")
    ]
    return sorted(rows, key=lambda row: not row.honoured)


def named_honour(year: ProgrammeYear, *, on: date) -> str:
    """Return the honour from whose bearers the year's core teams are chosen (HB-2.2.2.a)."""
    return str(settings_of(year, on=on).get(HONOUR) or "").replace(" ", "")


def as_candidates(rows: list[TeamCandidate]) -> dict[int, Candidate]:
    """Return the organisations as the rule asks for them."""
    return {
        row.organisation.pk: Candidate(
            Text(row.organisation.name, row.organisation.english or row.organisation.name),
            row.honoured,
        )
        for row in rows
    }


def arrangement_of(year: ProgrammeYear, *, on: date) -> Arrangement:
    """Return what stands on a day in the shape in which it is arranged."""
    present = regions_of(year, on=on)
    reasons = dict(
        CoreTeam.objects.filter(in_force(on), programme_year=year).values_list(
            "organisation_id", "reason"
        )
    )
    teams = [(team.pk, one.key) for one in present.regions for team in one.teams]
    teams += [(team.pk, "") for team in present.free]
    return Arrangement(
        tuple(
            RegionLine(one.key, one.name.zh, one.name.en, one.cities, one.venues)
            for one in present.regions
        ),
        tuple(TeamLine(pk, key, reasons.get(pk, "")) for pk, key in teams),
    )


def region_decisions(year: ProgrammeYear) -> QuerySet[RegionDecision]:
    """Return every arrangement of a year, the latest first."""
    return RegionDecision.objects.filter(programme_year=year)


def last_arranged_from(year: ProgrammeYear) -> date | None:
    """Return the day from which the latest arrangement holds, None before the first."""
    days = RegionDecision.objects.filter(programme_year=year).order_by("-in_force_from")
    return days.values_list("in_force_from", flat=True).first()


def regions_kept(year: ProgrammeYear) -> dict[str, Region]:
    """Return every region that the year ever had, by key."""
    return {one.key: one for one in Region.objects.filter(programme_year=year)}
