"""The notice and its receipts: to whom it goes, who has it, who has confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import ADMINISTRATORS, Membership
from zhicai.accounts.permissions import holds
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Organisation
from zhicai.places.queries import in_force, tree
from zhicai.programmes.models import Notice, ProgrammeYear, Receipt
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
    rows = rows.order_by(F("acknowledged_on").desc(nulls_first=True), "place__code", "level")
    if on is None:
        return rows
    members = Membership.objects.filter(in_force(on)).exclude(role__in=ADMINISTRATORS)
    at_office = members.filter(organisation=None, place=OuterRef("place"), level=OuterRef("level"))
    at_organisation = members.filter(organisation=OuterRef("organisation"))
    return rows.annotate(reachable=Exists(at_office) | Exists(at_organisation))


def receipts_for(acting: Acting) -> QuerySet[Receipt]:
    """Return the receipts that the user's own office or organisation has to give."""
    rows = Receipt.objects.select_related("notice__programme_year", "place", "organisation")
    return rows.filter(_own(acting)).order_by("-notice__issued_on", "pk")


def _own(acting: Acting) -> Q:
    if acting.organisation_id:
        return Q(organisation_id=acting.organisation_id)
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(organisation=None, place_id=acting.place_id, level__in=levels)


def receipts_owed(acting: Acting) -> QuerySet[Receipt]:
    """Return the receipts that wait for the user: come to the own office, not yet confirmed."""
    if not holds(acting, "programmes.acknowledge"):
        return Receipt.objects.none()
    return receipts_for(acting).filter(acknowledged_on=None)


def receipt_for(acting: Acting, pk: int) -> Receipt:
    """Return one receipt: the addressee's own, or any of the province for who oversees receipts.

    OutOfScope for every other, as for one that does not exist.
    """
    visible = _own(acting)
    if holds(acting, "programmes.overview_receipts"):
        visible |= Q(notice__programme_year__province__code=acting.province)
    rows = Receipt.objects.select_related("notice__programme_year", "place", "organisation")
    found = rows.filter(visible, pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def is_addressee(acting: Acting, receipt: Receipt) -> bool:
    """Say whether the user's office or organisation is the one that the receipt is for."""
    if acting.organisation_id or receipt.organisation_id:
        return acting.organisation_id == receipt.organisation_id
    levels = {duty.level for duty in acting.duties}
    return acting.place_id == receipt.place_id and Level(receipt.level) in levels


def receipt_counts(receipts: Iterable[Receipt]) -> dict[str, int]:
    """Count receipts: all, opened, acknowledged, and those with nobody to read them."""
    rows = list(receipts)
    return {
        "all": len(rows),
        "opened": sum(row.opened_on is not None for row in rows),
        "acknowledged": sum(row.acknowledged_on is not None for row in rows),
        "unreachable": sum(not getattr(row, "reachable", True) for row in rows),
    }
