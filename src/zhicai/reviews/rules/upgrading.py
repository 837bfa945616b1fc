"""The decision of an upgrade review: two blind reviewers, a third where they lie far apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import LevelRule, ReviewContent, ScoredRule

FIRST, SECOND, THIRD = 1, 2, 3
CENT = Decimal("0.01")
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the scores come to: ``score`` None while reviewers are still to score.

    ``needs`` is the number of the reviewer who is awaited.
    """

    score: Decimal | None
    passed: bool = False
    needs: int | None = None
    says: Text = NOTHING


def rounded(value: Decimal) -> Decimal:
    """Return a score with two places, halves up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def scored_of(content: ReviewContent, grade: int) -> tuple[ScoredRule, ...]:
    """Return what reviewers score for a target grade."""
    return tuple(one for one in content.scored if one.grade == grade)


def level_of(content: ReviewContent, grade: int) -> LevelRule | None:
    """Return a target grade, None where the criteria have none."""
    return next((one for one in content.levels if one.grade == grade), None)


def score_faults(rules: Sequence[ScoredRule], given: Mapping[str, Decimal | None]) -> list[Fault]:
    """Return what is wrong with the scores of one reviewer: each is there, from 0 to 100."""
    faults = []
    for one in rules:
        value = given.get(one.id)
        if value is None or not value.is_finite() or not 0 <= value <= 100 or (value * 10) % 1:
            says = Text(
                f"{one.zh}：请填 0 到 100 的分数，最多一位小数。",
                f"{one.says.en}: give a score from 0 to 100 with at most one place.",
            )
            faults.append(Fault(says, field=f"score-{one.id}"))
    return faults


def total_of(rules: Sequence[ScoredRule], given: Mapping[str, Decimal]) -> Decimal:
    """Return a reviewer's weighted score, from 0 to 100."""
    return rounded(sum((given[one.id] * one.weight for one in rules), Decimal(0)) / 100)


def decide(level: LevelRule, totals: Mapping[int, Decimal]) -> Outcome:
    """Return the result of the totals by reviewer number.

    Two no further apart than the gap: their mean. Else the mean of the third and the nearer of the
    two; in a tie the lower. What reaches the passing score passes.
    """
    for number in (FIRST, SECOND):
        if number not in totals:
            return Outcome(None, needs=number)
    first, second = totals[FIRST], totals[SECOND]
    if abs(first - second) <= level.gap:
        return _judged(level, (first + second) / 2)
    if THIRD not in totals:
        return Outcome(None, needs=THIRD)
    third = totals[THIRD]
    nearer = min((first, second), key=lambda one: (abs(one - third), one))
    return _judged(level, (nearer + third) / 2)


def _judged(level: LevelRule, mean: Decimal) -> Outcome:
    score = rounded(mean)
    passed = score >= level.passing
    says = Text(
        f"评定得分 {score}，{level.zh}的合格线为 {level.passing}，"
        f"{'达到' if passed else '未达到'}。",
        f"Score {score}; {level.says.en} asks for {level.passing}: "
        f"{'reached' if passed else 'not reached'}.",
    )
    return Outcome(score, passed, says=says)


def conflict(
    *, reviewer: int, applicant_user: int | None, reviewer_units: frozenset[int],
    employer: int | None,
) -> Text | None:  # fmt: skip
    """Say why someone may not review an applicant: oneself, or somebody of the own employer."""
    if applicant_user is not None and reviewer == applicant_user:
        return Text("评审人不能评审本人。", "Nobody reviews oneself.")
    if employer is not None and employer in reviewer_units:
        return Text(
            "评审人不能评审本单位人员。", "Nobody reviews people of the own employer."
        )  # fmt: skip
    return None
