"""The reports of money as Excel files: shares, growth, costs, support; the expenses of a bundle."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from zhicai.finance.models import Support
from zhicai.finance.queries.budgets import BudgetSheet
from zhicai.finance.queries.costs import CLASS, CostRow
from zhicai.finance.queries.growth import GrowthRow
from zhicai.finance.queries.shares import ShareRow
from zhicai.finance.queries.supports import SupportRow
from zhicai.finance.queries.terms import Terms
from zhicai.finance.rules.kinds import COSTS
from zhicai.finance.rules.parts import PARTS
from zhicai.finance.sheets import language, money_column, sheet_file, titled
from zhicai.foundation.text import Text
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

PERCENT = Text("%", "%")


def _percent(key: str, zh: str, en: str) -> Column:
    return Column(key, Text(zh, en), Kind.DECIMAL, unit=PERCENT, width=12)


def percent_of(share: float | None) -> Decimal | None:
    """Return a share as percent with one place."""
    return None if share is None else Decimal(str(round(share * 100, 1)))


def shares_sheet(rows: Sequence[ShareRow], terms: Terms) -> HttpResponse:
    """Return the shares of the special funds class by class."""
    columns = (
        Column("title", Text("班次", "Class"), width=32),
        Column("place", Text("单位", "Unit"), width=14),
        money_column("launch", "启动经费（元）", "Launch (yuan)"),
        money_column("classes", "班次拓展（元）", "Expansion by classes (yuan)"),
        money_column("people", "人员拓展（元）", "Expansion by people (yuan)"),
        money_column("planned", "预算（元）", "Budget (yuan)"),
        money_column("spent", "已支出（元）", "Spent (yuan)"),
        _percent("province", "省级专项资金占比", "Share of the provincial special fund"),
        _percent("city", "市州专项资金占比", "Share of city special funds"),
        _percent("other", "其他资金占比", "Share of other money"),
        Column("main", Text("专项资金为主", "Special funds are the main part"), Kind.YES_NO),
        Column("settled", Text("已核定", "Settled"), Kind.YES_NO),
    )
    found = []
    for row in rows:
        told = row.money.decides
        found.append(
            {
                "title": row.budget.title,
                "place": row.budget.place.name,
                "launch": row.launch,
                "classes": row.classes,
                "people": row.people,
                "planned": row.money.planned.whole,
                "spent": row.money.spent.whole,
                "province": percent_of(told.share(told.province)),
                "city": percent_of(told.share(told.city)),
                "other": percent_of(told.share(told.other)),
                "main": row.main,
                "settled": row.settled,
            }
        )
    title = titled(terms, "专项资金占比", "Shares of the special funds")
    return sheet_file(SheetShape("shares", title, columns), found, title)


def growth_sheet(rows: Sequence[GrowthRow], years: Sequence[int], terms: Terms) -> HttpResponse:
    """Return the money of places by year with the change from the year before."""
    columns = (
        Column("place", Text("单位", "Unit"), width=18),
        Column("city", Text("市州", "City"), width=14),
        *(money_column(f"y{year}", f"{year}年（元）", f"{year} (yuan)") for year in years),
        money_column("change", "比上年增加（元）", "More than the year before (yuan)"),
        _percent("share", "增幅", "Growth"),
    )
    found = [
        {
            "place": row.place.name, "city": row.city.name if row.city else "",
            **{f"y{year}": fen for year, fen in zip(years, row.amounts, strict=True)},
            "change": row.change, "share": percent_of(row.share),
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "培训投入变化", "Training money by year")
    return sheet_file(SheetShape("growth", title, columns), found, title)


def costs_sheet(rows: Sequence[CostRow], group: str, terms: Terms) -> HttpResponse:
    """Return the cost of a trained and of a certified person."""
    columns = (
        Column("label", Text("班次、市州或年度", "Class, city or year"), width=32),
        Column("city", Text("市州", "City"), width=14),
        Column("classes", Text("班数", "Classes"), Kind.INTEGER),
        money_column("spent", "已支出（元）", "Spent (yuan)"),
        Column("trained", Text("培训人数", "Trained"), Kind.INTEGER),
        money_column("per_trained", "每培训1人（元）", "Per trained person (yuan)"),
        Column("certified", Text("合格人数", "Certified"), Kind.INTEGER),
        money_column("per_certified", "每合格1人（元）", "Per certified person (yuan)"),
    )
    found = [
        {
            "label": row.label, "city": row.city.name if row.city and group == CLASS else "",
            "classes": row.classes, "spent": row.spent, "trained": row.trained,
            "per_trained": row.per_trained, "certified": row.certified,
            "per_certified": row.per_certified,
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "人均培训成本", "Cost of a person")
    return sheet_file(SheetShape("costs", title, columns), found, title)


def support_sheet(rows: Sequence[SupportRow], terms: Terms) -> HttpResponse:
    """Return the support of offices beside each other."""
    columns = (
        Column("place", Text("单位", "Unit"), width=18),
        Column("city", Text("市州", "City"), width=14),
        Column("staff", Text("人力（人）", "Staff (people)"), Kind.INTEGER),
        money_column("money", "财力（元）", "Money (yuan)"),
        Column("policies", Text("政策（项）", "Policies"), Kind.INTEGER),
    )
    found = [
        {
            "place": row.place.name, "city": row.city.name if row.city else "",
            "staff": row.staff, "money": row.money, "policies": row.policies,
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "对专员培训的支持", "Support for training")
    return sheet_file(SheetShape("support", title, columns), found, title)


def supports_sheet(rows: Sequence[Support], terms: Terms) -> HttpResponse:
    """Return what offices entered as support, one row each."""
    columns = (
        Column("year", Text("年度", "Year"), Kind.INTEGER),
        Column("place", Text("单位", "Unit"), width=18),
        Column("kind", Text("支持方式", "Kind"), width=10),
        Column("title", Text("内容", "Content"), width=32),
        Column("on", Text("日期", "Day"), Kind.DATE, width=12),
        Column("people", Text("人数", "People"), Kind.INTEGER),
        money_column("amount", "金额（元）", "Amount (yuan)"),
        Column("number", Text("文号", "Number"), width=20),
        Column("says", Text("说明", "Remark"), width=32),
        Column("withdrawn", Text("撤销原因", "Withdrawn because"), width=24),
    )
    found = [
        {
            "year": row.year, "place": row.place.name, "kind": str(row.get_kind_display()),
            "title": row.title, "on": row.on, "people": row.people, "amount": row.amount,
            "number": row.number, "says": row.says, "withdrawn": row.withdrawn_for,
        }
        for row in rows
    ]  # fmt: skip
    title = titled(terms, "支持登记", "Support entered")
    return sheet_file(SheetShape("supports", title, columns), found, title)


def expenses_table(sheet: BudgetSheet, title: str) -> bytes:
    """Return every expense of a budget, counter-entries included, as an Excel file for a bundle."""
    columns = (
        Column("day", Text("日期", "Day"), Kind.DATE, width=12),
        Column("part", Text("启动或拓展", "Launch or expansion"), width=14),
        Column("kind", Text("支出内容", "Purpose"), width=18),
        Column("fund", Text("资金", "Fund"), width=24),
        Column("payee", Text("收款方", "Payee"), width=24),
        money_column("amount", "金额（元）", "Amount (yuan)"),
        Column("voucher", Text("凭证号", "Voucher number"), width=16),
        Column("says", Text("摘要", "What for"), width=28),
        Column("reason", Text("冲销原因", "Reversed because"), width=28),
        Column("by", Text("登记人", "Booked by"), width=12),
    )
    rows: list[dict[str, Any]] = []
    for one in sheet.expenses:
        part = PARTS.get(one.line.part)
        values = {
            "day": one.paid_on, "part": part.in_language(language()) if part else None,
            "kind": COSTS[one.line.kind].in_language(language()), "fund": one.line.fund.name,
            "payee": one.payee, "amount": one.amount, "voucher": one.voucher, "says": one.says,
            "reason": one.reason, "by": one.booked_by,
        }  # fmt: skip
        rows.append({key: value for key, value in values.items() if value not in (None, "")})
    named = Text(f"{title}支出", f"Expenses of {title}")
    return write_table(
        SheetShape("expenses", named, columns), rows, language=language(), title=named
    )
