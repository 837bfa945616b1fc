"""Who completed preparatory training: class hours present against those that the class held."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Hours:
    """Class hours of one trainee: ``present``, what the class ``held``, the ``share`` needed (%).

    >>> Hours(Decimal(9), Decimal(12), 80).needed
    Decimal('9.6')
    """

    present: Decimal
    held: Decimal
    share: int

    @property
    def needed(self) -> Decimal:
        """Class hours that completion needs, rounded up to a tenth."""
        exact = self.held * self.share / 100
        return exact.quantize(TENTH, rounding=ROUND_CEILING)

    @property
    def missing(self) -> Decimal:
        """Class hours that are missing, 0 where there are enough."""
        return max(self.needed - self.present, Decimal(0))


def decide_completion(hours: Hours, clause: str | None) -> Decision:
    """Say whether a trainee completed the class; a refusal says how many hours are missing."""
    if not hours.held:
        says = Text("课表里没有学时，无法认定结业。", "The timetable holds no class hours.")
        return Decision.refuse(says, clause)
    if not hours.missing:
        return Decision.yes()
    present, needed, missing = (f"{n:f}" for n in (hours.present, hours.needed, hours.missing))
    says = Text(
        f"到课 {present} 学时，需 {needed} 学时（总学时的 {hours.share}%），还差 {missing} 学时。",
        f"Present for {present} class hours; {needed} are needed ({hours.share}% of the class), "
        f"{missing} are missing.",
    )
    return Decision.refuse(says, clause)
