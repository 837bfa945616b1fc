"""Criteria of upgrade reviews, commendations and evaluations: an example's or a province's own."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from zhicai.foundation.text import Text
from zhicai.law.schema.base import ClauseIds, Expected, Id, Names, Row, Said

Kind = Literal["upgrade", "commendation", "evaluation"]
Fact = Literal[
    "points", "certificate-years", "grade-years", "titles", "achievements", "hours", "honours"
]
"""What is known of a specialist: valid points, full years since the first certificate or at the
present grade, confirmed titles and achievements (of the named kinds), class hours, honours."""
NAMED: tuple[str, ...] = ("titles", "achievements", "honours")
"""The facts that may be narrowed to kinds."""
Nominator = Literal["city", "county", "base"]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


def _amount(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= 100_000 or (value * 10) % 1:
        raise Expected(
            f"应是 0 到 100000 之间、最多一位小数的数（现为 {value}）。",
            f"expected a number from 0 to 100000 with at most one place (now {value}).",
        )
    return value


Amount = Annotated[Decimal, BeforeValidator(_plain), AfterValidator(_amount)]
Weight = Annotated[int, Field(ge=1, le=100)]
Words = Annotated[str, Field(min_length=1, max_length=120)]


class _Named(Row):
    zh: Words
    en: Annotated[str, Field(max_length=200)] = ""

    @property
    def says(self) -> Text:
        """Its name; without an English one the Chinese stands for both."""
        return Text(self.zh, self.en or self.zh)


class _OfFact(Row):
    fact: Fact
    kinds: Names = ()

    @model_validator(mode="after")
    def _narrowed(self) -> Any:
        if self.kinds and self.fact not in NAMED:
            raise Expected(
                "只有职称、业绩和荣誉可以限定种类。",
                "only titles, achievements and honours are narrowed to kinds.",
                key="kinds",
            )
        return self


class ConditionRule(_OfFact):
    """What a target grade or an award asks for: ``fact`` at least ``at_least``.

    ``of`` is the grade's number or the award's id.
    """

    of: Words
    at_least: Amount


class LevelRule(_Named):
    """A target grade: the score that passes (of 100), the gap that calls for a third reviewer."""

    grade: Annotated[int, Field(ge=2, le=10)]
    passing: Annotated[Amount, Field(le=100)]
    gap: Annotated[Amount, Field(le=100)]


class ScoredRule(_Named):
    """What reviewers score from 0 to 100 for a target grade; the weights of a grade sum to 100."""

    id: Id
    grade: Annotated[int, Field(ge=2, le=10)]
    weight: Weight


class AwardRule(_Named):
    """An award: how many in the province, how many a nominating office may name, who may."""

    id: Id
    quota: Annotated[int, Field(ge=1, le=1000)]
    per_place: Annotated[int, Field(ge=1, le=1000)]
    nominators: tuple[Nominator, ...] = ("city", "county", "base")


class IndicatorRule(_Named):
    """An indicator of the evaluation: scored by hand, or from a fact, where ``full`` gives 100.

    The weights of a set sum to 100. ``this_year``: what happened in the year counts alone.
    """

    id: Id
    group: Words
    weight: Weight
    how: Literal["hand", "fact"] = "hand"
    fact: Fact | None = None
    kinds: Names = ()
    full: Amount | None = None
    this_year: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "IndicatorRule":
        if self.how == "hand" and (self.fact or self.full or self.kinds or self.this_year):
            raise Expected(
                "手工评分的指标不填数据来源和满分值。",
                "an indicator scored by hand has no fact and no full value.",
                key="fact",
            )
        if self.how == "fact" and (self.fact is None or not self.full):
            raise Expected(
                "按数据计分的指标要选数据来源，并填得满分的数值（大于 0）。",
                "an indicator from a fact names it and the value (above 0) that gives 100.",
                key="full",
            )
        if self.kinds and self.fact not in NAMED:
            raise Expected(
                "只有职称、业绩和荣誉可以限定种类。",
                "only titles, achievements and honours are narrowed to kinds.",
                key="kinds",
            )
        return self


class ReviewContent(Row):
    """What one set of criteria holds; which tables, its kind says."""

    kind: Kind
    levels: tuple[LevelRule, ...] = ()
    scored: tuple[ScoredRule, ...] = ()
    awards: tuple[AwardRule, ...] = ()
    conditions: tuple[ConditionRule, ...] = ()
    indicators: tuple[IndicatorRule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "ReviewContent":
        for table in TABLES_OF_OTHERS[self.kind]:
            if getattr(self, table):
                raise Expected(
                    f"这一类标准没有 “{table}” 表。", f"criteria of this kind have no “{table}”."
                )
        _once("级别", "levels", [str(one.grade) for one in self.levels])
        _once("评分项", "scored criteria", [one.id for one in self.scored])
        _once("奖项", "awards", [one.id for one in self.awards])
        _once("指标", "indicators", [one.id for one in self.indicators])
        self._upgrade()
        if self.kind == "evaluation":
            _hundred("指标", "the indicators", [one.weight for one in self.indicators])
        if self.kind == "commendation" and not self.awards:
            raise Expected("至少要有一个奖项。", "there is at least one award.")
        known = {str(one.grade) for one in self.levels} | {one.id for one in self.awards}
        for one in self.conditions:
            if one.of not in known:
                raise Expected(
                    f"条件里的 “{one.of}” 不在级别或奖项里。",
                    f"a condition is of “{one.of}”, which is no level and no award here.",
                )
        return self

    def _upgrade(self) -> None:
        if self.kind != "upgrade":
            return
        if not self.levels:
            raise Expected("至少要有一个级别。", "there is at least one level.")
        grades = {one.grade for one in self.levels}
        for one in self.scored:
            if one.grade not in grades:
                raise Expected(
                    f"评分项 “{one.zh}” 的级别不在级别表里。",
                    f"the criterion “{one.says.en}” is of a grade that is not in the table.",
                )
        for grade in sorted(grades):
            weights = [one.weight for one in self.scored if one.grade == grade]
            _hundred(f"{grade} 级评分项", f"the criteria of grade {grade}", weights)


TABLES_OF_OTHERS: dict[str, tuple[str, ...]] = {
    "upgrade": ("awards", "indicators"),
    "commendation": ("levels", "scored", "indicators"),
    "evaluation": ("levels", "scored", "awards", "conditions"),
}
"""The tables that sets of a kind do not have."""


def _once(zh: str, en: str, keys: Sequence[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Expected(f"{zh} {twice[0]} 重复。", f"{twice[0]} stands twice in the {en}.")


def _hundred(zh: str, en: str, weights: Iterable[int]) -> None:
    total = sum(weights)
    if total != 100:
        raise Expected(
            f"{zh}的权重合计应是 100（现为 {total}）。",
            f"the weights of {en} sum to 100 (now {total}).",
        )


class ReviewExample(ReviewContent):
    """An example set (``reviews.yaml``): a start for a province's own, nowhere in force itself."""

    id: Id
    name: Said
    clause: ClauseIds
