"""Requests about the own data: one's own, and those that an office answers."""

from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Person, RightsRequest
from zhicai.places.queries import places_under

DECIDE = "people.decide"


def own_record(acting: Acting) -> Person | None:
    """Return the record of whoever is signed in, None where the account is nobody's."""
    rows = Person.objects.select_related("home").defer("id_number")
    return rows.filter(user_id=acting.user_id, erased_at=None, merged_into=None).first()


def own_requests(acting: Acting) -> QuerySet[RightsRequest]:
    """Return what someone has asked for, the latest first."""
    return RightsRequest.objects.filter(person__user_id=acting.user_id)


def requests_for(acting: Acting, *, on: date) -> QuerySet[RightsRequest]:
    """Return the requests that an office may answer: of the people it keeps, the own first due."""
    rows = RightsRequest.objects.select_related("person__home")
    if not holds(acting, DECIDE):
        return rows.none()
    return rows.filter(person__home__in=places_under(reach_of(acting, DECIDE), on=on))


def request_for(acting: Acting, pk: int, *, on: date) -> RightsRequest:
    """Return one request that an office may answer, else OutOfScope."""
    found = requests_for(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def waiting_requests(acting: Acting) -> QuerySet[RightsRequest]:
    """Return the open requests of the people at the office's very place, the first due first."""
    rows = RightsRequest.objects.filter(state=RightsRequest.State.OPEN)
    rows = rows.filter(person__home_id=acting.place_id).select_related("person__home")
    return rows.order_by("due", "pk")
