"""Launch and expansion, settlement and refusals on the page of a class's money."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.finance.models import Part, Refusal
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import BudgetSheet, may_spend
from zhicai.finance.queries.funds import source_of
from zhicai.finance.queries.settlements import (
    facts_of,
    lines_to_settle,
    readiness,
)
from zhicai.finance.queries.shares import Money, money_of
from zhicai.finance.queries.terms import Terms
from zhicai.finance.rules.kinds import SPECIAL_FUNDS
from zhicai.finance.rules.parts import PARTS, PartTerms, decide_launch, decide_part
from zhicai.finance.rules.settling import decide_settling
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

WHOSE = (("province", _("省级专项资金")), ("city", _("市州专项资金")), ("other", _("其他资金")))


def parted(
    acting: Acting, cost: CostObject, sheet: BudgetSheet, terms: Terms, why: Mapping[int, str]
) -> dict[str, Any]:
    """Return what the page shows where launch is told from expansion, nothing elsewhere.

    ``why`` is what was just typed of the differences.
    """
    parts = terms.parts(cost.track, cost)
    if parts is None:
        return {}
    money = money_of(sheet)
    settlement = getattr(sheet.budget, "settlement", None) if sheet.budget else None
    clause = terms.cites("settlement")
    settles = holds(acting, "finance.settle") and may_spend(acting, cost)
    return {
        "parts": parts,
        "part_choices": Part.choices,
        "part_rows": [_part_row(part, parts, sheet) for part in PARTS],
        "part_flags": _flags(sheet, parts),
        "shares": money,
        "share_rows": share_lines(money),
        "main": money.decides.main(parts.main),
        "settlement": facts_of(settlement) if settlement else None,
        "settle_clause": clause,
        "settles": settles and settlement is None and bool(sheet.lines),
        "settle_lines": lines_to_settle(sheet, why) if settlement is None else [],
        "unready": decide_settling(readiness(sheet, cost, clause)).reasons,
        "refusals": told_refusals(sheet.budget.refusals.all()) if sheet.budget else [],
    }


def _part_row(part: str, parts: PartTerms, sheet: BudgetSheet) -> dict[str, Any]:
    mine = [one for one in sheet.lines if one.line.part == part]
    return {
        "label": Part(part).label,
        "payers": [SPECIAL_FUNDS[one] for one in parts.payers[part]],
        "clause": parts.clauses[part],
        "planned": sum(one.line.amount for one in mine),
        "spent": sum(one.spent for one in mine),
    }


def _flags(sheet: BudgetSheet, parts: PartTerms) -> Decision:
    """Return what is allowed but noted: sources by a note, expansion that nothing exceeds."""
    given = {one.fund_id for one in sheet.notes if one.state == one.State.GIVEN}
    lines = [one.line for one in sheet.lines]
    found = [
        decide_part(source_of(line.fund, noted=line.fund_id in given), line.part, parts)
        for line in lines
    ]
    found.append(decide_launch([(line.part, line.amount) for line in lines], parts))
    joined = Decision.all_of(found)
    return Decision(joined.allowed, tuple(dict.fromkeys(joined.reasons)))


def told_refusals(rows: Iterable[Refusal]) -> list[dict[str, Any]]:
    """Return what was refused with its reasons as sentences, each with its clause."""
    return [
        {
            "row": row,
            "told": [
                {"says": Text(one["zh"], one["en"]), "clause": one["clause"]} for one in row.reasons
            ],
        }
        for row in rows
    ]


def share_lines(money: Money) -> list[dict[str, Any]]:
    """Return the rows of a table of shares: whose money, planned and spent with their shares."""
    return [
        {
            "label": label,
            "planned": getattr(money.planned, name),
            "planned_share": money.planned.share(getattr(money.planned, name)),
            "spent": getattr(money.spent, name),
            "spent_share": money.spent.share(getattr(money.spent, name)),
        }
        for name, label in WHOSE
    ]
