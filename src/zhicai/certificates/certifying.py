"""What results ask of certificates: how many a class has led to, whose outcome they rest on."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.law import certificate_law
from zhicai.foundation import clock
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.results.certified import Certifier, register_certifier

SEAT = "outcome__registration"


def by_class(class_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many people of each class hold a valid certificate of it."""
    rows = Certificate.objects.filter(
        **{f"{SEAT}__training_class__in": list(class_ids)}, state=Certificate.State.VALID
    )
    counted = rows.order_by().values_list(f"{SEAT}__training_class")
    return dict(counted.annotate(n=Count("person", distinct=True)))


def holds(registrations: Collection[int]) -> Mapping[int, Reason]:
    """Return whose outcome a valid certificate rests on: it is revoked before that changes."""
    rows = Certificate.objects.filter(
        outcome__registration__in=list(registrations), state=Certificate.State.VALID
    ).select_related("programme_year__province", "outcome")
    found = {}
    for row in rows.order_by("-pk"):
        clause = certificate_law(row.programme_year, on=clock.today()).clauses["award"]
        says = Text(
            f"{row.name}已持有证书 {row.number}，改动会使其不再合格；须先由发证单位撤销证书。",
            f"{row.name} holds certificate {row.number} and would no longer qualify; the issuer "
            "revokes it first.",
        )
        found[row.outcome.registration_id] = Reason(says, clause)
    return found


register_certifier(Certifier(by_class, holds))
