"""Candidates, recommendations, and who has still to join in (HB-2.2.1.g)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.admission.models import Registration
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.programmes.queries.organisations import BASE as BASE_KIND
from zhicai.results.models import Joining, Recommendation
from zhicai.results.queries.law import LOCAL
from zhicai.results.rules.recommending import BASE, CITY, COUNTY, Ways
from zhicai.training.models import Evaluation, TrainingClass
from zhicai.training.rules.evaluation import EFFECT, average

LIVE = (Recommendation.State.SENT, Recommendation.State.CONFIRMED)


def recommended(year: ProgrammeYear) -> QuerySet[Recommendation]:
    """Return who is recommended for the assessment of a year, by everyone who must join in.

    The contract for the app that screens candidates.
    """
    return Recommendation.objects.filter(
        state=Recommendation.State.CONFIRMED,
        for_year=year.year,
        programme_year__programme=year.programme,
        programme_year__province=year.province_id,
    ).select_related("person", "place", "completion")


def locally_recommended(year: ProgrammeYear, for_year: int, *, on: date) -> int:
    """Return how many people local offices recommend for a year, as the core team sees it.

    The setting ``local-recommenders`` says which levels are local (A-HB-31).
    """
    levels = settings_of(year, on=max(on, date(for_year, 1, 1))).get(LOCAL) or ()
    rows = Joining.objects.filter(
        joined=True,
        level__in=list(levels),
        recommendation__state__in=LIVE,
        recommendation__for_year=for_year,
        recommendation__programme_year__programme=year.programme,
    )
    return rows.values("recommendation__person").distinct().count()


def recommendations_seen(acting: Acting, *, on: date) -> QuerySet[Recommendation]:
    """Return the recommendations of the user's area."""
    within = places_under(reach_of(acting, "results.read"), on=on)
    rows = Recommendation.objects.filter(place__in=within)
    return rows.select_related(
        "person", "place", "completion", "completion__registration__training_class"
    ).defer("person__id_number")  # fmt: skip


def recommendation_for(acting: Acting, pk: int, *, on: date) -> Recommendation:
    """Return one recommendation that the user may see, else OutOfScope."""
    found = recommendations_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def body_of(acting: Acting) -> str:
    """Return as which body the user answers recommendations, empty for none."""
    if not holds(acting, "results.confirm"):
        return ""
    if acting.organisation_kind == BASE_KIND:
        return BASE
    return CITY if acting.organisation_id is None and acting.at_level(Level.CITY) else ""


def awaiting(acting: Acting, *, on: date) -> QuerySet[Recommendation]:
    """Return the recommendations that wait for the user's body to join in."""
    body = body_of(acting)
    if not body:
        return Recommendation.objects.none()
    within = places_under(reach_of(acting, "results.confirm"), on=on)
    waits = Q(awaits_base=True) if body == BASE else Q(awaits_city=True)
    rows = Recommendation.objects.filter(waits, state="sent", place__in=within)
    return rows.select_related("person", "place", "programme_year__province")


def sending_level(acting: Acting, ways: Ways) -> Level | None:
    """Return at which level the user's office sends lists, None where it sends none."""
    if acting.organisation_id is not None or not holds(acting, "results.recommend"):
        return None
    level = Level.COUNTY if ways.first_sender == COUNTY else Level.CITY
    return level if acting.at_level(level) else None


def own_sent(acting: Acting) -> QuerySet[Recommendation]:
    """Return the recommendations that the user's own office sent."""
    levels = [duty.level.value for duty in acting.duties if duty.level]
    if acting.organisation_id is not None:
        return Recommendation.objects.none()
    return Recommendation.objects.filter(place_id=acting.place_id, level__in=levels)


def candidates(acting: Acting, year: ProgrammeYear, for_year: int) -> QuerySet[Registration]:
    """Return the trainees whom the user's office may recommend: one row for each class attended.

    Those in classes that ended and that the own place ran, or who work there; of the programme.
    Annotated: ``live`` (recommended already for the year).
    """
    live = Recommendation.objects.filter(
        person=OuterRef("person"), for_year=for_year, state__in=LIVE
    )
    ended = (TrainingClass.State.FINISHED, TrainingClass.State.CLOSED)
    own = Q(training_class__place_id=acting.place_id) | Q(employer_place_id=acting.place_id)
    rows = Registration.objects.filter(
        own,
        state=Registration.State.ACCEPTED,
        training_class__state__in=ended,
        training_class__programme_year__programme=year.programme,
        person__erased_at=None,
    )
    return (
        rows.annotate(live=Exists(live))
        .select_related("person", "training_class", "completion", "organisation")
        .defer("person__id_number")
    )


def class_scores(classes: Iterable[int]) -> dict[int, Decimal]:
    """Return the mean of the effect evaluation of classes (keys), 1 to 5; one query."""
    rows = Evaluation.objects.filter(training_class__in=set(classes), kind=EFFECT)
    found: dict[int, list[Decimal]] = {}
    for class_id, scores in rows.values_list("training_class", "scores"):
        mean = average(scores)
        if mean is not None:
            found.setdefault(class_id, []).append(mean)
    return {
        pk: (sum(means, Decimal(0)) / len(means)).quantize(Decimal("0.1"))
        for pk, means in found.items()
    }


def joinings_of(found: Recommendation) -> QuerySet[Joining]:
    """Return what bodies said to a recommendation, in order."""
    return found.joinings.select_related("place").order_by("pk")
