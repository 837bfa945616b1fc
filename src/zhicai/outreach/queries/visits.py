"""Visits and what they leave to be done."""

from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.outreach.models import FollowUp, Visit
from zhicai.places.queries import places_under

SEATS = (Level.CITY, Level.COUNTY)


def seat_for(acting: Acting) -> Level | None:
    """Return the seat for which an office visits and submits: the city's where it holds both."""
    return next((level for level in SEATS if acting.at_level(level)), None)


def visits_visible_to(acting: Acting, *, on: date) -> QuerySet[Visit]:
    """Return the visits of the user's office and those below it, the latest first."""
    reach = reach_of(acting, "outreach.read")
    rows = Visit.objects.filter(place__in=places_under(reach, on=on))
    return rows.select_related("place", "organisation")


def visit_for(acting: Acting, pk: int, *, on: date) -> Visit:
    """Return a visit that the user may see; OutOfScope for any other."""
    found = visits_visible_to(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def _own(acting: Acting, prefix: str = "") -> Q:
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(**{f"{prefix}place_id": acting.place_id, f"{prefix}level__in": levels})


def own_visit(acting: Acting, pk: int) -> Visit:
    """Return a visit of the user's own office; OutOfScope for any other."""
    rows = Visit.objects.select_related("place", "organisation")
    found = None
    if holds(acting, "outreach.visit") and acting.organisation_id is None:
        found = rows.filter(_own(acting), pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def follow_ups_visible_to(acting: Acting, *, on: date) -> QuerySet[FollowUp]:
    """Return the follow-ups of visits that the user may see, by their due date."""
    visits = visits_visible_to(acting, on=on)
    return FollowUp.objects.filter(visit__in=visits).select_related("visit__place")


def follow_ups_open(acting: Acting) -> QuerySet[FollowUp]:
    """Return what the user's own office has still to do after visits, the earliest first."""
    if not holds(acting, "outreach.visit") or acting.organisation_id is not None:
        return FollowUp.objects.none()
    rows = FollowUp.objects.filter(_own(acting, "visit__"), done_on=None)
    return rows.select_related("visit__place").order_by("due", "pk")
