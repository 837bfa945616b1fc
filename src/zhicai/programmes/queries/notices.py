"""The notice and its receipts: to whom it goes, who has it, who has confirmed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Organisation
from zhicai.places.queries import in_force, tree
from zhicai.programmes.models import Notice, ProgrammeYear, Receipt
from zhicai.programmes.queries.addressed import in_order, is_own
from zhicai.programmes.queries.law_in_force import law_of


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is sent the notice: an office seat, or an organisation at its home place."""

    place_id: int
    level: Level | None
    organisation_id: int | None
    name: str


def addressees_of(year: ProgrammeYear, *, on: date) -> list[Addressee]:
    """Return every seat and organisation that the notice is addressed to (HB-0.a)."""
    notice = law_of(year).head.notice
    places = tree(year.province.code, on=on)
    seats = [
        Addressee(place.id, level, None, place.name)
        for level in notice.addressees
        for place in places.seats(level)
    ]
    kinds = notice.addressed_organisations
    organisations = Organisation.objects.filter(in_force(on), kind__in=kinds).order_by("name")
    return seats + [
        Addressee(row.home_id, None, row.pk, row.name)
        for row in organisations
        if row.home_id in places.by_id
    ]


def not_yet_reached(year: ProgrammeYear, *, on: date) -> list[Addressee]:
    """Return the addressees to whom the notice has not gone yet."""
    known = set(
        Receipt.objects.filter(notice__programme_year=year).values_list(
            "place_id", "level", "organisation_id"
        )
    )
    return [
        one
        for one in addressees_of(year, on=on)
        if (one.place_id, one.level.value if one.level else "", one.organisation_id) not in known
    ]


def notice_of(year: ProgrammeYear) -> Notice | None:
    """Return the notice if it has been issued."""
    return Notice.objects.filter(programme_year=year).first()


def receipts_of(notice: Notice, *, on: date | None = None) -> QuerySet[Receipt]:
    """Return every addressee of a notice, those who have not acknowledged first.

    With a day, each row also says (``reachable``) whether anyone can sign in there.
    """
    rows = notice.receipts.select_related("place", "organisation", "notice__programme_year")
    return in_order(rows, on=on)


def receipts_for(acting: Acting) -> QuerySet[Receipt]:
    """Return the receipts that the user's own office or organisation has to give."""
    rows = Receipt.objects.select_related("notice__programme_year", "place", "organisation")
    return rows.filter(is_own(acting)).order_by("-notice__issued_on", "pk")


def receipts_owed(acting: Acting) -> QuerySet[Receipt]:
    """Return the receipts that wait for the user: come to the own office, not yet confirmed."""
    if not holds(acting, "programmes.acknowledge"):
        return Receipt.objects.none()
    return receipts_for(acting).filter(acknowledged_on=None)


def receipt_for(acting: Acting, pk: int) -> Receipt:
    """Return one receipt: the addressee's own, or any of the province for who oversees receipts.

    OutOfScope for every other, as for one that does not exist.
    """
    visible = is_own(acting)
    if holds(acting, "programmes.overview_receipts"):
        visible |= Q(notice__programme_year__province__code=acting.province)
    rows = Receipt.objects.select_related("notice__programme_year", "place", "organisation")
    found = rows.filter(visible, pk=pk).first()
    if found is None:
        raise OutOfScope
    return found
