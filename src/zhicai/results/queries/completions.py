"""Who completed which class, and what each trainee of a class has and lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.admission.models import Registration
from zhicai.admission.queries import roster
from zhicai.attendance.queries import class_hours, hours_by_registration
from zhicai.law.decision import Decision
from zhicai.people.models import Person
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Completion
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.rules.completion import Hours, decide_completion
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import visible_to

ENDED = (TrainingClass.State.FINISHED, TrainingClass.State.CLOSED)
"""Classes whose completion is decided."""
ZERO = Decimal(0)


def completed(year: ProgrammeYear, track: str) -> QuerySet[Completion]:
    """Return who completed a class of a track in a year, one row for each class completed."""
    return Completion.objects.filter(programme_year=year, track=track, completed=True)


def completed_people(year_ids: Iterable[int], tracks: Iterable[str]) -> QuerySet[Person]:
    """Return the people who completed a class of one of the tracks in one of the years."""
    rows = Completion.objects.filter(
        programme_year__in=list(year_ids), track__in=list(tracks), completed=True
    )
    people = Person.objects.defer("id_number").filter(erased_at=None)
    return people.filter(pk__in=rows.values("registration__person"))


@dataclass(frozen=True, slots=True)
class TraineeLine:
    """One trainee of a class: hours now, what stands decided, and what would be decided now."""

    row: Registration
    hours: Hours
    decision: Decision
    stands: Completion | None

    @property
    def pk(self) -> int:
        """The registration's key."""
        return self.row.pk

    @property
    def stale(self) -> bool:
        """Say whether the hours changed since it was decided."""
        if self.stands is None:
            return True
        was = (self.stands.hours, self.stands.needed, self.stands.completed)
        return was != (self.hours.present, self.hours.needed, bool(self.decision))

    @property
    def completed(self) -> bool | None:
        """What stands decided; None while nothing is."""
        return self.stands.completed if self.stands else None

    @property
    def name(self) -> str:
        """The trainee's name, to sort by."""
        return self.row.person.name

    @property
    def present(self) -> Decimal:
        """Class hours present."""
        return self.hours.present


def lines_of(found: TrainingClass, law: ResultsLaw) -> list[TraineeLine]:
    """Return every trainee of a class with hours and completion; four queries."""
    stands = {
        row.registration_id: row
        for row in Completion.objects.filter(registration__training_class=found)
    }
    hours = hours_by_registration([found.pk])
    held = class_hours([found.pk]).get(found.pk, ZERO)
    found_lines = []
    for row in roster(found):
        facts = Hours(hours.get(row.pk, ZERO), held, law.share)
        decision = decide_completion(facts, law.cites.get("completed"))
        found_lines.append(TraineeLine(row, facts, decision, stands.get(row.pk)))
    return found_lines


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a class completed it."""

    trainees: int
    completed: int
    undecided: int
    stale: int

    @property
    def missing(self) -> int:
        """How many did not."""
        return self.trainees - self.completed - self.undecided


def tally(lines: Iterable[TraineeLine]) -> Tally:
    """Count the trainees of a class."""
    rows = list(lines)
    return Tally(
        len(rows),
        sum(1 for one in rows if one.completed),
        sum(1 for one in rows if one.completed is None),
        sum(1 for one in rows if one.stands is not None and one.stale),
    )


def completions_seen(acting: Acting, *, on: date) -> QuerySet[Completion]:
    """Return the completions that the user may see: of classes in the area, or organised."""
    rows = Completion.objects.select_related(
        "registration__person", "registration__training_class", "registration__organisation",
        "place",
    ).defer("registration__person__id_number")  # fmt: skip
    within = places_under(reach_of(acting, "results.read"), on=on)
    own = visible_to(acting, on=on).values("pk")
    return rows.filter(Q(place__in=within) | Q(registration__training_class__in=own))
