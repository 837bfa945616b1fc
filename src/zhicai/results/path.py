"""The steps of a trainee's path, from the bottom up; apps above add or replace theirs at start.

A contract (HB-2.2.e, HB-3.1.0.b): the app that certifies registers its step with
:func:`register_step`, and it appears in everyone's path and in the talent ladder.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Reach:
    """That a person reached a step: when, in words, and the class where it was one."""

    on: date
    says: Text
    class_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path. ``order`` ranks it, the bottom first.

    ``of`` answers for people (keys) whether and when they reached it, ``everyone`` returns the keys
    of all who stand there on a day; each in a query or two.
    """

    key: str
    order: int
    says: Text
    of: Callable[[Iterable[int]], Mapping[int, Reach]]
    everyone: Callable[[date], Iterable[int]]


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Add a step, or put another in the place of the one with its key."""
    _steps[step.key] = step


def steps() -> tuple[Step, ...]:
    """Return the steps, the bottom of the ladder first."""
    return tuple(sorted(_steps.values(), key=lambda step: (step.order, step.key)))


def step(key: str) -> Step | None:
    """Return a step by its key."""
    return _steps.get(key)
