"""Tasks and guidance: those an office has sent, and those that have come to it (HB-4.5.d)."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.coordination.models import Assignment, Copy, Step
from zhicai.coordination.queries.desk import Desk
from zhicai.foundation.errors import OutOfScope
from zhicai.programmes.models import ProgrammeYear


def at_own_seat(acting: Acting, prefix: str = "") -> Q:
    """Return the condition that a row belongs to a seat of the office acted for."""
    levels = [duty.level.value for duty in acting.duties if duty.level]
    if acting.organisation_id is not None or not levels:
        return Q(pk__in=[])
    return Q(**{f"{prefix}place_id": acting.place_id, f"{prefix}level__in": levels})


def sent_in(desk: Desk) -> QuerySet[Any]:
    """Return the assignments sent by the offices in reach, the latest first, with how many are
    done.
    """
    rows = Assignment.objects.filter(programme_year=desk.year, place_id__in=desk.place_ids)
    return counted(rows).select_related("place")


def counted(rows: QuerySet[Assignment]) -> QuerySet[Any]:
    """Add to assignments how many offices they went to, and how many of these are done."""
    return rows.annotate(
        sent_to=Count("copies", distinct=True),
        done=Count("copies", filter=Q(copies__done_on__isnull=False), distinct=True),
        ownerless=Count("copies", filter=Q(copies__person="") | Q(copies__unit=""), distinct=True),
    )


def received(desk: Desk) -> QuerySet[Copy]:
    """Return what has come to the user's own office, open ones by due date first."""
    return (
        Copy.objects.filter(at_own_seat(desk.acting), assignment__programme_year=desk.year)
        .select_related("assignment", "place")
        .order_by("done_on", F("assignment__due").asc(nulls_last=True), "-assignment__sent_at")
    )


def open_copies(acting: Acting, year: ProgrammeYear | None = None) -> QuerySet[Copy]:
    """Return the tasks that the user's own office has still to do."""
    rows = Copy.objects.filter(
        at_own_seat(acting),
        done_on=None,
        assignment__guidance=False,
        assignment__closed_on=None,
    )
    return rows.filter(assignment__programme_year=year) if year else rows


def assignment_for(desk: Desk, pk: int) -> Assignment:
    """Return an assignment that the user's office sent, got, or sees from above.

    OutOfScope for any other; a county sees its own copy alone (:func:`copies_of`).
    """
    rows = counted(Assignment.objects.filter(programme_year__province=desk.year.province_id))
    mine = Copy.objects.filter(place_id__in=desk.place_ids).values("assignment_id")
    found: Assignment | None = (
        rows.filter(Q(place_id__in=desk.place_ids) | Q(pk__in=mine), pk=pk)
        .select_related("place", "programme_year")
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def copies_of(desk: Desk, assignment: Assignment) -> list[Copy]:
    """Return the copies of an assignment within reach, by code of the office."""
    rows = Copy.objects.filter(assignment=assignment, place_id__in=desk.place_ids)
    return list(rows.select_related("place").order_by("place__code"))


def is_sender(acting: Acting, assignment: Assignment) -> bool:
    """Say whether the user's own office sent it."""
    levels = {duty.level.value for duty in acting.duties if duty.level}
    return (
        acting.organisation_id is None
        and assignment.place_id == acting.place_id
        and assignment.level in levels
    )


def is_recipient(acting: Acting, copy: Copy) -> bool:
    """Say whether a copy went to the user's own office."""
    levels = {duty.level.value for duty in acting.duties if duty.level}
    return (
        acting.organisation_id is None and copy.place_id == acting.place_id and copy.level in levels
    )


def is_late(assignment: Assignment, on: date) -> bool:
    """Say whether the due date of an open task has passed."""
    due = assignment.due
    return due is not None and assignment.closed_on is None and due < on


def steps_of(*about: str) -> QuerySet[Step]:
    """Return the steps noted about records, the earliest first."""
    return Step.objects.filter(about__in=about).order_by("at", "pk")
