"""Transfers between counties, and what a county still reads of who has moved away."""

from datetime import date

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Home, Person, Transfer
from zhicai.people.queries.records import kept_for
from zhicai.places.models import Place
from zhicai.places.queries import is_within, path_of, places_under

RIGHT = "people.transfer"


def home_on(person: str, *, day: date) -> Coalesce:
    """Return, for the person at a lookup of a query, the key of the place that kept the record on a
    day: where statistics of that day count them, whoever keeps it since.
    """
    former = Home.objects.filter(
        person=OuterRef(person), valid_from__lte=day, valid_to__gte=day
    ).order_by("-pk")  # fmt: skip
    present = F("home" if person == "pk" else f"{person}__home")
    return Coalesce(Subquery(former.values("place")[:1]), present, output_field=BigIntegerField())


def _is_office(acting: Acting) -> bool:
    return acting.organisation_id is None and holds(acting, RIGHT)


def transfers_seen(acting: Acting, *, on: date) -> QuerySet[Transfer]:
    """Return the transfers from or to the places of an office, the latest first."""
    rows = Transfer.objects.select_related("person", "origin", "destination")
    rows = rows.defer("person__id_number")
    if not _is_office(acting):
        return rows.none()
    within = places_under(reach_of(acting, RIGHT), on=on)
    return rows.filter(Q(origin__in=within) | Q(destination__in=within))


def transfer_for(acting: Acting, pk: int, *, on: date) -> Transfer:
    """Return one transfer from or to the places of an office, else OutOfScope."""
    found = transfers_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def decides_transfer(acting: Acting, asked: Transfer, *, on: date) -> bool:
    """Say whether an office may decide: the side that did not ask, or an office above both."""
    if not _is_office(acting) or asked.state != Transfer.State.ASKED:
        return False
    origin, to = (
        any(is_within(path_of(place, on=on), own) for own in acting.paths)
        for place in (asked.origin, asked.destination)
    )
    return origin if asked.asked_by_destination else to


def awaiting_transfers(acting: Acting, *, on: date) -> QuerySet[Transfer]:
    """Return the transfers that wait for the office of exactly this place, the oldest first."""
    if not _is_office(acting):
        return Transfer.objects.none()
    here = Q(origin=acting.place_id, asked_by_destination=True)
    here |= Q(destination=acting.place_id, asked_by_destination=False)
    rows = Transfer.objects.filter(here, state=Transfer.State.ASKED)
    return rows.select_related("person", "origin", "destination").order_by("asked_at", "pk")


def former_home(acting: Acting, pk: int, *, on: date) -> tuple[Person, Home]:
    """Return someone whose record the office kept once, with its last stay there, else OutOfScope.

    For a county from which the record has moved away: it reads what it kept up to that day.
    """
    if not _is_office(acting):
        raise OutOfScope
    within = places_under(reach_of(acting, RIGHT), on=on)
    rows = Home.objects.filter(
        person=kept_for(pk), place__in=within, person__erased_at=None, person__merged_into=None
    )  # fmt: skip
    stay = rows.select_related("person__home", "place").order_by("-valid_to", "-pk").first()
    if stay is None:
        raise OutOfScope
    return stay.person, stay


def homes_over_time(person: Person) -> list[tuple[Place, date | None, date | None]]:
    """Return where a record was kept: place, first day, last day; the present place first."""
    former = list(person.former_homes.select_related("place").order_by("-valid_to", "-pk"))
    rows: list[tuple[Place, date | None, date | None]] = [(person.home, None, None)]
    return rows + [(one.place, one.valid_from, one.valid_to) for one in former]
