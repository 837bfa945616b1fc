"""What a class asks of those who register: employer types, area, places to choose from."""

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
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, path_of, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of
from zhicai.training.models import TrainingClass
from zhicai.training.queries.frames import track_held

TYPES, STRICTNESS = "employer-types-preparatory", "employer-type-strictness"
AREA = "admission.area"


@dataclass(frozen=True)
class Asking:
    """A class on a day, with what it asks; ``places`` is the tree of its province."""

    found: TrainingClass
    on: date
    asked: Asked
    places: PlaceTree
    path: str
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
            here = self.places.by_id.get(self.found.place_id)
            city = self.places.city_of(here) if here else None

            def rank(place: PlaceFacts) -> tuple[bool, bool, str]:
                near = city is not None and is_within(place.path, city.path)
                return (not is_within(place.path, self.path), not near, place.code)

            self._counties.extend(sorted(rows, key=rank))
        return self._counties


def asking_of(found: TrainingClass, *, on: date) -> Asking:
    """Return what a class asks on a day, by the law and the settings of its year."""
    year = found.programme_year
    return Asking(
        found,
        on,
        asked_of(year, found.track, on=on),
        tree(year.province.code, on=on),
        path_of(found.place, on=on),
    )


def asked_of(year: ProgrammeYear, track: str, *, on: date) -> Asked:
    """Return what the notice asks of the employers of a track."""
    law = law_of(year)
    types, strictness = law.parameters.get(TYPES), law.parameters.get(STRICTNESS)
    names = {choice.value: choice.says for choice in types.choices} if types else {}
    names = {key: Text(says.zh, says.en) for key, says in names.items()}
    held = types is not None and track == track_held(year)
    settings = settings_of(year, on=on)
    return Asked(
        types=frozenset(settings.get(TYPES) or ()) if held else None,
        names=names,
        strict=settings.get(STRICTNESS) == "refuse",
        type_clause=strictness.clause[0] if strictness else None,
        area_clause=law.cites(AREA) if held else None,
    )
