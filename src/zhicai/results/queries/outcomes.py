"""What was decided in assessment classes: outcomes, who qualified, counts of a class."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from zhicai.admission.models import Registration
from zhicai.results.models import Outcome


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How many of a class stand where; ``people`` have a seat, ``decided`` are not pending."""

    people: int = 0
    decided: int = 0
    qualified: int = 0
    makeup: int = 0
    not_qualified: int = 0

    @property
    def pending(self) -> int:
        """Of how many nothing is decided yet."""
        return self.people - self.decided

    @property
    def open(self) -> int:
        """Of how many the last word is not spoken: pending, or a make-up ahead."""
        return self.people - self.qualified - self.not_qualified


def outcomes(class_ids: Iterable[int]) -> QuerySet[Outcome]:
    """Return the outcomes of everyone with a seat in the classes."""
    return Outcome.objects.filter(
        registration__training_class__in=list(class_ids),
        registration__state=Registration.State.ACCEPTED,
    )


def qualified(year_ids: Iterable[int]) -> QuerySet[Outcome]:
    """Return who qualified in the assessment classes of the years."""
    return Outcome.objects.filter(
        programme_year__in=list(year_ids),
        state=Outcome.State.QUALIFIED,
        registration__state=Registration.State.ACCEPTED,
    )


def counts_by_class(class_ids: Iterable[int]) -> dict[int, OutcomeCounts]:
    """Return the counts of many classes; two statements."""
    keys = sorted(set(class_ids))
    seats = Registration.objects.filter(
        training_class__in=keys, state=Registration.State.ACCEPTED
    ).order_by()
    people = dict(seats.values_list("training_class").annotate(n=Count("pk")))
    states: dict[int, dict[str, int]] = {key: {} for key in keys}
    rows = outcomes(keys).order_by().values_list("registration__training_class", "state")
    for class_id, state, n in rows.annotate(n=Count("pk")):
        states[class_id][state] = n
    return {
        key: OutcomeCounts(
            people=people.get(key, 0),
            decided=sum(n for state, n in found.items() if state != Outcome.State.PENDING),
            qualified=found.get(Outcome.State.QUALIFIED, 0),
            makeup=found.get(Outcome.State.MAKE_UP, 0),
            not_qualified=found.get(Outcome.State.NOT_QUALIFIED, 0),
        )
        for key, found in states.items()
    }


def counts_of(class_id: int) -> OutcomeCounts:
    """Return the counts of one class."""
    return counts_by_class([class_id])[class_id]


def has_outcomes(class_id: int) -> bool:
    """Say whether anything was decided in a class; one statement, asked at every sign-in."""
    return Outcome.objects.filter(registration__training_class=class_id).exists()
