"""What waits for an office, of every kind, in one order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, sources
from zhicai.foundation.errors import OutOfScope
from zhicai.messages.models import Message
from zhicai.messages.queries import inbox_of as messages_to

MOST = 200
"""Things of one kind that the inbox lists; more are counted and reached through those before."""
KEPT = 300
"""Seconds for which what is dear to count is remembered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits, with its kind and the days left (negative when past, None undated)."""

    source: Source
    waiting: Waiting
    left: int | None

    @property
    def order(self) -> tuple[bool, date, date]:
        """Sort by due date, undated last; among equals what has waited longest comes first."""
        due = self.waiting.due
        return (due is None, due or date.max, self.waiting.since)


@dataclass(frozen=True, slots=True)
class Pile:
    """How much of one kind waits."""

    source: Source
    count: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits for an office on a day; ``piles`` only the kinds that there are."""

    entries: tuple[Entry, ...]
    piles: tuple[Pile, ...]

    @property
    def total(self) -> int:
        """How much waits, listed or not."""
        return sum(pile.count for pile in self.piles)

    @property
    def late(self) -> int:
        """How much of what is listed is past its day."""
        return sum(entry.left is not None and entry.left < 0 for entry in self.entries)

    def soon(self, days: int) -> int:
        """Return how much of what is listed is due today or within ``days`` days."""
        return sum(entry.left is not None and 0 <= entry.left <= days for entry in self.entries)

    def of(self, key: str) -> "Inbox":
        """Return the inbox with the entries of one kind; all of them for an unknown kind."""
        if key not in {pile.source.key for pile in self.piles}:
            return self
        return Inbox(tuple(e for e in self.entries if e.source.key == key), self.piles)


def inbox_of(acting: Acting, *, on: date) -> Inbox:
    """Return what waits for the office acted for; at most :data:`MOST` of each kind are listed."""
    entries: list[Entry] = []
    piles = []
    for source in sources():
        listed = source.items(acting, on, MOST)
        if listed:
            count = len(listed) if len(listed) < MOST else source.count(acting, on)
            piles.append(Pile(source, count))
            entries += _entries(source, listed, on)
    return Inbox(tuple(sorted(entries, key=lambda entry: entry.order)), tuple(piles))


def _entries(source: Source, listed: Sequence[Waiting], on: date) -> list[Entry]:
    return [Entry(source, one, (one.due - on).days if one.due else None) for one in listed]


def own_message(acting: Acting, pk: int) -> Message:
    """Return a message to who is signed in, else OutOfScope."""
    found = messages_to(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def waiting_count(acting: Acting, *, on: date) -> int:
    """Return the red count of the sidebar: what waits.

    The kinds that are dear to count are counted anew every :data:`KEPT` seconds, and whenever the
    office opens its inbox.
    """
    dear = cache.get(_key(acting, on))
    if dear is None:
        dear = sum(source.count(acting, on) for source in sources() if source.dear)
        cache.set(_key(acting, on), dear, KEPT)
    return int(dear) + sum(source.count(acting, on) for source in sources() if not source.dear)


def note_seen(inbox: Inbox, acting: Acting, *, on: date) -> None:
    """Let the red count of the sidebar agree with an inbox that was just shown."""
    dear = sum(pile.count for pile in inbox.piles if pile.source.dear)
    cache.set(_key(acting, on), dear, KEPT)


def _key(acting: Acting, on: date) -> str:
    return f"desk:{acting.user_id}:{acting.key}:{on}"
