"""What classes tell: one that ends is decided at once; what is kept of an erased person goes."""

from datetime import datetime, time

from django.db import transaction

from zhicai.attendance.announcements import HoursEntered
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.clock import CHINA
from zhicai.people.announcements import PersonErased
from zhicai.programmes.announcements import YearOpened
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.actions.completing import decide_ended
from zhicai.results.actions.deciding import follow
from zhicai.results.actions.forwarding import forward_waiting
from zhicai.results.models import Joining, MakeUp, Recommendation, SkillEntry
from zhicai.results.queries.outcomes import has_outcomes
from zhicai.training.announcements import ClassClosed, ClassFinished

GONE = "—"
"""Stands for a reason of the province about someone whose record is erased."""


def ended(event: ClassFinished | ClassClosed) -> None:
    """Decide who completed the class, and what its marks come to, within the step that ends it."""
    decide_ended(event.class_id, at=event.at)
    follow(event.class_id, None, at=event.at)


def hours_changed(event: HoursEntered) -> None:
    """Decide anew for those whose hours changed in an assessment class that has ended."""
    if has_outcomes(event.class_id):
        follow(event.class_id, event.registrations, at=event.at)


@transaction.atomic
def erase(event: PersonErased) -> None:
    """Blank the words about a person; the rows stay, so that counts do not change."""
    SkillEntry.objects.filter(person_id=event.person_id).update(evidence="")
    mine = Recommendation.objects.filter(person_id=event.person_id)
    mine.exclude(state=Recommendation.State.RETURNED).update(says="")
    Joining.objects.filter(recommendation__in=mine).update(says="")
    again = MakeUp.objects.filter(registration__person_id=event.person_id)
    again.update(says="")
    for words in ("allowed_for", "excused_for"):
        again.exclude(**{words: ""}).update(**{words: GONE})


subscribe(ClassFinished, ended, within=True)
subscribe(ClassClosed, ended, within=True)


def year_opened(event: YearOpened) -> None:
    """Hand on what was recommended for a year before it was opened."""
    year = ProgrammeYear.objects.select_related("province").get(pk=event.programme_year_id)
    forward_waiting(year, at=datetime.combine(year.opened_on, time(9), tzinfo=CHINA))


subscribe(YearOpened, year_opened, within=True)
subscribe(HoursEntered, hours_changed, within=True)
subscribe(PersonErased, erase, within=True)
