"""Indicators of a year for local evaluations, and the marks of counties (HB-4.1.b, c, d)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet

from zhicai.coordination.models import IndicatorExport, Mark
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.rules.indicators import Indicator, Score, score_of
from zhicai.foundation.text import Text
from zhicai.law.schema import Level, Obligation
from zhicai.places.queries import PlaceFacts, is_within
from zhicai.programmes.ledger import Ledger, Standing, ledger_of

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Weight:
    """One indicator of the evaluation: a rule of the programme and its weight in points."""

    rule: Obligation
    weight: Decimal


@dataclass(frozen=True, slots=True)
class MarkKind:
    """A mark that a county may carry; ``counts`` says that its results count for support."""

    id: str
    name: Text
    clause: str
    counts: bool


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One city or county with its indicators, score and marks in force."""

    place: PlaceFacts
    level: Level
    indicators: tuple[Indicator, ...]
    score: Score
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The indicators of a year for the places in reach."""

    weights: tuple[Weight, ...]
    levels: tuple[Level, ...]
    rows: tuple[EvaluationRow, ...]

    @property
    def total(self) -> Decimal:
        """What the weights come to."""
        return sum((one.weight for one in self.weights), Decimal(0))

    @property
    def whole(self) -> bool:
        """Say whether the weights come to 100."""
        return self.total == HUNDRED


def weights_of(desk: Desk) -> tuple[Weight, ...]:
    """Return the indicators of the setting ``evaluation-indicators``; unknown rules are left
    out.
    """
    found: dict[str, Weight] = {}
    for row in desk.settings.get("evaluation-indicators") or ():
        cells = dict(row)
        rule = desk.law.obligations.get(cells.get("rule", ""))
        weight = _number(cells.get("weight"))
        if rule is not None and weight is not None:
            found.setdefault(rule.id, Weight(rule, weight))
    return tuple(found.values())


def _number(written: Any) -> Decimal | None:
    try:
        value = Decimal(str(written))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


def mark_kinds(desk: Desk) -> dict[str, MarkKind]:
    """Return the marks of the setting ``county-marks`` by id."""
    found = {}
    for row in desk.settings.get("county-marks") or ():
        cells = dict(row)
        name = Text(cells.get("zh", ""), cells.get("en", ""))
        counts = cells.get("counts", "") in ("yes", "true", "是")
        key = cells.get("mark", "")
        if key and name.zh:
            found[key] = MarkKind(key, name, cells.get("clause", ""), counts)
    return found


def marks_of(desk: Desk) -> QuerySet[Mark]:
    """Return the marks of counties in reach, those in force first."""
    return (
        Mark.objects.filter(place_id__in=desk.place_ids)
        .select_related("place")
        .order_by("valid_to", "place__code", "mark")
    )


def marks_in_force(desk: Desk) -> dict[int, list[str]]:
    """Return the ids of the marks in force by place."""
    found: dict[int, list[str]] = {}
    for place_id, mark, since, until in marks_of(desk).values_list(
        "place_id", "mark", "valid_from", "valid_to"
    ):
        if since <= desk.on and (until is None or until >= desk.on):
            found.setdefault(place_id, []).append(mark)
    return found


def evaluated_levels(desk: Desk) -> tuple[Level, ...]:
    """Return the levels that the evaluation takes in (A-HB-31)."""
    wanted = desk.settings.get("local-evaluated", ("city", "county")) or ()
    return tuple(level for level in (Level.CITY, Level.COUNTY) if level.value in wanted)


def evaluation_of(desk: Desk, only: Iterable[PlaceFacts] | None = None) -> Evaluation:
    """Return the indicators of the year, by the levels that are evaluated, for the places in
    reach.

    A city's value of a county's rule is that of its counties together, against the sum of what they
    owe. What no app counts is None, never 0.
    """
    weights = weights_of(desk)
    levels = evaluated_levels(desk)
    ledger = ledger_of(desk.year, on=desk.on, rules=[one.rule.id for one in weights])
    by_rule = _by_rule(ledger)
    marks = marks_in_force(desk)
    wanted = None if only is None else {place.id for place in only}
    rows = []
    for level in levels:
        for place in desk.seats(level):
            if not desk.sees(place) or (wanted is not None and place.id not in wanted):
                continue
            found = tuple(_indicator(one, by_rule, place, level) for one in weights)
            rows.append(
                EvaluationRow(place, level, found, score_of(found), tuple(marks.get(place.id, ())))
            )
    return Evaluation(weights, levels, tuple(rows))


def _by_rule(ledger: Ledger) -> Mapping[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    for standing in ledger.standings:
        found.setdefault(standing.verdict.rule.id, []).append(standing)
    return found


def _indicator(
    weight: Weight, by_rule: Mapping[str, list[Standing]], place: PlaceFacts, level: Level
) -> Indicator:
    rule = weight.rule
    if rule.who is level:
        mine = [s for s in by_rule.get(rule.id, ()) if s.place.id == place.id]
    elif rule.who is Level.COUNTY:
        mine = [s for s in by_rule.get(rule.id, ()) if is_within(s.place.path, place.path)]
    else:
        mine = []
    values = [standing.verdict.facts.value for standing in mine]
    counted = [value for value in values if value is not None]
    goal = rule.goal if rule.goal is not None else None
    return Indicator(
        rule.id,
        weight.weight,
        sum(counted, Decimal(0)) if mine and len(counted) == len(values) else None,
        goal * len(mine) if goal is not None and not rule.only_limits else goal,
        limit=rule.only_limits,
        applies=bool(mine),
    )


def exports_of(desk: Desk) -> QuerySet[IndicatorExport]:
    """Return when the indicators of the year were handed out, the latest first."""
    return IndicatorExport.objects.filter(programme_year=desk.year)
