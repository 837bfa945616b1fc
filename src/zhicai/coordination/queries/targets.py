"""Targets of a city: which figures are broken down, to whom, and what has been given so far."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zhicai.coordination.models import Breakdown
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.rules.targets import (
    CITY,
    Holder,
    Shares,
    Sum,
    Target,
    gaps,
    sums,
    whole,
)
from zhicai.foundation.text import Text
from zhicai.law.schema import Level, Obligation
from zhicai.law.units import unit_name
from zhicai.places.models import Organisation, Service
from zhicai.places.queries import PlaceFacts, in_force
from zhicai.programmes.ledger import rules_in_force
from zhicai.programmes.queries import reliefs

BASE = "base"
SPLIT_KINDS = ("quota", "target")
"""Kinds of clause whose figures a city breaks down."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A city's breakdown as it stands: targets across, holders down."""

    city: PlaceFacts
    targets: tuple[Target, ...]
    holders: tuple[Holder, ...]
    row: Breakdown | None

    @property
    def draft(self) -> Shares:
        """What the city is working on."""
        return self.row.draft if self.row else {}

    @property
    def issued(self) -> Shares:
        """What its counties and bases have been given."""
        return self.row.issued if self.row else {}

    @property
    def gaps(self) -> list[tuple[Target, Holder]]:
        """Cells that are still empty in the draft."""
        return gaps(self.draft, self.targets, self.holders)

    @property
    def sums(self) -> list[Sum]:
        """What the parts of the draft come to."""
        return sums(self.draft, self.targets, self.holders)

    @property
    def pending(self) -> bool:
        """Say whether the draft holds what has not been issued."""
        return bool(self.draft) and dict(self.draft) != dict(self.issued)


def sheet_of(desk: Desk, city: PlaceFacts) -> Sheet:
    """Return the breakdown of a city."""
    return next(iter(sheets_of(desk, [city])))


def sheets_of(desk: Desk, cities: Iterable[PlaceFacts]) -> list[Sheet]:
    """Return the breakdowns of cities; the number of queries does not depend on how many."""
    wanted = list(cities)
    rows = {
        row.city_id: row
        for row in Breakdown.objects.filter(
            programme_year=desk.year, city_id__in=[city.id for city in wanted]
        )
    }
    rules = [rule for rule in rules_in_force(desk.year, desk.settings) if is_split(desk, rule)]
    waived = {
        (place_id, rule)
        for (rule, place_id, _), relief in reliefs(desk.year).items()
        if relief.waived
    }
    bases = _bases(desk, wanted)
    return [
        Sheet(
            city,
            tuple(_target(desk, rule) for rule in rules if _concerns(rule, city)),
            tuple(_holders(desk, city, bases.get(city.id, []), waived)),
            rows.get(city.id),
        )
        for city in wanted
    ]


def is_split(desk: Desk, rule: Obligation) -> bool:
    """Say whether a rule is a figure that cities break down."""
    if rule.at_least is None or not rule.judged or rule.who is Level.PROVINCE:
        return False
    return desk.law.clauses[rule.clause].kind in SPLIT_KINDS and (
        rule.who is Level.COUNTY or rule.body is not None
    )


def _concerns(rule: Obligation, city: PlaceFacts) -> bool:
    return rule.who is Level.COUNTY or not rule.places or city.code in rule.places


def _target(desk: Desk, rule: Obligation) -> Target:
    scope = desk.settings.get("preparatory-quota-scope")
    return Target(
        rule.id,
        rule.short,
        rule.says,
        rule.clause,
        unit_name(rule.unit),
        whole(rule.at_least),
        rule.who,
        whole_city=rule.who is Level.COUNTY and scope == "city",
    )


def _holders(
    desk: Desk, city: PlaceFacts, bases: list[Organisation], waived: set[tuple[int, str]]
) -> Iterable[Holder]:
    yield Holder(CITY, Text("全市合计", "The whole city"), CITY)
    for place in desk.seats(Level.COUNTY, city.path):
        free = frozenset(rule for place_id, rule in waived if place_id == place.id)
        yield Holder(place.code, Text(place.zh, place.en), "county", free)
    for base in bases:
        name = Text(base.short_name or base.name, base.english or base.name)
        yield Holder(f"o{base.pk}", name, "base")


def _bases(desk: Desk, cities: list[PlaceFacts]) -> dict[int, list[Organisation]]:
    services = Service.objects.filter(
        in_force(desk.on),
        in_force(desk.on, "organisation__"),
        organisation__kind=BASE,
        place_id__in=[city.id for city in cities],
    ).select_related("organisation")
    found: dict[int, list[Organisation]] = {}
    for service in services.order_by("organisation__name"):
        found.setdefault(service.place_id, []).append(service.organisation)
    return found


def breakdowns(desk: Desk) -> QuerySet[Breakdown]:
    """Return the breakdowns in reach that have been issued."""
    return Breakdown.objects.filter(
        programme_year=desk.year, city_id__in=desk.place_ids, issued_on__isnull=False
    )
