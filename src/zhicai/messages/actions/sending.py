"""Send messages inside the site, and put what leaves it into the outbox in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhicai.audit.actions import Actor
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput
from zhicai.foundation.text import Text
from zhicai.messages.models import Delivery, Message
from zhicai.messages.queries.routes import quiet_hours, routes_of
from zhicai.messages.rules import Addressee, link_faults
from zhicai.messages.rules.outbox import URGENT, key_of, leaves_at


@transaction.atomic
def send_message(
    to: Addressee,
    *,
    kind: Message.Kind,
    title: Text,
    body: Text,
    by: Actor,
    at: datetime,
    key: str,
    link: str = "",
    about: str = "",
) -> Message | None:
    """Send a message; None, and nothing sent, where one with this key has gone before.

    Who may send what is the business of the app that sends, which also records it in the audit log.
    Raises BadInput for a link that leads out of this site.
    """
    draft = Draft(to, title, body, key, link, about)
    if not send_messages([draft], kind=kind, by=by, at=at):
        return None
    return Message.objects.get(key=key)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to go, one of many."""

    to: Addressee
    title: Text
    body: Text
    key: str
    link: str = ""
    about: str = ""


@transaction.atomic
def send_messages(
    drafts: Sequence[Draft], *, kind: Message.Kind, by: Actor, at: datetime
) -> frozenset[str]:
    """Send many messages with a few queries for all; return the keys of those new.

    What leaves the site is put into the outbox in the same transaction.
    """
    if not drafts:
        return frozenset()
    faults = [fault for draft in drafts for fault in link_faults(draft.link)]
    if faults:
        raise BadInput(faults)
    keys = {draft.key for draft in drafts}
    gone = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = {draft.key: draft for draft in drafts if draft.key not in gone}
    messages = [_message(draft, kind, by, at) for draft in fresh.values()]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    _put_into_outbox(messages, kind=kind, at=at)
    return frozenset(fresh)


def _put_into_outbox(messages: Sequence[Message], *, kind: Message.Kind, at: datetime) -> None:
    """Write a delivery for each way that the messages leave the site."""
    routes = routes_of(messages, kind=kind, on=at.astimezone(CHINA).date())
    if not routes:
        return
    keys = {route.message.key for route in routes}
    ids = dict(Message.objects.filter(key__in=keys).values_list("key", "pk"))
    rings = kind not in URGENT and any(route.channel.rings for route in routes)
    later = leaves_at(at, quiet_hours()) if rings else at
    deliveries = [
        Delivery(
            key=key_of(route.message.key, at, route.channel.name, route.user_id),
            message_id=ids[route.message.key],
            user_id=route.user_id,
            channel=route.channel.name,
            kind=kind,
            created_at=at,
            next_try=later if route.channel.rings else at,
        )
        for route in routes
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def _message(draft: Draft, kind: Message.Kind, by: Actor, at: datetime) -> Message:
    return Message(
        key=draft.key,
        kind=kind,
        about=draft.about,
        place_id=draft.to.place_id,
        level=draft.to.level.value if draft.to.level else "",
        organisation_id=draft.to.organisation_id,
        user_id=draft.to.user_id,
        title_zh=draft.title.zh,
        title_en=draft.title.en,
        body_zh=draft.body.zh,
        body_en=draft.body.en,
        link=draft.link,
        sent_at=at,
        sent_by=by.name,
        sender_office=by.office,
    )
