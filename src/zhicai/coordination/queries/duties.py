"""Who is responsible for what each seat in reach owes (HB-4.1.h)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhicai.coordination.models import Charge
from zhicai.coordination.queries.desk import Desk
from zhicai.foundation.text import Text
from zhicai.law.schema import Level, Obligation
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.ledger import owing, rules_in_force
from zhicai.programmes.queries import date_rules, span_in
from zhicai.programmes.queries.targets import seat_name
from zhicai.programmes.words import body_name


@dataclass(frozen=True, slots=True)
class Duty:
    """One task of one seat, and who is responsible for it; ``body`` is who acts in its place."""

    pk: str
    rule: Obligation
    place: PlaceFacts
    level: Level
    due: date | None
    order: int
    body: Text | None
    charge: Charge | None

    @property
    def path(self) -> str:
        """The place's path, for sorting."""
        return self.place.path

    @property
    def seat(self) -> Text:
        """The name of the seat."""
        return seat_name(self.place, self.level)

    @property
    def unit(self) -> str:
        """The responsible unit, empty where none is named."""
        return self.charge.unit if self.charge else ""

    @property
    def person(self) -> str:
        """The responsible person, empty where none is named."""
        return self.charge.person if self.charge else ""


def duties_of(desk: Desk) -> list[Duty]:
    """Return every task of the seats in reach, by place and in the order of the rules.

    Two queries beside those of the desk, whatever the number of seats.
    """
    charges = {
        (row.rule, row.place_id, row.level): row
        for row in Charge.objects.filter(programme_year=desk.year, place_id__in=desk.place_ids)
    }
    reading = date_rules(desk.settings)
    seats = {level: [place for place in desk.seats(level) if desk.sees(place)] for level in Level}
    found = []
    for order, rule in enumerate(tasks_in_force(desk)):
        span = span_in(rule, desk.year, desk.settings, reading)
        body = body_name(desk.law, rule.body) if rule.body else None
        found += [
            Duty(
                f"{rule.id}@{place.code}@{rule.who.value}",
                rule,
                place,
                rule.who,
                span.due if span else None,
                order,
                body,
                charges.get((rule.id, place.id, rule.who.value)),
            )
            for place in owing(rule, seats[rule.who])
        ]
    return sorted(found, key=lambda duty: (duty.path, list(Level).index(duty.level), duty.order))


def tasks_in_force(desk: Desk) -> list[Obligation]:
    """Return the rules that ask a seat to do something; mere limits ask for nothing to be done."""
    return [
        rule
        for rule in rules_in_force(desk.year, desk.settings)
        if rule.judged and not rule.only_limits
    ]


def without_owner(duties: Iterable[Duty]) -> list[Duty]:
    """Return the tasks for which no unit and person are named."""
    return [duty for duty in duties if duty.charge is None]
