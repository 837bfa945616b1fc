"""Good-practice cases: those published to all, a city's own, what the province is to decide."""

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.filing.queries import current_version
from zhicai.filing.rules import State
from zhicai.foundation.errors import OutOfScope
from zhicai.outreach.models import PracticeCase
from zhicai.outreach.rules.cases import CaseFacts

KIND = "practice-case"
"""How filing names a case."""


def _cases() -> QuerySet[PracticeCase]:
    return PracticeCase.objects.select_related("place", "filing__in_force")


def published_cases(acting: Acting) -> QuerySet[PracticeCase]:
    """Return the cases that all offices of the province read, the latest first."""
    rows = _cases().filter(published_on__isnull=False, filing__receiver__code=acting.province)
    return rows.order_by("-published_on", "-pk")


def _own(acting: Acting) -> Q:
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(place_id=acting.place_id, level__in=levels)


def cases_of(acting: Acting) -> QuerySet[PracticeCase]:
    """Return the user's own cases, the latest first; none for who submits none."""
    if not holds(acting, "outreach.submit_case") or acting.organisation_id is not None:
        return PracticeCase.objects.none()
    return _cases().filter(_own(acting))


def to_select(acting: Acting) -> QuerySet[PracticeCase]:
    """Return the cases that wait for the user's office to select or return, the oldest first."""
    return _received(acting).filter(filing__state=State.SENT).order_by("filing__last_sent_on", "pk")


def to_publish(acting: Acting) -> QuerySet[PracticeCase]:
    """Return the cases that were selected and are not published yet."""
    return _received(acting).filter(filing__state=State.ACCEPTED, published_on=None)


def _received(acting: Acting) -> QuerySet[PracticeCase]:
    if not holds(acting, "outreach.select_case"):
        return PracticeCase.objects.none()
    return _cases().filter(filing__receiver_id=acting.place_id)


def case_for(acting: Acting, pk: int) -> PracticeCase:
    """Return a case that the user may see: published, one's own, or sent to one's office."""
    visible = Q(published_on__isnull=False, filing__receiver__code=acting.province)
    if holds(acting, "outreach.submit_case") and acting.organisation_id is None:
        visible |= _own(acting)
    if holds(acting, "outreach.select_case"):
        visible |= Q(filing__receiver_id=acting.place_id) & ~Q(filing__state=State.DRAFT)
    found = _cases().filter(visible, pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def own_case(acting: Acting, pk: int) -> PracticeCase:
    """Return one of the user's own cases; OutOfScope for any other."""
    found = cases_of(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def may_write(case: PracticeCase) -> bool:
    """Say whether a case is still its city's to write: a draft, or returned."""
    return case.filing.state in (State.DRAFT, State.RETURNED)


def facts_of(case: PracticeCase) -> CaseFacts:
    """Return a case as typed."""
    return CaseFacts(case.title, case.topic, case.summary, case.body)


def shown_of(case: PracticeCase, *, own: bool) -> dict[str, str]:
    """Return the words of a case that a reader sees: as published, or as last sent.

    Its own city sees it as it stands now, until it is published.
    """
    if case.published is not None:
        return dict(case.published)
    version = None if own else current_version(case.filing)
    if version is not None:
        return dict(version.content)
    return {"title": case.title, "topic": case.topic, "summary": case.summary, "body": case.body}
