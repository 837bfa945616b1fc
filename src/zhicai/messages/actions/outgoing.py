"""Put into the outbox what is no message of the site: to a phone, a mail box, another system."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from zhicai.audit.actions import Actor
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import configured
from zhicai.messages.models import Delivery, Message
from zhicai.messages.queries.routes import quiet_hours
from zhicai.messages.rules.outbox import LOCAL, URGENT, leaves_at


@dataclass(frozen=True, slots=True)
class Contact:
    """A person outside: name, and a phone or an e-mail address, or both."""

    name: str
    phone: str = ""
    email: str = ""
    language: str = "zh-hans"


@transaction.atomic
def send_to_contact(
    to: Contact,
    *,
    key: str,
    title: Text,
    body: Text,
    short: Text,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
    kind: Message.Kind = Message.Kind.ACCOUNT,
) -> Delivery:
    """Put a letter to a person into the outbox: by SMS, else by mail, else into the local folder.

    The letter, with any secret link in it, lies sealed and is erased once it has gone, or at
    ``until``, when it is of no more use. ``short`` is the SMS: the whole of it is sent. The same
    key again sends nothing and returns the first. Nothing is recorded here: the caller does.
    """
    ways = configured()
    channel, address = LOCAL, to.phone or to.email
    if to.phone and "sms" in ways:
        channel, address = "sms", to.phone
    elif to.email and "mail" in ways:
        channel, address = "mail", to.email
    letter = {
        "unit": by.office,
        "subject": title.in_language(to.language),
        "body": body.in_language(to.language),
        "short": short.in_language(to.language),
        "language": to.language,
    }
    return put_out(
        channel, key=key, kind=kind, to=to.name, address=address, letter=letter, at=at, until=until,
        by=by,
    )  # fmt: skip


@transaction.atomic
def put_out(
    channel: str,
    *,
    key: str,
    kind: Message.Kind,
    to: str,
    address: str,
    letter: Mapping[str, Any],
    by: Actor,
    at: datetime,
    until: datetime | None = None,
) -> Delivery:
    """Put one letter of an app's own into the outbox, within the transaction of what it tells.

    ``letter`` is JSON-ready and lies sealed: ``subject``, ``body``, ``short``, ``unit``,
    ``language`` and ``link`` fill the parcel's fields of these names, ``content`` its content.
    The same key again puts nothing.
    """
    number = sha256(f"{channel}\n{key}".encode()).hexdigest()[:32]
    way = configured().get(channel)
    rings = way is not None and way.rings and kind not in URGENT
    told = {"unit": by.office, **letter, "to": to, "address": address}
    delivery, _ = Delivery.objects.get_or_create(
        key=number,
        defaults={
            "channel": channel,
            "kind": kind,
            "name": to[:200],
            "letter": json.dumps(told, ensure_ascii=False),
            "created_at": at,
            "next_try": leaves_at(at, quiet_hours()) if rings else at,
            "until": until,
        },
    )
    return delivery
