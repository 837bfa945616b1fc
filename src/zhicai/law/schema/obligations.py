"""Who owes what by when under which clause."""

import re
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from zhicai.law.schema.base import ClauseIds, Effect, Expected, Force, Id, Level, Names, Row, Said
from zhicai.law.schema.windows import Window


def _metric(value: str) -> str:
    if not re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", value):
        raise Expected(
            f"指标写成“应用.名称”，如 training.preparatory_classes_held（现为 “{value}”）。",
            f"a metric is app.name, such as training.preparatory_classes_held (now “{value}”).",
        )
    return value


Metric = Annotated[str, AfterValidator(_metric)]
"""The name under which an app counts something: ``app.metric``."""


class Aim(Row):
    """What the value must reach: one of ≥, ≤, =, between, or a direction without number."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    exactly: Decimal | None = None
    between: tuple[Decimal, Decimal] | None = None
    direction: Literal["increase", "improve"] | None = None

    @model_validator(mode="after")
    def _one_aim(self) -> "Aim":
        aims = (self.at_least, self.at_most, self.exactly, self.between, self.direction)
        if sum(a is not None for a in aims) != 1:
            raise Expected(
                "目标只能写一种：at_least、at_most、exactly、between 或 direction。",
                "write exactly one of at_least, at_most, exactly, between, direction.",
            )
        if self.between and self.between[0] > self.between[1]:
            raise Expected(
                "between 的前一个数不能大于后一个。",
                "the first number of between must not exceed the second.",
                key="between",
            )
        return self

    @cached_property
    def goal(self) -> Decimal | None:
        """The figure to reach, the lower end of a range; None for a mere direction."""
        for figure in (self.at_least, self.exactly, self.at_most):
            if figure is not None:
                return figure
        return self.between[0] if self.between else None

    @cached_property
    def ceiling(self) -> Decimal | None:
        """The figure not to exceed; None where more is never wrong."""
        if self.between:
            return self.between[1]
        return self.at_most if self.at_most is not None else self.exactly

    @cached_property
    def only_limits(self) -> bool:
        """Say whether nothing has to be reached: “at most 2”, “exactly 0”."""
        return self.at_most is not None or self.exactly == 0


class Obligation(Aim):
    """Who owes what by when; see ``architecture.md``, “A rule, from notice to screen”.

    ``clause`` leads, ``also`` lists the places where the notice repeats the rule; every figure they
    state must be this rule's own. ``who`` is the seat that owes; ``body`` names who acts where it
    is not the office of that seat. ``judged`` is false for a headline that is shown, not called met
    or missed. ``force_by`` names the parameter that decides the force in place of ``force``.
    """

    id: Id
    clause: str
    also: ClauseIds = ()
    says: Said
    short: Said
    who: Level
    body: str | None = None
    places: Names = ()
    track: str | None = None
    metric: Metric
    unit: str
    window: Window
    years: tuple[int, ...] = ()
    force: Force = Force.BINDING
    force_by: str | None = None
    effect: Effect = Effect.FLAG
    pace: Literal["linear", "step"] = "step"
    judged: bool = True
    points: Names = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause this rule serves, the leading one first."""
        return (self.clause, *self.also)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The ids of the parameters this rule reads."""
        return (*self.window.parameters, *([self.force_by] if self.force_by else []))
