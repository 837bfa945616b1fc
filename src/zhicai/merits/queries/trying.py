"""What a rule set would have made of a year, and the names of whom it is about."""

from collections.abc import Collection
from datetime import date

from zhicai.merits.models import RuleSet
from zhicai.merits.queries.facts import facts_of
from zhicai.merits.queries.law import MeritLaw, set_of_year
from zhicai.merits.queries.reckoning import standings_of
from zhicai.merits.rules.content import content_of
from zhicai.merits.rules.simulating import Outcome, simulate
from zhicai.people.models import Person


def tried(row: RuleSet, law: MeritLaw, *, year: int) -> list[Outcome]:
    """Return what a rule set makes of a year's facts, for everybody who is a specialist."""
    facts = [one for one in facts_of(law, since=date(year, 1, 1)) if one.on.year == year]
    ruling = set_of_year(law.programme, year)
    return simulate(
        content_of(row.content), facts, year=year, at_certificate=law.at_certificate,
        in_force=content_of(ruling.content) if ruling is not None else None,
        people={one.person: one.standing for one in standings_of(law)},
    )  # fmt: skip


def names_of(people: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the name and the place of people by key."""
    found: dict[int, tuple[str, str]] = {}
    wanted = list(people)
    for start in range(0, len(wanted), 500):
        rows = Person.objects.filter(pk__in=wanted[start : start + 500])
        for pk, name, place in rows.values_list("pk", "name", "home__name"):
            found[pk] = (name, place)
    return found
