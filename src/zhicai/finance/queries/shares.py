"""Shares of the special funds in the money of classes on which launch money pays (HB-4.3.a)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.finance.models import Budget, BudgetLine, Expense
from zhicai.finance.queries.budgets import BudgetSheet
from zhicai.finance.queries.terms import Terms
from zhicai.finance.rules.kinds import CITY, PROVINCE, SPECIAL
from zhicai.finance.rules.parts import CLASSES, LAUNCH, PEOPLE, Shares
from zhicai.places.queries import places_under

NOTHING = Shares()


@dataclass(frozen=True, slots=True)
class Money:
    """What a budget holds and what was spent, each by whose money it is; fen."""

    planned: Shares = NOTHING
    spent: Shares = NOTHING

    @property
    def decides(self) -> Shares:
        """What the main part is told by: what was spent, before anything was what is planned."""
        return self.spent if self.spent.whole else self.planned

    def __add__(self, other: "Money") -> "Money":
        return Money(self.planned + other.planned, self.spent + other.spent)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A class with its money by part and by whose money it is; ``main`` is None without money."""

    budget: Budget
    money: Money
    launch: int
    classes: int
    people: int
    main: bool | None
    settled: bool


def shares_in(rows: Iterable[tuple[str, str, int]]) -> Shares:
    """Return the sums of payer, kind of fund and fen by whose money it is."""
    found = {"province": 0, "city": 0, "other": 0}
    for payer, kind, fen in rows:
        special = kind == SPECIAL and payer in (PROVINCE, CITY)
        found[payer if special else "other"] += fen
    return Shares(**found)


def money_of(sheet: BudgetSheet) -> Money:
    """Return whose money one budget holds."""
    rows = [(one.line.fund.payer, one.line.fund.kind, one) for one in sheet.lines]
    return Money(
        shares_in((payer, kind, one.line.amount) for payer, kind, one in rows),
        shares_in((payer, kind, one.spent) for payer, kind, one in rows),
    )


def parted_budgets(acting: Acting, terms: Terms, *, on: date) -> QuerySet[Budget]:
    """Return the budgets that tell launch from expansion and that the user may see."""
    rows = Budget.objects.filter(programme_year=terms.year, track=terms.parted)
    rows = rows.exclude(track="").filter(set_on__isnull=False)
    within = places_under(reach_of(acting, "finance.read"), on=on)
    return rows.filter(place__in=within).select_related("place", "settlement")


def share_rows(budgets: Iterable[Budget], terms: Terms) -> list[ShareRow]:
    """Return the shares of budgets, in two queries however many there are (HB-4.3.a)."""
    rows = list(budgets)
    ids = [row.pk for row in rows]
    parts = terms.parts(terms.parted)
    least = parts.main if parts else 0
    lines = BudgetLine.objects.filter(budget__in=ids).order_by()
    booked = Expense.objects.filter(budget__in=ids).order_by()
    planned = lines.values_list("budget", "part", "fund__payer", "fund__kind")
    spent = booked.values_list("budget", "line__fund__payer", "line__fund__kind")
    by_budget: dict[int, list[tuple[str, str, str, int]]] = {}
    for pk, part, payer, kind, fen in planned.annotate(n=Sum("amount")):
        by_budget.setdefault(pk, []).append((part, payer, kind, fen))
    paid: dict[int, list[tuple[str, str, int]]] = {}
    for pk, payer, kind, fen in spent.annotate(n=Sum("amount")):
        paid.setdefault(pk, []).append((payer, kind, fen))
    found = []
    for row in rows:
        mine = by_budget.get(row.pk, [])
        money = Money(
            shares_in((payer, kind, fen) for _, payer, kind, fen in mine),
            shares_in(paid.get(row.pk, [])),
        )
        sums = {p: sum(fen for part, *_, fen in mine if part == p) for p in _PARTS}
        found.append(
            ShareRow(
                row,
                money,
                sums[LAUNCH],
                sums[CLASSES],
                sums[PEOPLE],
                money.decides.main(least),
                hasattr(row, "settlement"),
            )
        )
    return found


_PARTS = (LAUNCH, CLASSES, PEOPLE)
