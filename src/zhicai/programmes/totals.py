"""From what was counted at a place to the totals of every place above it, dated."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import add
from typing import Any

from zhicai.law.schema import Level
from zhicai.places.queries import PlaceTree, Stay
from zhicai.programmes.grouped import Row, send_grouped
from zhicai.programmes.registry import Counting, Counts, Metric, halves, measure, percent

NOTHING = Decimal(0)

Wanted = Mapping[str, set[date]]
"""Metric name → the days on which it is asked for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a metric counts for the seats of one level, by the end of each of some days.

    ``days`` gives each day its position in the counts of a place; a place that is absent has none.
    """

    days: Mapping[date, int]
    by_place: Mapping[int, tuple[Any, ...]]

    def at(self, place_id: int) -> tuple[Any, ...]:
        """Return the counts of a place, in the order of the days."""
        return self.by_place.get(place_id, self.none)

    @property
    def none(self) -> tuple[int, ...]:
        """Nothing on any day."""
        return (0,) * len(self.days)


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
    _rows: dict[str, list[Row]] = field(default_factory=dict)
    _found: dict[tuple[str, Level], Tally] = field(default_factory=dict)
    _above: dict[Level, dict[int, tuple[int, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, places: PlaceTree, counting: Counting, wanted: Wanted) -> "Totals":
        """Prepare totals for a tree."""
        stays: dict[int, list[Stay]] = defaultdict(list)
        for stay in places.former:
            stays[stay.place_id].append(stay)
        return cls(places, counting, wanted, dict(stays))

    def of_level(self, metric: Metric, level: Level) -> Tally | None:
        """Return what was counted for the seats of a level by each of the days wanted.

        None for a share of what there is none of: without a list nothing is measured.
        """
        key = (metric.name, level)
        if key not in self._found:
            days = sorted(self.wanted[metric.name])
            if metric.of is None:
                counts = self._counts(metric, days, level)
            else:
                part, whole = (self._counts(half, days, level) for half in halves(metric))
                if not any(any(row) for row in whole.values()):
                    return None
                counts = shares(part, whole)
            self._found[key] = Tally({day: n for n, day in enumerate(days)}, counts)
        return self._found[key]

    def _counts(
        self, metric: Metric, days: list[date], level: Level
    ) -> Mapping[int, tuple[Any, ...]]:
        if metric.level:
            rows = send_grouped(metric, self.counting, days, level=level)
            return {row[0]: row[1:] for row in rows}
        if metric.distinct:
            into = {place_id: ids[0] for place_id, ids in self._seats_above(level).items()}
            rows = send_grouped(metric, self.counting, days, into=into)
            return {row[0]: row[1:] for row in rows}
        if self.stays:
            return self._moved(metric, days)
        if metric.name not in self._rows:
            self._rows[metric.name] = send_grouped(metric, self.counting, days)
        return added_up(self._rows[metric.name], self._seats_above(level))

    def _moved(self, metric: Metric, days: list[date]) -> Mapping[int, tuple[Any, ...]]:
        """The counts where places have stood elsewhere: each stays with the parent it then had."""
        ends = {stay.until for stays in self.stays.values() for stay in stays}
        counts = measure(metric, self.counting, {*days, *ends})
        moved = rolled_up(counts, self.places, self.stays, days)
        return {
            place_id: tuple(by_day.get(day, NOTHING) for day in days)
            for place_id, by_day in moved.items()
        }

    def _seats_above(self, level: Level) -> dict[int, tuple[int, ...]]:
        """Every place → the places with a seat at ``level`` at it or above it, the nearest
        first.
        """
        if level not in self._above:
            by_path: dict[str, tuple[int, ...]] = {}
            found = self._above[level] = {}
            for place in self.places.by_code.values():
                seats = by_path.get(place.path.rpartition("/")[0], ())
                if level in place.levels:
                    seats = (place.id, *seats)
                by_path[place.path] = seats
                if seats:
                    found[place.id] = seats
        return self._above[level]


def shares(
    part: Mapping[int, tuple[Any, ...]], whole: Mapping[int, tuple[Any, ...]]
) -> dict[int, tuple[Any, ...]]:
    """Return the share of each place's whole, in percent."""
    return {
        place_id: tuple(map(percent, part.get(place_id, (0,) * len(counts)), counts))
        for place_id, counts in whole.items()
    }


def added_up(
    rows: Iterable[Row], seats: Mapping[int, tuple[int, ...]]
) -> dict[int, tuple[Any, ...]]:
    """Add what was counted at each place to the seats at it and above it."""
    if all(above == (place_id,) for place_id, above in seats.items()):
        return {row[0]: row[1:] for row in rows if row[0] in seats}
    if len(set(seats.values())) == 1:
        below = [row[1:] for row in rows if row[0] in seats]
        sums = tuple(map(sum, zip(*below, strict=True)))
        return dict.fromkeys(next(iter(seats.values())), sums) if below else {}
    totals: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        counts = row[1:]
        for seat in seats.get(row[0], ()):
            known = totals.get(seat)
            totals[seat] = counts if known is None else tuple(map(add, known, counts))
    return totals


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
