"""What classes tell: more seats let those who wait move up; who has a place is told of changes."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.admission.actions.leaving import follow_withdrawal
from zhicai.admission.actions.linking import link_employers
from zhicai.admission.actions.seats import locked, move_up
from zhicai.admission.announcements import CandidateLeft, Withdrawn
from zhicai.admission.models import Registration
from zhicai.admission.queries.rosters import LIVE
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.registers.announcements import ListKept
from zhicai.training.announcements import ClassCancelled, ClassChanged
from zhicai.training.models import TrainingClass

TOLD = ("postponed", "moved", "timetable", "substituted")
"""Changes that trainees are told of."""


@transaction.atomic
def seats_changed(event: ClassChanged) -> None:
    """Give seats that a change made free to those who wait, in order."""
    move_up(locked(TrainingClass.objects.get(pk=event.class_id)), by=SYSTEM, at=event.at)


@transaction.atomic
def tell_of_change(event: ClassChanged) -> None:
    """Tell trainees who sign in that days, place, timetable or lecturer of their class changed."""
    if event.what in TOLD:
        _tell(event.class_id, event.says, key=f"{event.what}:{event.at:%Y%m%d%H%M%S}", at=event.at)


@transaction.atomic
def tell_of_end(event: ClassCancelled) -> None:
    """Tell trainees who sign in that their class is cancelled, and why."""
    says = Text(f"班次已取消：{event.reason}", f"the class is cancelled: {event.reason}")
    _tell(event.class_id, says, key="cancelled", at=event.at)


def _tell(class_id: int, says: Text, *, key: str, at: datetime) -> None:
    rows = Registration.objects.filter(
        training_class=class_id, state__in=LIVE, person__user__isnull=False
    ).select_related("training_class", "person")
    drafts = []
    for row in rows:
        title = row.training_class.title
        drafts.append(
            Draft(
                Addressee(user_id=row.person.user_id),
                Text(f"{title}：{says.zh}"[:200], f"{title}: {says.en}"[:300]),
                Text("", ""),
                f"admission.class:{class_id}:{key}:{row.pk}",
                reverse("admission:my_class", args=[row.pk]),
                f"training.class:{class_id}",
            )
        )
    send_messages(drafts, kind=Message.Kind.NOTICE, by=SYSTEM, at=at)


@transaction.atomic
def registration_withdrawn(event: Withdrawn) -> None:
    """Let who gives up a place in a class leave the sealed list as well."""
    row = Registration.objects.filter(pk=event.registration).first()
    if row is not None:
        follow_withdrawal(row.person_id, event.class_id, reason=row.said, by=SYSTEM, at=event.at)


@transaction.atomic
def candidate_left(event: CandidateLeft) -> None:
    """Let a candidate who withdraws leave the sealed list as well."""
    follow_withdrawal(event.person, None, reason=event.reason, by=SYSTEM, at=event.at)


def list_kept(event: ListKept) -> None:
    """Tie registrations to the enterprises that a list has brought into the directory."""
    link_employers(event.organisation_ids, by=SYSTEM)


subscribe(ClassChanged, seats_changed, within=True)
subscribe(ListKept, list_kept, within=True)
subscribe(ClassChanged, tell_of_change, within=True)
subscribe(ClassCancelled, tell_of_end, within=True)
subscribe(Withdrawn, registration_withdrawn, within=True)
subscribe(CandidateLeft, candidate_left, within=True)
