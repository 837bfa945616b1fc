"""What an officer decides about deliveries that did not go, or may have."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.models import Delivery, QuietHours
from zhicai.messages.rules.outbox import Quiet, State

_GONE = Text(
    "这条已经送出或正在投递，不需要再发。", "This one has gone or is on its way; nothing to do."
)
_EMPTY = Text(
    "内容已过有效时间并清除，请从原来的页面重新发送。",
    "Its text has expired and was erased; send it anew from where it came.",
)


@transaction.atomic
def try_again(deliveries: Iterable[Delivery], *, by: Acting, at: datetime) -> int:
    """Put what was given up, failed or is uncertain back into the queue; return how many.

    An uncertain one may arrive twice: that is for the officer to judge. Refused where a single one
    has gone, or has nothing left to say.
    """
    require(by, "messages.watch_outbox")
    ids = [delivery.pk for delivery in deliveries]
    rows = list(Delivery.objects.select_for_update(of=("self",)).filter(pk__in=ids).defer("letter"))
    states = (State.GIVEN_UP, State.FAILED, State.UNCERTAIN)
    wanted = [row for row in rows if row.state in states]
    empty = set(
        Delivery.objects.filter(pk__in=ids, message=None, letter__isnull=True).values_list(
            "pk", flat=True
        )
    )
    able = [row.pk for row in wanted if row.pk not in empty]
    if not able and rows:
        raise Refused([Reason(_EMPTY if wanted else _GONE)])
    Delivery.objects.filter(pk__in=able).update(
        state=State.WAITING, next_try=at, attempts=0, claim="", problem_zh="", problem_en=""
    )
    for row in wanted:
        if row.pk in able:
            record(by, "messages.tried_again", row, values={"was": row.state})
    return len(able)


@transaction.atomic
def confirm_sent(delivery: Delivery, *, by: Acting, at: datetime) -> None:
    """Note that an uncertain delivery did arrive, as the provider or the recipient said."""
    require(by, "messages.watch_outbox")
    row = Delivery.objects.select_for_update(of=("self",)).defer("letter").get(pk=delivery.pk)
    if row.state != State.UNCERTAIN:
        raise Refused([Reason(_GONE)])
    Delivery.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=at, letter=None, claim="")
    record(by, "messages.confirmed_sent", row)


@transaction.atomic
def set_quiet_hours(quiet: Quiet, *, by: Acting, at: datetime) -> QuietHours:
    """Decide the hours in which nothing but urgent matters leaves the site."""
    require(by, "messages.watch_outbox")
    row = QuietHours.objects.create(
        begins=quiet.begins, ends=quiet.ends, decided_at=at, decided_by=by.name, office=by.office
    )
    values = {"begins": f"{quiet.begins:%H:%M}", "ends": f"{quiet.ends:%H:%M}"}
    record(by, "messages.quiet_hours_set", row, values=values)
    return row
