"""Webhooks: subscribe, end, put an event into the outbox, put it there again."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.api.models import Call, Subscription
from zhicai.api.rules import address_faults
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import put_out
from zhicai.messages.models import Message

CHANNEL = "webhook"
MOST = 10
"""Webhooks of one office; more is a mistake."""


@transaction.atomic
def subscribe_office(
    *, url: str, events: Collection[str], known: Collection[str], by: Acting, at: datetime
) -> tuple[Subscription, str]:
    """Tell an address of events from now on; return it with its signing key, shown once.

    ``known`` are the kinds of events there are. BadInput for an address that is not https.
    """
    require(by, "api.hooks")
    faults = address_faults(url, local=settings.ZHICAI_HOOKS_PRIVATE)
    if not events or set(events) - set(known):
        faults.append(Fault(Text("请至少选一类事件。", "Choose at least one event."), "events"))
    if faults:
        raise BadInput(faults)
    where = {"place_id": by.place_id, "organisation_id": by.organisation_id, "ended_at": None}
    if Subscription.objects.filter(**where).count() >= MOST:
        says = Text(f"一个单位最多 {MOST} 个推送地址。", f"An office has at most {MOST} webhooks.")
        raise Refused([Reason(says)])
    secret = secrets.token_urlsafe(32)
    duties = sorted((duty.role, duty.level.value if duty.level else "") for duty in by.duties)
    row = Subscription.objects.create(
        **where,
        duties=duties,
        office=by.office,
        url=url,
        events=sorted(set(events)),
        secret=secret,
        made_at=at,
        made_by=by.name,
    )
    record(by, "api.hook_made", row, place=by.place_code, values={"events": row.events})
    return row, secret


@transaction.atomic
def end_subscription(subscription: Subscription, *, by: Acting, at: datetime) -> None:
    """Tell an address nothing more; what waits in the outbox for it is not sent either."""
    require(by, "api.hooks")
    rows = Subscription.objects.filter(pk=subscription.pk, ended_at=None)
    if rows.update(ended_at=at):
        record(by, "api.hook_ended", subscription, place=by.place_code)


@transaction.atomic
def tell(
    subscription: Subscription, event: str, data: Mapping[str, Any], *, by: Actor, at: datetime
) -> Call:
    """Put an event into the outbox for one subscription, within the transaction of the event."""
    body = {"id": uuid4().hex, "event": event, "at": at.isoformat(), "data": dict(data)}
    return _put(subscription, event, body, at=at, by=by)


@transaction.atomic
def call_again(call: Call, *, by: Acting, at: datetime) -> Call:
    """Send what was told once more, under the same id: the receiver knows it for the same."""
    require(by, "api.hooks")
    fresh = _put(call.subscription, call.event, call.body, at=at, again=call, by=by)
    record(by, "api.hook_called_again", fresh, place=by.place_code, values={"id": call.body["id"]})
    return fresh


def _put(
    subscription: Subscription,
    event: str,
    body: dict[str, Any],
    *,
    at: datetime,
    by: Actor,
    again: Call | None = None,
) -> Call:
    call = Call.objects.create(
        subscription=subscription, event=event, body=body, at=at, again=again
    )
    call.delivery = put_out(
        CHANNEL,
        key=f"api-call-{call.pk}",
        kind=Message.Kind.SYSTEM,
        to=subscription.office,
        address=subscription.url,
        letter={"subject": event, "content": {"subscription": subscription.pk, "body": body}},
        by=by,
        at=at,
    )
    call.save(update_fields=["delivery"])
    return call
