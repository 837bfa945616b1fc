"""What people have the outbox's worker do at night: list whose data are kept no longer."""

from datetime import datetime

from django.core.cache import cache

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation.clock import CHINA
from zhicai.messages.chores import register_chore
from zhicai.people.actions.retention import list_overdue

HOURS = range(1, 5)
"""When offices are asleep."""


def list_at_night(at: datetime) -> None:
    """List what is overdue, once a night; a second worker of the same night finds nothing new."""
    local = at.astimezone(CHINA)
    if local.hour in HOURS and cache.add(f"people.retention.{local:%Y-%m-%d}", value=True,
                                         timeout=86_400):  # fmt: skip
        list_overdue(by=SYSTEM, at=at)


register_chore("people.retention", list_at_night)
