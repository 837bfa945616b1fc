"""From where coordination is seen: the office acted for, its year, day, places and settings."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import may, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.law.programme import Programme
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of, year_for
from zhicai.programmes.settings_in_force import Settings

READ = "coordination.read"
Office = tuple[PlaceFacts, Level]
"""A place and the seat there."""


@dataclass(frozen=True)
class Desk:
    """One office at work on a day; every list of coordination starts here."""

    acting: Acting
    year: ProgrammeYear
    on: date
    tree: PlaceTree
    settings: Settings

    @property
    def law(self) -> Programme:
        """The rules of the programme."""
        return law_of(self.year)

    @cached_property
    def reach(self) -> tuple[str, ...]:
        """The place paths that the user may see."""
        return reach_of(self.acting, READ)

    def sees(self, place: PlaceFacts) -> bool:
        """Say whether a place lies within what the user may see."""
        return any(is_within(place.path, path) for path in self.reach)

    @cached_property
    def place_ids(self) -> list[int]:
        """The ids of the places that the user may see."""
        return [place.id for place in self.tree.by_id.values() if self.sees(place)]

    def may(self, permission: str, place: PlaceFacts) -> bool:
        """Say whether the user holds a permission at a place."""
        return may(self.acting, permission, place.path)

    @cached_property
    def own(self) -> PlaceFacts | None:
        """The place of the office acted for; None for an organisation."""
        if self.acting.organisation_id is not None:
            return None
        return self.tree.by_code.get(self.acting.place_code)

    @cached_property
    def own_levels(self) -> tuple[Level, ...]:
        """The seats held by the office acted for, the highest first."""
        return tuple(level for level in Level if self.acting.at_level(level))

    @cached_property
    def offices(self) -> list[Office]:
        """Every seat in reach that owes something, by level and code."""
        return [
            (place, level) for level in Level for place in self.seats(level) if self.sees(place)
        ]

    def seats(self, level: Level, within: str = "") -> list[PlaceFacts]:
        """Return the places with a seat that owes something (A-HB-06), under a path if given."""
        seats = self.tree.seats(level, within)
        if level is Level.COUNTY and not self.settings.get(
            "office-holds-city-and-county-seat", True
        ):
            seats = [place for place in seats if Level.CITY not in place.levels]
        return seats

    @cached_property
    def cities(self) -> list[PlaceFacts]:
        """The cities in reach; for a county and a base also the one above."""
        found = [place for place in self.seats(Level.CITY) if self.sees(place)]
        if not found and self.own is not None:
            above = self.tree.city_of(self.own)
            found = [above] if above else []
        return found

    def city(self, code: str) -> PlaceFacts:
        """Return a city in reach by its code; OutOfScope for any other."""
        for place in self.cities:
            if place.code == code:
                return place
        raise OutOfScope

    def place(self, code: str) -> PlaceFacts:
        """Return a place in reach by its code; OutOfScope for any other."""
        found = self.tree.by_code.get(code)
        if found is None or not self.sees(found):
            raise OutOfScope
        return found

    def below(self, place: PlaceFacts, level: Level) -> list[Office]:
        """Return the offices one level below an office, its own place left out."""
        levels = list(Level)
        for lower in levels[levels.index(level) + 1 :]:
            found = [
                (one, lower) for one in self.seats(lower, place.path) if one.code != place.code
            ]
            if found:
                return found
        return []

    def cites(self, key: str) -> str:
        """Return the clause that a page of coordination rests on, empty where there is none."""
        return self.law.cites(f"coordination.{key}") or ""


def desk_for(acting: Acting, *, on: date, wanted: int | None = None) -> Desk:
    """Return the desk of an office on a day; OutOfScope before the first year is opened."""
    year = year_for(acting, on=on, wanted=wanted)
    return desk_of(acting, year, on=on)


def desk_of(acting: Acting, year: ProgrammeYear, *, on: date) -> Desk:
    """Return the desk of an office in a programme year."""
    return Desk(acting, year, on, tree(year.province.code, on=on), settings_of(year, on=on))


def office_name(place: PlaceFacts) -> str:
    """Return the name of a place's office, as it signs."""
    return f"{place.name}局"
