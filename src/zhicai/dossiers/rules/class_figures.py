"""The figures of one assessment class, as its evaluation and report show them; pure.

Each says which query counts it. What nobody has counted yet is None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain


@dataclass(frozen=True, slots=True)
class Kind:
    """What a figure is: its name, its unit (``fen`` for money) and the query that counts it."""

    key: str
    label: Text
    unit: str
    query: str


KINDS = (
    Kind("seats", Text("名额", "Seats"), "person", "training.class"),
    Kind("registered", Text("录取学员", "Trainees with a seat"), "person",
         "admission.registrations"),
    Kind("employers", Text("来自用人单位", "Employers they come from"), "enterprise",
         "admission.registrations"),
    Kind("places", Text("来自县（市、区）", "Counties they come from"), "county",
         "admission.registrations"),
    Kind("attended", Text("实际参加", "Attended"), "person", "attendance.attended"),
    Kind("class-hours", Text("授课学时", "Class hours held"), "hour",
         "attendance.class_hours"),
    Kind("lecturers", Text("授课讲师", "Lecturers"), "person", "training.lessons"),
    Kind("decided", Text("已作出结论", "Decided"), "person", "results.outcomes"),
    Kind("qualified", Text("合格", "Qualified"), "person", "results.outcomes"),
    Kind("made-up", Text("其中补考合格", "Of these by make-up"), "person", "results.outcomes"),
    Kind("make-up", Text("待补考", "Make-up ahead"), "person", "results.outcomes"),
    Kind("not-qualified", Text("不合格", "Not qualified"), "person", "results.outcomes"),
    Kind("pass-rate", Text("合格率", "Share qualified"), "percent", "results.outcomes"),
    Kind("exam", Text("考试平均分", "Mean of the exam"), "score", "results.outcomes"),
    Kind("practical", Text("实操平均分", "Mean of the practical task"), "score",
         "results.outcomes"),
    Kind("answered", Text("学员评价", "Trainees who gave feedback"), "person",
         "training.feedback"),
    Kind("rating", Text("学员评分（满分 5）", "Mean rating by trainees (of 5)"), "score",
         "training.feedback"),
    Kind("budget", Text("预算", "Budget"), "fen", "finance.budget_of"),
    Kind("spent", Text("支出", "Spent"), "fen", "finance.settlement_of"),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}
OUTCOMES = ("decided", "qualified", "made-up", "make-up", "not-qualified")
PEOPLE = ("registered", "employers", "places", "attended", *OUTCOMES, "pass-rate", "exam",
          "practical")  # fmt: skip
"""Figures whose rows are the people of the class."""

Figures = Mapping[str, Decimal | None]


def to_json(figures: Figures) -> dict[str, str | None]:
    """Return figures as they are stored, each as text."""
    return {
        kind.key: None if (value := figures.get(kind.key)) is None else plain(value)
        for kind in KINDS
    }


def from_json(stored: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return stored figures as numbers."""
    return {
        kind.key: None if stored.get(kind.key) is None else Decimal(str(stored[kind.key]))
        for kind in KINDS
    }


def share(part: int, whole: int) -> Decimal | None:
    """Return a share in percent with one decimal, None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def amount(kind: Kind, value: Decimal | None) -> str:
    """Return a figure as it stands in a text: money in 10,000 yuan, a share with its sign."""
    if value is None:
        return "—"
    if kind.unit == "fen":
        return f"{value / 1_000_000:,.2f}"
    if kind.unit == "percent":
        return f"{plain(value)}%"
    return plain(value)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that the records count otherwise now."""

    kind: Kind
    before: Decimal | None
    after: Decimal | None


def differences(old: Figures, new: Figures) -> tuple[Difference, ...]:
    """Return the figures that differ, in their order."""
    return tuple(
        Difference(kind, old.get(kind.key), new.get(kind.key))
        for kind in KINDS
        if old.get(kind.key) != new.get(kind.key)
    )
