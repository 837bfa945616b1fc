"""What certificates have the outbox's worker do: the documents that no page is making any more."""

from datetime import datetime

from django.conf import settings

from zhicai.certificates.actions import render_waiting
from zhicai.messages.chores import register_chore

SOME = 25


def render_some(at: datetime) -> None:
    """Make some documents that are still to be made; on a site that knows its own address."""
    if settings.ZHICAI_SITE:
        render_waiting(limit=SOME, at=at)


register_chore("certificates.documents", render_some)
