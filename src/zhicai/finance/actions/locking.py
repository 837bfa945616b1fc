"""Rows locked before money is written, so that two officers at once spend nothing twice."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor
from zhicai.finance.models import Budget, Fund
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import may_spend
from zhicai.finance.queries.settlements import is_settled
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.programmes.queries import law_of

SETTLEMENT = "finance.settlement"


def day_of(at: datetime) -> date:
    """Return the day of a moment in China."""
    return at.astimezone(CHINA).date()


@transaction.atomic
def own_budget(cost: CostObject, *, by: Acting, at: datetime) -> Budget:
    """Return the budget of a cost object of the user's own body, locked; prepared if new.

    OutOfScope where another body runs the cost object, Refused once the budget is closed.
    """
    row = locked_budget(cost, by=by, at=at)
    insist_open(row)
    return row


@transaction.atomic
def locked_budget(cost: CostObject, *, by: Acting, at: datetime) -> Budget:
    """Return the budget of a cost object of the user's own body, locked, closed ones too."""
    require(by, "finance.spend")
    if not may_spend(by, cost):
        raise OutOfScope
    Budget.objects.get_or_create(cost_object=cost.key, defaults=facts_of(cost, by=by, at=at))
    rows = Budget.objects.select_for_update(of=("self",))
    return rows.select_related("programme_year__province", "place").get(cost_object=cost.key)


def facts_of(cost: CostObject, *, by: Actor, at: datetime) -> dict[str, object]:
    """Return what a budget says of its cost object, and who set it."""
    return {
        "programme_year_id": cost.programme_year, "place_id": cost.place,
        "level": cost.level.value, "track": cost.track, "title": cost.title[:200],
        "starts_on": cost.starts_on, "people": cost.people, "days": cost.days,
        "set_at": at, "set_by": by.name, "office": by.office,
    }  # fmt: skip


def insist_open(budget: Budget) -> None:
    """Refuse anything more on a closed budget, by the clause where it is settled."""
    if budget.state == Budget.State.CLOSED:
        if is_settled(budget):
            says = Text(
                f"“{budget.title}”的经费已核定，不能再登记或修改。",
                f"The money of “{budget.title}” is settled; nothing more is entered.",
            )
            raise Refused([Reason(says, law_of(budget.programme_year).cites(SETTLEMENT))])
        says = Text(
            f"“{budget.title}”的预算已结清，不能再登记或修改。",
            f"The budget of “{budget.title}” is closed; nothing more is entered.",
        )
        raise Refused([Reason(says)])


def locked_funds(ids: Iterable[int]) -> dict[int, Fund]:
    """Return funds with their rows locked, always in the same order."""
    rows = Fund.objects.select_for_update(of=("self",)).select_related("place")
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("pk")}
