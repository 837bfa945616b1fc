"""Kinds of practical tasks. A kind is done in the running system and scored by what was found.

An app above that brings a kind of its own registers it in its ``ready``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from zhicai.exams.rules.items import Point
from zhicai.exams.rules.marking import Scorer
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was looked for, and the share of it that was found (0 to 1)."""

    says: Text
    share: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in one field of an answer, with the field's name."""

    label: Text
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a candidate tried while working on a task, as the journal keeps it."""

    data: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Steps:
    """What a candidate may try in the running sitting, each try recorded, ``most`` times.

    ``take`` returns what is recorded of what was sent (fields by name), or what is wrong with it,
    which counts as no try. ``show`` returns what the candidate sees of the tries so far, beside
    what ``page`` returns; ``says`` a try in words. ``template`` is the part of the task's page that
    it fills.
    """

    most: Callable[[Config], int]
    take: Callable[[Config, Mapping[str, Any]], Mapping[str, Any] | tuple[Fault, ...]]
    show: Callable[[Config, Sequence[Step]], Mapping[str, Any]]
    says: Callable[[Mapping[str, Any]], Text]
    template: str


def no_points(_config: Config) -> tuple[Point, ...]:
    """A kind that a machine scores has no rubric."""
    return ()


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task.

    ``template`` shows it in a sitting (context: ``task`` from ``page``, ``field``, ``step`` the
    address that takes tries); its fields are named ``field.name``, one that holds a list
    ``field.name[]``. The answer is what stands in them, text or list by name.
    ``check`` returns everything that is wrong with a config, given the marks of the item; faults
    stand at ``config``. ``page`` returns what the candidate sees of a config, never the key, with
    the own answer so far.
    ``score`` returns the share of the marks, None where a person scores it, by ``points`` (a rubric
    that adds up to the item's marks); ``evidence`` says what it rests on, ``lines`` what was
    handed in, ``right`` what is right. None of them raises on any answer of a sound config.
    """

    key: str
    says: Text
    template: str
    check: Callable[[Config, Decimal], tuple[Fault, ...]]
    page: Callable[[Config, Any], Mapping[str, Any]]
    score: Scorer
    evidence: Callable[[Config, Any], tuple[Evidence, ...]]
    lines: Callable[[Config, Any], tuple[Line, ...]]
    right: Callable[[Config], tuple[Text, ...]]
    points: Callable[[Config], tuple[Point, ...]] = no_points
    steps: Steps | None = None


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


def task_faults(task: str, config: Config, marks: Decimal) -> tuple[Fault, ...]:
    """Return everything that is wrong with a task of an item: its kind, else its config."""
    kind = task_kind(task)
    if kind is not None:
        return kind.check(config, marks)
    known = "、".join(one.key for one in task_kinds())
    says = Text(
        f"没有“{task}”这种任务，可用：{known}。", f"There is no task “{task}”; use {known}."
    )
    return (Fault(says, "task"),)
