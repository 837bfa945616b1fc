"""What upper apps have the outbox's worker do before it looks for what is due.

A chore is quick when there is nothing to do, takes the moment, and may be run at any time.
"""

from collections.abc import Callable
from datetime import datetime

Chore = Callable[[datetime], object]

_chores: dict[str, Chore] = {}


def register_chore(key: str, chore: Chore) -> None:
    """Add a chore (``app.what``); called from an app's ``ready``."""
    _chores[key] = chore


def chores() -> tuple[Chore, ...]:
    """Return every chore, by key."""
    return tuple(_chores[key] for key in sorted(_chores))
