"""Requests for lecturers: who answers which, what is open, what is late."""

from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.programmes.queries.organisations import WORKING_GROUP, rights_of
from zhicai.training.models import LecturerRequest, TrainingClass
from zhicai.training.queries.classes import class_for
from zhicai.training.queries.frames import Frame
from zhicai.training.rules.steps import LIVE

PRACTICAL, EXPERT = LecturerRequest.Kind.PRACTICAL, LecturerRequest.Kind.EXPERT


def answers_for(acting: Acting, kind: str, found: TrainingClass, frame: Frame) -> bool:
    """Say whether the user's body answers a kind of request on a class's track.

    Practical lecturers are sent by the body that has this right by the law's table, the province
    (HB-2.3.f); experts by the working group (HB-3.1.7.3.a).
    """
    if not holds(acting, "training.requests"):
        return False
    if kind == EXPERT:
        return acting.organisation_kind == WORKING_GROUP and _right(
            acting, frame, found.track, "appoint-lecturer"
        )
    if sends_practical_by_group(found, frame):
        return acting.organisation_kind == WORKING_GROUP and _right(
            acting, frame, found.track, "appoint-lecturer"
        )
    return _right(acting, frame, found.track, "send-practical-lecturer")


def sends_practical_by_group(found: TrainingClass, frame: Frame) -> bool:
    """Say whether the working group sends the practical lecturers of a class (A-HB-10)."""
    by_group = frame.settings.get("practical-lecturer-assessment") == WORKING_GROUP
    return found.line_id is not None and by_group


def _right(acting: Acting, frame: Frame, track: str, right: str) -> bool:
    rows = rights_of(frame.year, acting, on=frame.on)
    return any(row.track == track and right in row.may for row in rows)


def kinds_answered(acting: Acting) -> list[str]:
    """Return the kinds of requests that the user's body answers."""
    if not holds(acting, "training.requests"):
        return []
    if acting.organisation_kind == WORKING_GROUP:
        return [EXPERT]
    return [PRACTICAL] if acting.at_level(Level.PROVINCE) else []


def _answered(acting: Acting) -> Q:
    """The requests that the user's body answers; practical ones of the package's classes are the
    working group's in years whose setting says so (A-HB-10)."""
    found = Q(kind__in=kinds_answered(acting))
    if not holds(acting, "training.requests"):
        return found
    years = ProgrammeYear.objects.filter(
        province__code=acting.province, training_classes__line__isnull=False
    ).distinct()
    by_group = [
        year.pk
        for year in years
        if settings_of(year, on=date(year.year, 12, 31)).get("practical-lecturer-assessment")
        == WORKING_GROUP
    ]
    if not by_group:
        return found
    theirs = Q(
        kind=PRACTICAL,
        training_class__line__isnull=False,
        training_class__programme_year__in=by_group,
    )
    return found | theirs if acting.organisation_kind == WORKING_GROUP else found & ~theirs


def requests_to(acting: Acting, year: ProgrammeYear) -> QuerySet[LecturerRequest]:
    """Return the requests of a year that the user's body answers, the earliest due first."""
    return (
        LecturerRequest.objects.filter(
            _answered(acting),
            training_class__programme_year=year,
            training_class__programme_year__province__code=acting.province,
        )
        .exclude(state=LecturerRequest.State.WITHDRAWN)
        .select_related("training_class__place", "lesson", "lecturer")
        .order_by("due", "pk")
    )


def open_requests_to(acting: Acting) -> QuerySet[LecturerRequest]:
    """Return every request that waits for the user's body, whatever the year."""
    return (
        LecturerRequest.objects.filter(
            _answered(acting),
            state=LecturerRequest.State.OPEN,
            training_class__state__in=LIVE,
            training_class__programme_year__province__code=acting.province,
        )
        .select_related("training_class__place", "lesson")
        .order_by("due", "pk")
    )


def request_for(acting: Acting, pk: int, *, on: date) -> LecturerRequest:
    """Return a request that the user's body answers; OutOfScope for any other."""
    found = (
        LecturerRequest.objects.filter(_answered(acting), pk=pk)
        .exclude(state=LecturerRequest.State.WITHDRAWN)
        .select_related("training_class__programme_year", "training_class__place", "lesson")
        .first()
    )
    if found is None:
        raise OutOfScope
    class_for(acting, found.training_class_id, on=on)
    return found


def requests_of(found: TrainingClass) -> QuerySet[LecturerRequest]:
    """Return the requests of a class, the withdrawn ones left out."""
    rows = found.requests.exclude(state=LecturerRequest.State.WITHDRAWN)
    return rows.select_related("lesson", "lecturer").order_by("due", "pk")
