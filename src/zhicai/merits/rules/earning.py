"""What facts earn under the rules of points: one credit a fact, caps applied and said."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.schema import MeritContent, PointRule

YEAR, ALL = "year", "all"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that may earn points. ``key`` names it once and for all (event, object).

    ``kind`` is the event's own word (the level of a title); ``evidence``: a document stands for it.
    """

    key: str
    event: str
    person: int
    on: date
    says: Text
    kind: str = ""
    evidence: bool = False
    object_id: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """What a fact earns: whole tenths of points, and what a cap took away."""

    fact: Fact
    rule: PointRule
    year: int
    tenths: int
    cut: int = 0
    cut_by: str = ""
    expires_on: date | None = None


@dataclass
class Used:
    """Tenths that stand already, by person and rule: of a year, and in all."""

    of_year: dict[tuple[int, str, int], int] = field(default_factory=dict)
    in_all: dict[tuple[int, str], int] = field(default_factory=dict)

    def add(self, person: int, rule: str, year: int, tenths: int) -> None:
        """Count further tenths, negative ones where something was reversed."""
        self.of_year[person, rule, year] = self.of_year.get((person, rule, year), 0) + tenths
        self.in_all[person, rule] = self.in_all.get((person, rule), 0) + tenths


def in_tenths(points: object) -> int:
    """Return points (at most one place) as whole tenths."""
    return int(points * 10)  # type: ignore[operator]


def rule_for(fact: Fact, content: MeritContent) -> PointRule | None:
    """Return the first rule that a fact meets, None where it earns nothing."""
    for rule in content.points:
        if rule.event != fact.event or (rule.kinds and fact.kind not in rule.kinds):
            continue
        if fact.evidence or not rule.evidence:
            return rule
    return None


def later(day: date, years: int) -> date:
    """Return the same day so many years later; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def year_open(of: int, settled: Collection[int]) -> int:
    """Return the year that a fact of a year is booked to: its own, or the next not settled."""
    while of in settled:
        of += 1
    return of


def credits_for(
    facts: Iterable[Fact], contents: Mapping[int, MeritContent], *, used: Used,
    settled: Collection[int], on: date,
) -> list[Credit]:  # fmt: skip
    """Return what facts earn, the earliest first; ``used`` grows by what is credited.

    ``contents`` holds the rules in force by the year of the fact. A fact of a settled year is
    booked to the next open one and meets that year's cap. What would have expired by ``on`` earns
    nothing.
    """
    found = []
    for fact in sorted(facts, key=lambda one: (one.on, one.key)):
        content = contents.get(fact.on.year)
        rule = rule_for(fact, content) if content is not None and fact.on <= on else None
        if rule is None:
            continue
        expires = later(fact.on, rule.valid_years) if rule.valid_years else None
        if expires is not None and expires <= on:
            continue
        year = year_open(fact.on.year, settled)
        tenths, cut_by = capped(rule, fact.person, year, used)
        cut = in_tenths(rule.points) - tenths
        used.add(fact.person, rule.id, year, tenths)
        found.append(Credit(fact, rule, year, tenths, cut, cut_by if cut else "", expires))
    return found


def capped(rule: PointRule, person: int, year: int, used: Used) -> tuple[int, str]:
    """Return the tenths that the caps leave, and the cap that binds (empty: none does)."""
    tenths, by = in_tenths(rule.points), ""
    for most, stands, name in (
        (rule.most_a_year, used.of_year.get((person, rule.id, year), 0), YEAR),
        (rule.most_in_all, used.in_all.get((person, rule.id), 0), ALL),
    ):
        if most is not None and (left := max(0, in_tenths(most) - stands)) < tenths:
            tenths, by = left, name
    return tenths, by
