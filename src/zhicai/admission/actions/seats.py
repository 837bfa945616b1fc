"""Seats of a class, held under its lock: two officers at once never give the same one away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.admission.models import Registration
from zhicai.admission.queries.rosters import SEATED
from zhicai.admission.rules.line import Standing, moving_up, seats_left
from zhicai.audit.actions import Actor, record
from zhicai.training.models import TrainingClass

State = Registration.State


def locked(found: TrainingClass) -> TrainingClass:
    """Return the class under a lock that lasts until the transaction ends."""
    rows = TrainingClass.objects.select_for_update(of=("self",))
    return rows.select_related("place", "programme_year__province").get(pk=found.pk)


def free_seats(found: TrainingClass) -> int:
    """Return how many seats of a locked class are free."""
    taken = Registration.objects.filter(training_class=found, state__in=SEATED).count()
    return seats_left(found.capacity, taken)


def waiting_of(found: TrainingClass) -> list[Standing]:
    """Return who waits for a locked class."""
    rows = Registration.objects.filter(training_class=found, state=State.WAITING)
    return [Standing(pk, line) for pk, line in rows.values_list("pk", "line") if line is not None]


@transaction.atomic
def move_up(found: TrainingClass, *, by: Actor, at: datetime) -> Sequence[int]:
    """Give the free seats of a locked class to those who wait, in order; return their keys.

    Who was registered by the office has a seat at once; who applied is still to be decided.
    """
    keys = moving_up(waiting_of(found), free_seats(found))
    for row in Registration.objects.filter(pk__in=keys).select_related("person"):
        row.state = State.APPLIED if row.decided_at is None else State.ACCEPTED
        row.line = None
        row.save(update_fields=["state", "line"])
        record(by, "admission.moved_up", row, place=found.place.code)
    return keys
