"""What other settings would change: a year's facts judged twice, and where the verdicts differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, is_within
from zhicai.programmes.ledger import Ledger, Standing, ledger_of
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class Difference:
    """One seat's obligation that would stand otherwise; None where it would not be owed at all."""

    place: PlaceFacts
    level: Level
    before: Standing | None
    after: Standing | None

    @property
    def standing(self) -> Standing:
        """The standing that there is, the supposed one first."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference has at least one side")
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """A year on a day as it is and as it would be."""

    on: date
    as_is: Mapping[State, int]
    supposed: Mapping[State, int]
    differences: tuple[Difference, ...]
    units: int

    @property
    def by_unit(self) -> dict[str, int]:
        """How many differences each place has, by code."""
        return Counter(one.place.code for one in self.differences)


def compare(
    year: ProgrammeYear, *, on: date, supposing: Mapping[str, Any], path: str
) -> Comparison:
    """Judge the facts of a year under the settings in force and under others, within a place.

    Nothing is written. Twice the queries of one ledger, whatever the number of places.
    """
    before = ledger_of(year, on=on)
    after = ledger_of(year, on=on, supposing=supposing)
    then, now = _by_key(before, path), _by_key(after, path)
    differences = [
        Difference(side.place, side.level, one, other)
        for key in sorted(then.keys() | now.keys(), key=_order(then, now))
        if _differ(one := then.get(key), other := now.get(key)) and (side := one or other)
    ]
    return Comparison(
        on,
        before.tally(then.values()),
        after.tally(now.values()),
        tuple(differences),
        len({one.place.code for one in differences}),
    )


def _by_key(ledger: Ledger, path: str) -> dict[str, Standing]:
    return {
        one.key: one
        for one in ledger.standings
        if one.verdict.rule.judged and is_within(one.place.path, path)
    }


def _order(*sides: Mapping[str, Standing]) -> Any:
    """Sort keys by the place's path, then the rule."""

    def order(key: str) -> tuple[str, str]:
        found = next(side[key] for side in sides if key in side)
        return found.place.path, found.verdict.rule.id

    return order


def _differ(one: Standing | None, other: Standing | None) -> bool:
    if one is None or other is None:
        return True
    a, b = one.verdict, other.verdict
    return (a.state, a.goal, a.facts.value, a.span) != (b.state, b.goal, b.facts.value, b.span)


def worse(differences: Iterable[Difference]) -> int:
    """Return how many would be overdue that are not."""
    return sum(
        one.after is not None
        and one.after.state is State.OVERDUE
        and (one.before is None or one.before.state is not State.OVERDUE)
        for one in differences
    )
