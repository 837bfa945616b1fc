"""Kinds of practical tasks. A kind is done in the running system and scored by what was found.

An app above that brings a kind of its own registers it in its ``ready``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.exams.rules.marking import Scorer
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was looked for, and the share of it that was found (0 to 1)."""

    says: Text
    share: Decimal


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task.

    ``template`` shows it in a sitting (context: ``task`` from ``page``, ``answer``, ``field``);
    its fields are named ``field.name``, one that holds a list ``field.name[]``. The answer is what
    stands in them, text or list by name.
    ``page`` returns what the candidate sees of a config, never the key. ``read`` turns what a plain
    form sent into an answer. ``score`` returns the share of the marks, None where a person scores
    it; ``evidence`` says what it rests on.
    """

    key: str
    says: Text
    template: str
    page: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], Any]
    score: Scorer
    evidence: Callable[[Mapping[str, Any], Any], tuple[Evidence, ...]]


_kinds: dict[str, TaskKind] = {}


def register_task(kind: TaskKind) -> None:
    """Add a kind of task; called at start. The same key replaces it."""
    _kinds[kind.key] = kind


def task_kind(key: str) -> TaskKind | None:
    """Return a kind by its key, None for one that nobody registered."""
    return _kinds.get(key)


def task_kinds() -> tuple[TaskKind, ...]:
    """Return every kind, by key."""
    return tuple(kind for _, kind in sorted(_kinds.items()))


def scorers() -> dict[str, Scorer]:
    """Return how each kind is scored."""
    return {key: kind.score for key, kind in _kinds.items()}
