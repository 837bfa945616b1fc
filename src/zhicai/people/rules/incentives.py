"""What an incentive must say."""

from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_FEN = 100_000_000_00
"""A hundred million yuan; more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class IncentiveFacts:
    """What was given: its kind, money in fen or an honour in words, when, on what basis."""

    kind: str
    given_on: date
    basis: str
    amount: int | None = None
    honour: str = ""


def faults_of(facts: IncentiveFacts, *, on: date) -> list[Fault]:
    """Return what is wrong, by field (HB-4.4.b)."""
    faults: list[Fault] = []
    if not facts.amount and not facts.honour.strip():
        says = Text(
            "请填写金额，或写明荣誉、职称等内容。", "Write an amount, or name the honour or title."
        )
        faults.append(Fault(says, field="honour"))
    if facts.amount is not None and not 0 < facts.amount <= MOST_FEN:
        says = Text(
            "金额应大于 0 且不超过 1 亿元。", "An amount is above 0 and at most 100 million."
        )
        faults.append(Fault(says, field="amount"))
    if facts.given_on > on:
        says = Text("日期不能晚于今天。", "The date cannot lie after today.")
        faults.append(Fault(says, field="given_on"))
    if not facts.basis.strip():
        says = Text("请写明依据（文件或决定）。", "Name the basis (a document or decision).")
        faults.append(Fault(says, field="basis"))
    return faults
