"""What waits for an office: apps register what can wait in them, the inbox 待我办理 shows it all.

A source answers for the office or organisation acted for and nothing else; it shows only what that
user can settle (decide, answer, acknowledge, send), never what merely happened: that is a message.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what to do, whose matter it is, until when, where it is done.

    ``place`` is the office whose matter it is, ``due`` None where no day is set, ``since`` the day
    from which it waits, ``clause`` the clause that asks for it.
    """

    title: Text
    url: str
    since: date
    place: Text | None = None
    place_code: str = ""
    due: date | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can wait.

    ``key`` is ``app.what``; ``count`` and ``items`` take for whom one acts and the day. ``items``
    returns at most ``limit`` things, the earliest due first (those without a day last), in a number
    of queries that does not grow with what waits. ``dear`` ones are left out of the red count that
    every page shows.
    """

    key: str
    says: Text
    icon: str
    count: Callable[[Acting, date], int]
    items: Callable[[Acting, date, int], Sequence[Waiting]]
    dear: bool = False


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a kind of thing that can wait; called from the app's ``ready``."""
    if source.key in _sources:
        raise ImproperlyConfigured(f"{source.key}: already registered as waiting")
    _sources[source.key] = source


def sources() -> tuple[Source, ...]:
    """Return every kind of thing that can wait, by key."""
    return tuple(_sources[key] for key in sorted(_sources))
