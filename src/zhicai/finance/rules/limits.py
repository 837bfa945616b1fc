"""The ceilings that the province may set: a lecture fee for each class hour, cost for each day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zhicai.finance.rules.kinds import COSTS, LECTURERS
from zhicai.finance.rules.money import yuan
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Fen for one class hour taught and for one trainee and day; None as long as none is set.

    ``kinds`` are fen for one trainee and day by what is paid for; a kind without one has no limit.
    """

    lecture: int | None = None
    day: int | None = None
    clause: str | None = None
    kinds: Mapping[str, int] = field(default_factory=dict)


def decide_lecture(kind: str, fen: int, hours: Decimal | None, ceilings: Ceilings) -> Decision:
    """Refuse a lecture fee above the ceiling, and one without its class hours (HB-4.3.e)."""
    most = ceilings.lecture
    if kind != LECTURERS or most is None:
        return Decision.yes()
    if not hours:
        says = Text(
            "省局设了讲课费上限，请填写这笔讲课费对应的学时。",
            "The province has set a ceiling; enter the class hours that this fee is for.",
        )
        return Decision.refuse(says, ceilings.clause, field="hours")
    if fen <= most * hours:
        return Decision.yes()
    each = int(fen / hours)
    says = Text(
        f"每学时 {yuan(each)} 元，超过上限 {yuan(most)} 元。",
        f"{yuan(each)} yuan for a class hour exceeds the ceiling of {yuan(most)} yuan.",
    )
    return Decision.refuse(says, ceilings.clause, field="amount")


def decide_day(fen: int, people: int, days: int, ceilings: Ceilings) -> Decision:
    """Refuse a budget above the ceiling for each trainee and day (HB-4.3.e)."""
    most = ceilings.day
    if most is None or not people or not days or fen <= most * people * days:
        return Decision.yes()
    each = -(-fen // (people * days))
    says = Text(
        f"按 {people} 人 {days} 天计算，每人每天 {yuan(each)} 元，超过上限 {yuan(most)} 元。",
        f"For {people} people and {days} days it comes to {yuan(each)} yuan a person and day, "
        f"above the ceiling of {yuan(most)} yuan.",
    )
    return Decision.refuse(says, ceilings.clause)


def decide_kind(kind: str, fen: int, people: int, days: int, ceilings: Ceilings) -> Decision:
    """Refuse an expense that takes its category above the ceiling for each trainee and day.

    ``fen`` is what the class has spent on the category, this expense included (HB-4.3.e).
    """
    each = ceilings.kinds.get(kind)
    if each is None or not people or not days or fen <= each * people * days:
        return Decision.yes()
    most, name = each * people * days, COSTS[kind]
    says = Text(
        f"{name.zh}每人每天最多 {yuan(each)} 元，按 {people} 人 {days} 天合计最多 {yuan(most)} 元，"
        f"这笔登记后为 {yuan(fen)} 元。",
        f"{name.en} may cost {yuan(each)} yuan a person and day, {yuan(most)} yuan for {people} "
        f"people and {days} days; with this expense it is {yuan(fen)} yuan.",
    )
    return Decision.refuse(says, ceilings.clause, field="amount")
