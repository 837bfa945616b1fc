"""What the worker writes: takes deliveries up, notes how each try ended, finds what was left.

Claimed rows are committed as *sending* before any adapter is called. A worker that dies leaves them
so; after the lease they go back into the queue where the channel knows a key again, and are shown
as uncertain where it does not.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhicai.messages.models import Delivery
from zhicai.messages.rules.outbox import DUE, LEASE, State

LEFT = "投递中断，不知道是否已送出", "interrupted; nobody knows whether it went"
EXPIRED = "过了有效时间，没有送出", "of no more use before it could go"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended; equal ones are written together."""

    state: State
    next_try: datetime | None = None
    reference: str = ""
    problem_zh: str = ""
    problem_en: str = ""


@transaction.atomic
def claim(channel: str, *, token: str, at: datetime, most: int) -> list[Delivery]:
    """Take up to ``most`` due deliveries of a channel, the longest waiting first.

    Two workers never take the same: PostgreSQL skips what is locked, SQLite has one writer.
    """
    due = Delivery.objects.filter(channel=channel, state__in=DUE, next_try__lte=at)
    taken = due.select_for_update(skip_locked=True).order_by("next_try", "pk")[:most]
    ids = list(taken.values_list("pk", flat=True))
    if not ids:
        return []
    rows = Delivery.objects.filter(pk__in=ids)
    rows.update(state=State.SENDING, claim=token, claimed_at=at, attempts=F("attempts") + 1)
    return list(
        rows.select_related("message__place", "message__organisation", "message__user", "user")
        .order_by("next_try", "pk")
    )  # fmt: skip


@transaction.atomic
def note(outcomes: Sequence[tuple[Delivery, Outcome]], *, token: str, at: datetime) -> None:
    """Write how the tries ended, of those that are still this worker's.

    One that was counted as left meanwhile, and not decided on, is settled by the late worker.
    """
    alike: dict[Outcome, list[int]] = defaultdict(list)
    for delivery, outcome in outcomes:
        alike[outcome].append(delivery.pk)
    for outcome, ids in alike.items():
        rows = Delivery.objects.filter(
            pk__in=ids, claim=token, state__in=(State.SENDING, State.UNCERTAIN)
        )
        values = {
            "state": outcome.state,
            "reference": outcome.reference[:200],
            "problem_zh": outcome.problem_zh[:300],
            "problem_en": outcome.problem_en[:300],
        }
        if outcome.next_try is not None:
            rows.update(next_try=outcome.next_try, **values)
        elif outcome.state is State.SENT:
            rows.update(sent_at=at, letter=None, **values)
        else:
            rows.update(**values)


@transaction.atomic
def tidy(*, idempotent: Collection[str], at: datetime, lease: timedelta = LEASE) -> int:
    """Settle what a dead worker left and what is of no more use; return how many deliveries.

    Left is what was claimed longer ago than the lease, or in a future that the clock has left.
    """
    left = Delivery.objects.filter(
        Q(claimed_at__lt=at - lease) | Q(claimed_at__gt=at + lease), state=State.SENDING
    )
    again = left.filter(channel__in=idempotent).update(
        state=State.WAITING, claim="", next_try=at, attempts=F("attempts") - 1
    )
    unsure = left.exclude(channel__in=idempotent).update(
        state=State.UNCERTAIN, problem_zh=LEFT[0], problem_en=LEFT[1]
    )
    useless = Delivery.objects.filter(until__lte=at, letter__isnull=False)
    gone = useless.filter(state__in=(*DUE, State.GIVEN_UP)).update(
        state=State.GIVEN_UP, letter=None, problem_zh=EXPIRED[0], problem_en=EXPIRED[1]
    )
    gone += useless.filter(state=State.UNCERTAIN).update(letter=None)
    return again + unsure + gone
