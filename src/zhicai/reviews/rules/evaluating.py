"""Scores of an evaluation sheet, and how the totals spread."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import IndicatorRule
from zhicai.reviews.rules.facts import Asked
from zhicai.reviews.rules.upgrading import rounded

BANDS: tuple[tuple[str, int, int, Text], ...] = (
    ("excellent", 90, 101, Text("90 分以上", "90 and above")),
    ("good", 80, 90, Text("80–89 分", "80 to 89")),
    ("fair", 60, 80, Text("60–79 分", "60 to 79")),
    ("low", 0, 60, Text("60 分以下", "below 60")),
)
"""Bands of totals: key, from (included), below, words."""


def asked_of(rule: IndicatorRule, year: int) -> Asked:
    """Return what an indicator asks of the records in a year."""
    return Asked(rule.fact or "", rule.kinds, year if rule.this_year else None)


def score_of(rule: IndicatorRule, value: Decimal) -> Decimal:
    """Return the score of a fact: 100 where it reaches ``full``, its share below."""
    if not rule.full:
        return Decimal(0)
    return rounded(min(max(value, Decimal(0)) / rule.full, Decimal(1)) * 100)


def total_of(rules: Iterable[IndicatorRule], scores: Mapping[str, Decimal | None]) -> Decimal:
    """Return the weighted total from 0 to 100; what has no score yet counts nothing."""
    return rounded(
        sum(((scores.get(one.id) or Decimal(0)) * one.weight for one in rules), Decimal(0)) / 100
    )


def band_of(total: Decimal) -> str:
    """Return the band of a total."""
    return next(key for key, low, high, _ in BANDS if low <= total < high)
