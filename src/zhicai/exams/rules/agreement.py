"""How far two markers agree on the answers to one item, and how the marks spread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STEP = Decimal("0.01")
BINS = 5
"""Parts into which the marks of an item are divided to be drawn."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Answers that two people marked: ``pairs`` of marks, how many were the same, how many no
    further apart than what calls for a third, and the mean distance in marks.
    """

    pairs: int
    same: int
    within: int
    apart: Decimal

    @property
    def share(self) -> int:
        """Percent of the pairs that called for no third marker."""
        return self.within * 100 // self.pairs


def agreement(
    pairs: Sequence[tuple[Decimal, Decimal]], *, out_of: Decimal, gap: Decimal
) -> Agreement | None:  # fmt: skip
    """Return how far markers agree, None where nothing was marked twice.

    ``gap`` is percent of ``out_of``, as for the third marker.
    """
    if not pairs:
        return None
    distances = [abs(one - other) for one, other in pairs]
    mean = sum(distances, Decimal(0)) / len(pairs)
    return Agreement(
        len(pairs),
        sum(one == 0 for one in distances),
        sum(one * 100 <= gap * out_of for one in distances),
        mean.quantize(STEP, ROUND_HALF_UP),
    )


def spread(marks: Iterable[Decimal], out_of: Decimal, bins: int = BINS) -> tuple[int, ...]:
    """Return how many marks lie in each of so many equal parts; full marks are in the last.

    >>> spread([Decimal(0), Decimal(5), Decimal(10)], Decimal(10))
    (1, 0, 1, 0, 1)
    """
    found = [0] * bins
    for one in marks:
        found[min(int(one * bins / out_of), bins - 1)] += 1
    return tuple(found)


def mean_share(marks: Sequence[Decimal], out_of: Decimal) -> int | None:
    """Return the percent of the marks that candidates earned on the mean, None for no candidate."""
    if not marks:
        return None
    share = sum(marks, Decimal(0)) * 100 / (out_of * len(marks))
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))
