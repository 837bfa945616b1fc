"""The records that the numbers of results are made of, by the settings of a year."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from zhicai.admission.models import Registration
from zhicai.attendance.models import Entry
from zhicai.attendance.rules import PRESENCE
from zhicai.foundation.clock import CHINA
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.registry import Counting
from zhicai.results.models import Completion, Joining, Recommendation
from zhicai.results.queries.law import BASIS, COUNTED
from zhicai.training.models import TrainingClass
from zhicai.training.queries.assessment import in_assessment
from zhicai.training.queries.classes import in_track
from zhicai.training.queries.frames import track_held

ENROLLED, ATTENDED, DONE = "enrolled", "attended", "completed"
HEADS = "attendances"


def _year(counting: Counting) -> ProgrammeYear:
    return counting.programme_year


def trained(counting: Counting) -> QuerySet[Registration]:
    """Return who counts as trained by the settings of the year (A-HB-03).

    ``preparatory-quota-basis``: who enrolled, was there at all, or completed. Annotated:
    ``counted_on`` and ``head``, the person or, where heads are counted, the registration
    (``preparatory-quota-people``).
    """
    head = F("pk") if counting.settings.get(COUNTED) == HEADS else F("person_id")
    return _joined(in_track(_year(counting)), counting.settings.get(BASIS)).annotate(head=head)


def assessed(counting: Counting) -> QuerySet[Registration]:
    """Return who counts as trained in assessment classes by the setting of the year (A-HB-01).

    ``assessment-count-basis``: who enrolled, was there at all, or completed; each person once.
    """
    basis = counting.settings.get("assessment-count-basis")
    return _joined(in_assessment(_year(counting)), basis)


def _joined(classes: QuerySet[TrainingClass], basis: Any) -> QuerySet[Registration]:
    """Return who has a place in the classes and counts on a basis, annotated ``counted_on``."""
    rows = Registration.objects.filter(
        state=Registration.State.ACCEPTED,
        training_class__in=classes.exclude(state=TrainingClass.State.CANCELLED),
    )
    basis = basis or ATTENDED
    day: Any = F("training_class__starts_on")
    if basis == ENROLLED:
        day = TruncDate("registered_at", tzinfo=CHINA)
    elif basis == DONE:
        done = Q(completion__completed=True) | Q(outcome__hours_done=True)
        rows = rows.filter(done)
        day = Coalesce(F("completion__completed_on"), F("outcome__decided_on"))
    else:
        rows = rows.filter(Exists(presence()))
    return rows.annotate(counted_on=day)


def presence() -> QuerySet[Entry]:
    """Return the lines of the ledger that say that a registration (outer row) was there."""
    return Entry.objects.filter(
        registration=OuterRef("pk"), kind__in=PRESENCE, reversal=None, lesson__cancelled=False
    )


def completions(counting: Counting) -> QuerySet[Completion]:
    """Return who completed a class of the track (HB-1.h)."""
    year = _year(counting)
    return Completion.objects.filter(programme_year=year, track=track_held(year), completed=True)


def joinings(counting: Counting) -> QuerySet[Joining]:
    """Return what offices said yes to, for the assessment of the year; each counts for its level.

    One that is sent back or withdrawn no longer counts.
    """
    year = _year(counting)
    live = (Recommendation.State.SENT, Recommendation.State.CONFIRMED)
    return Joining.objects.filter(
        Q(level=Level.COUNTY.value) | Q(level=Level.CITY.value),
        joined=True,
        recommendation__state__in=live,
        recommendation__for_year=counting.year,
        recommendation__programme_year__programme=year.programme,
        recommendation__programme_year__province=year.province_id,
    )
