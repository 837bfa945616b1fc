"""The money of one cost object on the page of the app that owns it: shown, and what is posted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import require
from zhicai.finance import actions
from zhicai.finance.forms import (
    charge_from,
    expense_from,
    lines_from,
    number_in,
    typed_lines,
    whys_from,
)
from zhicai.finance.models import BudgetLine, Cost, Fund, Payer, SourceNote
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import BudgetSheet, may_spend, sheet_of
from zhicai.finance.queries.funds import funds_for, uses_of, wants_note
from zhicai.finance.queries.terms import Terms, terms_of
from zhicai.finance.rules.kinds import CHARGED, COSTS, ITEMS, TRAINEE_FARE
from zhicai.finance.rules.lines import LineFacts
from zhicai.finance.rules.money import yuan
from zhicai.finance.views.parts import parted
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale, ZhicaiError
from zhicai.programmes.models import ProgrammeYear
from zhicai.ui.asked import faults_of, said, word

SPARE_ROWS = 3
"""Empty rows at the end of a budget."""


@dataclass(frozen=True)
class Window:
    """What the page shows. ``done``: something was written, the page leads back to itself."""

    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    done: bool = False


def money_window(request: OfficeRequest, cost: CostObject, year: ProgrammeYear) -> Window:
    """Return the money of a cost object for its page, or do what was posted.

    The page includes ``finance/parts/money.html``; its forms post to the page itself, ``do`` says
    what. The caller has checked that the user sees the cost object.
    """
    require(request.acting, "finance.spend" if request.method == "POST" else "finance.see")
    error: ZhicaiError | None = None
    do = word(request, "do") if request.method == "POST" else ""
    if do and do != "rows":
        if do not in _DEEDS:
            raise OutOfScope
        try:
            messages.success(request, _DEEDS[do](request, cost))
            return Window(done=True)
        except (BadInput, Refused, Stale) as found:
            error = found
            if isinstance(found, Refused):
                _keep_refused(request, cost, do, found)
    context = _context(request, cost, terms_of(year, on=clock.today()), error, do)
    return Window(context, error.status if error else 200)


# --- what is posted ------------------------------------------------------------------------------


def _set_budget(request: OfficeRequest, cost: CostObject) -> str:
    revision = number_in(word(request, "revision"))
    lines = lines_from(request.POST)
    actions.set_budget(cost, lines, by=request.acting, at=clock.now(), revision=revision)
    return _("预算已保存")


def _book(request: OfficeRequest, cost: CostObject) -> str:
    upload: Any = request.FILES.get("file")
    facts = expense_from(request.POST)
    actions.book_expense(cost, facts, by=request.acting, at=clock.now(), upload=upload)
    return _("支出已登记")


def _reverse(request: OfficeRequest, cost: CostObject) -> str:
    reason = word(request, "reason")
    actions.reverse_expense(cost, _entry(request), reason=reason, by=request.acting, at=clock.now())
    return _("支出已冲销")


def _voucher(request: OfficeRequest, cost: CostObject) -> str:
    upload: Any = request.FILES.get("file")
    actions.add_voucher(cost, _entry(request), upload, by=request.acting, at=clock.now())
    return _("凭证已上传")


def _ask(request: OfficeRequest, cost: CostObject) -> str:
    fund = number_in(word(request, "note_fund"))
    reason = word(request, "note_reason")
    actions.ask_note(cost, fund, reason=reason, by=request.acting, at=clock.now())
    return _("已请省局说明")


def _charge(request: OfficeRequest, cost: CostObject) -> str:
    facts = charge_from(request.POST)
    actions.enter_charge(cost, facts, by=request.acting, at=clock.now())
    return _("收费已登记")


def _refund(request: OfficeRequest, cost: CostObject) -> str:
    actions.refund_charge(cost, _entry(request), by=request.acting, at=clock.now())
    return _("已登记退回")


def _close(request: OfficeRequest, cost: CostObject) -> str:
    actions.close_budget(cost, by=request.acting, at=clock.now())
    return _("预算已结清，余额退回资金")


def _settle(request: OfficeRequest, cost: CostObject) -> str:
    actions.settle(cost, whys_from(request.POST), by=request.acting, at=clock.now())
    return _("经费已核定，不能再登记或修改")


def _keep_refused(request: OfficeRequest, cost: CostObject, do: str, error: Refused) -> None:
    """Keep what was refused by a clause in sight, where launch is told from expansion."""
    if cost.backing is None:
        return
    if do == "expense":
        facts, reasons = expense_from(request.POST), error.reasons
        actions.keep_refused_expense(cost, facts, reasons, by=request.acting, at=clock.now())
    elif do == "budget":
        lines, reasons = lines_from(request.POST), error.reasons
        actions.keep_refused_lines(cost, lines, reasons, by=request.acting, at=clock.now())


def _entry(request: OfficeRequest) -> int:
    """The id of the entry that is meant; the action looks for it in its own budget."""
    return number_in(word(request, "entry")) or 0


_DEEDS: Mapping[str, Callable[[OfficeRequest, CostObject], str]] = {
    "budget": _set_budget,
    "expense": _book,
    "reverse": _reverse,
    "voucher": _voucher,
    "ask": _ask,
    "charge": _charge,
    "refund": _refund,
    "close": _close,
    "settle": _settle,
}


# --- what is shown -------------------------------------------------------------------------------


def _context(
    request: OfficeRequest, cost: CostObject, terms: Terms, error: ZhicaiError | None, do: str
) -> dict[str, Any]:
    sheet = sheet_of(cost.key)
    writes = may_spend(request.acting, cost) and not sheet.closed
    offered = _offered(request, cost, terms) if writes else []
    sources = terms.sources(cost.track)
    charges, ceilings = terms.charges(), terms.ceilings()
    faults = faults_of(error) if error else []
    posted = request.POST if request.method == "POST" else {}
    typed = do in ("budget", "rows")
    noted = {one.fund_id for one in sheet.notes if one.state != SourceNote.State.REFUSED}
    return {
        "money": sheet,
        "terms": terms,
        "writes": writes,
        "faults": faults,
        "grid": _marked(_grid(request, sheet, offered, typed=typed), faults) if writes else [],
        "funds": [_fund_words(fund, left) for fund, left in offered],
        "askable": [
            _fund_words(fund, left)
            for fund, left in sorted(offered, key=lambda row: row[0].kind == Fund.Kind.SPECIAL)
            if sources.noted and wants_note(fund, terms, cost.track) and fund.pk not in noted
        ],
        "costs": [pair for pair in Cost.choices if pair[0] != TRAINEE_FARE],
        "payers": [Payer(one).label for one in sources.payers or ()],
        "usual": Payer(sources.usual).label if sources.usual else "",
        "sources": sources,
        "own_costs": [ITEMS[one] for one in charges.own_costs if one in ITEMS],
        "charging": charges,
        "items": [(key, said(name)) for key, name in ITEMS.items()],
        "charged_by": [(key, said(name)) for key, name in CHARGED.items()],
        "ceilings": ceilings,
        "limits": [(COSTS[kind], fen) for kind, fen in ceilings.kinds.items()],
        "typed": posted if do in ("expense", "ask", "charge") else {},
        "did": do,
        "key": word(request, "key") or uuid4().hex,
        "expenses": _expenses(sheet),
        "charge_rows": [(row, ITEMS.get(row.item)) for row in sheet.charges],
        **parted(request.acting, cost, sheet, terms, whys_from(request.POST)),
    }  # fmt: skip


def _offered(request: OfficeRequest, cost: CostObject, terms: Terms) -> list[tuple[Fund, int]]:
    """Return the funds a budget may draw on with what each has left, the usual payer's first."""
    funds = list(funds_for(cost, terms.year, by=request.acting, on=terms.on))
    uses = uses_of(fund.pk for fund in funds)
    usual = terms.sources(cost.track).usual
    rows = [(fund, fund.amount - uses[fund.pk].bound) for fund in funds]
    return sorted(rows, key=lambda row: (row[0].payer != usual, row[0].payer == Payer.OTHER))


def _fund_words(fund: Fund, left: int) -> dict[str, Any]:
    return {
        "pk": fund.pk,
        "label": _("%(name)s（%(payer)s，余 %(left)s 元）")
        % {"name": fund.name, "payer": fund.get_payer_display(), "left": yuan(left)},
    }


def _grid(
    request: OfficeRequest,
    sheet: BudgetSheet,
    offered: list[tuple[Fund, int]],
    *,
    typed: bool,
) -> list[dict[str, Any]]:
    """Return the rows of the budget's grid; empty ones begin with the usual payer's fund."""
    spent = {(row.line.kind, row.line.fund_id, row.line.part): row.spent for row in sheet.lines}
    if typed:
        rows = [
            _row(n, line, spent) | {"amount": amount}
            for n, (line, amount) in enumerate(typed_lines(request.POST), start=1)
        ]
    else:
        rows = [_row(n, _facts_of(one.line), spent) for n, one in enumerate(sheet.lines, start=1)]
    first = offered[0][0].pk if offered else None
    extra = SPARE_ROWS * (3 if word(request, "do") == "rows" else 1)
    extra = max(extra, 4 - len(rows))
    blank = [
        {
            "n": len(rows) + n,
            "kind": "",
            "fund": first,
            "amount": "",
            "note": "",
            "spent": 0,
            "part": "",
        }
        for n in range(1, extra + 1)
    ]
    return [*rows, *blank]


def _facts_of(line: BudgetLine) -> LineFacts:
    return LineFacts(line.kind, line.fund_id, line.amount, line.note, line.part)


def _marked(rows: list[dict[str, Any]], faults: list[Fault]) -> list[dict[str, Any]]:
    """Return the rows with the names of the fields that are wrong."""
    wrong = {fault.field for fault in faults}
    names = ("kind", "fund", "amount", "note", "part")
    return [
        row | {"wrong": [name for name in names if f"{name}_{row['n']}" in wrong]} for row in rows
    ]


def _row(number: int, line: LineFacts, spent: Mapping[Any, int]) -> dict[str, Any]:
    return {
        "n": number, "kind": line.kind, "fund": line.fund,
        "amount": yuan(line.amount) if line.amount is not None else "", "note": line.note,
        "part": line.part, "spent": spent.get((line.kind, line.fund, line.part), 0),
    }  # fmt: skip


def _expenses(sheet: BudgetSheet) -> list[dict[str, Any]]:
    """Return the expenses with what became of each."""
    return [
        {
            "row": row,
            "undone": hasattr(row, "reversal"),
            "counter": row.reverses_id is not None,
            "files": list(row.vouchers.all()),
        }
        for row in sheet.expenses
    ]
