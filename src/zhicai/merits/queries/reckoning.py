"""Where everybody stands before the rules of grades, and whose grade would change."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Sum

from zhicai.foundation.errors import OutOfScope
from zhicai.merits.models import Entry, GradeChange, GradeRun, GradeSpell
from zhicai.merits.queries.facts import certified, specialists_of
from zhicai.merits.queries.law import MeritLaw, set_of_year
from zhicai.merits.rules.content import content_of
from zhicai.merits.rules.grading import Standing, grade_by_rule
from zhicai.people.models import Specialist
from zhicai.places.queries import in_force


@dataclass(frozen=True, slots=True)
class Stands:
    """One specialist as the rules of grades see the person."""

    person: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Due:
    """One change that the rules ask for."""

    person: int
    before: int | None
    after: int
    tenths: int


def standings_of(law: MeritLaw, people: Collection[int] | None = None) -> list[Stands]:
    """Return where every present specialist stands; four queries, whoever many they are."""
    present = Specialist.objects.filter(in_force(law.on)).values("person")
    rows = specialists_of(law).filter(pk__in=present)
    if people is not None:
        rows = rows.filter(pk__in=people)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    summed = Entry.objects.filter(side=Entry.Side.PERSON, posting__on__lte=law.on)
    booked = summed.order_by().values_list("person").annotate(n=Sum("tenths"))
    tenths = {int(who or 0): int(n) for who, n in booked}
    spells = {one.person_id: one for one in GradeSpell.objects.filter(until=None)}
    hold = certified(rows, on=law.on)
    found = []
    for pk in keys:
        spell = spells.get(pk)
        found.append(
            Stands(
                pk,
                Standing(
                    tenths.get(pk, 0), pk in hold, spell.grade if spell else None,
                    spell.since if spell else None, spell.cause if spell else "",
                ),
            )
        )  # fmt: skip
    return found


def changes_due(law: MeritLaw, stands: Iterable[Stands]) -> list[Due]:
    """Return whose grade the rules in force would change."""
    ruling = set_of_year(law.programme, law.on.year)
    if ruling is None:
        return []
    content = content_of(ruling.content)
    found = []
    for one in stands:
        now = one.standing
        to = grade_by_rule(content, now, on=law.on, at_certificate=law.at_certificate)
        if to is not None and to != now.grade:
            found.append(Due(one.person, now.grade, to, now.tenths))
    return found


def run_waiting(programme: str) -> GradeRun | None:
    """Return the run that waits for an officer."""
    rows = GradeRun.objects.filter(programme=programme, state=GradeRun.State.PROPOSED)
    return rows.select_related("rule_set").first()


def runs_past(programme: str, most: int = 10) -> list[GradeRun]:
    """Return the latest runs that were decided."""
    rows = GradeRun.objects.filter(programme=programme).exclude(state=GradeRun.State.PROPOSED)
    return list(rows[:most])


def run_for(law: MeritLaw, pk: int) -> GradeRun:
    """Return a run of the programme, else OutOfScope."""
    rows = GradeRun.objects.filter(programme=law.programme, pk=pk).select_related("rule_set")
    found = rows.first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def changes_of(run: GradeRun) -> list[GradeChange]:
    """Return the lines of a run, by place and name."""
    rows = GradeChange.objects.filter(run=run).select_related("person__home")
    return list(rows.order_by("person__home__code", "person__name", "pk"))
