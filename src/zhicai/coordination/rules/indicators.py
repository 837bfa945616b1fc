"""Class indicators of a year with their weights: what is not measured is named, never a zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator at one place: what was counted, what was asked, the weight.

    ``value`` is None where nobody counts it; ``applies`` is false where the place owes no such
    thing.
    """

    rule: str
    weight: Decimal
    value: Decimal | None
    goal: Decimal | None
    limit: bool = False
    applies: bool = True

    @property
    def measured(self) -> bool:
        """Say whether it enters the score."""
        return self.applies and self.value is not None

    @property
    def share(self) -> Decimal | None:
        """How much of the goal is reached, 0 to 1; None where it is not measured."""
        if not self.applies or self.value is None:
            return None
        if self.limit:
            return Decimal(1) if self.value <= (self.goal or Decimal(0)) else Decimal(0)
        if not self.goal:
            return Decimal(1) if self.value > 0 else Decimal(0)
        return min(self.value / self.goal, Decimal(1))

    @property
    def points(self) -> Decimal | None:
        """The share times the weight, two decimals; None where it is not measured."""
        share = self.share
        return None if share is None else (share * self.weight).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Score:
    """What a place has of the weight that could be measured there, in points."""

    points: Decimal | None
    of: Decimal
    whole: Decimal

    @property
    def complete(self) -> bool:
        """Say whether every indicator that applies was measured."""
        return self.points is not None and self.of == self.whole


def score_of(indicators: Sequence[Indicator]) -> Score:
    """Return the score over the measured indicators; no points at all where none is."""
    applying = [one for one in indicators if one.applies]
    measured = [one for one in applying if one.measured]
    points = sum((one.points or Decimal(0) for one in measured), Decimal(0))
    return Score(
        points if measured else None,
        sum((one.weight for one in measured), Decimal(0)),
        sum((one.weight for one in applying), Decimal(0)),
    )
