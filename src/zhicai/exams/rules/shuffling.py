"""Shuffles items and options for one candidate: the same seed gives the same order, for ever."""

from collections.abc import Sequence
from hashlib import sha256

WITHIN = (
    "single", "multiple", "true-false", "fill-in", "matching", "ordering", "short", "upload",
    "case", "task",
)  # fmt: skip
"""Kinds in the order in which a paper asks them; shuffling keeps kinds together."""


def order(seed: str, salt: str, count: int) -> tuple[int, ...]:
    """Return a permutation of ``range(count)`` that rests on seed and salt alone."""
    return tuple(sorted(range(count), key=lambda n: sha256(f"{seed}:{salt}:{n}".encode()).digest()))


def items_in_order(seed: str, kinds: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers (from 0) of a paper's items as this candidate sees them.

    ``kinds`` are those of the items in the paper's order; kinds stay together, in the order of
    :data:`WITHIN`, so that every candidate changes the way of answering equally often.
    """
    places = {n: rank for rank, n in enumerate(order(seed, "items", len(kinds)))}
    return tuple(sorted(range(len(kinds)), key=lambda n: (WITHIN.index(kinds[n]), places[n])))


def options_in_order(
    seed: str, number: int, count: int, *, part: int | None = None
) -> tuple[int, ...]:
    """Return the indexes of an item's options as this candidate sees them.

    ``part`` is the question of a case, from 0; None where the item is no case.
    """
    return order(seed, f"item {number}" if part is None else f"item {number}.{part}", count)
