"""Settle the money of a cost object: budget against actual, explained and locked for good."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.finance.actions.locking import day_of, locked_budget
from zhicai.finance.announcements import Settled
from zhicai.finance.models import Budget, Settlement
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import BudgetSheet, sheet_of
from zhicai.finance.queries.settlements import lines_to_settle, readiness
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.settling import (
    decide_settling,
    figures_digest,
    settled_figures,
    unexplained,
)
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Reason, Refused
from zhicai.foundation.text import Text


@transaction.atomic
def settle(cost: CostObject, why: Mapping[int, str], *, by: Acting, at: datetime) -> Settlement:
    """Settle the budget of a cost object (HB-3.2.6.6.b); ``why`` explains differences by line.

    Settled again, the same settlement comes back and nothing is written. Refused with the clause
    while it runs, while an expense lacks the file of its voucher or a note is awaited; BadInput for
    each difference between budget and actual that nobody explains.
    """
    require(by, "finance.settle")
    row = locked_budget(cost, by=by, at=at)
    known = Settlement.objects.filter(budget=row).first()
    if known is not None:
        return known
    terms = terms_of(row.programme_year, on=day_of(at))
    clause = terms.cites("settlement")
    if row.state == Budget.State.CLOSED:
        says = Text(
            f"“{row.title}”的预算已释放，没有可核定的开支。",
            f"The budget of “{row.title}” was released; there is nothing to settle.",
        )
        raise Refused([Reason(says, clause)])
    sheet = sheet_of(cost.key)
    decide_settling(readiness(sheet, cost, clause)).insist()
    lines = lines_to_settle(sheet, why)
    if faults := unexplained(lines, clause):
        raise BadInput(faults)
    figures = settled_figures(
        _facts(row, cost), lines, expenses=_expenses(sheet), notes=_notes(sheet),
        charges=_charges(sheet),
    )  # fmt: skip
    row.state, row.closed_on = Budget.State.CLOSED, terms.on
    row.revision += 1
    row.save(update_fields=["state", "closed_on", "revision"])
    found = Settlement.objects.create(
        budget=row, planned=figures["planned"], spent=figures["spent"], figures=figures,
        sha256=figures_digest(figures), settled_on=terms.on, settled_at=at, settled_by=by.name,
        office=by.office,
    )  # fmt: skip
    values = {"planned": found.planned, "spent": found.spent, "sha256": found.sha256}
    record(by, "finance.settled", row, place=row.place.code, clause=clause or "", values=values)
    announce(Settled(cost.key, at))
    return found


def _facts(row: Budget, cost: CostObject) -> dict[str, Any]:
    return {
        "cost_object": cost.key, "title": cost.title, "year": row.programme_year.year,
        "place": row.place.code, "track": cost.track, "starts_on": cost.starts_on.isoformat(),
        "people": cost.people, "days": cost.days,
    }  # fmt: skip


def _expenses(sheet: BudgetSheet) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk, "line": one.line_id, "paid_on": one.paid_on.isoformat(),
            "payee": one.payee, "amount": one.amount, "voucher": one.voucher,
            "reverses": one.reverses_id, "reason": one.reason, "booked_by": one.booked_by,
            "files": sorted(voucher.file.sha256 for voucher in one.vouchers.all()),
        }
        for one in sheet.expenses
    ]  # fmt: skip


def _notes(sheet: BudgetSheet) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk, "fund": one.fund.name, "state": one.state, "reason": one.reason,
            "answer": one.answer, "answered_by": one.answered_by,
            "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        }
        for one in sheet.notes
    ]  # fmt: skip


def _charges(sheet: BudgetSheet) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk, "payer": one.payer, "item": one.item, "amount": one.amount,
            "own_cost": one.own_cost, "on": one.on.isoformat(), "reverses": one.reverses_id,
        }
        for one in sheet.charges
    ]  # fmt: skip
