"""Reads of messages: what has come for an office or person, what is unread, who has read it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.messages.models import Delivery, Message, Reading
from zhicai.messages.permissions import OFFICE_ROLES

MOST_COUNTED = 200
"""Unread messages that a page counts for its bell."""

_ROLES = frozenset(role.value for role in OFFICE_ROLES)


def _to(acting: Acting) -> Q:
    """The condition that a message is for the user or for the office or organisation acted for."""
    mine = Q(user_id=acting.user_id)
    if acting.organisation_id is not None:
        return mine | Q(organisation_id=acting.organisation_id)
    levels = sorted({duty.level for duty in acting.duties if duty.level and duty.role in _ROLES})
    return mine | Q(place_id=acting.place_id, level__in=levels)


def inbox_of(acting: Acting) -> QuerySet[Message]:
    """Return the messages for a user, newest first, each with ``is_read`` for this user."""
    read = Reading.objects.filter(message=OuterRef("pk"), user_id=acting.user_id)
    return (
        Message.objects.filter(_to(acting))
        .annotate(is_read=Exists(read))
        .order_by("-sent_at", "-pk")
    )


def unread_of(acting: Acting) -> QuerySet[Message]:
    """Return the messages for a user that the user has not opened."""
    read = Reading.objects.filter(message=OuterRef("pk"), user_id=acting.user_id)
    return Message.objects.filter(_to(acting)).exclude(Exists(read))


def unread_counts(acting: Acting) -> dict[str, int]:
    """Return how many messages a user has not opened, by kind, out of :data:`MOST_COUNTED`.

    One query over the addressees' indexes, which every page asks: it stops counting where the bell
    says 99+ anyway.
    """
    kinds = unread_of(acting).order_by().values_list("kind", flat=True)[:MOST_COUNTED]
    return dict(Counter(kinds))


def unread_count(acting: Acting) -> int:
    """Return how many messages a user has not opened; one query."""
    return unread_of(acting).count()


def sent_by(acting: Acting) -> QuerySet[Message]:
    """Return what the office has sent, newest first, each with its readings and deliveries."""
    return (
        Message.objects.filter(sender_office=acting.office)
        .select_related("place", "organisation", "user")
        .prefetch_related("readings__user", _deliveries())
        .order_by("-sent_at", "-pk")
    )


def _deliveries() -> "Prefetch[str, QuerySet[Delivery], str]":
    return Prefetch("deliveries", Delivery.objects.defer("letter").order_by("channel", "pk"))


def deliveries_of(message: Message) -> QuerySet[Delivery]:
    """Return how a message has left the site, to whom, and where each of these stands."""
    rows = Delivery.objects.filter(message=message).defer("letter")
    return rows.select_related("user").order_by("channel", "pk")


@dataclass(frozen=True, slots=True)
class OfficeReceipts:
    """What one's office has sent to one addressee: how many messages, how many were opened.

    ``key`` names the addressee in addresses; ``last`` is when one was opened last.
    """

    key: str
    name: str
    code: str
    sent: int
    read: int
    last: datetime | None

    @property
    def unread(self) -> int:
        """How many nobody there has opened."""
        return self.sent - self.read


def receipts_by_office(acting: Acting) -> list[OfficeReceipts]:
    """Return what the user's office has sent, by addressee: the most unread first; one query."""
    whose = ("place_id", "level", "organisation_id", "user_id")
    names = ("place__name", "place__code", "organisation__name", "user__name")
    rows = (
        Message.objects.filter(sender_office=acting.office)
        .order_by()
        .values(*whose, *names)
        .annotate(
            sent=Count("pk", distinct=True),
            read=Count("pk", distinct=True, filter=Q(readings__isnull=False)),
            last=Max("readings__read_at"),
        )
    )
    found = [
        OfficeReceipts(
            key=_key(row),
            name=_name(row),
            code=row["place__code"] or "",
            sent=row["sent"],
            read=row["read"],
            last=row["last"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.unread, one.code or "~", one.name))


def _key(row: Mapping[str, Any]) -> str:
    if row["place_id"]:
        return f"p{row['place_id']}-{row['level']}"
    return f"o{row['organisation_id']}" if row["organisation_id"] else f"u{row['user_id']}"


def _name(row: Mapping[str, Any]) -> str:
    if row["place_id"]:
        return f"{row['place__name']}局"
    return str(row["organisation__name"] or row["user__name"])


def to_addressee(key: str) -> Q:
    """Return the condition that a message is for the addressee named by ``key``; none for junk."""
    kind, number, level = key[:1], key[1:].partition("-")[0], key.partition("-")[2]
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        return Q(pk=None)
    return {
        "p": Q(place_id=number, level=level),
        "o": Q(organisation_id=number),
        "u": Q(user_id=number),
    }.get(kind, Q(pk=None))


def message_for(acting: Acting, pk: int) -> Message:
    """Return a message that came for the user or that the user's office sent, else OutOfScope."""
    found = (
        Message.objects.filter(_to(acting) | Q(sender_office=acting.office))
        .select_related("place", "organisation", "user")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def is_addressee(acting: Acting, message: Message) -> bool:
    """Say whether a message is for the user, not merely from the user's office."""
    return Message.objects.filter(_to(acting), pk=message.pk).exists()


def receipts(message: Message) -> QuerySet[Reading]:
    """Return who has opened a message and when, first readers first."""
    return Reading.objects.filter(message=message).select_related("user")


def sent_about(about: str) -> QuerySet[Message]:
    """Return every message about one thing, newest first, with its readings.

    Uses the index office_messages_about.
    """
    return (
        Message.objects.filter(about=about)
        .select_related("place", "organisation")
        .prefetch_related("readings__user")
        .order_by("-sent_at", "-pk")
    )
