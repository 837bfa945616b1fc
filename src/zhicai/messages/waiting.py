"""What waits in the outbox for who runs the site: what may have gone, and what did not go."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import channels
from zhicai.messages.queries.deliveries import asking_count, asking_of
from zhicai.messages.rules.outbox import STATE_WORDS, State


def count(acting: Acting, on: date) -> int:
    """Return how many deliveries wait to be settled."""
    return asking_count() if holds(acting, "messages.watch_outbox") else 0


def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the longest waiting of them, each with the page where it is settled."""
    if not holds(acting, "messages.watch_outbox"):
        return ()
    names = {name: one.says for name, one in channels().items()}
    found = []
    for delivery in asking_of(acting)[:limit]:
        channel = names.get(delivery.channel, Text(delivery.channel, delivery.channel))
        title = Text("{channel}：{state}", "{channel}: {state}").format_map(
            {"channel": channel, "state": STATE_WORDS[State(delivery.state)]}
        )
        url = reverse("messages:delivery", args=[delivery.pk])
        since = delivery.created_at.astimezone(CHINA).date()
        found.append(Waiting(title, url, since))
    return found


register_source(
    Source(
        "messages.unsettled",
        Text("没有送出的消息", "Messages that did not go out"),
        "send",
        count,
        items,
    )
)
