"""Public lists: those of one's office with objections, those that stand before the public."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import places_under
from zhicai.publicity.models import Objection, PublicList

DAYS_SHOWN_AFTER = 90
"""A list stays readable for so many days after its objection period, then it is gone."""


def lists_visible_to(acting: Acting, *, on: date) -> QuerySet[PublicList]:
    """Return the lists of the offices within the user's reach, with counts of objections."""
    places = places_under(reach_of(acting, "publicity.read"), on=on)
    return _counted(PublicList.objects.filter(place__in=places))


def _counted(rows: QuerySet[PublicList]) -> QuerySet[PublicList]:
    return rows.select_related("place").annotate(
        received=Count("objections"),
        unanswered=Count("objections", filter=Q(objections__answered_at=None)),
    )


def list_for(acting: Acting, pk: int, *, on: date) -> PublicList:
    """Return one list within the user's reach, else OutOfScope."""
    found = lists_visible_to(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def lists_about(about: str) -> QuerySet[PublicList]:
    """Return the lists an app has published about one thing, with counts of objections."""
    return _counted(PublicList.objects.filter(about=about))


def objection_for(acting: Acting, pk: int) -> Objection:
    """Return an objection to a list of the user's own office, else OutOfScope."""
    rows = Objection.objects.filter(public_list__place_id=acting.place_id)
    found = rows.select_related("public_list__place", "row").filter(pk=pk).first()
    if found is None or not holds(acting, "publicity.lists"):
        raise OutOfScope
    return found


def objections_waiting(acting: Acting) -> QuerySet[Objection]:
    """Return the objections that the user's office has not answered, the oldest first."""
    if not holds(acting, "publicity.lists"):
        return Objection.objects.none()
    rows = Objection.objects.filter(answered_at=None, public_list__place_id=acting.place_id)
    return rows.select_related("public_list__place").order_by("received_at", "pk")


def lists_shown(*, on: date) -> QuerySet[PublicList]:
    """Return the lists that the public may read on a day, the latest first."""
    since = date.fromordinal(on.toordinal() - DAYS_SHOWN_AFTER)
    rows = PublicList.objects.filter(starts_on__lte=on, ends_on__gte=since, withdrawn_on=None)
    return rows.select_related("place")


def shown_list(pk: int, *, on: date) -> PublicList:
    """Return one list that the public may read, else OutOfScope."""
    found = lists_shown(on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found
