"""The obligations ledger: every seat's state on a day, from one grouped query per metric."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zhicai.law.dates import DateRules, Span, span_of
from zhicai.law.engine import (
    WORST_FIRST,
    Facts,
    Pace,
    Relief,
    State,
    Verdict,
    effective_span,
    judge,
    path_from_table,
)
from zhicai.law.events import Happening, judge_each
from zhicai.law.schema import Force, Level, Obligation
from zhicai.law.schema.base import Expected
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import (
    ReliefKey,
    date_rules,
    law_of,
    reliefs,
    settings_of,
    span_in,
    years,
)
from zhicai.programmes.registry import Counting, metric
from zhicai.programmes.settings_in_force import Settings
from zhicai.programmes.totals import Tally, Totals


class Standing(NamedTuple):
    """One seat's obligation and its verdict."""

    place: PlaceFacts
    level: Level
    verdict: Verdict

    @property
    def state(self) -> State:
        """The state, for grouping and sorting."""
        return self.verdict.state

    @property
    def key(self) -> str:
        """Names the standing in an address: ``obligation@place@level``."""
        return f"{self.verdict.rule.id}@{self.place.code}@{self.level.value}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every standing of a programme year on a day, with the tree and settings it rests on."""

    year: ProgrammeYear
    on: date
    tree: PlaceTree
    settings: Settings
    standings: tuple[Standing, ...]

    def within(self, *paths: str) -> list[Standing]:
        """Return the standings at or under one of the place paths."""
        return [s for s in self.standings if any(is_within(s.place.path, p) for p in paths)]

    def of_rule(self, rule_id: str, within: str = "") -> list[Standing]:
        """Return the standings of one obligation, under a path if given."""
        return [
            s
            for s in self.standings
            if s.verdict.rule.id == rule_id and (not within or is_within(s.place.path, within))
        ]

    def find(self, rule_id: str, place_code: str, level: Level) -> Standing | None:
        """Return one seat's standing, None if it owes no such thing."""
        for standing in self.standings:
            if (standing.verdict.rule.id, standing.place.code, standing.level) == (
                rule_id,
                place_code,
                level,
            ):
                return standing
        return None

    def tally(self, standings: Iterable[Standing] | None = None) -> dict[State, int]:
        """Count standings by state, every state named; what is shown and not judged is left out."""
        counts = dict.fromkeys(WORST_FIRST, 0)
        for standing in self.standings if standings is None else standings:
            if standing.verdict.rule.judged:
                counts[standing.state] += 1
        return counts


def seats_owing(
    rule: Obligation, places: PlaceTree, settings: Mapping[str, Any]
) -> list[PlaceFacts]:
    """Return the places whose seat owes what a rule asks."""
    return owing(rule, seats_of(rule.who, places, settings))


def seats_of(level: Level, places: PlaceTree, settings: Mapping[str, Any]) -> list[PlaceFacts]:
    """Return the places with a seat at a level that owes something.

    A place directly under the province owes a county's duties beside its city's, unless the setting
    ``office-holds-city-and-county-seat`` says otherwise (A-HB-06).
    """
    seats = places.seats(level)
    if level is Level.COUNTY and not settings.get("office-holds-city-and-county-seat", True):
        seats = [place for place in seats if Level.CITY not in place.levels]
    return seats


def owing(rule: Obligation, seats: list[PlaceFacts]) -> list[PlaceFacts]:
    """Return those of the seats at its level that a rule binds."""
    return [place for place in seats if place.code in rule.places] if rule.places else seats


def rules_in_force(
    year: ProgrammeYear, settings: Mapping[str, Any], only: Collection[str] | None = None
) -> list[Obligation]:
    """Return the obligations of a year, or those of them that are named.

    After the first year there are none where the province has decided that deadlines and quotas do
    not repeat (``years-repeat``, A-HB-29).
    """
    law = law_of(year)
    if year.year > law.head.years.first and not settings.get("years-repeat", True):
        return []
    rules = law.obligations_of(year.year)
    return [rule for rule in rules if only is None or rule.id in only]


def ledger_of(
    year: ProgrammeYear,
    *,
    on: date,
    rules: Iterable[str] | None = None,
    supposing: Mapping[str, Any] | None = None,
) -> Ledger:
    """Reckon the state of every obligation of a programme year on a day, or of the named ones.

    ``supposing`` reckons with other values of some settings, to see what they would change.

    The number of queries does not depend on the number of places: one for each metric that is
    counted (for each level that owes it, where it is counted by level), two for the tree, and one
    each for settings, reliefs and holidays.
    """
    settings = settings_of(year, on=on).supposing(supposing or {})
    places = tree(year.province.code, on=on)
    wanted = rules_in_force(year, settings, None if rules is None else frozenset(rules))
    relieved = reliefs(year)
    reading = date_rules(settings)
    spans = {rule.id: span_in(rule, year, settings, reading) for rule in wanted}
    counting = Counting.of(year, settings)
    totals = Totals.of(places, counting, _days(wanted, spans, relieved, on))
    bases = _totals_of_last_year(year, wanted, places, on)
    standings: list[Standing] = []
    seats = {level: seats_of(level, places, settings) for level in Level}
    for rule in wanted:
        court = _Court(
            rule,
            spans[rule.id],
            on,
            pace_of(settings, rule),
            force_of(rule, settings),
            _tally(rule, spans[rule.id], totals),
            _tally(rule, spans[rule.id], bases) if rule.direction is not None else None,
            _happenings(rule, spans[rule.id], counting, places, reading),
        )
        standings += court.standings(owing(rule, seats[rule.who]), relieved)
    return Ledger(year, on, places, settings, tuple(standings))


def _tally(rule: Obligation, span: Span | None, totals: Totals | None) -> Tally | None:
    """What is counted for the seats that owe a rule; None where nobody counts it.

    A rule about each class (so long before it starts, after it ends) has no date of its own: it is
    judged by the events that its metric brings. Without them a count of the year says nothing
    about it: grey, never green.
    """
    counted = metric(rule.metric)
    if counted is None or totals is None or (rule.window.anchor is not None and span is None):
        return None
    return totals.of_level(counted, rule.who)


def _happenings(
    rule: Obligation,
    span: Span | None,
    counting: Counting,
    places: PlaceTree,
    reading: DateRules,
) -> list[tuple[str, Happening]] | None:
    """The happenings that a rule about each of them hangs on, None for any other rule."""
    counted = metric(rule.metric)
    if rule.window.anchor is None or span is not None or counted is None or not counted.events:
        return None
    return [
        (
            places.by_id[event.place_id].path,
            Happening(
                span_of(
                    rule.window, year=counting.year, settings=counting.settings, rules=reading,
                    anchor=event.anchor,
                ),
                event.kept_on,
            ),
        )
        for event in counted.events(counting)
        if event.place_id in places.by_id
    ]  # fmt: skip


@dataclass(slots=True)
class _Court:
    """Judges one rule for many seats; seats with the same facts share one verdict."""

    rule: Obligation
    span: Span | None
    on: date
    pace: Pace
    force: Force
    tally: Tally | None
    bases: Tally | None
    each: "list[tuple[str, Happening]] | None" = None
    """Path of the place and happening, for a rule about each of them."""

    def standings(
        self, seats: Iterable[PlaceFacts], relieved: Mapping[ReliefKey, Relief]
    ) -> Iterator[Standing]:
        """Yield the standing of each seat."""
        who, counted = self.rule.who, self.tally.by_place if self.tally else {}
        none = self.tally.none if self.tally else ()
        alike: dict[Any, Verdict] = {}
        for place in seats:
            if self.each is not None:
                relief = relieved.get((self.rule.id, place.id, who))
                yield Standing(place, who, self._verdict_on_each(place, relief))
                continue
            counts = counted.get(place.id, none)
            facts: Any = counts
            relief = base = None
            if relieved or self.bases:
                relief = relieved.get((self.rule.id, place.id, who))
                base = self.bases.at(place.id)[-1] if self.bases else None
                facts = counts, relief, base
            verdict = alike.get(facts)
            if verdict is None:
                verdict = alike[facts] = self._verdict(counts, relief, base)
            yield Standing(place, who, verdict)

    def _verdict(self, counts: tuple[Any, ...], relief: Relief | None, base: Any) -> Verdict:
        return judge(
            self.rule,
            facts=self._facts(counts, relief, base),
            span=self.span,
            on=self.on,
            relief=relief,
            pace=self.pace,
            force=self.force,
        )

    def _verdict_on_each(self, place: PlaceFacts, relief: Relief | None) -> Verdict:
        mine = [one for path, one in self.each or () if is_within(path, place.path)]
        return judge_each(
            self.rule, mine, on=self.on, relief=relief, pace=self.pace, force=self.force
        )

    def _facts(self, counts: tuple[Any, ...], relief: Relief | None, base: Any) -> Facts:
        if self.tally is None:
            return Facts()
        span = effective_span(self.span, relief)
        in_time = counts[self.tally.days[min(span.due, self.on)]] if span else None
        return Facts(
            value=Decimal(counts[self.tally.days[self.on]]),
            in_time=None if in_time is None else Decimal(in_time),
            base=None if base is None else Decimal(base),
        )


def force_of(rule: Obligation, settings: Mapping[str, Any]) -> Force:
    """Return how strongly a rule binds under the settings (A-ZJ-06, A-ZJ-12)."""
    decided = settings.get(rule.force_by) if rule.force_by else None
    return Force(decided) if decided else rule.force


def pace_of(settings: Mapping[str, Any], rule: Obligation) -> Pace:
    """Return when something unfinished counts as at risk: behind the yearly path, if one is set."""
    try:
        return Pace(path=path_from_table(settings.get("milestone-path"), rule.id))
    except Expected:  # refused on entry; an old value that no longer fits gives no path
        return Pace()


def _days(
    rules: Iterable[Obligation],
    spans: Mapping[str, Span | None],
    relieved: Mapping[Any, Relief],
    on: date,
) -> dict[str, set[date]]:
    """The days on which each metric is asked for: today, each due date, each relieved one."""
    moved: dict[str, set[date]] = defaultdict(set)
    for (obligation, _, _), relief in relieved.items():
        if relief.due:
            moved[obligation].add(min(relief.due, on))
    days: dict[str, set[date]] = defaultdict(set)
    for rule in rules:
        span = spans[rule.id]
        days[rule.metric] |= {on, *moved[rule.id], *([min(span.due, on)] if span else [])}
    return days


def _totals_of_last_year(
    year: ProgrammeYear, rules: Iterable[Obligation], places: PlaceTree, on: date
) -> Totals | None:
    """What rules that only ask for more than last year are compared with; None without one."""
    directed = {rule.metric for rule in rules if rule.direction and metric(rule.metric)}
    if not directed or year.year <= law_of(year).head.years.first:
        return None
    last = years().filter(programme=year.programme, year=year.year - 1).first()
    if last is None:
        return None
    end = date(last.year, 12, 31)
    counting = Counting.of(last, settings_of(last, on=min(end, on)))
    return Totals.of(places, counting, {name: {end} for name in directed})
