"""Set the budget of a cost object, close it, release it when its class is cancelled."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import Actor, record
from zhicai.finance.actions.locking import day_of, facts_of, locked_funds, own_budget
from zhicai.finance.models import Budget, BudgetLine, Fund, SourceNote
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.funds import funds_for, source_of, uses_of
from zhicai.finance.queries.terms import Terms, terms_of
from zhicai.finance.rules.kinds import COSTS
from zhicai.finance.rules.limits import decide_day
from zhicai.finance.rules.lines import LineFacts, line_faults
from zhicai.finance.rules.money import yuan
from zhicai.finance.rules.parts import (
    LAUNCH,
    PARTS,
    PartTerms,
    decide_inside,
    decide_launch,
    decide_part,
)
from zhicai.finance.rules.sources import (
    decide_cost,
    decide_fence,
    decide_remark,
    decide_source,
)
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

Key = tuple[str, int, str]
"""What a line pays for, out of which fund (id), as launch or expansion."""


@transaction.atomic
def set_budget(
    cost: CostObject,
    lines: Sequence[LineFacts],
    *,
    by: Acting,
    at: datetime,
    revision: int | None = None,
) -> Budget:
    """Set the budget of a cost object of the user's own office (HB-3.1.7.4.a).

    BadInput with everything that cannot be read; Refused, each line with its clause, where a
    source, a purpose or a ceiling does not allow it, where a fund has less left, or where a line
    would fall below what was spent. The same lines again write nothing. Stale where the budget has
    changed since ``revision``.
    """
    row = own_budget(cost, by=by, at=at)
    if revision is not None and revision != row.revision and row.set_on is not None:
        says = Text("预算刚刚改过，您的修改没有保存。", "The budget has changed meanwhile.")
        raise Stale(says, by=row.set_by, at=f"{row.set_at:%Y-%m-%d %H:%M}")
    terms = terms_of(row.programme_year, on=day_of(at))
    offered = funds_for(cost, row.programme_year, by=by, on=terms.on)
    funds = locked_funds(offered.order_by().values_list("pk", flat=True))
    parts = terms.parts(cost.track, cost)
    faults = line_faults(lines, funds, parts=PARTS if parts else ("",))
    if faults:
        raise BadInput(faults)
    _allowed(row, cost, lines, funds, terms, parts).insist()
    wanted: dict[Key, LineFacts] = {(one.kind, one.fund or 0, one.part): one for one in lines}
    stored = {(line.kind, line.fund_id, line.part): line for line in row.lines.all()}
    _not_below_spent(row, wanted, stored)
    _within_funds(row, wanted, stored, funds)
    if not _write(row, wanted, stored):
        return row
    for name, value in facts_of(cost, by=by, at=at).items():
        setattr(row, name, value)
    row.set_on = row.set_on or terms.on
    row.revision += 1
    row.save()
    values = {
        "fen": sum(one.amount or 0 for one in lines),
        "lines": [[one.kind, one.fund, one.amount, one.part] for one in lines],
    }
    clause = (parts.clauses[LAUNCH] if parts else terms.cites("budget")) or ""
    record(by, "finance.budget_set", row, place=row.place.code, clause=clause, values=values)
    return row


def _allowed(
    row: Budget,
    cost: CostObject,
    lines: Sequence[LineFacts],
    funds: dict[int, Fund],
    terms: Terms,
    parts: PartTerms | None,
) -> Decision:
    """Say whether the notice allows the lines; reasons name the line they are about."""
    given = row.notes.filter(state=SourceNote.State.GIVEN).values_list("fund", flat=True)
    noted, source_terms = set(given), terms.sources(cost.track)
    found = []
    for number, line in enumerate(lines, start=1):
        fund = funds[line.fund or 0]
        source = source_of(fund, noted=fund.pk in noted)
        by_part = (
            (decide_part(source, line.part, parts), decide_inside(line.part, parts))
            if parts
            else (
                decide_source(source, source_terms),
                decide_remark(source, line.note, source_terms),
            )
        )
        decision = Decision.all_of(
            (
                *by_part,
                decide_fence(source, cost.track, terms.tracks, source_terms),
                decide_cost(line.kind, source_terms),
            )
        )
        found.append(_at_line(decision, number))
    total = sum(line.amount or 0 for line in lines)
    found.append(decide_day(total, cost.people, cost.days, terms.ceilings()))
    if parts:
        found.append(decide_launch([(one.part, one.amount or 0) for one in lines], parts))
    return Decision.all_of(found)


def _at_line(decision: Decision, number: int) -> Decision:
    reasons = tuple(
        Reason(
            Text(f"第 {number} 行：{one.says.zh}", f"Line {number}: {one.says.en}"),
            one.clause,
            f"{one.field}_{number}" if one.field else None,
        )
        for one in decision.reasons
    )
    return Decision(decision.allowed, reasons)


def _not_below_spent(
    row: Budget, wanted: dict[Key, LineFacts], stored: dict[Key, BudgetLine]
) -> None:
    spent = dict(row.expenses.order_by().values_list("line").annotate(n=Sum("amount")))
    entered = set(row.expenses.values_list("line", flat=True))
    faults = []
    for key, line in stored.items():
        new = wanted.get(key)
        least = max(spent.get(line.pk, 0), 0)
        if (new is None and line.pk in entered) or (
            new is not None and new.amount is not None and new.amount < least
        ):
            name = COSTS[line.kind]
            says = Text(
                f"“{name.zh}”这一行已登记支出 {yuan(least)} 元，不能删除，也不能少于这个数。",
                f"{yuan(least)} yuan are booked on “{name.en}”; the line stays at that or more.",
            )
            faults.append(Fault(says, "lines"))
    if faults:
        raise BadInput(faults)


def _within_funds(
    row: Budget,
    wanted: dict[Key, LineFacts],
    stored: dict[Key, BudgetLine],
    funds: dict[int, Fund],
) -> None:
    """Refuse to hold more of a fund than it has left."""
    uses = uses_of({fund for _, fund, _ in wanted})
    reasons = []
    for pk, use in uses.items():
        mine = sum(line.amount for (_, fund, _), line in stored.items() if fund == pk)
        asked = sum(one.amount or 0 for (_, fund, _), one in wanted.items() if fund == pk)
        left = funds[pk].amount - use.bound + mine
        if asked > left and asked > mine:
            says = Text(
                f"“{funds[pk].name}”还能安排 {yuan(max(left, 0))} 元，"
                f"本预算要用 {yuan(asked)} 元。",
                f"“{funds[pk].name}” has {yuan(max(left, 0))} yuan left; "
                f"this budget asks for {yuan(asked)} yuan.",
            )
            reasons.append(Reason(says, field="lines"))
    if reasons:
        raise Refused(reasons)


def _write(row: Budget, wanted: dict[Key, LineFacts], stored: dict[Key, BudgetLine]) -> bool:
    """Write the lines that differ; return whether any does."""
    changed = False
    for key, line in stored.items():
        if key not in wanted:
            line.delete()
            changed = True
    for (kind, fund, part), one in wanted.items():
        amount, note = one.amount or 0, one.note.strip()[:200]
        known = stored.get((kind, fund, part))
        if known is None:
            BudgetLine.objects.create(
                budget=row, fund_id=fund, kind=kind, part=part, amount=amount, note=note
            )
            changed = True
        elif (known.amount, known.note) != (amount, note):
            known.amount, known.note = amount, note
            known.save(update_fields=["amount", "note"])
            changed = True
    return changed


@transaction.atomic
def close_budget(cost: CostObject, *, by: Acting, at: datetime) -> Budget:
    """Close the books of a cost object; what was not spent is free in its funds again.

    Refused while it has no line, while another source still waits for the province's note, and
    where the money of the cost object is settled instead (HB-3.2.6.6.b).
    """
    row = own_budget(cost, by=by, at=at)
    terms = terms_of(row.programme_year, on=day_of(at))
    if terms.parts(cost.track) is not None:
        says = Text(
            "这个班的经费要核定，写明预算和实际的差异。",
            "The money of this class is settled, with its differences explained.",
        )
        raise Refused([Reason(says, terms.cites("settlement"))])
    if not row.lines.exists():
        says = Text("还没有编制预算，不能结清。", "There is no budget to close yet.")
        raise Refused([Reason(says)])
    if row.notes.filter(state=SourceNote.State.ASKED).exists():
        says = Text(
            "还有待省局说明的来源，答复后再结清。",
            "A note of the province is still awaited; close the budget after it.",
        )
        raise Refused([Reason(says)])
    _close(row, at=at, why="")
    sums = row.expenses.aggregate(n=Sum("amount"))
    record(by, "finance.budget_closed", row, place=row.place.code, values={"fen": sums["n"] or 0})
    return row


@transaction.atomic
def release_budget(cost_object: str, *, reason: str, by: Actor, at: datetime) -> Budget | None:
    """Close the budget of something that is cancelled; None where it has none or is closed."""
    rows = Budget.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(cost_object=cost_object, state=Budget.State.OPEN).first()
    if row is None:
        return None
    _close(row, at=at, why=reason[:400])
    record(by, "finance.budget_released", row, place=row.place.code, reason=row.closed_for)
    return row


def _close(row: Budget, *, at: datetime, why: str) -> None:
    row.state, row.closed_on, row.closed_for = Budget.State.CLOSED, day_of(at), why
    row.revision += 1
    row.save(update_fields=["state", "closed_on", "closed_for", "revision"])
