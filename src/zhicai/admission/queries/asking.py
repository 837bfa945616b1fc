"""What a class asks of those who register: employer types, area, places to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from zhicai.admission.rules.eligibility import (
    OTHER,
    OTHER_SAYS,
    Asked,
    Eligibility,
    Employer,
    eligibility,
)
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, path_of, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of
from zhicai.training.models import TrainingClass
from zhicai.training.queries.frames import track_held

TYPES, STRICTNESS = "employer-types-preparatory", "employer-type-strictness"
TYPES_ASSESSED = "employer-types-assessment"
AREA = "admission.area"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What registering asks on a day; ``places`` is the tree of the province.

    ``place_id`` and ``path`` are the area from which most come: it stands first where a county is
    chosen. ``within`` are the paths that the employer must lie in, empty for everywhere.
    """

    on: date
    asked: Asked
    places: PlaceTree
    place_id: int
    path: str
    within: tuple[str, ...] = ()
    _counties: list[PlaceFacts] = field(default_factory=list)

    def kinds(self) -> dict[str, Text]:
        """Return the types of employers that can be chosen, the other ones last."""
        return {**self.asked.names, OTHER: OTHER_SAYS}

    def is_local(self, place_id: int) -> bool:
        """Say whether a place lies in the area of the class."""
        place = self.places.by_id.get(place_id)
        return place is not None and is_within(place.path, self.path)

    def eligibility(self, kind: str, place_id: int) -> Eligibility:
        """Decide whether someone of such an employer may register."""
        return eligibility(self.asked, Employer(kind, self.is_local(place_id)))

    def counties(self) -> list[PlaceFacts]:
        """Return the counties to choose from: those of the class's own area first."""
        if not self._counties:
            rows = self.places.seats(Level.COUNTY)
            if self.within:
                rows = [p for p in rows if any(is_within(p.path, path) for path in self.within)]
            here = self.places.by_id.get(self.place_id)
            city = self.places.city_of(here) if here else None

            def rank(place: PlaceFacts) -> tuple[bool, bool, str]:
                near = city is not None and is_within(place.path, city.path)
                return (not is_within(place.path, self.path), not near, place.code)

            self._counties.extend(sorted(rows, key=rank))
        return self._counties


@dataclass(frozen=True, kw_only=True)
class ClassAsking(Asking):
    """A class on a day, with what it asks."""

    found: TrainingClass


def asking_of(found: TrainingClass, *, on: date) -> ClassAsking:
    """Return what a class asks on a day, by the law and the settings of its year."""
    year = found.programme_year
    return ClassAsking(
        found=found,
        on=on,
        asked=asked_of(year, found.track, on=on),
        places=tree(year.province.code, on=on),
        place_id=found.place_id,
        path=path_of(found.place, on=on),
    )


def asking_for_year(
    year: ProgrammeYear, *, place: Place, within: Iterable[str] = (), on: date
) -> Asking:
    """Return what the assessment of a year asks of candidates; ``place`` is whose people come."""
    return Asking(
        on=on,
        asked=assessed_of(year, on=on),
        places=tree(year.province.code, on=on),
        place_id=place.pk,
        path=path_of(place, on=on),
        within=tuple(within),
    )


def asked_of(year: ProgrammeYear, track: str, *, on: date) -> Asked:
    """Return what the notice asks of the employers of a track."""
    held = TYPES in law_of(year).parameters and track == track_held(year)
    return _asked(year, TYPES, held=held, area=AREA if held else "", on=on)


def assessed_of(year: ProgrammeYear, *, on: date) -> Asked:
    """Return what the notice asks of the employers of candidates for assessment (A-HB-09)."""
    held = TYPES_ASSESSED in law_of(year).parameters
    return _asked(year, TYPES_ASSESSED, held=held, area="", on=on)


def _asked(year: ProgrammeYear, named: str, *, held: bool, area: str, on: date) -> Asked:
    law = law_of(year)
    types, strictness = law.parameters.get(named), law.parameters.get(STRICTNESS)
    names = {choice.value: choice.says for choice in types.choices} if types else {}
    settings = settings_of(year, on=on)
    return Asked(
        types=frozenset(settings.get(named) or ()) if held else None,
        names={key: Text(says.zh, says.en) for key, says in names.items()},
        strict=settings.get(STRICTNESS) == "refuse",
        type_clause=strictness.clause[0] if strictness else None,
        area_clause=law.cites(area) if area else None,
    )
