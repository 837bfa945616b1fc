"""How much one address may send to a form that is open to everyone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from zhicai.foundation.errors import TooMany
from zhicai.foundation.text import Text
from zhicai.signin.models import Sent
from zhicai.signin.rules import digest_of
from zhicai.signin.visitors import Visitor


@transaction.atomic
def spend(what: str, *, by: Visitor, most: int, within: timedelta, at: datetime) -> None:
    """Count one more of ``what`` from a visitor's address, at most so many within a time.

    An address that cannot be told is not counted. :raises TooMany: says from when it goes on.
    """
    if not by.network:
        return
    key = f"{what}:{digest_of(by.network, key=settings.SECRET_KEY)}"
    row, fresh = Sent.objects.select_for_update().get_or_create(key=key, defaults={"since": at})
    if fresh:
        Sent.objects.filter(since__lt=at - max(within, timedelta(days=1))).delete()
    if at >= row.since + within:
        row.since, row.count = at, 0
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
