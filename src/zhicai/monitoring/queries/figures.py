"""The figures of the tiles: value, target and pace of a scope, from the ledger and the metrics."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.law.engine import State
from zhicai.law.schema import Level, Obligation
from zhicai.law.units import unit_name
from zhicai.monitoring.queries.board import usual_due
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import DONE, pace_of, share_of_year
from zhicai.monitoring.tiles import FEWEST, HEADLINES, TILES, Headline, RuleTile, SumTile
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.ledger import Standing
from zhicai.programmes.registry import Counting, measure, metric


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a scope. ``value`` is None while nobody counts it; ``pace`` runs from 0 to
    1.
    """

    label: Text
    icon: str
    value: Decimal | None
    goal: Decimal
    unit: Text
    pace: Decimal | None
    due: date | None
    rule: str = ""
    list_page: str = ""
    clause: str = ""

    @property
    def share(self) -> Decimal | None:
        """How much of the goal is reached; None where nothing compares."""
        return self.value / self.goal if self.value is not None and self.goal else None

    @property
    def ahead(self) -> Decimal | None:
        """By how many percentage points the share leads the pace."""
        if self.share is None or self.pace is None:
            return None
        return (self.share - self.pace) * 100


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue in a scope: how many obligations, of which units, for how long at most."""

    count: int
    units: tuple[PlaceFacts, ...]
    offices: int
    longest: int


def figures_of(scope: Scope) -> list[Figure]:
    """Return the figures of the tiles that the programme has rules and metrics for."""
    figures = []
    rules = scope.law.obligations
    for tile in TILES:
        if isinstance(tile, RuleTile):
            standings = _owing(scope, tile.rule)
            if standings:
                figures.append(of_rule(tile, standings))
        elif tile.goal in rules and tile.pace in rules:
            figures += of_sum(tile, scope)
    return figures if figures else largest(scope)


def _owing(scope: Scope, rule: str) -> list[Standing]:
    return [
        standing
        for standing in scope.standings
        if standing.verdict.rule.id == rule and standing.state is not State.WAIVED
    ]


def of_rule(tile: RuleTile, standings: Iterable[Standing]) -> Figure:
    """Return how many seats have met an obligation."""
    owing = list(standings)
    rule = owing[0].verdict.rule
    measured = [standing for standing in owing if standing.state is not State.NOT_MEASURED]
    met = sum(standing.state in DONE for standing in measured)
    return Figure(
        tile.label,
        tile.icon,
        Decimal(met) if measured else None,
        Decimal(len(owing)),
        _seats(rule),
        sum((pace_of(standing.verdict) for standing in owing), Decimal(0)) / len(owing)
        if owing[0].verdict.span
        else None,
        usual_due(owing),
        rule=rule.id,
        clause=rule.clause,
    )


def _seats(rule: Obligation) -> Text:
    return {
        Level.CITY: Text("个市州", "cities"),
        Level.COUNTY: Text("个县", "counties"),
    }.get(rule.who, Text("项", "items"))


def of_sum(tile: SumTile, scope: Scope) -> list[Figure]:
    """Return a metric's sum against the goal of all seats that owe it; nothing where none does."""
    owing = _owing(scope, tile.goal)
    if not owing:
        return []
    goals = owing[0].verdict.rule
    paced = _owing(scope, tile.pace)
    pace = pace_of(paced[0].verdict) if paced and paced[0].verdict.span else None
    counted = metric(tile.metric)
    values = by_unit(tile.metric, scope)
    return [
        Figure(
            tile.label,
            tile.icon,
            None if values is None else sum(values.values(), Decimal(0)),
            (goals.goal or Decimal(0)) * len(owing),
            unit_name(goals.unit),
            pace,
            usual_due(paced),
            list_page=counted.list_page if counted else "",
            clause=goals.clause,
        )
    ]


def by_unit(name: str, scope: Scope) -> Mapping[str, Decimal] | None:
    """Return what a metric counts for each unit of the scope, by code; None where nobody counts
    it.
    """
    counted = metric(name)
    if counted is None:
        return None
    into = {place.id: scope.unit_of(place).id for place in scope.tree.below(scope.place.path)}
    counts = measure(counted, counting_of(scope), {scope.on}, into=into)
    return {
        scope.tree.by_id[place_id].code: by_day[scope.on]
        for place_id, by_day in counts.items()
        if place_id in into  # where each place is its own unit, the count knows no bounds
    }


def total(name: str, scope: Scope) -> Decimal | None:
    """Return what a metric counts in the whole scope, distinct values once; None if nobody does."""
    counted = metric(name)
    if counted is None:
        return None
    into = {place.id: scope.place.id for place in scope.tree.below(scope.place.path)}
    counts = measure(counted, counting_of(scope), {scope.on}, into=into)
    return sum((by_day[scope.on] for by_day in counts.values()), Decimal(0))


def counting_of(scope: Scope) -> Counting:
    """Return for what the metrics count."""
    return Counting.of(scope.year, scope.ledger.settings)


def largest(scope: Scope) -> list[Figure]:
    """Return the figures of a programme without tiles of its own: what most seats owe, then the
    rest.

    Obligations of the province with a figure to reach come as value against goal (milestones).
    """
    by_rule: dict[str, list[Standing]] = {}
    for standing in scope.standings:
        if standing.verdict.rule.judged and not standing.verdict.rule.only_limits:
            by_rule.setdefault(standing.verdict.rule.id, []).append(standing)
    ordered = sorted(by_rule.values(), key=lambda owing: (-len(owing), _due_of(owing)))
    return [_generic(owing) for owing in ordered if _worth_a_tile(owing)][:FEWEST]


def _due_of(owing: list[Standing]) -> date:
    return usual_due(owing) or date.max


def _worth_a_tile(owing: list[Standing]) -> bool:
    return len(owing) > 1 or owing[0].verdict.rule.pace == "linear"


def _generic(owing: list[Standing]) -> Figure:
    rule = owing[0].verdict.rule
    if len(owing) > 1:
        return of_rule(RuleTile(rule.id, "checklist", rule.short), owing)
    return milestone(owing[0])


def milestone(standing: Standing) -> Figure:
    """Return one seat's figure against its goal, with the pace of its own time."""
    verdict = standing.verdict
    rule = verdict.rule
    return Figure(
        rule.short,
        "target-arrow",
        verdict.facts.value,
        rule.goal or Decimal(0),
        unit_name(rule.unit),
        pace_of(verdict) if verdict.span else None,
        verdict.span.due if verdict.span else None,
        rule=rule.id,
        clause=rule.clause,
    )


def headlines_of(scope: Scope) -> list[Figure]:
    """Return the headline figures whose setting is filled, kept apart from what is judged
    (HB-0.d).
    """
    if scope.level is not Level.PROVINCE:
        return []
    return [
        headline(one, Decimal(figure), scope)
        for one in HEADLINES
        if (figure := scope.ledger.settings.get(one.setting)) is not None
    ]


def headline(one: Headline, figure: Decimal, scope: Scope) -> Figure:
    """Return the year's number against a headline's figure.

    The number is the ledger's own where a rule of the place counts by the same metric.
    """
    counted = metric(one.metric)
    known = (
        standing.verdict.facts.value
        for standing in scope.shown
        if standing.place == scope.place and standing.verdict.rule.metric == one.metric
    )
    value = next((value for value in known if value is not None), None)
    return Figure(
        one.label,
        "users-group",
        total(one.metric, scope) if value is None else value,
        figure,
        unit_name(one.unit),
        share_of_year(scope.year.year, scope.on),
        None,
        list_page=counted.list_page if counted else "",
        clause=scope.law.parameters[one.setting].clause[0],
    )


def overdue_in(scope: Scope) -> Overdue:
    """Return what is overdue in a scope."""
    late = [standing for standing in scope.standings if standing.state is State.OVERDUE]
    units = {scope.unit_of(standing.place).code: scope.unit_of(standing.place) for standing in late}
    days = (-(standing.verdict.remaining or 0) for standing in late)
    offices = {(standing.place.code, standing.level) for standing in late}
    return Overdue(
        len(late),
        tuple(units[code] for code in sorted(units)),
        len(offices),
        max(days, default=0),
    )
