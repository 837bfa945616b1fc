"""Receipts of notices of any kind: whose they are, who can read them, how far each has come.

The programme's own notice stands on it here, the notices that offices write stand on it above.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import ADMINISTRATORS, Membership
from zhicai.law.schema import Level
from zhicai.places.queries import in_force
from zhicai.programmes.models import Addressed

R = TypeVar("R", bound=Addressed)


def in_order(rows: QuerySet[R], *, on: date | None = None) -> QuerySet[R]:
    """Return receipts, those not acknowledged first.

    With a day, each row also says (``reachable``) whether anyone can sign in there.
    """
    rows = rows.order_by(F("acknowledged_on").desc(nulls_first=True), "place__code", "level")
    if on is None:
        return rows
    members = Membership.objects.filter(in_force(on)).exclude(role__in=ADMINISTRATORS)
    at_office = members.filter(organisation=None, place=OuterRef("place"), level=OuterRef("level"))
    at_organisation = members.filter(organisation=OuterRef("organisation"))
    told = rows.annotate(reachable=Exists(at_office) | Exists(at_organisation))
    return cast("QuerySet[R]", told)


def is_own(acting: Acting) -> Q:
    """Return the condition that a receipt is for the user's own office or organisation."""
    if acting.organisation_id:
        return Q(organisation_id=acting.organisation_id)
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(organisation=None, place_id=acting.place_id, level__in=levels)


def is_addressee(acting: Acting, receipt: Addressed) -> bool:
    """Say whether the user's office or organisation is the one that the receipt is for."""
    if acting.organisation_id or receipt.organisation_id:
        return acting.organisation_id == receipt.organisation_id
    levels = {duty.level for duty in acting.duties}
    return acting.place_id == receipt.place_id and Level(receipt.level) in levels


def receipt_counts(receipts: Iterable[Addressed]) -> dict[str, int]:
    """Count receipts: all, opened, acknowledged, and those with nobody to read them."""
    rows = list(receipts)
    return {
        "all": len(rows),
        "opened": sum(row.opened_on is not None for row in rows),
        "acknowledged": sum(row.acknowledged_on is not None for row in rows),
        "unreachable": sum(not getattr(row, "reachable", True) for row in rows),
    }
