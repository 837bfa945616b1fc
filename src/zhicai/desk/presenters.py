"""The inbox as shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhicai.desk.queries import Entry, Inbox
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inbox; ``tone`` is red when late, amber when near, idle else."""

    title: Text
    url: str
    kind: Text
    icon: str
    place: Text | None
    due: date | None
    left: Text | None
    since: date
    clause: str
    tone: str


def rows_of(inbox: Inbox) -> list[Row]:
    """Return the lines of the inbox."""
    return [_row(entry) for entry in inbox.entries]


def _row(entry: Entry) -> Row:
    one = entry.waiting
    return Row(
        one.title,
        one.url,
        entry.source.says,
        entry.source.icon,
        one.place,
        one.due,
        left_words(entry.left) if entry.left is not None else None,
        one.since,
        one.clause,
        tone_of(entry.left),
    )


def tone_of(left: int | None) -> str:
    """Return the colour of the days left: red past the day, amber within a week."""
    if left is None or left > 7:
        return "idle"
    return "red" if left < 0 else "amber"


def left_words(left: int) -> Text:
    """Write the days left: 今天, 剩 4 天, 已过 3 天."""
    if left == 0:
        return Text("今天", "today")
    if left > 0:
        return Text(f"剩 {left} 天", f"{left} day{'s' if left > 1 else ''} left")
    return Text(f"已过 {-left} 天", f"{-left} day{'s' if left < -1 else ''} ago")


def kinds_of(inbox: Inbox, chosen: str) -> list[dict[str, Any]]:
    """Return the kinds that there are, each with its count and address; the first is all."""
    path = reverse("desk:inbox")
    known = {pile.source.key for pile in inbox.piles}
    every = {
        "label": Text("全部", "All"),
        "count": inbox.total,
        "url": path,
        "on": chosen not in known,
    }
    return [every] + [
        {
            "label": pile.source.says,
            "count": pile.count,
            "url": f"{path}?{urlencode({'kind': pile.source.key})}",
            "on": pile.source.key == chosen,
        }
        for pile in inbox.piles
    ]
