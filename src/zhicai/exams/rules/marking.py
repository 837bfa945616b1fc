"""Marks an answer against its key: what the machine can say, and what waits for a person.

An answer of the wrong shape is worth nothing; it never breaks the marking of the others.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise
from typing import Any

from zhicai.exams.rules.items import (
    Case,
    Choice,
    Content,
    FillIn,
    Matching,
    Ordering,
    TrueFalse,
)

NONE, HALF, SHARE = "none", "half", "share"
"""Credit for a multiple choice that is partly right: nothing; half where nothing wrong was chosen;
the share of right options chosen, where nothing wrong was.
"""
STEP = Decimal("0.1")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks for one answer; None where a person has to mark it."""

    marks: Decimal | None

    @property
    def waits(self) -> bool:
        """Whether somebody has yet to mark it."""
        return self.marks is None


Scorer = Callable[[Mapping[str, Any], Any], Decimal | None]
"""Takes a task's config and an answer, returns the share of the marks from 0 to 1, None where a
person scores it."""


def mark(
    content: Content, answer: Any, marks: Decimal, *, partial: str,
    scorers: Mapping[str, Scorer] | None = None,
) -> Marked:  # fmt: skip
    """Return what an answer is worth out of ``marks``, in tenths.

    ``partial`` is the credit of multiple choices; ``scorers`` are those of practical tasks by key.
    """
    if isinstance(content, Case):
        return _case(content, answer, partial)
    share = _share(content, answer, partial, scorers or {})
    return Marked(None if share is None else _tenths(marks * share))


def _case(content: Case, answer: Any, partial: str) -> Marked:
    given = answer if isinstance(answer, list) else []
    total = NOTHING
    for n, part in enumerate(content.parts):
        found = mark(
            part.content, given[n] if n < len(given) else None, part.marks, partial=partial
        )
        if found.marks is None:
            return Marked(None)
        total += found.marks
    return Marked(total)


def _share(
    content: Content, answer: Any, partial: str, scorers: Mapping[str, Scorer]
) -> Decimal | None:
    match content:
        case Choice():
            return _chosen(content, answer, partial)
        case TrueFalse():
            return Decimal(answer is content.right)
        case FillIn():
            return _filled(content, answer)
        case Matching():
            wanted: Sequence[Any] = range(len(content.pairs))
            return _in_place(wanted, answer)
        case Ordering():
            return _in_order(len(content.steps), answer)
        case _:
            pass
    if answer in (None, "", {}, []):
        return NOTHING
    scorer = scorers.get(getattr(content, "task", ""))
    return scorer(content.config, answer) if scorer else None  # type: ignore[union-attr]


def _chosen(content: Choice, answer: Any, partial: str) -> Decimal:
    key = set(content.key)
    if len(key) == 1:
        return Decimal(type(answer) is int and answer in key)
    if not isinstance(answer, list) or any(type(one) is not int for one in answer):
        return NOTHING
    chosen = set(answer)
    if chosen == key:
        return Decimal(1)
    if not chosen or chosen - key or partial == NONE:
        return NOTHING
    return Decimal("0.5") if partial == HALF else Decimal(len(chosen)) / len(key)


def _filled(content: FillIn, answer: Any) -> Decimal:
    given = answer if isinstance(answer, list) else []
    right = sum(
        isinstance(text, str) and plain(text) in {plain(one) for one in accepted}
        for text, accepted in zip(given, content.blanks, strict=False)
    )
    return Decimal(right) / len(content.blanks)


def _in_place(wanted: Sequence[Any], answer: Any) -> Decimal:
    given = answer if isinstance(answer, list) else []
    right = sum(
        type(found) is int and found == one for found, one in zip(given, wanted, strict=False)
    )
    return Decimal(right) / len(wanted)


def _in_order(count: int, answer: Any) -> Decimal:
    """The share of neighbours that stand in their right order; the whole order earns everything."""
    if not isinstance(answer, list) or any(type(one) is not int for one in answer):
        return NOTHING
    if sorted(answer) != list(range(count)):
        return NOTHING
    right = sum(after - before == 1 for before, after in pairwise(answer))
    return Decimal(right) / (count - 1)


def plain(text: str) -> str:
    """Return a filled-in text as it is compared: one width, one case, no spaces, no full stop."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).rstrip(".。")


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(STEP, rounding=ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Scored:
    """A paper's marks by number; ``complete`` once nobody has to mark anything any more."""

    by_item: Mapping[int, Decimal | None]
    out_of: Decimal

    @property
    def marks(self) -> Decimal:
        """The marks so far."""
        return sum((one for one in self.by_item.values() if one is not None), NOTHING)

    @property
    def complete(self) -> bool:
        """Whether every answer is marked."""
        return all(one is not None for one in self.by_item.values())

    @property
    def percent(self) -> Decimal:
        """The marks in a hundred, in tenths."""
        return _tenths(self.marks * 100 / self.out_of) if self.out_of else NOTHING
