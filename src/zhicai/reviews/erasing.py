"""When a person is erased, the words about the person go; scores and counts stay."""

from zhicai.foundation.announcements import subscribe
from zhicai.people.announcements import PersonErased
from zhicai.people.rules.requests import ERASED
from zhicai.reviews.models import Application, Evidence, Nomination, Review, Score


def forget(event: PersonErased) -> None:
    """Blank what was written of an erased person; the evidence is let go."""
    Evidence.objects.filter(application__person=event.person_id).delete()
    Review.objects.filter(application__person=event.person_id).update(opinion="")
    Application.objects.filter(person=event.person_id).update(says="", conditions=[])
    Application.objects.filter(person=event.person_id).exclude(reason="").update(reason=ERASED)
    Nomination.objects.filter(person=event.person_id).update(
        reason=ERASED, employer="", conditions=[]
    )
    Score.objects.filter(sheet__person=event.person_id).update(lines=[])


subscribe(PersonErased, forget, within=True)
