"""Settlements: what stands between a budget and its settlement, and what was settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.finance.models import Budget, Settlement, SourceNote
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import BudgetSheet
from zhicai.finance.rules.kinds import SPECIAL
from zhicai.finance.rules.settling import Readiness, SettledLine, lines_in


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """The settled money of a cost object; ``planned`` and ``spent`` are fen."""

    pk: int
    cost_object: str
    title: str
    planned: int
    spent: int
    lines: tuple[SettledLine, ...]
    sha256: str
    settled_on: date
    settled_by: str
    office: str

    @property
    def difference(self) -> int:
        """What was not spent, fen."""
        return self.planned - self.spent


def facts_of(row: Settlement) -> SettlementFacts:
    """Return a settlement as other apps read it."""
    return SettlementFacts(
        row.pk, row.budget.cost_object, row.budget.title, row.planned, row.spent,
        lines_in(row.figures), row.sha256, row.settled_on, row.settled_by, row.office,
    )  # fmt: skip


def settlement_of(cost_object: str) -> SettlementFacts | None:
    """Return the settlement of a cost object (``training.class:12``), None until it is settled."""
    rows = Settlement.objects.select_related("budget")
    row = rows.filter(budget__cost_object=cost_object).first()
    return facts_of(row) if row is not None else None


def is_settled(budget: Budget) -> bool:
    """Say whether a budget is settled, so that the database refuses every write to it."""
    return Settlement.objects.filter(budget=budget).exists()


def readiness(sheet: BudgetSheet, cost: CostObject, clause: str | None) -> Readiness:
    """Return what stands between a budget and its settlement."""
    waiting = (one for one in sheet.notes if one.state == SourceNote.State.ASKED)
    standing = (one for one in sheet.expenses if one.amount > 0 and not hasattr(one, "reversal"))
    bare = sum(1 for one in standing if not one.vouchers.all())
    return Readiness(len(sheet.lines), cost.live, bare, sum(1 for _ in waiting), clause)


def lines_to_settle(sheet: BudgetSheet, why: Mapping[int, str]) -> list[SettledLine]:
    """Return the lines of a budget as they would be settled, with what was said of each."""
    return [
        SettledLine(
            one.line.pk, one.line.part, one.line.kind, one.line.fund.name, one.line.fund.payer,
            one.line.fund.kind == SPECIAL, one.line.amount, one.spent,
            why.get(one.line.pk, "").strip()[:200],
        )
        for one in sheet.lines
    ]  # fmt: skip
