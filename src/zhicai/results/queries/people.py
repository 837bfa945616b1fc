"""Whose results a user may see: those of the area, those in classes of the area, oneself."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may, reach_of
from zhicai.admission.models import Registration
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Person
from zhicai.people.queries import visible_people
from zhicai.places.queries import path_of, places_under
from zhicai.results.models import Completion
from zhicai.results.path import Reach, Step, steps
from zhicai.results.steps import PREPARATORY


def people_seen(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the people whose results the user may see.

    Those whose record is kept in the area, and those who joined a class that an office of the area
    ran. An organisation without that right sees those who work for it, everybody themselves.
    """
    rows = Person.objects.defer("id_number").select_related("home").filter(erased_at=None)
    if not holds(acting, "results.read"):
        return rows.filter(pk__in=visible_people(acting, on=on).values("pk"))
    within = places_under(reach_of(acting, "results.read"), on=on)
    joined = Registration.objects.filter(
        training_class__place__in=within, state=Registration.State.ACCEPTED
    )
    mine = Q(user_id=acting.user_id)
    return rows.filter(mine | Q(home__in=within) | Q(pk__in=joined.values("person")))


def person_seen(acting: Acting, pk: int, *, on: date) -> Person:
    """Return one person whose results the user may see, else OutOfScope."""
    found = people_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def names_whole(acting: Acting) -> bool:
    """Say whether names are shown whole: to offices, which keep the records; others see a mask."""
    return acting.organisation_id is None and holds(acting, "people.read")


def may_assess(acting: Acting, person: Person, *, on: date) -> bool:
    """Say whether the user enters the skills of a person: the base of the area, the province."""
    if not holds(acting, "results.assess"):
        return False
    if may(acting, "results.assess", path_of(person.home, on=on)):
        return True
    within = places_under(reach_of(acting, "results.assess"), on=on)
    return Registration.objects.filter(person=person, training_class__place__in=within).exists()


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of someone's path: reached or not, and how."""

    step: Step
    reach: Reach | None


def path_of_person(person: Person) -> list[PathStep]:
    """Return the steps of someone's path in their order (HB-2.2.e); a query for each step."""
    return [PathStep(step, step.of([person.pk]).get(person.pk)) for step in steps()]


def classes_of(person: Person) -> QuerySet[Registration]:
    """Return the classes of a person with hours and completion, the latest first."""
    rows = Registration.objects.filter(person=person, state=Registration.State.ACCEPTED)
    return rows.select_related("training_class__place", "completion").order_by(
        "-training_class__starts_on", "-pk"
    )


def has_results(person: Person) -> bool:
    """Say whether anything was decided about a person."""
    return Completion.objects.filter(registration__person=person).exists()


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the talent ladder: who stands there, and who reached it at all."""

    step: Step
    stands: int
    reached: int
    share: float

    @property
    def width(self) -> int:
        """Length of the bar in percent of the longest."""
        return round(self.share * 100)


def everyone_at(acting: Acting, *, on: date) -> dict[str, set[int]]:
    """Return the people (keys) within reach who reached each step."""
    within = places_under(reach_of(acting, "results.read"), on=on)
    rows = Person.objects.filter(erased_at=None, home__in=within)
    seen = set(rows.values_list("pk", flat=True))
    return {step.key: set(step.everyone(on)) & seen for step in steps()}


def standing_at(reached: dict[str, set[int]]) -> dict[str, set[int]]:
    """Return the people (keys) at each step, everybody at the highest one reached."""
    found: dict[str, set[int]] = {}
    above: set[int] = set()
    for step in reversed(steps()):
        found[step.key] = reached[step.key] - above
        above |= reached[step.key]
    return found


def ladder(acting: Acting, *, on: date) -> list[Rung]:
    """Return the talent ladder within reach, the bottom first (HB-3.1.0.b)."""
    reached = everyone_at(acting, on=on)
    stands = standing_at(reached)
    most = max((len(ids) for ids in stands.values()), default=0)
    return [
        Rung(
            step,
            len(stands[step.key]),
            len(reached[step.key]),
            len(stands[step.key]) / most if most else 0.0,
        )
        for step in steps()
    ]


BOTTOM = PREPARATORY
