"""How items fared: share of the marks earned, discrimination, options chosen, what is conspicuous.

Sums are kept as floats while papers are added one by one, so that ten thousand papers need no more
memory than one; what comes out is rounded to thousandths.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Any

from zhicai.foundation.text import Text

EASY, HARD, WEAK, NEGATIVE, LURE = "easy", "hard", "weak", "negative", "lure"
FLAGS = {
    EASY: Text("太易", "too easy"),
    HARD: Text("太难", "too hard"),
    WEAK: Text("区分度低", "weak discrimination"),
    NEGATIVE: Text("区分度为负", "negative discrimination"),
    LURE: Text("错误选项比正确选项选得多", "a wrong option chosen more often than a right one"),
}
LEAST = 30
"""Answers below which nothing is called conspicuous."""
TOO_EASY, TOO_HARD, TOO_WEAK = Decimal("0.95"), Decimal("0.2"), Decimal("0.1")
_THOUSANDTH = Decimal("0.001")


@dataclass(slots=True)
class Sums:
    """What is kept of one item while papers are added: x its share, y that of the rest."""

    n: int = 0
    x: float = 0.0
    xx: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    xy: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, x: float, y: float) -> None:
        """Add one candidate's share of the item and of the rest of the paper."""
        self.n += 1
        self.x += x
        self.xx += x * x
        self.y += y
        self.yy += y * y
        self.xy += x * y

    def choose(self, answer: Any, times: int = 1) -> None:
        """Count the options that an answer chose; an answer of another shape counts for nothing."""
        chosen = answer if isinstance(answer, list) else [answer]
        for one in chosen:
            if isinstance(one, int) and one < 100:
                key = str(int(one))
                self.counts[key] = self.counts.get(key, 0) + times


@dataclass(frozen=True, slots=True)
class Figures:
    """How an item fared. ``share`` is from 0 to 1; ``discrimination`` from -1 to 1, None where all
    did alike; ``counts`` are of options by their index.
    """

    n: int
    share: Decimal
    discrimination: Decimal | None
    counts: Mapping[str, int]
    flags: tuple[str, ...] = ()


def add_paper(sums: dict[int, Sums], marks: Mapping[int, float], full: Mapping[int, float]) -> None:
    """Add one paper: the marks of each item earned and the full ones, both by item version.

    The item itself is left out of what it is held against (corrected item-total correlation).
    """
    total, out_of = sum(marks.values()), sum(full[item] for item in marks)
    for item, earned in marks.items():
        worth = full[item]
        rest = out_of - worth
        sums.setdefault(item, Sums()).add(earned / worth, (total - earned) / rest if rest else 0.0)


def figures(sums: Sums, key: tuple[int, ...] = ()) -> Figures:
    """Return what the sums of an item come to; ``key`` are the right options, if it has any."""
    n = sums.n
    share = Decimal(sums.x / n).quantize(_THOUSANDTH) if n else Decimal(0)
    found = _correlation(sums)
    flags = [] if n < LEAST else list(_flags(share, found, sums.counts, key))
    return Figures(n, share, found, dict(sums.counts), tuple(flags))


def _correlation(sums: Sums) -> Decimal | None:
    n = sums.n
    if n < 2:
        return None
    one, other = sums.xx - sums.x**2 / n, sums.yy - sums.y**2 / n
    # Rounding leaves a trace of what is no variance at all.
    if one <= 1e-9 * n or other <= 1e-9 * n:
        return None
    found = (sums.xy - sums.x * sums.y / n) / sqrt(one * other)
    return Decimal(max(-1.0, min(1.0, found))).quantize(_THOUSANDTH)


def _flags(
    share: Decimal, found: Decimal | None, counts: Mapping[str, int], key: tuple[int, ...]
) -> list[str]:
    flags = []
    if share >= TOO_EASY:
        flags.append(EASY)
    elif share <= TOO_HARD:
        flags.append(HARD)
    if found is not None and found < 0:
        flags.append(NEGATIVE)
    elif found is not None and found < TOO_WEAK and share < TOO_EASY:
        flags.append(WEAK)
    right = [counts.get(str(one), 0) for one in key]
    wrong = [times for one, times in counts.items() if int(one) not in key]
    if key and wrong and max(wrong) > min(right):
        flags.append(LURE)
    return flags
