"""Call down, announce up: an app below tells what happened; apps above subscribe, each as it needs.

Told after the commit by default. What must stand or fall with the act itself (a letter, a row of
the outbox) subscribes ``within`` its transaction.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

E = TypeVar("E")

_subscribers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)
_within: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E], then: Callable[[E], None], *, within: bool = False) -> None:
    """Call ``then`` with every later announcement of ``kind``; called from an app's ``ready``.

    ``within``: inside the transaction of the act, so that both are kept or neither is. Such a
    subscriber writes to the database and does nothing else; where it fails, the act fails.
    """
    listening = (_within if within else _subscribers)[kind]
    if then not in listening:
        listening.append(then)


def announce(event: object) -> None:
    """Tell ``event`` (a frozen dataclass): now to those within the transaction, then after commit.

    What is committed is done: a subscriber told after it that fails is logged by Django and stops
    neither the others nor the answer to the user. Raises TransactionManagementError where somebody
    listens within and there is no transaction.
    """
    inside = _within.get(type(event), ())
    if inside and not transaction.get_connection().in_atomic_block:
        name = type(event).__name__
        raise transaction.TransactionManagementError(f"{name} is announced in no transaction")
    for then in inside:
        then(event)
    for then in _subscribers.get(type(event), ()):
        transaction.on_commit(_telling(then, event), robust=True)


def _telling(then: Callable[[Any], None], event: object) -> Callable[[], None]:
    def tell() -> None:  # a function, not a partial: Django logs a failure by its name
        then(event)

    return tell
