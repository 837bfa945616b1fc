"""Facts of a specialist, line by line, and whether they meet the conditions of a set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema.reviews import ConditionRule
from zhicai.reviews.rules.content import FACTS


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the records: a fact, narrowed to kinds, of one year or of all time."""

    fact: str
    kinds: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line behind a fact: the day, what it is, how much it adds."""

    on: date | None
    says: Text
    amount: Decimal

    def stored(self) -> dict[str, Any]:
        """Return the form in which it is frozen with a sheet."""
        day = self.on.isoformat() if self.on else ""
        return {"on": day, "zh": self.says.zh, "en": self.says.en, "amount": str(self.amount)}


def value_of(lines: Iterable[FactLine]) -> Decimal:
    """Return what the lines add up to."""
    return sum((one.amount for one in lines), Decimal(0))


def full_years(since: date, on: date) -> int:
    """Return how many full years lie between two days; a leap day's year is full on 1 March."""
    if on < since:
        return 0
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition beside the value found, and the lines that it comes from."""

    rule: ConditionRule
    value: Decimal
    lines: tuple[FactLine, ...]
    kinds: tuple[Text, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the value reaches what is asked."""
        return self.value >= self.rule.at_least

    @property
    def says(self) -> Text:
        """The condition in words."""
        fact = FACTS[self.rule.fact]
        zh, en = fact.zh, fact.en
        if self.kinds:
            zh += f"（{'、'.join(one.zh for one in self.kinds)}）"
            en += f" ({', '.join(one.en for one in self.kinds)})"
        return Text(f"{zh}不少于 {plain(self.rule.at_least)}",
                    f"at least {plain(self.rule.at_least)} {en}")  # fmt: skip

    @property
    def unmet(self) -> Text:
        """What is wanting, in words."""
        found = plain(self.value)
        return Text(f"{self.says.zh}，现为 {found}。", f"{self.says.en}; now {found}.")

    def stored(self) -> dict[str, Any]:
        """Return the form in which it is kept with an application or a nomination."""
        return {
            "zh": self.says.zh, "en": self.says.en, "value": plain(self.value), "met": self.met,
            "lines": [one.stored() for one in self.lines],
        }  # fmt: skip


def plain(value: Decimal) -> str:
    """Return a number without needless zeros."""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def checked(
    rules: Sequence[ConditionRule], facts: Mapping[Asked, Sequence[FactLine]],
    words: Mapping[str, Text],
) -> list[Checked]:  # fmt: skip
    """Return each condition beside what was found; ``words`` names the kinds."""
    told = []
    for rule in rules:
        lines = tuple(facts.get(Asked(rule.fact, rule.kinds), ()))
        kinds = tuple(words.get(key, Text(key, key)) for key in rule.kinds)
        told.append(Checked(rule, value_of(lines), lines, kinds))
    return told


def all_met(found: Iterable[Checked], clause: str | None) -> Decision:
    """Allow what meets every condition, else refuse with every one that is not met."""
    reasons = tuple(Reason(one.unmet, clause) for one in found if not one.met)
    return Decision(not reasons, reasons)
