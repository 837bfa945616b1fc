"""Answers as a form sends them, and what an answer leaves open.

Every question of a paper is asked by one or more fields whose names begin with ``q<number>``; the
questions of a case add ``-<part>``. Shapes of answers: :mod:`zhicai.exams.rules.items`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zhicai.exams.rules.items import (
    Case,
    Choice,
    Content,
    FillIn,
    Matching,
    Ordering,
    Plain,
    Task,
    TrueFalse,
    Upload,
)
from zhicai.exams.rules.saving import LONGEST

Form = Mapping[str, Sequence[str]]
"""What was sent: every value of each field, in the order of the page."""
MOVES = {"up": -1, "down": 1}
YES, NO = "1", "0"


def name_of(number: int, part: int | None = None) -> str:
    """Return what the names of a question's fields begin with."""
    return f"q{number}" if part is None else f"q{number}-{part}"


def read_answer(kind: str, content: Content, number: int, form: Form) -> Any:
    """Return the answer to an item that a form holds, None where it holds none."""
    if not isinstance(content, Case):
        return _read(kind, content, name_of(number), form)
    parts = [
        _read(part.kind, part.content, name_of(number, n), form)
        for n, part in enumerate(content.parts)
    ]
    return None if all(one is None for one in parts) else parts


def _read(kind: str, content: Plain, name: str, form: Form) -> Any:
    match content:
        case Choice():
            chosen = sorted(set(_numbers(form.get(name, ()), len(content.options))))
            if kind == "multiple":
                return chosen or None
            return chosen[0] if len(chosen) == 1 else None
        case TrueFalse():
            return {YES: True, NO: False}.get(_one(name, form))
        case FillIn():
            filled = [_one(f"{name}.{n}", form) for n in range(len(content.blanks))]
            return filled if any(filled) else None
        case Matching():
            count = len(content.rights)
            rights = [
                next(iter(_numbers(form.get(f"{name}.{n}", ()), count)), None)
                for n in range(len(content.pairs))
            ]
            return None if all(one is None for one in rights) else rights
        case Ordering():
            return read_order(name, len(content.steps), form)
        case Upload():
            return next(iter(_numbers(form.get(name, ()), 2**62)), None)
        case Task():
            return _told(name, form)
        case _:
            return _one(name, form) or None


def _told(name: str, form: Form) -> dict[str, Any] | None:
    """A task's own fields by their names; one whose name ends in ``[]`` holds a list."""
    told: dict[str, Any] = {}
    for key, values in form.items():
        if key.startswith(f"{name}."):
            whole = [one[:LONGEST] for one in values if one]
            told[key.removeprefix(f"{name}.")] = whole if key.endswith("[]") else _one(key, form)
    return told if any(told.values()) else None


def read_order(name: str, count: int, form: Form, *, moved: bool = False) -> list[int] | None:
    """Return the order of steps that a form holds, None where it was not made one's own.

    ``moved``: a step has just been moved, which makes it one's own.
    """
    steps = list(_numbers(form.get(name, ()), count))
    if len(steps) != count or len(set(steps)) != count:
        return None
    return steps if moved or _one(f"{name}.set", form) else None


def moved(steps: Sequence[int], step: int, way: str) -> list[int]:
    """Return an order in which one step has changed places with its neighbour."""
    found = list(steps)
    here = found.index(step)
    there = here + MOVES[way]
    if 0 <= there < len(found):
        found[here], found[there] = found[there], found[here]
    return found


def is_answered(content: Content, answer: Any) -> bool:
    """Say whether nothing of an item is left open."""
    if isinstance(content, Case):
        given = answer if isinstance(answer, list) else []
        return len(given) >= len(content.parts) and all(
            is_answered(part.content, one) for part, one in zip(content.parts, given, strict=False)
        )
    if isinstance(content, FillIn | Matching):
        return isinstance(answer, list) and all(one not in (None, "") for one in answer)
    return answer not in (None, "", [], {})


def revision_at(begun: datetime, at: datetime, last: int) -> int:
    """Return the revision of an answer given at a moment: tenths of seconds since the start.

    So that of two tabs or two devices the later change wins, whoever counted how many before;
    ``last`` is the revision known so far. The page counts the same way.
    """
    return max(last + 1, int((at - begun).total_seconds() * 10))


def _one(name: str, form: Form) -> str:
    values = form.get(name, ())
    return values[0].strip()[:LONGEST] if values else ""


def _numbers(values: Sequence[str], count: int) -> Sequence[int]:
    """The whole numbers below ``count`` among what was sent; whatever else came counts for nothing.

    >>> list(_numbers(["1", "x", "9"], 4))
    [1]
    """
    return [
        int(one)
        for one in values
        if one.isascii() and one.isdigit() and len(one) < 20 and int(one) < count
    ]
