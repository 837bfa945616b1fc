"""What is typed into funds, budgets and expenses: the facts, and everything wrong with them."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from zhicai.finance.rules.kinds import CHARGED, COSTS, FUND_KINDS, ITEMS
from zhicai.finance.rules.money import MOST_FEN
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

AMOUNT = Text(
    "请填金额，单位元，最多到分，要大于 0。", "Give an amount above 0 in yuan, to the fen at most."
)
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class FundFacts:
    """A fund as typed. ``amount`` is fen, None where it could not be read.

    ``answers`` says in words which needs of enterprises it answers, ``needs`` are ids of those that
    were recorded.
    """

    name: str
    kind: str
    amount: int | None
    placed_on: date | None
    purpose: str = ""
    track: str = ""
    ring_fenced: bool = True
    shared: bool = False
    answers: str = ""
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of a budget as typed: what for, out of which fund, how much (fen), why from there.

    ``part`` is launch or expansion where the notice tells them apart, else empty.
    """

    kind: str
    fund: int | None
    amount: int | None
    note: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class ExpenseFacts:
    """An expense as typed: out of which line, when, to whom, how much (fen).

    ``hours`` are the class hours that a lecture fee is for. ``key`` marks one entry, so that the
    same one sent twice is booked once.
    """

    line: int | None
    paid_on: date | None
    payee: str
    amount: int | None
    says: str = ""
    voucher: str = ""
    hours: Decimal | None = None
    key: str = ""

    @property
    def mark(self) -> str:
        """The key, made of the content where none was sent."""
        parts = (self.line, self.paid_on, self.payee, self.amount, self.voucher, self.says)
        return self.key or content_key(*parts)


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """A payment by a trainee or an employer as typed. ``amount`` is fen."""

    payer: str
    item: str
    amount: int | None
    on: date | None
    says: str = ""
    key: str = ""

    @property
    def mark(self) -> str:
        """The key, made of the content where none was sent."""
        parts = (self.payer, self.item, self.amount, self.on, self.says)
        return self.key or content_key(*parts)


def content_key(*parts: object) -> str:
    """Return a key out of what an entry says, for one that came without."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:40]


def fund_faults(facts: FundFacts, *, year: int, needs_wanted: str | None) -> list[Fault]:
    """Return everything wrong with a fund.

    ``needs_wanted`` is the clause that asks for the needs a yearly fund answers, None where none
    does (HB-4.2.b).
    """
    faults = []
    if not facts.name.strip():
        faults.append(Fault(Text("请写明资金名称。", "Name the fund."), "name"))
    if facts.kind not in FUND_KINDS:
        faults.append(Fault(Text("请选择资金类型。", "Choose the kind of the fund."), "kind"))
    faults += _amount(facts.amount, "amount")
    faults += _day(facts.placed_on, year, "placed_on")
    if not facts.purpose.strip():
        faults.append(Fault(Text("请写明用途。", "Say what the fund is for."), "purpose"))
    if needs_wanted and facts.kind == "yearly" and not facts.needs and not facts.answers.strip():
        says = Text(
            "请勾选或写明这笔资金对应的企业需求。",
            "Tick the needs of enterprises that this money answers, or write them down.",
        )
        faults.append(Fault(says, "answers", clause=needs_wanted))
    return faults


def line_faults(
    lines: Sequence[LineFacts], funds: Iterable[int], *, parts: Container[str] = ("",)
) -> list[Fault]:
    """Return everything wrong with the lines of a budget; rows count from 1.

    ``parts`` are the parts of money that this budget tells apart, the empty one where it does not.
    """
    known = set(funds)
    faults: list[Fault] = []
    if not lines:
        says = Text("预算至少要有一行。", "A budget has one line at least.")
        faults.append(Fault(says, "lines"))
    if len(lines) > MOST_LINES:
        says = Text(f"预算最多 {MOST_LINES} 行。", f"A budget has {MOST_LINES} lines at most.")
        faults.append(Fault(says, "lines"))
    seen: set[tuple[str, int | None, str]] = set()
    for number, line in enumerate(lines, start=1):
        where = Text(f"第 {number} 行：", f"Line {number}: ")
        for says, field in _line(line, known, seen, parts):
            text = Text(where.zh + says.zh, where.en + says.en)
            faults.append(Fault(text, f"{field}_{number}", row=number))
        seen.add((line.kind, line.fund, line.part))
    return faults


def _line(
    line: LineFacts,
    known: set[int],
    seen: set[tuple[str, int | None, str]],
    parts: Container[str],
) -> Iterable[tuple[Text, str]]:
    if line.part not in parts:
        yield Text("请选择启动或拓展。", "Choose launch or expansion."), "part"
    if line.kind not in COSTS:
        yield Text("请选择支出内容。", "Choose what it pays for."), "kind"
    if line.fund not in known:
        yield Text("请选择资金来源。", "Choose the fund."), "fund"
    if line.amount is None or not 0 < line.amount <= MOST_FEN:
        yield AMOUNT, "amount"
    if (line.kind, line.fund, line.part) in seen:
        says = Text(
            "和上面一行的内容、来源相同，请合并。", "Same purpose and fund as above; merge them."
        )
        yield says, "kind"


def expense_faults(facts: ExpenseFacts, lines: Iterable[int], *, year: int) -> list[Fault]:
    """Return everything wrong with an expense."""
    faults = []
    if facts.line not in set(lines):
        faults.append(Fault(Text("请选择预算里的一行。", "Choose a line of the budget."), "line"))
    faults += _day(facts.paid_on, year, "paid_on", later=True)
    if not facts.payee.strip():
        faults.append(Fault(Text("请写明收款方。", "Name the payee."), "payee"))
    faults += _amount(facts.amount, "amount")
    if not facts.voucher.strip():
        faults.append(Fault(Text("请填凭证号。", "Give the number of the voucher."), "voucher"))
    if facts.hours is not None and facts.hours <= 0:
        faults.append(Fault(Text("学时要大于 0。", "Class hours are above 0."), "hours"))
    return faults


def charge_faults(facts: ChargeFacts, *, year: int) -> list[Fault]:
    """Return everything wrong with a payment."""
    faults = []
    if facts.payer not in CHARGED:
        faults.append(Fault(Text("请选择付款方。", "Choose who pays."), "payer"))
    if facts.item not in ITEMS:
        faults.append(Fault(Text("请选择费用内容。", "Choose what is paid for."), "item"))
    return [*faults, *_amount(facts.amount, "amount"), *_day(facts.on, year, "on", later=True)]


def _amount(fen: int | None, field: str) -> list[Fault]:
    return [] if fen is not None and 0 < fen <= MOST_FEN else [Fault(AMOUNT, field)]


def _day(day: date | None, year: int, field: str, *, later: bool = False) -> list[Fault]:
    """A year's money may be placed in December before it, and be paid until the next summer."""
    if day is None:
        return [Fault(Text("请填日期。", "Give the day."), field)]
    first, last = date(year - 1, 12, 1), date(year + 1, 6, 30) if later else date(year, 12, 31)
    if first <= day <= last:
        return []
    says = Text(f"日期应在 {first} 至 {last} 之间。", f"The day lies between {first} and {last}.")
    return [Fault(says, field)]
