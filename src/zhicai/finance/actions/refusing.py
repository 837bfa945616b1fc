"""Keep in sight what somebody entered and the rules refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.finance.actions.locking import locked_budget
from zhicai.finance.models import Budget, Fund, Refusal
from zhicai.finance.objects import CostObject
from zhicai.finance.rules.lines import ExpenseFacts, LineFacts
from zhicai.foundation.errors import Reason


@transaction.atomic
def keep_refused_expense(
    cost: CostObject, facts: ExpenseFacts, reasons: Sequence[Reason], *, by: Acting, at: datetime
) -> Refusal | None:
    """Keep an expense that was refused, with the clauses of the refusal; None where none is named.

    A slip (too little left on the line) is no matter of a clause and is not kept.
    """
    if not any(one.clause for one in reasons):
        return None
    row = locked_budget(cost, by=by, at=at)
    line = row.lines.filter(pk=facts.line or 0).select_related("fund").first()
    found = Refusal.objects.create(
        budget=row, what=Refusal.What.EXPENSE, fund=line.fund.name if line else "",
        part=line.part if line else "", kind=line.kind if line else "", amount=facts.amount,
        payee=facts.payee.strip()[:120], says=facts.says.strip()[:200],
        voucher=facts.voucher.strip()[:60], reasons=_kept(reasons), refused_at=at,
        tried_by=by.name, office=by.office,
    )  # fmt: skip
    _record(row, found, by)
    return found


@transaction.atomic
def keep_refused_lines(
    cost: CostObject,
    lines: Sequence[LineFacts],
    reasons: Sequence[Reason],
    *,
    by: Acting,
    at: datetime,
) -> list[Refusal]:
    """Keep the lines of a budget that were refused, each with the reasons that are about it.

    What is refused of the budget as a whole (its launch money in all) is kept as one, with the sum.
    """
    row = locked_budget(cost, by=by, at=at)
    names = dict(Fund.objects.filter(pk__in=[x.fund for x in lines]).values_list("pk", "name"))
    found = []
    for number, mine in _by_line(reasons).items():
        line = lines[number - 1] if 0 < number <= len(lines) else None
        whole = sum(one.amount or 0 for one in lines)
        found.append(
            Refusal.objects.create(
                budget=row,
                what=Refusal.What.LINE,
                fund=names.get(line.fund or 0, "") if line else "",
                part=line.part if line else "",
                kind=line.kind if line else "",
                amount=line.amount if line else whole,
                says=line.note.strip()[:200] if line else "",
                reasons=_kept(mine),
                refused_at=at,
                tried_by=by.name,
                office=by.office,
            )
        )
        _record(row, found[-1], by)
    return found


def _by_line(reasons: Sequence[Reason]) -> Mapping[int, list[Reason]]:
    """Return the reasons with a clause by the line they are about, 0 for the budget as a whole."""
    found: dict[int, list[Reason]] = {}
    for one in reasons:
        if one.clause:
            tail = (one.field or "").rpartition("_")[2]
            found.setdefault(int(tail) if tail.isdigit() else 0, []).append(one)
    return found


def _kept(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    return [{"zh": one.says.zh, "en": one.says.en, "clause": one.clause or ""} for one in reasons]


def _record(row: Budget, found: Refusal, by: Acting) -> None:
    clause = next((one["clause"] for one in found.reasons if one["clause"]), "")
    values = {"what": found.what, "fen": found.amount, "fund": found.fund}
    record(by, "finance.refused", found, place=row.place.code, clause=clause, values=values)
