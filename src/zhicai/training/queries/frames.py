"""The law of a year as classes need it: window, curriculum, rights, the clauses of each check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.dates import Span
from zhicai.law.programme import Programme
from zhicai.law.schema import Obligation
from zhicai.planning.queries.asked import asked_of, held_of
from zhicai.planning.rules.asked import Asked, Item
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of

BY_METRIC = {
    "window": "training.preparatory_classes_outside_window",
    "venue": "training.preparatory_classes_outside_county",
    "effect": "training.effect_evaluations",
    "practical-lecturer": "training.practical_lecturers_sent",
    "assigning": "training.lecturers_assigned",
    "experts": "training.experts_sent",
}
"""Checks whose clause is that of the obligation that counts the same thing."""
BY_PARAMETER = {
    "start-needs": "start-needs",
    "assigning": "lecturers-preparatory",
    "effect": "substitute-evaluator",
}
BY_CITE = (
    "practical", "practical-lecturer", "running", "organisers", "pool", "team", "breadth", "form",
    "audience", "ability", "steps", "guiding", "fare", "budget", "on-site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A programme year on a day, with what its law asks of classes."""

    year: ProgrammeYear
    on: date
    settings: Mapping[str, Any]
    law: Programme
    asked: Asked
    cites: Mapping[str, str | None]

    @property
    def track(self) -> str:
        """The track whose classes the plans of counties hold."""
        return self.asked.track

    def window(self, track: str) -> Span | None:
        """Return the window within which classes of a track are held, None where there is none."""
        return self.asked.window if track == self.asked.track else None

    @property
    def items(self) -> tuple[Item, ...]:
        """The curriculum of the year."""
        return self.asked.items

    @property
    def compulsory(self) -> frozenset[str]:
        """Ids of the items of the compulsory practical course."""
        return self.asked.compulsory

    def compulsory_names(self) -> tuple[Text, ...]:
        """Names of the items of the compulsory practical course."""
        return tuple(item.name for item in self.asked.items if item.compulsory)

    def labels(self, ids: Iterable[str]) -> tuple[Item, ...]:
        """Return the items of the curriculum out of ids."""
        return self.asked.covered(ids)

    def track_name(self, track: str) -> Text | None:
        """Return the name of a track."""
        return next((one.name for one in self.law.head.tracks if one.id == track), None)

    def ability(self, track: str) -> str:
        """Return the level to which a track trains, empty where the notice names none."""
        found = (one.ability or "" for one in self.law.head.tracks if one.id == track)
        return next(found, "")


def frame_of(year: ProgrammeYear, *, on: date) -> Frame:
    """Return the law of a year as it stands on a day."""
    law, settings = law_of(year), settings_of(year, on=on)
    return Frame(year, on, settings, law, asked_of(year, settings), cites_of(law))


def cites_of(law: Programme) -> dict[str, str | None]:
    """Return the clause of each check of a class, None where the notice has none."""
    found = {key: law.cites(f"training.{key}") for key in BY_CITE}
    for key, parameter in BY_PARAMETER.items():
        if parameter in law.parameters:
            found[key] = law.parameters[parameter].clause[0]
    for key, metric in BY_METRIC.items():
        rule = rule_counting(law, metric)
        if rule is not None:
            found[key] = rule.clause
    return found


def rule_counting(law: Programme, metric: str) -> Obligation | None:
    """Return the obligation that counts a metric, None where the notice asks for no such thing."""
    return next((rule for rule in law.obligations.values() if rule.metric == metric), None)


def track_held(year: ProgrammeYear) -> str:
    """Return the track whose classes the plans of counties hold, empty where there is none."""
    return held_of(law_of(year)).track or ""
