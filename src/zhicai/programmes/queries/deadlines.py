"""Extensions and waivers as pages show them, and the seats about which one can be decided."""

from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.engine import Relief, effective_span
from zhicai.law.schema import Level, Obligation
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts, tree
from zhicai.programmes.ledger import rules_in_force, seats_owing
from zhicai.programmes.models import DeadlineDecision, ProgrammeYear
from zhicai.programmes.queries.dates_in_force import (
    date_rules,
    deadline_decisions,
    deadline_decisions_in_force,
    reliefs,
    span_in,
)
from zhicai.programmes.queries.law_in_force import law_of, settings_of
from zhicai.programmes.queries.targets import LEVELS, seat_name

KINDS = {
    DeadlineDecision.Kind.EXTENDED: Text("延期", "extended"),
    DeadlineDecision.Kind.WAIVED: Text("免除", "waived"),
    DeadlineDecision.Kind.RESTORED: Text("恢复原期限", "restored"),
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision about a deadline in words, and whether it still holds."""

    decision: DeadlineDecision
    rule: Obligation | None
    seat: Text
    kind: Text
    holds: bool


@dataclass(frozen=True, slots=True)
class SeatDue:
    """A seat that owes a duty: by when, and what has been decided about it."""

    place: PlaceFacts
    place_row: Place
    name: Text
    city: Text
    due: date | None
    relief: Relief | None


@dataclass(frozen=True, slots=True)
class LevelRules:
    """The duties of one level."""

    name: Text
    rules: tuple[Obligation, ...]


def decision_rows(year: ProgrammeYear, *, on: date) -> list[DecisionRow]:
    """Return every decision about deadlines, the latest first."""
    law = law_of(year)
    places = tree(year.province.code, on=on)
    holding = {decision.pk for decision in deadline_decisions_in_force(year)}
    rows = []
    for decision in deadline_decisions(year):
        place = places.by_id.get(decision.place_id)
        plain = Text(decision.place.name, decision.place.english or decision.place.name)
        rows.append(
            DecisionRow(
                decision=decision,
                rule=law.obligations.get(decision.obligation),
                seat=seat_name(place, Level(decision.level)) if place else plain,
                kind=KINDS[DeadlineDecision.Kind(decision.kind)],
                holds=decision.pk in holding,
            )
        )
    return rows


def obligations_by_level(year: ProgrammeYear, *, on: date) -> list[LevelRules]:
    """Return the duties of the year about which something can be decided, level by level."""
    rules = rules_in_force(year, settings_of(year, on=on))
    return [
        LevelRules(name, tuple(rule for rule in rules if rule.who is level and rule.judged))
        for level, name in LEVELS.items()
    ]


def seats_with_due(year: ProgrammeYear, obligation: str, *, on: date) -> list[SeatDue]:
    """Return the seats that owe a duty, with their present due dates; none for an unknown duty."""
    settings = settings_of(year, on=on)
    rule = next(iter(rules_in_force(year, settings, (obligation,))), None)
    if rule is None:
        return []
    places = tree(year.province.code, on=on)
    span = span_in(rule, year, settings, date_rules(settings))
    relieved = reliefs(year)
    owing = seats_owing(rule, places, settings)
    stored = Place.objects.in_bulk([place.id for place in owing])
    seats = []
    for place in owing:
        relief = relieved.get((rule.id, place.id, rule.who))
        effective = effective_span(span, relief)
        city = places.city_of(place)
        seats.append(
            SeatDue(
                place=place,
                place_row=stored[place.id],
                name=seat_name(place, rule.who),
                city=Text(city.zh, city.en) if city else Text("", ""),
                due=effective.due if effective else None,
                relief=relief,
            )
        )
    return seats
