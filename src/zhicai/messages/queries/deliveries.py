"""Reads of the outbox: what is due, how much stands where, what an officer has to settle."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.foundation.errors import OutOfScope
from zhicai.messages.models import Delivery
from zhicai.messages.rules.outbox import ASKING, DUE, State


def due_channels(*, at: datetime) -> list[str]:
    """Return the channels in which something is due; one small query, no lock."""
    due = Delivery.objects.filter(state__in=DUE, next_try__lte=at)
    return sorted(due.order_by().values_list("channel", flat=True).distinct())


def needs_tidying(*, at: datetime, lease: timedelta) -> bool:
    """Say whether a dead worker left something, or a letter is of no more use."""
    left = Q(state=State.SENDING) & (Q(claimed_at__lt=at - lease) | Q(claimed_at__gt=at + lease))
    useless = Q(letter__isnull=False, until__lte=at) & ~Q(state__in=(State.SENDING, State.SENT))
    return Delivery.objects.exclude(state=State.SENT).filter(left | useless).exists()


def outbox_of(acting: Acting) -> QuerySet[Delivery]:
    """Return every delivery of this installation for who runs it, the newest first.

    It shows where a delivery stands and never what it says.
    """
    require(acting, "messages.watch_outbox")
    return (
        Delivery.objects.select_related("message__place", "message__organisation", "user")
        .defer("letter", "message__body_zh", "message__body_en")
        .order_by("-created_at", "-pk")
    )


def delivery_for(acting: Acting, pk: int) -> Delivery:
    """Return one delivery of the outbox, else OutOfScope."""
    found = outbox_of(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def outbox_counts(acting: Acting) -> dict[tuple[str, str], int]:
    """Return how many deliveries stand where, by channel and state; one query."""
    require(acting, "messages.watch_outbox")
    rows = Delivery.objects.order_by().values_list("channel", "state").annotate(n=Count("pk"))
    return {(channel, state): count for channel, state, count in rows}


def asking_of(acting: Acting) -> QuerySet[Delivery]:
    """Return the deliveries that nobody but an officer can settle, the oldest first."""
    return outbox_of(acting).filter(state__in=ASKING).order_by("created_at", "pk")


def asking_count() -> int:
    """Return how many deliveries nobody but an officer can settle; one indexed query."""
    return Delivery.objects.filter(state__in=ASKING).count()


def oldest_due(*, at: datetime) -> datetime | None:
    """Return since when the longest waiting delivery has been due; None when nothing is."""
    due = Delivery.objects.filter(state__in=DUE, next_try__lte=at)
    since: datetime | None = due.aggregate(since=Min("next_try"))["since"]
    return since
