"""For whom a page is shown: a place within the user's reach, on a day, with its ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.law.programme import Programme
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, tree
from zhicai.programmes.ledger import Ledger, Standing, ledger_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, year_for


@dataclass(frozen=True)
class Scope:
    """A place, the programme year and the day of a page; its standings are those at or below it."""

    acting: Acting
    ledger: Ledger
    place: PlaceFacts

    @property
    def year(self) -> ProgrammeYear:
        """The programme year."""
        return self.ledger.year

    @property
    def on(self) -> date:
        """The day of judgement."""
        return self.ledger.on

    @property
    def tree(self) -> PlaceTree:
        """The places of the province on the day."""
        return self.ledger.tree

    @property
    def law(self) -> Programme:
        """The rules of the programme."""
        return law_of(self.year)

    @property
    def level(self) -> Level:
        """The level at which the page is shown: the highest seat of the place."""
        return next((level for level in Level if level in self.place.levels), Level.COUNTY)

    @cached_property
    def shown(self) -> tuple[Standing, ...]:
        """Every standing, in the order of the rules and divisions; some are shown, not judged."""
        return tuple(self.ledger.within(self.place.path))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """The standings that are judged: what every count is made of."""
        return tuple(standing for standing in self.shown if standing.verdict.rule.judged)

    @property
    def is_own(self) -> bool:
        """Say whether the page is about the user's own place."""
        return self.place.code == self.acting.place_code

    def unit_of(self, place: PlaceFacts) -> PlaceFacts:
        """Return the row a place belongs to: its city for the province, else the place itself."""
        if self.level is Level.PROVINCE:
            return self.tree.city_of(place) or place
        return place


def home_of(acting: Acting) -> str:
    """Return the code of the place whose cockpit a user sees first."""
    reach = reach_of(acting, "monitoring.read")
    if acting.organisation_id is None:
        return acting.place_code
    return reach[0].rsplit("/", 1)[-1] if reach else acting.place_code


def scope_for(
    acting: Acting,
    *,
    on: date,
    code: str = "",
    year: int | None = None,
    rules: Iterable[str] | None = None,
) -> Scope:
    """Return the scope of a page; OutOfScope for an unknown place or one outside the user's
    reach.
    """
    programme_year = year_for(acting, on=on, wanted=year)
    ledger = ledger_of(programme_year, on=on, rules=rules)
    place = ledger.tree.by_code.get(code or home_of(acting))
    if place is None or not is_visible(acting, place):
        raise OutOfScope
    return Scope(acting, ledger, place)


def is_visible(acting: Acting, place: PlaceFacts) -> bool:
    """Say whether a place lies within what the user may see."""
    return any(is_within(place.path, path) for path in reach_of(acting, "monitoring.read"))


def visible_places(acting: Acting, *, on: date) -> list[PlaceFacts]:
    """Return every place the user may see, by path; two queries."""
    return [
        place
        for place in tree(acting.province, on=on).by_code.values()
        if is_visible(acting, place)
    ]
