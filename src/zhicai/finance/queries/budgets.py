"""Budgets: which a user sees and sets, what stands in one, what was spent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.finance.models import Budget, BudgetLine, Charge, Expense, SourceNote, Voucher
from zhicai.finance.objects import CostObject, described
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear


def budget_of(cost_object: str) -> Budget | None:
    """Return the budget of a cost object (``training.class:12``), None where none was set."""
    rows = Budget.objects.select_related("place", "programme_year__province", "settlement")
    return rows.filter(cost_object=cost_object).first()


def has_budget(cost_object: str) -> bool:
    """Say whether a cost object has a budget: at least one line with its source."""
    return BudgetLine.objects.filter(budget__cost_object=cost_object).exists()


def has_budgets(cost_objects: Iterable[str]) -> set[str]:
    """Return those of the cost objects that have a budget, one query."""
    rows = BudgetLine.objects.filter(budget__cost_object__in=list(cost_objects))
    return set(rows.order_by().values_list("budget__cost_object", flat=True).distinct())


def open_budgets(cost_objects: Iterable[str]) -> set[str]:
    """Return those of the cost objects whose budget is set and still open, one query."""
    rows = Budget.objects.filter(cost_object__in=list(cost_objects), set_on__isnull=False)
    return set(rows.filter(state=Budget.State.OPEN).values_list("cost_object", flat=True))


def budgets_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Budget]:
    """Return the budgets of a year that the user may see: those set in offices in reach."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Budget.objects.filter(programme_year=year, place__in=within, set_on__isnull=False)
    return rows.select_related("place")


def may_spend(acting: Acting, cost: CostObject) -> bool:
    """Say whether the user's own body sets the budget of a cost object and books on it."""
    if not holds(acting, "finance.spend"):
        return False
    if acting.organisation_id is not None:
        return acting.organisation_id in cost.organisations
    offices = cost.offices or ((cost.place, cost.level),)
    return any(place == acting.place_id and acting.at_level(level) for place, level in offices)


def expense_for(acting: Acting, pk: int, *, on: date) -> Expense:
    """Return an expense that the user may see; OutOfScope for any other."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Expense.objects.filter(budget__place__in=within)
    found = rows.select_related("budget__place", "line__fund").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def voucher_for(acting: Acting, pk: int, *, on: date) -> Voucher:
    """Return a voucher whose expense the user may see; OutOfScope for any other."""
    rows = Voucher.objects.select_related("file", "expense__budget")
    if acting.organisation_id is None:
        within = places_under(reach_of(acting, "finance.read"), on=on)
        rows = rows.filter(expense__budget__place__in=within)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    key = found.expense.budget.cost_object
    cost = described([key]).get(key) if acting.organisation_id is not None else None
    if acting.organisation_id is not None and (cost is None or not may_spend(acting, cost)):
        raise OutOfScope
    return found


def expenses_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Expense]:
    """Return the expenses of a year that the user may see, counter-entries included."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Expense.objects.filter(budget__programme_year=year, budget__place__in=within)
    return rows.select_related("budget__place", "line__fund", "reverses", "reversal")


@dataclass(frozen=True, slots=True)
class Sums:
    """Planned, spent and charged to trainees, fen; ``own`` is what fell on trainees anyway."""

    planned: int = 0
    spent: int = 0
    charged: int = 0
    from_employers: int = 0
    own: int = 0

    @property
    def left(self) -> int:
        """What may still be spent."""
        return self.planned - self.spent

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.planned + other.planned, self.spent + other.spent, self.charged + other.charged,
            self.from_employers + other.from_employers, self.own + other.own,
        )  # fmt: skip


def sums_of(budgets: Iterable[int]) -> dict[int, Sums]:
    """Return the sums of budgets by id, three queries however many there are."""
    ids = list(budgets)
    planned = BudgetLine.objects.filter(budget__in=ids).order_by()
    spent = Expense.objects.filter(budget__in=ids).order_by()
    by_line = dict(planned.values_list("budget").annotate(n=Sum("amount")))
    by_expense = dict(spent.values_list("budget").annotate(n=Sum("amount")))
    charged: dict[int, dict[str, int]] = {}
    rows = Charge.objects.filter(budget__in=ids).order_by()
    for pk, payer, own, fen in rows.values_list("budget", "payer", "own_cost").annotate(
        n=Sum("amount")
    ):
        kind = "own" if own else "charged" if payer == Charge.By.TRAINEE else "from_employers"
        charged.setdefault(pk, {})[kind] = fen
    return {
        pk: Sums(by_line.get(pk, 0), by_expense.get(pk, 0), **charged.get(pk, {})) for pk in ids
    }


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a budget with what was spent out of it, fen."""

    line: BudgetLine
    spent: int

    @property
    def left(self) -> int:
        """What may still be spent."""
        return self.line.amount - self.spent


@dataclass(frozen=True, slots=True)
class BudgetSheet:
    """Everything about the money of one cost object."""

    budget: Budget | None
    lines: list[LineRow] = field(default_factory=list)
    expenses: list[Expense] = field(default_factory=list)
    notes: list[SourceNote] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)

    @property
    def closed(self) -> bool:
        """Whether nothing more may be booked."""
        return self.budget is not None and self.budget.state == Budget.State.CLOSED


def sheet_of(cost_object: str) -> BudgetSheet:
    """Return everything about the money of a cost object, in few queries."""
    budget = budget_of(cost_object)
    if budget is None:
        return BudgetSheet(None)
    expenses = list(
        budget.expenses.select_related("line__fund", "reverses", "reversal").prefetch_related(
            "vouchers__file"
        )
    )
    spent: dict[int, int] = {}
    for one in expenses:
        spent[one.line_id] = spent.get(one.line_id, 0) + one.amount
    lines = list(budget.lines.select_related("fund__place"))
    return BudgetSheet(
        budget,
        [LineRow(line, spent.get(line.pk, 0)) for line in lines],
        expenses,
        list(budget.notes.select_related("fund__place")),
        list(budget.charges.select_related("reversal")),
        sums_of([budget.pk])[budget.pk],
    )
