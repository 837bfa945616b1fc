"""What classes tell: more seats let those who wait move up."""

from django.db import transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.admission.actions.seats import locked, move_up
from zhicai.foundation.announcements import subscribe
from zhicai.training.announcements import ClassChanged
from zhicai.training.models import TrainingClass


@transaction.atomic
def seats_changed(event: ClassChanged) -> None:
    """Give seats that a change made free to those who wait, in order."""
    move_up(locked(TrainingClass.objects.get(pk=event.class_id)), by=SYSTEM, at=event.at)


subscribe(ClassChanged, seats_changed, within=True)
