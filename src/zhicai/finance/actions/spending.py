"""Book expenses with their vouchers, one or a table of them; undo one by a counter-entry."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file
from zhicai.finance.actions.locking import own_budget
from zhicai.finance.models import Budget, BudgetLine, Expense, SourceNote, Voucher
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.funds import source_of
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.kinds import COSTS
from zhicai.finance.rules.limits import decide_kind, decide_lecture
from zhicai.finance.rules.lines import ExpenseFacts, expense_faults
from zhicai.finance.rules.money import yuan
from zhicai.finance.rules.parts import decide_inside, decide_part
from zhicai.finance.rules.sources import decide_cost, decide_fence
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


@transaction.atomic
def book_expense(
    cost: CostObject,
    facts: ExpenseFacts,
    *,
    by: Acting,
    at: datetime,
    upload: "UploadedFile[Any] | None" = None,
) -> Expense:
    """Book an expense on a line of the budget, with its voucher if one is sent along.

    The same ``key`` again returns what was booked. Refused above what the line has left, above a
    ceiling, against the purpose of the fund, out of a source that may not pay for launch or
    expansion (HB-3.2.6.4.a–c), for the trainees' fare (HB-4.3.c), and once the budget is closed.
    """
    row = own_budget(cost, by=by, at=at)
    known = row.expenses.filter(key=facts.mark).first()
    if known is not None:
        return known
    lines = {line.pk: line for line in row.lines.select_related("fund")}
    faults = expense_faults(facts, lines, year=row.programme_year.year)
    if faults:
        raise BadInput(faults)
    line = lines[facts.line or 0]
    booked = _by_kind(row).get(line.kind, 0)
    _allowed(row, line, facts, cost, booked + (facts.amount or 0)).insist()
    _within_line(row, line, facts.amount or 0)
    expense = Expense.objects.create(budget=row, **_stored(facts), **_by(by, at))
    if upload is not None:
        _keep(expense, upload, by=by, at=at, field="file")
    values = {"fen": expense.amount, "kind": line.kind, "fund": line.fund.name}
    record(by, "finance.expense_booked", expense, place=row.place.code, values=values)
    return expense


@transaction.atomic
def book_expenses(
    cost: CostObject, rows: Sequence[ExpenseFacts], *, by: Acting, at: datetime
) -> int:
    """Book a table of expenses, all of them or none; return how many are new.

    A row whose key is booked already is left as it is, so that the same table sent twice adds
    nothing. BadInput with every fault of every row, counted from 1.
    """
    row = own_budget(cost, by=by, at=at)
    lines = {line.pk: line for line in row.lines.select_related("fund")}
    known = set(row.expenses.values_list("key", flat=True))
    left, booked = _left(row, lines), _by_kind(row)
    faults: list[Fault] = []
    new: list[Expense] = []
    for number, facts in enumerate(rows, start=1):
        if facts.mark in known:
            continue
        wrong = expense_faults(facts, lines, year=row.programme_year.year)
        if not wrong:
            line = lines[facts.line or 0]
            left[line.pk] -= facts.amount or 0
            booked[line.kind] = booked.get(line.kind, 0) + (facts.amount or 0)
            wrong = _refusals(row, line, facts, cost, left[line.pk], booked[line.kind])
        faults += [Fault(one.says, one.field, number, one.field, one.clause) for one in wrong]
        new.append(Expense(budget=row, **_stored(facts), **_by(by, at)))
    if faults:
        raise BadInput(faults)
    Expense.objects.bulk_create(new, batch_size=500)
    if new:
        values = {"rows": len(new), "fen": sum(one.amount for one in new)}
        record(by, "finance.expenses_taken_in", row, place=row.place.code, values=values)
    return len(new)


def _refusals(
    row: Budget, line: BudgetLine, facts: ExpenseFacts, cost: CostObject, left: int, booked: int
) -> list[Fault]:
    decision = _allowed(row, line, facts, cost, booked)
    found = [] if decision else [Fault(r.says, r.field, clause=r.clause) for r in decision.reasons]
    if left < 0:
        found.append(Fault(_too_much(line, left + (facts.amount or 0)), "amount"))
    return found


@transaction.atomic
def reverse_expense(
    cost: CostObject, expense_id: int, *, reason: str, by: Acting, at: datetime
) -> Expense:
    """Undo an expense by a counter-entry that says why; nothing is ever deleted.

    An expense that was undone returns its counter-entry.
    """
    row = own_budget(cost, by=by, at=at)
    found = row.expenses.filter(pk=expense_id).select_related("line").first()
    if found is None:
        raise OutOfScope
    if found.reverses_id is not None:
        says = Text("冲销记录不能再冲销。", "A counter-entry is not undone.")
        raise Refused([Reason(says)])
    earlier = Expense.objects.filter(reverses=found).first()
    if earlier is not None:
        return earlier
    if not reason.strip():
        raise BadInput([Fault(Text("请写明冲销的原因。", "Say why it is undone."), "reason")])
    counter = Expense.objects.create(
        budget=row, line=found.line, paid_on=found.paid_on, payee=found.payee,
        amount=-found.amount, says=found.says, voucher=found.voucher,
        key=f"reverses-{found.pk}", reverses=found, reason=reason.strip()[:400], **_by(by, at),
    )  # fmt: skip
    record(by, "finance.expense_reversed", counter, place=row.place.code, reason=counter.reason,
           values={"fen": counter.amount})  # fmt: skip
    return counter


@transaction.atomic
def add_voucher(
    cost: CostObject,
    expense_id: int,
    upload: "UploadedFile[Any] | None",
    *,
    by: Acting,
    at: datetime,
) -> Voucher:
    """Keep a file that proves an expense. BadInput says what is wrong with the file."""
    row = own_budget(cost, by=by, at=at)
    found = row.expenses.filter(pk=expense_id).first()
    if found is None:
        raise OutOfScope
    return _keep(found, upload, by=by, at=at, field=f"voucher_{found.pk}")


def _keep(
    expense: Expense, upload: "UploadedFile[Any] | None", *, by: Acting, at: datetime, field: str
) -> Voucher:
    stored = keep_file(upload, by=by, at=at, field=field)
    voucher = Voucher.objects.create(
        expense=expense, file=stored, added_at=at, added_by=by.name, office=by.office
    )
    record(by, "finance.voucher_added", expense, place=by.place_code, values={"file": stored.name})
    return voucher


def _allowed(
    row: Budget, line: BudgetLine, facts: ExpenseFacts, cost: CostObject, booked: int
) -> Decision:
    """Say whether source, ceilings and the purpose of the fund allow it, by the settings of its
    day; ``booked`` is what its category has cost, this expense included (fen).
    """
    if facts.paid_on is None:
        return Decision.yes()
    terms = terms_of(row.programme_year, on=facts.paid_on)
    sources, fund = terms.sources(row.track), line.fund
    parts = terms.parts(row.track, cost)
    noted = parts is not None and row.notes.filter(fund=fund, state=SourceNote.State.GIVEN).exists()
    source = source_of(fund, noted=noted)
    return Decision.all_of(
        (
            decide_part(source, line.part, parts) if parts else Decision.yes(),
            decide_inside(line.part, parts) if parts else Decision.yes(),
            decide_cost(line.kind, sources),
            decide_fence(source, row.track, terms.tracks, sources),
            decide_lecture(line.kind, facts.amount or 0, facts.hours, terms.ceilings()),
            decide_kind(line.kind, booked, cost.people, cost.days, terms.ceilings()),
        )
    )


def _by_kind(row: Budget) -> dict[str, int]:
    return dict(row.expenses.order_by().values_list("line__kind").annotate(n=Sum("amount")))


def _left(row: Budget, lines: dict[int, BudgetLine]) -> dict[int, int]:
    spent = dict(row.expenses.order_by().values_list("line").annotate(n=Sum("amount")))
    return {pk: line.amount - spent.get(pk, 0) for pk, line in lines.items()}


def _within_line(row: Budget, line: BudgetLine, fen: int) -> None:
    left = _left(row, {line.pk: line})[line.pk]
    if fen > left:
        raise Refused([Reason(_too_much(line, left), field="amount")])


def _too_much(line: BudgetLine, left: int) -> Text:
    name = COSTS[line.kind]
    return Text(
        f"“{name.zh}”这一行还剩 {yuan(left)} 元，不够这笔支出；请核对金额，或先调整预算。",
        f"“{name.en}” has {yuan(left)} yuan left; check the amount or change the budget first.",
    )


def _stored(facts: ExpenseFacts) -> dict[str, Any]:
    return {
        "line_id": facts.line, "paid_on": facts.paid_on, "payee": facts.payee.strip()[:120],
        "amount": facts.amount, "hours": facts.hours, "says": facts.says.strip()[:200],
        "voucher": facts.voucher.strip()[:60], "key": facts.mark,
    }  # fmt: skip


def _by(by: Acting, at: datetime) -> dict[str, Any]:
    return {"booked_at": at, "booked_by": by.name, "office": by.office}
