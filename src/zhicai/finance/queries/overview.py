"""Sums by place and for the whole reach: money placed, planned, spent, charged to trainees."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.finance.models import Budget, BudgetLine, Charge, Expense, Fund
from zhicai.finance.objects import CostObject, live_objects
from zhicai.finance.queries.budgets import Sums, has_budgets
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, places_under
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """The money of the offices at one place; ``yearly`` and ``funds`` are fen."""

    pk: str
    place: PlaceFacts
    city: PlaceFacts | None
    yearly: int = 0
    funds: int = 0
    budgets: int = 0
    without: int = 0
    sums: Sums = field(default_factory=Sums)

    @property
    def owes(self) -> bool:
        """Whether an office here is asked for yearly money: the province's is not (HB-4.2.b)."""
        return bool(self.place.levels - {Level.PROVINCE})

    @property
    def planned(self) -> int:
        """What its budgets hold, fen."""
        return self.sums.planned

    @property
    def spent(self) -> int:
        """What was paid, fen."""
        return self.sums.spent

    @property
    def charged(self) -> int:
        """What trainees were charged, fen."""
        return self.sums.charged


def places_in_reach(acting: Acting, places: PlaceTree) -> list[PlaceFacts]:
    """Return the places in reach that hold a seat, by code."""
    reach = reach_of(acting, "finance.read")
    return [
        place
        for place in places.by_code.values()
        if place.levels and any(is_within(place.path, own) for own in reach)
    ]


def by_place(
    acting: Acting, year: ProgrammeYear, places: PlaceTree, *, without: Iterable[CostObject]
) -> list[PlaceRow]:
    """Return the money of every place in reach, in five queries; ``without`` lack a budget."""
    shown = places_in_reach(acting, places)
    ids = [place.id for place in shown]
    funds = Fund.objects.filter(programme_year=year, place__in=ids).order_by()
    placed = {
        pk: (yearly or 0, whole)
        for pk, yearly, whole in funds.values_list("place").annotate(
            yearly=Sum("amount", filter=Q(kind=Fund.Kind.YEARLY)), whole=Sum("amount")
        )
    }
    own = Q(budget__programme_year=year, budget__place__in=ids)
    planned = _sums(BudgetLine.objects.filter(own))
    spent = _sums(Expense.objects.filter(own))
    fees = Charge.objects.filter(own, payer=Charge.By.TRAINEE, own_cost=False)
    charged = _sums(fees)
    rows = Budget.objects.filter(programme_year=year, place__in=ids, set_on__isnull=False)
    counted = dict(rows.order_by().values_list("place").annotate(n=Count("pk")))
    lacking: dict[int, int] = {}
    for cost in without:
        lacking[cost.place] = lacking.get(cost.place, 0) + 1
    return [
        PlaceRow(
            place.code, place, places.city_of(place), *placed.get(place.id, (0, 0)),
            counted.get(place.id, 0), lacking.get(place.id, 0),
            Sums(planned.get(place.id, 0), spent.get(place.id, 0), charged.get(place.id, 0)),
        )
        for place in shown
        if place.levels - {Level.PROVINCE} or place.id in placed or place.id in counted
    ]  # fmt: skip


def _sums(rows: QuerySet[BudgetLine] | QuerySet[Expense] | QuerySet[Charge]) -> dict[int, int]:
    return dict(rows.order_by().values_list("budget__place").annotate(n=Sum("amount")))


def lacking_budgets(acting: Acting, year: ProgrammeYear, places: PlaceTree) -> list[CostObject]:
    """Return what is still to come in reach and has no budget, the next to begin first."""
    ids = [place.id for place in places_in_reach(acting, places)]
    live = live_objects(year.pk, ids)
    have = has_budgets(one.key for one in live)
    return [one for one in live if one.key not in have]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What one payer's money did, fen, with its share of what budgets hold."""

    payer: str
    funds: int
    planned: int
    spent: int
    whole: int

    @property
    def share(self) -> float | None:
        """Share of all budgets, None where there are none."""
        return self.planned / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Report:
    """The funding report of a year: by source, by purpose, and what was charged."""

    sources: list[SourceRow]
    costs: list[tuple[str, int, int]]
    sums: Sums
    budgets: int

    @property
    def funds(self) -> int:
        """All money placed, fen."""
        return sum(row.funds for row in self.sources)


def report_of(acting: Acting, year: ProgrammeYear, places: PlaceTree) -> Report:
    """Return the funding report of what the user sees (HB-4.3.a–d), in six queries."""
    ids = [place.id for place in places_in_reach(acting, places)]
    own = Q(budget__programme_year=year, budget__place__in=ids)
    funds = Fund.objects.filter(programme_year=year, place__in=ids).order_by()
    placed = dict(funds.values_list("payer").annotate(n=Sum("amount")))
    lines = BudgetLine.objects.filter(own).order_by()
    booked = Expense.objects.filter(own).order_by()
    planned = dict(lines.values_list("fund__payer").annotate(n=Sum("amount")))
    spent = dict(booked.values_list("line__fund__payer").annotate(n=Sum("amount")))
    kinds = dict(lines.values_list("kind").annotate(n=Sum("amount")))
    paid = dict(booked.values_list("line__kind").annotate(n=Sum("amount")))
    charges = Charge.objects.filter(own).order_by()
    fees: dict[str, int] = {}
    for payer, own_cost, fen in charges.values_list("payer", "own_cost").annotate(n=Sum("amount")):
        name = "own" if own_cost else "charged" if payer == Charge.By.TRAINEE else "from_employers"
        fees[name] = fen
    whole = sum(planned.values())
    payers = ("province", "city", "county", "other")
    return Report(
        [
            SourceRow(one, placed.get(one, 0), planned.get(one, 0), spent.get(one, 0), whole)
            for one in payers
            if one in placed or one in planned
        ],
        [(kind, fen, paid.get(kind, 0)) for kind, fen in sorted(kinds.items(), key=_largest)],
        Sums(whole, sum(spent.values()), **fees),
        Budget.objects.filter(
            programme_year=year, place__in=ids, set_on__isnull=False
        ).count(),
    )  # fmt: skip


def _largest(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def fees_of(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Charge]:
    """Return the payments of a year that the user may see, those by trainees first."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Charge.objects.filter(budget__programme_year=year, budget__place__in=within)
    return rows.select_related("budget__place").order_by("own_cost", "-payer", "on", "pk")
