"""Call down, announce up: an app below tells what happened after commit; apps above subscribe."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

E = TypeVar("E")

_subscribers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E], then: Callable[[E], None]) -> None:
    """Call ``then`` with every later announcement of ``kind``; called from an app's ``ready``."""
    if then not in _subscribers[kind]:
        _subscribers[kind].append(then)


def announce(event: object) -> None:
    """Tell the subscribers of ``event``'s type (a frozen dataclass) after the commit.

    What is committed is done: a subscriber that fails is logged by Django and stops neither the
    others nor the answer to the user.
    """
    for then in _subscribers.get(type(event), ()):
        transaction.on_commit(_telling(then, event), robust=True)


def _telling(then: Callable[[Any], None], event: object) -> Callable[[], None]:
    def tell() -> None:  # a function, not a partial: Django logs a failure by its name
        then(event)

    return tell
