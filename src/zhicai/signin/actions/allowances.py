"""How much one address may send to a form that is open to everyone, and how often one may guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from zhicai.foundation.errors import TooMany
from zhicai.foundation.prepared import Prepared
from zhicai.foundation.text import Text
from zhicai.signin.models import Sent
from zhicai.signin.rules import digest_of
from zhicai.signin.visitors import Visitor

_counted = Prepared(lambda key: Sent.objects.filter(key=key).order_by(), key=str)


@dataclass(frozen=True, slots=True)
class Bound:
    """At most so many of ``what`` about ``whom`` (an address, the thing guessed at) in a time."""

    what: str
    whom: str
    most: int
    within: timedelta

    @property
    def key(self) -> str:
        """What it is counted under; whom it is about cannot be read from it."""
        return f"{self.what}:{digest_of(self.whom, key=settings.SECRET_KEY)}"


@transaction.atomic
def spend(what: str, *, by: Visitor, most: int, within: timedelta, at: datetime) -> None:
    """Count one more of ``what`` from a visitor's address, at most so many within a time.

    An address that cannot be told is not counted. :raises TooMany: says from when it goes on.
    """
    if not by.network:
        return
    row = _begun(Bound(what, by.network, most, within), at=at)
    if row.count >= most:
        again = f"{localtime(row.since + within):%H:%M}"
        raise TooMany(
            Text(
                f"这个网络地址提交得太多，本次没有受理。请在 {again} 之后再试。",
                f"Too much has come from this network address; this was not taken. "
                f"Try again after {again}.",
            )
        )
    row.count += 1
    row.save(update_fields=["since", "count"])


def closed_until(bounds: Sequence[Bound], *, at: datetime) -> datetime | None:
    """Return when the last of the bounds that are reached opens again; None where none is."""
    named = {bound.key: bound for bound in bounds if bound.whom}
    ends = [
        row.since + bound.within
        for key, bound in named.items()
        for row in _counted.rows(key=key)
        if row.count >= bound.most and at < row.since + bound.within
    ]
    return max(ends, default=None)


@transaction.atomic
def count_against(bounds: Sequence[Bound], *, by: Visitor, at: datetime) -> None:
    """Count one more against each bound; an address that cannot be told is not counted."""
    for bound in sorted(bounds, key=lambda one: one.key):
        if bound.whom:
            row = _begun(bound, at=at)
            row.count += 1
            row.save(update_fields=["since", "count"])


def _begun(bound: Bound, *, at: datetime) -> Sent:
    """Return the locked count of a bound, begun anew where its time has passed."""
    row, fresh = Sent.objects.select_for_update().get_or_create(
        key=bound.key, defaults={"since": at}
    )
    if fresh:
        Sent.objects.filter(since__lt=at - max(bound.within, timedelta(days=1))).delete()
    if at >= row.since + bound.within:
        row.since, row.count = at, 0
    return row
