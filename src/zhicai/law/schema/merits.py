"""Rules of points, grades and categories of specialists, as an example or as a province's own."""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from zhicai.law.schema.base import ClauseIds, Expected, Id, Names, Row, Said

Event = Literal["certificate", "title", "achievement", "training", "honour", "talk"]
"""What can earn points: a certificate, a confirmed title or achievement, completed training, an
honour or incentive, a guidance talk."""


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


def _tenths(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= 1000 or (value * 10) % 1:
        raise Expected(
            f"分值应是 0 到 1000 之间、最多一位小数的数（现为 {value}）。",
            f"points are a number from 0 to 1000 with at most one place (now {value}).",
        )
    return value


Points = Annotated[Decimal, BeforeValidator(_plain), AfterValidator(_tenths)]
"""Points with at most one place."""

Years = Annotated[int, Field(ge=1, le=50)]


class PointRule(Row):
    """What one kind of fact earns.

    ``kinds`` are the event's own words (levels of titles, kinds of achievements, tracks, kinds of
    incentives); none means any. ``most_a_year`` and ``most_in_all`` are caps for one person;
    ``valid_years`` after the fact the points expire.
    """

    id: Id
    says: Said
    event: Event
    kinds: Names = ()
    points: Points
    evidence: bool = False
    most_a_year: Points | None = None
    most_in_all: Points | None = None
    valid_years: Years | None = None


class GradeRule(Row):
    """From how many valid points someone has a grade, and on what other conditions.

    ``years_below`` are full years at the grade below; it is asked of nobody who has the grade.
    """

    grade: Annotated[int, Field(ge=1, le=10)]
    says: Said
    points: Points
    certificate: bool = True
    years_below: Annotated[int, Field(ge=0, le=20)] = 0


class CategoryRule(Row):
    """A category: chosen by hand, or by the kinds or industries of employers in ``values``."""

    id: Id
    says: Said
    how: Literal["hand", "employer-type", "industry"] = "hand"
    values: Names = ()

    @model_validator(mode="after")
    def _fits(self) -> "CategoryRule":
        if (self.how == "hand") == bool(self.values):
            raise Expected(
                "按单位类型或行业归类的要列出是哪些，手工归类的不列。",
                "list the kinds or industries where it goes by them, and nowhere else.",
                key="values",
            )
        return self


class MeritContent(Row):
    """What a rule set holds. ``lowers``: a grade may go down when points expire."""

    points: tuple[PointRule, ...] = ()
    grades: tuple[GradeRule, ...] = ()
    categories: tuple[CategoryRule, ...] = ()
    lowers: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> "MeritContent":
        for zh, en, keys in (
            ("积分规则", "rules of points", [one.id for one in self.points]),
            ("类别", "categories", [one.id for one in self.categories]),
            ("级别", "grades", [str(one.grade) for one in self.grades]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise Expected(f"{zh} {twice[0]} 重复。", f"{twice[0]} stands twice in the {en}.")
        rising = sorted(self.grades, key=lambda one: one.grade)
        for below, above in pairwise(rising):
            if above.points < below.points:
                raise Expected(
                    f"{above.grade} 级所需积分（{above.points}）不能少于 {below.grade} 级"
                    f"（{below.points}）。",
                    f"grade {above.grade} cannot ask for fewer points ({above.points}) than grade "
                    f"{below.grade} ({below.points}).",
                )
        return self


class MeritExample(MeritContent):
    """An example set (``merits.yaml``): a start for a province's own, itself in force nowhere."""

    id: Id
    name: Said
    clause: ClauseIds
