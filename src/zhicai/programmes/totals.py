"""From what was counted at a place to the totals of every place above it, dated."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, Stay, former_stays
from zhicai.programmes.registry import Counting, Counts, Metric, measure

NOTHING = Decimal(0)

Wanted = Mapping[str, set[date]]
"""Metric name → the days on which it is asked for."""


@dataclass(slots=True)
class Totals:
    """Counts of metrics for the seats of a province; every metric is asked of the database once.

    A metric of distinct values is asked once for each level that owes it, since the same person in
    two counties is one person in their city; one that knows office levels likewise.
    """

    places: PlaceTree
    counting: Counting
    wanted: Wanted
    stays: dict[int, list[Stay]]
    _found: dict[tuple[str, Level | None], Counts] = field(default_factory=dict)

    @classmethod
    def of(cls, places: PlaceTree, counting: Counting, wanted: Wanted) -> "Totals":
        """Prepare totals for a tree; one query for the places that once stood elsewhere."""
        stays: dict[int, list[Stay]] = defaultdict(list)
        for stay in former_stays(places):
            stays[stay.place_id].append(stay)
        return cls(places, counting, wanted, dict(stays))

    def at(self, metric: Metric, place: PlaceFacts, level: Level) -> dict[date, Decimal]:
        """Return what was counted for one seat by each of the days wanted."""
        apart = level if metric.distinct or metric.level else None
        key = (metric.name, apart)
        if key not in self._found:
            self._found[key] = self._count(metric, apart)
        return self._found[key].get(place.id, {})

    def _count(self, metric: Metric, level: Level | None) -> Counts:
        days = self.wanted[metric.name]
        if metric.level:
            return measure(metric, self.counting, days, level=level)
        if metric.distinct and level is not None:
            return measure(metric, self.counting, days, into=self._seats_above(level))
        ends = {stay.until for stays in self.stays.values() for stay in stays}
        counts = measure(metric, self.counting, days | ends)
        return rolled_up(counts, self.places, self.stays, days)

    def _seats_above(self, level: Level) -> dict[int, int]:
        """Every place → the place with a seat at ``level`` at it or above it."""
        into = {}
        for place in self.places.by_code.values():
            for code in reversed(place.path.split("/")):
                above = self.places.by_code[code]
                if level in above.levels:
                    into[place.id] = above.id
                    break
        return into


def rolled_up(
    counts: Counts, places: PlaceTree, stays: Mapping[int, list[Stay]], days: Iterable[date]
) -> Counts:
    """Add what was counted at each place to every place above it.

    What happened while a place stood under another parent stays with that parent.
    """
    totals: Counts = {}
    for place_id, by_day in counts.items():
        place = places.by_id.get(place_id)
        former = stays.get(place_id, ())
        if place is not None:
            _add(totals, places, [place.code], dict.fromkeys(days), by_day)
        for day in days:
            begun = NOTHING
            for stay in former:
                reached = by_day.get(min(day, stay.until), NOTHING)
                _add(totals, places, stay.path.split("/")[:-1], {day: None}, {day: reached - begun})
                begun = reached
            if place is not None:
                rest = {day: by_day.get(day, NOTHING) - begun}
                _add(totals, places, place.path.split("/")[:-1], {day: None}, rest)
    return totals


def _add(
    totals: Counts,
    places: PlaceTree,
    codes: list[str],
    days: Mapping[date, None],
    by_day: Mapping[date, Decimal],
) -> None:
    for code in codes:
        above = places.by_code.get(code)
        if above is None:
            continue
        into = totals.setdefault(above.id, {})
        for day in days:
            into[day] = into.get(day, NOTHING) + by_day.get(day, NOTHING)
