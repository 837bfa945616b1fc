"""The tables of money as Excel files: expenses in and out, funds, budgets and places out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.finance.models import Budget, BudgetLine, Expense, Fund
from zhicai.finance.queries.budgets import Sums
from zhicai.finance.queries.funds import Use
from zhicai.finance.queries.overview import PlaceRow
from zhicai.finance.queries.terms import Terms
from zhicai.finance.rules.kinds import COSTS, FUND_KINDS, PAYERS
from zhicai.finance.rules.lines import ExpenseFacts, content_key
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Table
from zhicai.sheets.writing import write_table, write_template

YUAN = Text("元", "yuan")


class UnreadableSheet(BadInput):
    """A file with faults; ``table`` is what was read, so that it can be handed back marked."""

    def __init__(self, table: Table, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.table = table


def language() -> str:
    """Return the language of the page, which tables come in."""
    return get_language() or "zh-hans"


def sheet_file(shape: SheetShape, rows: Iterable[Mapping[str, Any]], title: Text) -> HttpResponse:
    """Return rows as an Excel file; empty cells stay empty."""
    lines = [{k: v for k, v in row.items() if v not in (None, "")} for row in rows]
    content = write_table(shape, lines, language=language(), title=title)
    return download(content, f"{title.in_language(language())}.xlsx")


def money_column(key: str, zh: str, en: str, **more: Any) -> Column:
    """Return a column of amounts in yuan; its values are fen."""
    return Column(key, Text(zh, en), Kind.MONEY, unit=YUAN, width=14, **more)


# --- expenses of one cost object -----------------------------------------------------------------


def line_name(line: BudgetLine) -> Text:
    """Return how a table names a line of a budget: what for, out of which fund."""
    cost = COSTS[line.kind]
    return Text(f"{cost.zh}｜{line.fund.name}", f"{cost.en} | {line.fund.name}")


def expenses_shape(lines: Sequence[BudgetLine]) -> SheetShape:
    """Return the table in which the expenses of one cost object come in."""
    choices = tuple(Choice(str(line.pk), line_name(line)) for line in lines)
    example = str(lines[0].pk) if lines else None
    kind = Kind.CHOICE if choices else Kind.TEXT
    columns = (
        Column("paid_on", Text("日期", "Day"), Kind.DATE, required=True, width=12,
               aliases=("支付日期", "付款日期")),
        Column("line", Text("预算项目", "Budget line"), kind, required=True, width=30,
               choices=choices, example=example, aliases=("支出内容", "预算行")),
        Column("payee", Text("收款方", "Payee"), required=True, longest=120, width=24,
               aliases=("收款单位", "收款人"), example="三峡大学"),
        money_column("amount", "金额（元）", "Amount (yuan)", required=True, lowest=1,
               aliases=("金额", "支出金额"), example=80000),
        Column("voucher", Text("凭证号", "Voucher number"), required=True, longest=60, width=16,
               aliases=("凭证编号", "记账凭证"), example="2022-04-记012"),
        Column("hours", Text("学时", "Class hours"), Kind.DECIMAL, lowest=0, highest=999, width=8),
        Column("says", Text("摘要", "What for"), longest=200, width=28, aliases=("用途", "说明")),
    )  # fmt: skip
    says = Text(
        "一行一笔支出；“预算项目”从列表里选。同一份表重复导入不会重复登记。",
        "One row for each expense; choose the budget line from the list. The same table sent "
        "again books nothing twice.",
    )
    return SheetShape("expenses", Text("支出登记表", "Expenses"), columns, (says,))


def expenses_template(lines: Sequence[BudgetLine]) -> HttpResponse:
    """Return the empty table."""
    shape = expenses_shape(lines)
    content = write_template(shape, language=language())
    return download(content, f"{shape.title.in_language(language())}.xlsx")


def expenses_of_budget(
    rows: Iterable[Expense], lines: Sequence[BudgetLine], name: str
) -> HttpResponse:
    """Return the expenses that stand on one budget as a table that can be read again."""
    standing = [row for row in rows if row.amount > 0 and not hasattr(row, "reversal")]
    found = [
        {
            "paid_on": row.paid_on, "line": str(row.line_id), "payee": row.payee,
            "amount": row.amount, "voucher": row.voucher, "hours": row.hours, "says": row.says,
        }
        for row in standing
    ]  # fmt: skip
    return sheet_file(expenses_shape(lines), found, Text(f"{name}支出", f"Expenses of {name}"))


def read_expenses(file: bytes, lines: Sequence[BudgetLine]) -> tuple[Table, list[ExpenseFacts]]:
    """Return the expenses of a file; UnreadableSheet with every fault, rows as Excel counts them.

    Equal rows of one file are told apart by how many came before, so that two equal payments are
    both booked and the same file sent twice is booked once.
    """
    table = read_table(file, expenses_shape(lines))
    if table.faults:
        raise UnreadableSheet(table, table.faults)
    seen: dict[str, int] = {}
    found = []
    for row in table.rows:
        values = row.values
        written = [values[key] for key in ("paid_on", "line", "payee", "amount", "voucher", "says")]
        key = content_key(*written)
        seen[key] = seen.get(key, 0) + 1
        found.append(
            ExpenseFacts(
                int(values["line"]), values["paid_on"], values["payee"] or "", values["amount"],
                values["says"] or "", values["voucher"] or "", values["hours"],
                f"{key}:{seen[key]}",
            )
        )  # fmt: skip
    return table, found


def at_cells(table: Table, error: BadInput) -> UnreadableSheet:
    """Return faults counted by rows as faults at the cells of a file."""
    keys = {column.key for column in table.shape.columns}
    faults = []
    for fault in error.faults:
        if fault.row is None:
            faults.append(fault)
            continue
        key = fault.field if fault.field in keys else "amount"
        faults.append(table.fault(table.rows[fault.row - 1], key or "amount", fault.says))
    return UnreadableSheet(table, faults)


# --- lists ---------------------------------------------------------------------------------------


def titled(terms: Terms, zh: str, en: str) -> Text:
    """Return a title with the year before it."""
    return Text(f"{terms.year.year}年度{zh}", f"{en} {terms.year.year}")


def funds_sheet(rows: Sequence[Fund], uses: Mapping[int, Use], terms: Terms) -> HttpResponse:
    """Return the funds of a year."""
    kinds = tuple(Choice(key, words) for key, words in FUND_KINDS.items())
    payers = tuple(Choice(key, words) for key, words in PAYERS.items())
    columns = (
        Column("name", Text("资金", "Fund"), width=28),
        Column("place", Text("单位", "Unit"), width=16),
        Column("kind", Text("类型", "Kind"), Kind.CHOICE, choices=kinds),
        Column("payer", Text("来源", "Source"), Kind.CHOICE, choices=payers),
        Column("placed", Text("落实日期", "Placed on"), Kind.DATE, width=12),
        money_column("amount", "金额（元）", "Amount (yuan)"),
        money_column("bound", "已安排（元）", "In budgets (yuan)"),
        money_column("spent", "已支出（元）", "Spent (yuan)"),
        Column("purpose", Text("用途", "Purpose"), width=30),
        Column("needs", Text("对应的企业需求", "Needs answered"), longest=4000, width=40),
    )
    found = [
        {
            "name": row.name, "place": row.place.name, "kind": row.kind, "payer": row.payer,
            "placed": row.placed_on, "amount": row.amount, "bound": uses[row.pk].bound,
            "spent": uses[row.pk].spent, "purpose": row.purpose,
            "needs": "；".join([*(f"{n.sender}：{n.says}" for n in row.needs.all()), row.answers]),
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "培训资金", "Training money")
    return sheet_file(SheetShape("funds", title, columns), found, title)


def budgets_sheet(rows: Sequence[Budget], sums: Mapping[int, Sums], terms: Terms) -> HttpResponse:
    """Return the budgets of a year with what was spent and charged."""
    columns = (
        Column("title", Text("班次", "Class"), width=32),
        Column("place", Text("单位", "Unit"), width=16),
        Column("starts", Text("开班日期", "Starts on"), Kind.DATE, width=12),
        Column("state", Text("状态", "State"), width=10),
        money_column("planned", "预算（元）", "Budget (yuan)"),
        money_column("spent", "已支出（元）", "Spent (yuan)"),
        money_column("left", "结余（元）", "Left (yuan)"),
        money_column("charged", "向学员收取（元）", "Charged to trainees (yuan)"),
    )
    found = [
        {
            "title": row.title, "place": row.place.name, "starts": row.starts_on,
            "state": str(row.get_state_display()), "planned": sums[row.pk].planned,
            "spent": sums[row.pk].spent, "left": sums[row.pk].left,
            "charged": sums[row.pk].charged,
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "班次预算", "Budgets")
    return sheet_file(SheetShape("budgets", title, columns), found, title)


def expenses_sheet(rows: Sequence[Expense], terms: Terms) -> HttpResponse:
    """Return expenses of several budgets."""
    costs = tuple(Choice(key, words) for key, words in COSTS.items())
    columns = (
        Column("day", Text("日期", "Day"), Kind.DATE, width=12),
        Column("title", Text("班次", "Class"), width=30),
        Column("place", Text("单位", "Unit"), width=16),
        Column("kind", Text("支出内容", "Purpose"), Kind.CHOICE, choices=costs),
        Column("fund", Text("资金", "Fund"), width=24),
        Column("payee", Text("收款方", "Payee"), width=24),
        money_column("amount", "金额（元）", "Amount (yuan)"),
        Column("voucher", Text("凭证号", "Voucher number"), width=16),
        Column("says", Text("摘要", "What for"), width=28),
        Column("reason", Text("冲销原因", "Reversed because"), width=28),
        Column("by", Text("登记人", "Booked by"), width=12),
    )
    found = [
        {
            "day": row.paid_on, "title": row.budget.title, "place": row.budget.place.name,
            "kind": row.line.kind, "fund": row.line.fund.name, "payee": row.payee,
            "amount": row.amount, "voucher": row.voucher, "says": row.says,
            "reason": row.reason, "by": row.booked_by,
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "培训支出", "Expenses")
    return sheet_file(SheetShape("expenses", title, columns), found, title)


def places_sheet(rows: Sequence[PlaceRow], terms: Terms) -> HttpResponse:
    """Return the money of a year by place."""
    columns = (
        Column("place", Text("单位", "Unit"), width=18),
        money_column("yearly", "年度资金（元）", "Yearly money (yuan)"),
        money_column("funds", "资金合计（元）", "All funds (yuan)"),
        Column("budgets", Text("有预算的班", "Classes with a budget"), Kind.INTEGER),
        Column("without", Text("没有预算的班", "Classes without one"), Kind.INTEGER),
        money_column("planned", "班次预算（元）", "Budgets (yuan)"),
        money_column("spent", "已支出（元）", "Spent (yuan)"),
        money_column("charged", "向学员收取（元）", "Charged to trainees (yuan)"),
    )
    found = [
        {
            "place": row.place.name, "yearly": row.yearly, "funds": row.funds,
            "budgets": row.budgets, "without": row.without, "planned": row.planned,
            "spent": row.spent, "charged": row.charged,
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "培训经费", "Money of training")
    return sheet_file(SheetShape("places", title, columns), found, title)
