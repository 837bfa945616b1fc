"""What classes tell: one that ends is decided at once; what is kept of an erased person goes."""

from django.db import transaction

from zhicai.foundation.announcements import subscribe
from zhicai.people.announcements import PersonErased
from zhicai.results.actions.completing import decide_ended
from zhicai.results.models import Joining, Recommendation, SkillEntry
from zhicai.training.announcements import ClassClosed, ClassFinished


def ended(event: ClassFinished | ClassClosed) -> None:
    """Decide who completed the class, within the step that ends it."""
    decide_ended(event.class_id, at=event.at)


@transaction.atomic
def erase(event: PersonErased) -> None:
    """Blank the words about a person; the rows stay, so that counts do not change."""
    SkillEntry.objects.filter(person_id=event.person_id).update(evidence="")
    mine = Recommendation.objects.filter(person_id=event.person_id)
    mine.exclude(state=Recommendation.State.RETURNED).update(says="")
    Joining.objects.filter(recommendation__in=mine).update(says="")


subscribe(ClassFinished, ended, within=True)
subscribe(ClassClosed, ended, within=True)
subscribe(PersonErased, erase, within=True)
