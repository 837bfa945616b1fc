"""Problems in reach, and what waits for whom (HB-4.5.h, i)."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.coordination.models import Problem
from zhicai.coordination.queries.desk import Desk
from zhicai.foundation.errors import OutOfScope
from zhicai.places.models import Place

OPEN = (Problem.State.OPEN, Problem.State.WORKING, Problem.State.PROPOSED)


class Tally(NamedTuple):
    """How many problems are in which state, and how many are past the date of their measure."""

    states: dict[str, int]
    late: int

    @property
    def open(self) -> int:
        """How many are not closed."""
        return sum(self.states.get(state, 0) for state in OPEN)


def visible(desk: Desk) -> QuerySet[Problem]:
    """Return the problems of the places in reach, the oldest first."""
    return Problem.objects.filter(
        programme_year=desk.year, place_id__in=desk.place_ids
    ).select_related("place", "owner_place")


def problem_for(desk: Desk, pk: int) -> Problem:
    """Return one problem in reach; OutOfScope for any other."""
    found = (
        Problem.objects.filter(pk=pk, place_id__in=desk.place_ids)
        .select_related("place", "owner_place", "programme_year")
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def tally(rows: QuerySet[Problem], on: date) -> Tally:
    """Count problems by state, and those past their date."""
    counts = rows.order_by().values_list("state").annotate(n=Count("pk"))
    late = rows.filter(state__in=OPEN, due__lt=on).count()
    return Tally(dict(counts), late)


def may_handle(desk: Desk, problem: Problem) -> bool:
    """Say whether the user may name an owner and a measure: the office itself or one above it."""
    place = desk.tree.by_id.get(problem.place_id)
    return place is not None and desk.may("coordination.handle", place)


def owned_by(acting: Acting) -> QuerySet[Problem]:
    """Return the open problems that the user's own office has to handle, those with a date
    first.
    """
    levels = [duty.level.value for duty in acting.duties if duty.level]
    if acting.organisation_id is not None or not holds(acting, "coordination.handle"):
        return Problem.objects.none()
    return (
        Problem.objects.filter(
            Q(owner_level__in=levels), owner_place_id=acting.place_id, state__in=OPEN
        )
        .select_related("place")
        .order_by(F("due").asc(nulls_last=True), "raised_on", "pk")
    )


def about(kind: str, key: object) -> str:
    """Return the neutral key of what a problem is about, such as ``class:12``."""
    return f"{kind}:{key}"


def problems_about(key: str) -> QuerySet[Problem]:
    """Return the problems about one thing, the oldest first; for the page of that thing."""
    return Problem.objects.filter(about=key).select_related("place", "owner_place")


def place_row(pk: int) -> Place:
    """Return the record of a place."""
    return Place.objects.get(pk=pk)
