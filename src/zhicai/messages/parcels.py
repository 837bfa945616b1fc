"""Makes a parcel of a delivery: the words of its kind filled in, in the recipient's language."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import Channel, Parcel
from zhicai.messages.models import Delivery, Message
from zhicai.messages.queries.routes import Holder, address_of, holder_of
from zhicai.messages.queries.wordings import robots_of, wordings
from zhicai.messages.rules.wording import Template, filled, short_text, start_of

SITE = Text("知才", "Zhicai")


def parcels_of(deliveries: Sequence[Delivery], channel: Channel) -> list[Parcel]:
    """Return the parcels of claimed deliveries of one channel, in their order."""
    words = wordings()
    messages = [delivery.message for delivery in deliveries if delivery.message is not None]
    robots = robots_of(messages) if channel.reach == "robot" else {}
    return [_parcel(delivery, channel, words, robots) for delivery in deliveries]


def _parcel(
    delivery: Delivery,
    channel: Channel,
    words: Mapping[str, Template],
    robots: Mapping[Holder, str],
) -> Parcel:
    message = delivery.message
    if message is None:
        return _bare(delivery)
    reader = delivery.user or message.user
    language = reader.language if reader else settings.LANGUAGE_CODE
    values = _values(message, delivery, language)
    template = words.get(delivery.kind) or start_of(delivery.kind)
    address = address_of(delivery.user, channel.reach) if delivery.user else ""
    if channel.reach == "robot":
        address = robots.get(holder_of(message), "")
    return Parcel(
        key=delivery.key,
        channel=delivery.channel,
        kind=delivery.kind,
        to=values["to"],
        address=address,
        unit=values["unit"],
        subject=filled(template.subject.in_language(language), values),
        body=filled(template.body.in_language(language), values),
        short=short_text(template.short.in_language(language), values),
        link=values["link"],
        language=language,
        written_at=delivery.created_at,
    )


def _values(message: Message, delivery: Delivery, language: str) -> dict[str, str]:
    return {
        "to": delivery.user.name if delivery.user else addressee_of(message),
        "unit": message.sender_office or SITE.in_language(language),
        "title": message.title.in_language(language),
        "body": message.body.in_language(language),
        "link": f"{settings.ZHICAI_SITE}{reverse('messages:message', args=[message.pk])}",
    }


def addressee_of(message: Message) -> str:
    """Return the name of the office, organisation or person that a message is for."""
    if message.place is not None:
        return f"{message.place.name}局"
    return str(message.organisation or message.user)


def _bare(delivery: Delivery) -> Parcel:
    """A letter that an app put out itself; an erased one has nothing left to say."""
    told: dict[str, Any] = json.loads(delivery.letter or "{}")
    return Parcel(
        key=delivery.key,
        channel=delivery.channel,
        kind=delivery.kind,
        to=told.get("to", delivery.name),
        address=told.get("address", ""),
        unit=told.get("unit", ""),
        subject=told.get("subject", ""),
        body=told.get("body", ""),
        short=told.get("short", ""),
        link=told.get("link", ""),
        language=told.get("language", settings.LANGUAGE_CODE),
        written_at=delivery.created_at,
        content=told.get("content"),
    )
