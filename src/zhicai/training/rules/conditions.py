"""Conditions of a class's steps that other apps bring: finance, admission, attendance register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Reason
from zhicai.law.decision import Decision

Ask = Callable[[int, date], Sequence[Reason]]
"""Takes the id of a class and the day; returns what is missing, with the clause, else nothing."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so before a step; ``step`` is open, running, finished or closed.

    ``key`` is ``app.what``. One that does not ``bind`` is shown as a flag and holds nothing up.
    """

    key: str
    step: str
    ask: Ask
    binds: bool = True


_conditions: dict[tuple[str, str], Condition] = {}


def register_check(condition: Condition) -> None:
    """Add a condition; called from the app's ``ready``. The same key and step replaces it."""
    _conditions[condition.step, condition.key] = condition


def conditions_of(step: str) -> tuple[Condition, ...]:
    """Return the conditions of a step, by key."""
    return tuple(found for (at, _), found in sorted(_conditions.items()) if at == step)


def asked(step: str, class_id: int, on: date) -> Decision:
    """Return what the conditions of a step say about a class."""
    return Decision.all_of(
        Decision(allowed=not (one.binds and reasons), reasons=reasons)
        for one in conditions_of(step)
        if (reasons := tuple(one.ask(class_id, on)))
    )
