"""Note what has been read."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import ONESELF
from zhicai.accounts.permissions import require
from zhicai.messages.models import Message, Reading
from zhicai.messages.queries.boxes import is_addressee, unread_of


@transaction.atomic
def mark_read(message: Message, *, by: Acting, at: datetime) -> None:
    """Note that a user has opened a message; doing so again, or as its sender, notes nothing."""
    require(by, _needed(by))
    if is_addressee(by, message):
        Reading.objects.get_or_create(
            message=message, user_id=by.user_id, defaults={"read_at": at, "office": by.office}
        )


def _needed(by: Acting) -> str:
    return "messages.own" if by.key == ONESELF else "messages.read"


@transaction.atomic
def mark_all_read(*, by: Acting, at: datetime) -> int:
    """Note that a user has seen everything that had come; return how many messages that were."""
    require(by, _needed(by))
    fresh = list(unread_of(by).values_list("pk", flat=True))
    Reading.objects.bulk_create(
        [Reading(message_id=pk, user_id=by.user_id, office=by.office, read_at=at) for pk in fresh],
        ignore_conflicts=True,
    )
    return len(fresh)
