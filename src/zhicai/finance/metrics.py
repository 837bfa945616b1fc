"""What finance can count: budgets set, yearly money, what trainees were charged, off purpose."""

from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F, Q, QuerySet

from zhicai.finance.assessment import FEES, parted_track
from zhicai.finance.models import Budget, Charge, Expense, Fund
from zhicai.finance.queries.terms import BUDGETS_SET, MONEY_PLACED, terms_of
from zhicai.foundation.text import Text
from zhicai.programmes.queries import law_of
from zhicai.programmes.registry import Counting, Metric, register

_YUAN = ExpressionWrapper(
    F("amount") * Decimal("0.01"), output_field=DecimalField(max_digits=16, decimal_places=2)
)
"""An amount in yuan, as the obligations count it."""


def _track(counting: Counting) -> str:
    year = counting.programme_year
    return terms_of(year, on=year.opened_on).track


def budgets_set(counting: Counting) -> QuerySet[Budget]:
    """Return the budgets of the track that offices pay for; each counts from its first line."""
    rows = Budget.objects.filter(programme_year_id=counting.programme_year_id)
    return rows.filter(track=_track(counting), set_on__isnull=False)


def yearly_funds(counting: Counting) -> QuerySet[Fund]:
    """Return the yearly training money that offices have placed (HB-4.2.b)."""
    rows = Fund.objects.filter(programme_year_id=counting.programme_year_id)
    return rows.filter(kind=Fund.Kind.YEARLY)


def own_money(counting: Counting) -> QuerySet[Fund]:
    """Return the money that offices have placed of their own, other sources left out."""
    rows = Fund.objects.filter(programme_year_id=counting.programme_year_id)
    return rows.exclude(kind=Fund.Kind.OTHER).annotate(yuan=_YUAN)


def fees_of_trainees(counting: Counting) -> QuerySet[Charge]:
    """Return what trainees of those classes were charged, the fare left out (HB-4.3.d)."""
    rows = Charge.objects.filter(budget__programme_year_id=counting.programme_year_id)
    rows = rows.filter(budget__track=_track(counting), payer=Charge.By.TRAINEE, own_cost=False)
    return rows.annotate(yuan=_YUAN)


def fees_of_assessed(counting: Counting) -> QuerySet[Charge]:
    """Return what trainees were charged where launch money pays, the fare left out (HB-4.3.d)."""
    year = counting.programme_year
    rows = Charge.objects.filter(budget__programme_year=year, payer=Charge.By.TRAINEE)
    return rows.filter(budget__track=parted_track(law_of(year)), own_cost=False).annotate(
        yuan=_YUAN
    )


def off_purpose(counting: Counting) -> QuerySet[Expense]:
    """Return expenses out of ring-fenced money for another purpose than its own (HB-4.3.f)."""
    rows = Expense.objects.filter(budget__programme_year_id=counting.programme_year_id)
    fenced = rows.filter(line__fund__ring_fenced=True).exclude(line__fund__track="")
    return fenced.filter(~Q(line__fund__track=F("budget__track")))


for _metric in (
    Metric(
        BUDGETS_SET, "item", Text("编制的班次预算", "budgets of classes set"),
        budgets_set, "place", "set_on", "finance:budgets", "finance:budgets",
    ),
    Metric(
        "finance.city_training_budgets_set", "item",
        Text("落实的年度培训资金", "yearly training money placed"),
        yearly_funds, "place", "placed_on", "finance:funds", "finance:fund_new", level="level",
    ),
    Metric(
        MONEY_PLACED, "CNY", Text("投入的培训资金", "training money placed"),
        own_money, "place", "placed_on", "finance:funds", "finance:fund_new",
        amount="yuan", level="level",
    ),
    Metric(
        "finance.preparatory_fees_from_trainees", "CNY",
        Text("向学员收取的费用", "fees charged to trainees"),
        fees_of_trainees, "budget__place", "on", "finance:report", "finance:report",
        amount="yuan",
    ),
    Metric(
        FEES, "CNY", Text("向学员收取的费用", "fees charged to trainees"),
        fees_of_assessed, "budget__place", "on", "finance:report", "finance:report", amount="yuan",
    ),
    Metric(
        "finance.expenses_off_purpose", "item",
        Text("不合用途的专款支出", "expenses off purpose"),
        off_purpose, "budget__place", "paid_on", "finance:expenses", "finance:expenses",
    ),
):  # fmt: skip
    register(_metric)
