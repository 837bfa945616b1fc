"""What an office gives to the training in a year, as typed, and everything wrong with it."""

from dataclasses import dataclass
from datetime import date

from zhicai.finance.rules.lines import AMOUNT
from zhicai.finance.rules.money import MOST_FEN
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

STAFF, MONEY, POLICY = "staff", "money", "policy"
KINDS = (STAFF, MONEY, POLICY)
MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """Support as typed: staff counted in people, money in fen, a policy by its number."""

    kind: str
    year: int | None
    title: str
    on: date | None
    says: str = ""
    people: int | None = None
    amount: int | None = None
    number: str = ""


def support_faults(facts: SupportFacts, *, last_year: int) -> list[Fault]:
    """Return everything wrong with it; years up to ``last_year`` may be entered."""
    faults = []
    if facts.kind not in KINDS:
        faults.append(Fault(Text("请选择人力、财力或政策。", "Choose a kind."), "kind"))
    if facts.year is None or not 2000 <= facts.year <= last_year:
        says = Text(f"年度应在 2000 至 {last_year} 之间。", f"A year up to {last_year}.")
        faults.append(Fault(says, "year"))
    if not facts.title.strip():
        faults.append(Fault(Text("请写明支持的内容。", "Say what is given."), "title"))
    if facts.on is None:
        faults.append(Fault(Text("请填日期。", "Give the day."), "on"))
    if facts.kind == STAFF and not 0 < (facts.people or 0) <= MOST_PEOPLE:
        faults.append(Fault(Text("请填投入的人数。", "Give the number of people."), "people"))
    if facts.kind == MONEY and not 0 < (facts.amount or 0) <= MOST_FEN:
        faults.append(Fault(AMOUNT, "amount"))
    if facts.kind == POLICY and not facts.number.strip():
        says = Text("请填文号或出台单位。", "Give its number or who issued it.")
        faults.append(Fault(says, "number"))
    return faults
