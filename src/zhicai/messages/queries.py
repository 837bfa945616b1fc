"""Reads of messages: what has come for an office or person, what is unread, who has read it."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.messages.models import Message, Reading
from zhicai.messages.permissions import OFFICE_ROLES

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
    """Return how many messages a user has not opened, by kind.

    One query over the addressees' indexes.
    """
    rows = unread_of(acting).order_by().values_list("kind").annotate(count=Count("pk"))
    return dict(rows)


def unread_count(acting: Acting) -> int:
    """Return how many messages a user has not opened; one query."""
    return sum(unread_counts(acting).values())


def sent_by(acting: Acting) -> QuerySet[Message]:
    """Return what the office has sent, newest first, each with its readings."""
    return (
        Message.objects.filter(sender_office=acting.office)
        .select_related("place", "organisation", "user")
        .prefetch_related("readings__user")
        .order_by("-sent_at", "-pk")
    )


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
