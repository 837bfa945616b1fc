"""What the law of a year says to results: clauses, quota, settings of recommending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.law.programme import Programme
from zhicai.law.schema import Level, Obligation
from zhicai.planning.rules.asked import Item
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of
from zhicai.results.rules.recommending import RECOMMENDATION, Ways
from zhicai.training.queries.frames import Frame, frame_of

PEOPLE, COMPLETED = "results.preparatory_people", "results.preparatory_completed"
RECOMMENDED = "results.people_recommended"
SHARE = "preparatory-completion-share"
WAY, BY = "admission-way", "recommendation-by"
NEEDS_COMPLETION, VALIDITY = "preparatory-completion-required", "preparatory-validity-years"
LOCAL = "local-recommenders"
BASIS, COUNTED = "preparatory-quota-basis", "preparatory-quota-people"
CITED = (
    "skills", "team", "path", "reserve", "ladder", "ability", "recommending", "completed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultsLaw:
    """A year on a day, with what its law asks of results; ``quota`` binds each county."""

    frame: Frame
    quota: Obligation | None
    cites: Mapping[str, str | None]

    @property
    def year(self) -> ProgrammeYear:
        """The programme year."""
        return self.frame.year

    @property
    def on(self) -> date:
        """The day."""
        return self.frame.on

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings in force."""
        return self.frame.settings

    @property
    def law(self) -> Programme:
        """The notice as data."""
        return self.frame.law

    @property
    def track(self) -> str:
        """The track whose completion is decided by hours: the one that counties' plans hold."""
        return self.frame.track

    @property
    def share(self) -> int:
        """Percent of the class hours that completion needs."""
        return int(self.settings.get(SHARE) or 100)

    @property
    def least(self) -> Decimal | None:
        """People that each county owes a year, None where the notice names no number."""
        return self.quota.at_least if self.quota else None

    @property
    def skills(self) -> tuple[Item, ...]:
        """The items of the curriculum in which a level is reached: all but the practical course."""
        return tuple(item for item in self.frame.items if not item.compulsory)


def results_law(year: ProgrammeYear, *, on: date) -> ResultsLaw:
    """Return what the law of a year asks of results on a day."""
    return law_in(frame_of(year, on=on))


def law_in(frame: Frame) -> ResultsLaw:
    """Return what the law asks of results, out of the frame of a year."""
    rules = frame.law.obligations.values()
    quota = next((r for r in rules if r.metric == PEOPLE and r.who == Level.COUNTY.value), None)
    completed = next((rule.clause for rule in rules if rule.metric == COMPLETED), None)
    cites = {key: frame.law.cites(f"results.{key}") for key in CITED}
    cites["completed"] = cites["completed"] or completed
    return ResultsLaw(frame, quota, cites)


def ways_for(year: ProgrammeYear, for_year: int, *, on: date) -> Ways:
    """Return by which rules people are recommended for the assessment of a year (A-HB-07).

    A coming year's rules are those in force on its first day.
    """
    settings = settings_of(year, on=max(on, date(for_year, 1, 1)))
    found = law_of(year).parameters
    keys = {"way": WAY, "by": BY, "completion": NEEDS_COMPLETION, "validity": VALIDITY}
    clauses = {key: found[name].clause[0] for key, name in keys.items() if name in found}
    return Ways(
        year=for_year,
        needed=settings.get(WAY) == RECOMMENDATION,
        by=frozenset(settings.get(BY) or ()),
        completion=bool(settings.get(NEEDS_COMPLETION)),
        valid_years=int(settings.get(VALIDITY) or 0),
        clauses=clauses,
    )


def recommends(year: ProgrammeYear) -> bool:
    """Say whether the programme recommends at all: its law has the setting."""
    return BY in law_of(year).parameters
