"""The organisations of a programme: working groups, bases and the cities they serve; who has which
rights.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Body, Level, Right
from zhicai.places.models import Organisation, Place, Service
from zhicai.places.queries import PlaceFacts, PlaceTree, in_force, is_within, tree
from zhicai.programmes.models import GroupScope, ProgrammeYear
from zhicai.programmes.queries.law_in_force import law_of, settings_of

WORKING_GROUP = "working-group"
BASE = "base"


@dataclass(frozen=True, slots=True)
class KindOfBody:
    """A body of the notice that is an organisation, with those named so far."""

    body: Body
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class CityHelp:
    """A city, its own provincial bases, and who helps with guidance and experts (A-HB-28)."""

    city: PlaceFacts
    bases: tuple[Organisation, ...]
    helpers: tuple[Organisation, ...]


def kinds_of(law: Programme) -> dict[str, Body]:
    """Return the kinds of organisation that a notice names, by the law's word; people are none."""
    return {
        body.organisation: body
        for body in law.bodies.values()
        if body.organisation and body.organisation != "person"
    }


def organisations_in(year: ProgrammeYear, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations of the programme in its province, with members and places served."""
    within = tree(year.province.code, on=on).by_id
    members = Membership.objects.filter(in_force(on)).select_related("user")
    services = Service.objects.filter(in_force(on)).select_related("place")
    return (
        Organisation.objects.filter(
            in_force(on), kind__in=kinds_of(law_of(year)), home_id__in=within
        )
        .select_related("home")
        .prefetch_related(
            Prefetch("memberships", members, to_attr="present_members"),
            Prefetch("services", services.order_by("place__code"), to_attr="present_services"),
        )
        .order_by("kind", "name")
    )


def organisation_in(year: ProgrammeYear, pk: int, *, on: date) -> Organisation:
    """Return one organisation of the programme; OutOfScope for any other."""
    found = organisations_in(year, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def places_offered(year: ProgrammeYear, *, on: date) -> list[tuple[str, Text]]:
    """Return the places where an organisation may sit or serve: the province and its cities."""
    places = tree(year.province.code, on=on)
    shown = [*places.seats(Level.PROVINCE), *places.seats(Level.CITY)]
    return [(place.code, Text(place.zh, place.en)) for place in shown]


def places_by_code(codes: Iterable[str]) -> dict[str, Place]:
    """Return places by their codes."""
    return {place.code: place for place in Place.objects.filter(code__in=set(codes))}


def kinds_with_organisations(year: ProgrammeYear, *, on: date) -> list[KindOfBody]:
    """Return the bodies that are organisations, in the notice's order, each with those named."""
    by_kind: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in organisations_in(year, on=on):
        by_kind[organisation.kind].append(organisation)
    return [KindOfBody(body, tuple(by_kind[kind])) for kind, body in kinds_of(law_of(year)).items()]


def help_for_cities(year: ProgrammeYear, *, on: date) -> list[CityHelp]:
    """Return for every city its own bases and who helps there.

    A city's own base helps. Where there is none, the setting ``city-base-rule`` says whether the
    base of another city that is linked to it does, or the working group (A-HB-28, HB-3.1.7.3.a).
    """
    places = tree(year.province.code, on=on)
    rows = [o for o in organisations_in(year, on=on) if o.kind in (BASE, WORKING_GROUP)]
    settings = settings_of(year, on=on)
    return [_help(city, places, rows, settings) for city in places.seats(Level.CITY)]


def _help(
    city: PlaceFacts, places: PlaceTree, rows: list[Organisation], settings: Mapping[str, Any]
) -> CityHelp:
    bases = [row for row in rows if row.kind == BASE]
    own = [row for row in bases if is_within(places.by_id[row.home_id].path, city.path)]
    linked = [row for row in bases if row not in own and _serves(row, city.id)]
    groups = [row for row in rows if row.kind == WORKING_GROUP]
    neighbour = settings.get("city-base-rule") == "neighbour-base"
    helpers = own or (linked if neighbour else []) or groups
    return CityHelp(city, tuple(own), tuple(helpers))


def _serves(organisation: Organisation, place_id: int) -> bool:
    services: list[Service] = organisation.present_services  # type: ignore[attr-defined]
    return any(service.place_id == place_id for service in services)


def tracks_of_group(
    year: ProgrammeYear, organisation_id: int, settings: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the tracks on which a working group has rights.

    One group has both; where the setting ``working-group-scope`` says three, each has those for
    which it is registered (A-HB-16).
    """
    tracks = tuple(track.id for track in law_of(year).head.tracks)
    if settings.get("working-group-scope", "one") == "one":
        return tracks
    scope = GroupScope.objects.filter(organisation_id=organisation_id).order_by("-pk").first()
    return tuple(track for track in tracks if scope and track in scope.tracks)


def rights_of(year: ProgrammeYear, acting: Acting, *, on: date) -> tuple[Right, ...]:
    """Return the rights that the notice gives to the user's office or organisation, by track."""
    law = law_of(year)
    levels = {duty.level for duty in acting.duties if duty.level}
    bodies = {
        body.id
        for body in law.bodies.values()
        if (body.seat in levels if body.seat else body.organisation == acting.organisation_kind)
    }
    rights = tuple(right for right in law.rights if right.body in bodies)
    if acting.organisation_id is None or acting.organisation_kind != WORKING_GROUP:
        return rights
    tracks = tracks_of_group(year, acting.organisation_id, settings_of(year, on=on))
    return tuple(right for right in rights if right.track in tracks)
