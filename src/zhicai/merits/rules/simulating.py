"""What a rule set would have made of a year: for each person, points and grade before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.law.schema import MeritContent
from zhicai.merits.rules.earning import Fact, Used, credits_for
from zhicai.merits.rules.grading import Standing, grade_by_rule


@dataclass(frozen=True, slots=True)
class Outcome:
    """One person: tenths and grade under the rules in force, and under those tried.

    ``credited`` counts the facts that earn something under those tried, ``cut`` the tenths that
    caps took away.
    """

    person: int
    before: int
    after: int
    grade_before: int | None
    grade_after: int | None
    credited: int = 0
    cut: int = 0

    @property
    def points_before(self) -> Decimal:
        """Points under the rules in force."""
        return Decimal(self.before) / 10

    @property
    def points_after(self) -> Decimal:
        """Points under the rules tried."""
        return Decimal(self.after) / 10

    @property
    def change(self) -> Decimal:
        """The difference in points."""
        return Decimal(self.after - self.before) / 10


def simulate(
    tried: MeritContent, facts: Iterable[Fact], *, in_force: MeritContent | None,
    people: Mapping[int, Standing], year: int, at_certificate: int,
) -> list[Outcome]:  # fmt: skip
    """Return what the rules tried make of a year's facts, person by person.

    ``people`` holds everybody with the present grade; nothing is written. Points are those of the
    year alone, as they stood at its end; a grade is what both the present one and they lead to.
    """
    rows, end = list(facts), date(year, 12, 31)
    then, before = {year: tried}, {year: in_force} if in_force is not None else {}
    told = credits_for(rows, then, used=Used(), settled=(), on=end)
    stood = credits_for(rows, before, used=Used(), settled=(), on=end)
    new: dict[int, int] = {}
    cut: dict[int, int] = {}
    count: dict[int, int] = {}
    old: dict[int, int] = {}
    for one in stood:
        old[one.fact.person] = old.get(one.fact.person, 0) + one.tenths
    for one in told:
        who = one.fact.person
        new[who] = new.get(who, 0) + one.tenths
        cut[who] = cut.get(who, 0) + one.cut
        count[who] = count.get(who, 0) + 1
    return [
        Outcome(
            who, old.get(who, 0), new.get(who, 0), now.grade,
            grade_by_rule(
                tried,
                Standing(new.get(who, 0), now.certified, now.grade, now.since, now.cause),
                on=end, at_certificate=at_certificate,
            ),
            count.get(who, 0), cut.get(who, 0),
        )
        for who, now in people.items()
    ]  # fmt: skip
