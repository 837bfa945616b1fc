"""The shape of input: a fund, the lines of a budget, an expense, a payment; filters of lists."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.finance.models import Budget, Cost, Expense, Fund, Payer, Support
from zhicai.finance.rules.lines import (
    MOST_LINES,
    ChargeFacts,
    ExpenseFacts,
    FundFacts,
    LineFacts,
)
from zhicai.finance.rules.money import read_yuan, yuan
from zhicai.finance.rules.supports import SupportFacts
from zhicai.ui.lists import FilterForm

DAY = {"type": "date"}
YUAN = {"inputmode": "decimal", "maxlength": 20}


class FundForm(forms.Form):
    """A fund as an office enters it; amounts are in yuan."""

    name = forms.CharField(label=_("资金名称"), max_length=120)
    level = forms.ChoiceField(label=_("哪一级的资金"))
    kind = forms.ChoiceField(label=_("资金类型"), choices=Fund.Kind.choices)
    amount = forms.CharField(
        label=_("金额（元）"), max_length=20, widget=forms.TextInput(attrs=YUAN),
        help_text=_("也可写“5.2万元”"),
    )  # fmt: skip
    placed_on = forms.DateField(
        label=_("落实日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    purpose = forms.CharField(label=_("用途"), max_length=400)
    track = forms.ChoiceField(label=_("限用于"), required=False)
    ring_fenced = forms.BooleanField(label=_("专款专用，不能用于别处"), required=False)
    shared = forms.BooleanField(label=_("允许下级单位在班次预算里使用"), required=False)
    needs = forms.TypedMultipleChoiceField(
        label=_("对应的企业需求"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    answers = forms.CharField(
        label=_("其他依据的企业需求"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def offer(
        self,
        *,
        levels: list[tuple[str, str]],
        tracks: list[tuple[str, str]],
        needs: list[tuple[int, str]],
    ) -> None:
        """Offer the office's own seats, the tracks of the year, the needs it has heard."""
        for name, choices in (("level", levels), ("track", tracks), ("needs", needs)):
            field = self.fields[name]
            field.choices = choices  # type: ignore[attr-defined]
        if len(levels) < 2:
            del self.fields["level"]

    def facts(self) -> FundFacts:
        """Return the fund as facts; the form is valid."""
        data = self.cleaned_data
        return FundFacts(
            data["name"], data["kind"], read_yuan(data["amount"]), data["placed_on"],
            data["purpose"], data["track"], data["ring_fenced"], data["shared"], data["answers"],
            tuple(data["needs"]),
        )  # fmt: skip


def initial_of(fund: Fund) -> dict[str, Any]:
    """Return a fund as its form starts with it."""
    names = ("name", "kind", "placed_on", "purpose", "track", "ring_fenced", "shared", "answers")
    return {name: getattr(fund, name) for name in names} | {
        "amount": yuan(fund.amount),
        "needs": [need.pk for need in fund.needs.all()],
    }


# --- the class's page ----------------------------------------------------------------------------


def _word(post: QueryDict, name: str) -> str:
    return (post.get(name) or "").strip()


def number_in(written: str) -> int | None:
    """Return a whole number as written, None where it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def day_in(written: str) -> date | None:
    """Return a day as written by a date field, None where it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def hours_in(written: str) -> Decimal | None:
    """Return class hours as written, None where nothing was."""
    if not written:
        return None
    try:
        value = Decimal(written)
    except InvalidOperation:
        return Decimal(0)
    return value.quantize(Decimal("0.1")) if value.is_finite() and value < 1000 else Decimal(0)


def typed_lines(post: QueryDict) -> list[tuple[LineFacts, str]]:
    """Return the lines of a posted budget, each with its amount as typed; rows left empty are left
    out.
    """
    found = []
    for number in range(1, MOST_LINES + 10):
        names = ("kind", "fund", "amount", "note", "part")
        kind, fund, amount, note, part = (_word(post, f"{name}_{number}") for name in names)
        if amount or note:
            facts = LineFacts(kind, number_in(fund), read_yuan(amount), note, part)
            found.append((facts, amount))
    return found


def lines_from(post: QueryDict) -> list[LineFacts]:
    """Return the lines of a posted budget."""
    return [line for line, _ in typed_lines(post)]


def whys_from(post: QueryDict) -> dict[int, str]:
    """Return what was said of the difference of each line (id)."""
    found = {}
    for name in post:
        number = number_in(name.removeprefix("why_")) if name.startswith("why_") else None
        if number is not None:
            found[number] = _word(post, name)
    return found


def expense_from(post: QueryDict) -> ExpenseFacts:
    """Return a posted expense."""
    return ExpenseFacts(
        number_in(_word(post, "line")), day_in(_word(post, "paid_on")), _word(post, "payee"),
        read_yuan(_word(post, "amount")), _word(post, "says"), _word(post, "voucher"),
        hours_in(_word(post, "hours")), _word(post, "key")[:64],
    )  # fmt: skip


def charge_from(post: QueryDict) -> ChargeFacts:
    """Return a posted payment by a trainee or an employer."""
    return ChargeFacts(
        _word(post, "payer"), _word(post, "item"), read_yuan(_word(post, "charge_amount")),
        day_in(_word(post, "on")), _word(post, "charge_says"), _word(post, "key")[:64],
    )  # fmt: skip


class SupportForm(forms.Form):
    """Support as an office enters it; which of the three numbers it needs follows from its kind."""

    kind = forms.ChoiceField(label=_("支持方式"), choices=Support.Kind.choices)
    level = forms.ChoiceField(label=_("哪一级的支持"), required=False)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    title = forms.CharField(label=_("内容"), max_length=200)
    people = forms.IntegerField(
        label=_("投入人数"), required=False, min_value=1, max_value=10_000,
        help_text=_("人力支持填写"),
    )  # fmt: skip
    amount = forms.CharField(
        label=_("金额（元）"), required=False, max_length=20, widget=forms.TextInput(attrs=YUAN),
        help_text=_("财力支持填写；本单位登记的培训资金已自动计入，不用再填"),
    )  # fmt: skip
    number = forms.CharField(
        label=_("文号"), required=False, max_length=80, help_text=_("政策支持填写")
    )
    says = forms.CharField(
        label=_("说明"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=_("佐证材料（PDF 或图片）"), required=False)

    def offer(self, levels: list[tuple[str, str]]) -> None:
        """Offer the office's own seats; no choice where there is one."""
        field = self.fields["level"]
        field.choices = levels  # type: ignore[attr-defined]
        if len(levels) < 2:
            del self.fields["level"]

    def facts(self) -> SupportFacts:
        """Return the support as facts; the form is valid."""
        data = self.cleaned_data
        amount = read_yuan(data["amount"]) if data["amount"] else None
        return SupportFacts(
            data["kind"], data["year"], data["title"], data["on"], data["says"], data["people"],
            amount, data["number"],
        )  # fmt: skip


# --- filters -------------------------------------------------------------------------------------


class _Placed:
    """Narrowing to a place and what lies under it; the view fills in which those are."""

    within: Mapping[str, Any] = {}


class FundFilters(_Placed, FilterForm[QuerySet[Fund]]):
    """Kind and payer of a fund, city, words."""

    kind = forms.ChoiceField(
        label=_("资金类型"), required=False, choices=[("", _("全部")), *Fund.Kind.choices]
    )
    payer = forms.ChoiceField(
        label=_("来源"), required=False, choices=[("", _("全部")), *Payer.choices]
    )
    q = forms.CharField(label=_("名称或单位"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    only = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet[Fund]) -> QuerySet[Fund]:
        """Keep the funds that fit."""
        given = self.given
        for name in ("kind", "payer"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "q" in given:
            words = given["q"].strip()
            rows = rows.filter(Q(name__contains=words) | Q(place__name__contains=words))
        if "place" in given:
            rows = rows.filter(place__in=self.within[given["place"]])
        return rows


class BudgetFilters(_Placed, FilterForm[QuerySet[Budget]]):
    """State of a budget, words."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Budget.State.choices]
    )
    payer = forms.ChoiceField(
        label=_("含有来源"), required=False, choices=[("", _("全部")), *Payer.choices]
    )
    q = forms.CharField(label=_("班次或单位"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    only = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet[Budget]) -> QuerySet[Budget]:
        """Keep the budgets that fit."""
        given = self.given
        if "state" in given:
            rows = rows.filter(state=given["state"])
        if "payer" in given:
            rows = rows.filter(lines__fund__payer=given["payer"]).distinct()
        if "q" in given:
            words = given["q"].strip()
            rows = rows.filter(Q(title__contains=words) | Q(place__name__contains=words))
        if "place" in given:
            rows = rows.filter(place__in=self.within[given["place"]])
        return rows


class ExpenseFilters(_Placed, FilterForm[QuerySet[Expense]]):
    """What was paid for, out of whose money, words."""

    kind = forms.ChoiceField(
        label=_("支出内容"), required=False, choices=[("", _("全部")), *Cost.choices[:-1]]
    )
    payer = forms.ChoiceField(
        label=_("来源"), required=False, choices=[("", _("全部")), *Payer.choices]
    )
    fund = forms.IntegerField(required=False, widget=forms.HiddenInput)
    bare = forms.BooleanField(label=_("只看没有凭证附件的"), required=False)
    q = forms.CharField(label=_("收款方、凭证号或班次"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    only = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet[Expense]) -> QuerySet[Expense]:
        """Keep the expenses that fit."""
        given = self.given
        if "kind" in given:
            rows = rows.filter(line__kind=given["kind"])
        if "payer" in given:
            rows = rows.filter(line__fund__payer=given["payer"])
        if "fund" in given:
            rows = rows.filter(line__fund_id=min(given["fund"], 2**60))
        if "bare" in given:
            rows = rows.filter(vouchers=None, reverses=None, reversal=None)
        if "q" in given:
            words = given["q"].strip()
            rows = rows.filter(
                Q(payee__contains=words)
                | Q(voucher__contains=words)
                | Q(budget__title__contains=words)
            )
        if "place" in given:
            rows = rows.filter(budget__place__in=self.within[given["place"]])
        return rows


class CityFilters(FilterForm[list[Any]]):
    """City and words, of rows with a place."""

    unit = forms.ChoiceField(label=_("市州"), required=False)
    q = forms.CharField(label=_("单位"), required=False, max_length=40)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the places that fit."""
        given = self.given
        if "unit" in given:
            rows = [row for row in rows if row.city and row.city.code == given["unit"]]
        if "q" in given:
            rows = [row for row in rows if given["q"].strip() in row.place.name]
        return rows


class PlaceFilters(CityFilters):
    """City, what is missing, words."""

    missing = forms.ChoiceField(
        label=_("缺什么"), required=False,
        choices=[
            ("", _("全部")), ("yearly", _("没有落实年度资金")), ("budget", _("有班次没有预算")),
        ],
    )  # fmt: skip
    field_order = ("unit", "missing", "q", "year")

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the places that fit."""
        rows, missing = super().narrow(rows), self.given.get("missing")
        if missing == "yearly":
            rows = [row for row in rows if row.owes and not row.yearly]
        if missing == "budget":
            rows = [row for row in rows if row.without]
        return rows


class GrowthFilters(CityFilters):
    """City, whether the money grew, words."""

    change = forms.ChoiceField(
        label=_("比上年"), required=False,
        choices=[
            ("", _("全部")), ("more", _("增加")), ("less", _("减少")), ("same", _("持平")),
            ("unknown", _("上年没有数据")),
        ],
    )  # fmt: skip
    field_order = ("unit", "change", "q", "year")

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the places that fit."""
        rows, change = super().narrow(rows), self.given.get("change")
        return [row for row in rows if row.trend == change] if change else rows


class SupportFilters(CityFilters):
    """City, in which way an office gives none, words."""

    lacks = forms.ChoiceField(
        label=_("缺哪一种"), required=False, choices=[("", _("全部")), *Support.Kind.choices]
    )
    field_order = ("unit", "lacks", "q", "year")

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the places that fit."""
        rows, lacks = super().narrow(rows), self.given.get("lacks")
        names = {"staff": "staff", "money": "money", "policy": "policies"}
        return [row for row in rows if not getattr(row, names[lacks])] if lacks else rows


class CostFilters(FilterForm[list[Any]]):
    """How the costs are grouped, the track, words."""

    by = forms.ChoiceField(
        label=_("按什么汇总"), required=False,
        choices=[("class", _("班次")), ("city", _("市州")), ("year", _("年度"))],
    )  # fmt: skip
    track = forms.ChoiceField(label=_("培训类别"), required=False)
    q = forms.CharField(label=_("班次或市州"), required=False, max_length=40)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the rows that fit; the view has grouped them and kept the track."""
        words = self.given.get("q", "").strip()
        return [row for row in rows if words in row.label] if words else rows
