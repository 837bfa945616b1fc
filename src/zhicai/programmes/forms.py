"""Forms and filters of programmes; the rules behind them are the law's own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.errors import Fault
from zhicai.law.schema import Parameter
from zhicai.law.units import unit_name
from zhicai.programmes import rules
from zhicai.programmes.queries.clauses import ClauseRow
from zhicai.programmes.queries.points import SettingRow
from zhicai.programmes.queries.receipts import STEPS, ReceiptRow
from zhicai.programmes.queries.targets import LEVELS, TargetRow
from zhicai.programmes.settings_in_force import NO, NOT_SET, YES, as_json
from zhicai.programmes.words import KINDS
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm

ALL = ("", _("全部"))


def put_faults(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Show what an action refused at the fields of the form that asked for it."""
    for fault in faults:
        words = said(fault.says)
        if fault.row is not None:
            words = f"{fault.row}: {words}"
        form.add_error(fault.field if fault.field in form.fields else None, words)


class DayInput(forms.DateInput):
    """A native date field, always in the form that the law reads: 2022-03-31."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """What every decision asks for: the reason."""

    reason = forms.CharField(
        label=_("理由"),
        error_messages={"required": _("请写明理由，会随决定一并公布。")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明依据和考虑，所有单位都能看到。"),
    )


# --- filters -------------------------------------------------------------------------------------


class ClauseFilters(FilterForm[Sequence[ClauseRow]]):
    """Kind, priority, words."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    priority = forms.ChoiceField(
        label=_("重要性"),
        required=False,
        choices=[
            ALL,
            ("core", _("核心")),
            ("important", _("重要")),
            ("context", _("背景")),
        ],
    )
    held = forms.ChoiceField(
        label=_("落实"),
        required=False,
        choices=[
            ALL,
            ("rule", _("有任务或设置")),
            ("open", _("涉及待定事项")),
            ("none", _("还没有规则")),
        ],
    )
    q = forms.CharField(label=_("编号或文字"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ALL, *((kind, said(name)) for kind, name in KINDS.items())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: Sequence[ClauseRow]) -> Sequence[ClauseRow]:
        """Keep the clauses that fit every condition given."""
        given = self.given
        words = given.get("q", "").lower()
        fits = {
            "rule": lambda row: bool(row.holdings),
            "open": lambda row: bool(row.clause.points),
            "none": lambda row: not row.holdings,
        }
        held = fits.get(given.get("held", ""))
        return [
            row
            for row in rows
            if given.get("kind", row.clause.kind) == row.clause.kind
            and given.get("priority", row.clause.priority) == row.clause.priority
            and (held is None or held(row))
            and words in row.words
        ]


class TargetFilters(FilterForm[Sequence[TargetRow]]):
    """Whose duty, counted or not, words."""

    who = forms.ChoiceField(label=_("责任层级"), required=False)
    counted = forms.ChoiceField(
        label=_("计量"),
        required=False,
        choices=[ALL, ("yes", _("已计量")), ("no", _("未计量"))],
    )
    q = forms.CharField(label=_("编号或文字"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ALL, *((level.value, said(name)) for level, name in LEVELS.items())]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: Sequence[TargetRow]) -> Sequence[TargetRow]:
        """Keep the rules that fit every condition given."""
        given = self.given
        words = given.get("q", "").lower()
        counted = {"yes": True, "no": False}.get(given.get("counted", ""))
        return [
            row
            for row in rows
            if given.get("who", row.rule.who.value) == row.rule.who.value
            and (counted is None or counted == row.counted)
            and words in f"{row.rule.clause} {row.rule.says.zh} {row.rule.says.en}".lower()
        ]


class SettingFilters(FilterForm[Sequence[SettingRow]]):
    """Where the value comes from, whether anything reads it, words."""

    state = forms.ChoiceField(
        label=_("取值"),
        required=False,
        choices=[
            ALL,
            ("unset", _("未设定")),
            ("decided", _("省局已定")),
            ("start", _("建议值")),
        ],
    )
    read = forms.ChoiceField(
        label=_("读取"),
        required=False,
        choices=[ALL, ("yes", _("已有功能读取")), ("no", _("尚无功能读取"))],
    )
    q = forms.CharField(label=_("编号或文字"), required=False, max_length=100)

    def narrow(self, rows: Sequence[SettingRow]) -> Sequence[SettingRow]:
        """Keep the settings that fit every condition given."""
        given = self.given
        words = given.get("q", "").lower()
        read = {"yes": True, "no": False}.get(given.get("read", ""))
        return [
            row
            for row in rows
            if given.get("state", row.state) == row.state
            and (read is None or read == row.read)
            and words in row.words
        ]


class ReceiptFilters(FilterForm[list[ReceiptRow]]):
    """How far the receipt has come, what kind of addressee, words."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    kind = forms.ChoiceField(
        label=_("类别"),
        required=False,
        choices=[ALL, ("office", _("市、县各局")), ("organisation", _("基地等单位"))],
    )
    q = forms.CharField(label=_("单位"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = ((state, said(name)) for state, name in STEPS.items())
        choices = [ALL, ("waiting", _("还没有确认")), *states]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: list[ReceiptRow]) -> list[ReceiptRow]:
        """Keep the receipts that fit every condition given."""
        given = self.given
        state, words = given.get("state", ""), given.get("q", "").lower()
        offices = {"office": True, "organisation": False}.get(given.get("kind", ""))
        return [
            row
            for row in rows
            if (state in ("", row.state) or (state == "waiting" and not row.acknowledged_on))
            and (offices is None or offices == (row.receipt.organisation_id is None))
            and words in f"{row.name.zh} {row.name.en} {row.code}".lower()
        ]


class NoticeForm(forms.Form):
    """Title and number as they are printed on the notice."""

    title = forms.CharField(label=_("通知标题"), max_length=200)
    number = forms.CharField(
        label=_("文号"),
        max_length=60,
        required=False,
        help_text=_("原文没有印文号的，可以留空。"),
    )


# --- a setting -----------------------------------------------------------------------------------


class SettingForm(ReasonForm):
    """The value of an open point, drawn by its kind; what fits is for the law to say."""

    in_force_from = forms.DateField(label=_("生效日"), widget=DayInput())

    field_order = ("value", "in_force_from", "reason")

    def __init__(self, parameter: Parameter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        if parameter.kind != "table":
            self.fields["value"] = value_field(parameter)
        self.order_fields(self.field_order)

    def value(self) -> Any:
        """Return the value as it was sent, for the law to read."""
        if self.parameter.kind == "table":
            return table_rows(self.parameter, self.data)
        return self.cleaned_data.get("value")


def value_field(parameter: Parameter) -> forms.Field:
    """Return the field for a parameter's value, drawn by its kind."""
    optional = [("", said(NOT_SET))] if parameter.optional else []
    label = _("取值")
    if parameter.kind == "switch":
        choices = [*optional, ("true", said(YES)), ("false", said(NO))]
        return forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, required=False
        )
    if parameter.kind in ("choice", "choices"):
        listed = [(one.value, said(one.says)) for one in parameter.choices]
        if parameter.kind == "choices":
            return forms.MultipleChoiceField(
                label=label,
                choices=listed,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        return forms.ChoiceField(
            label=label,
            choices=[*optional, *listed],
            widget=forms.RadioSelect,
            required=False,
        )
    if parameter.kind == "date":
        return forms.CharField(label=label, widget=DayInput(), required=False)
    return forms.CharField(label=label, required=False, max_length=2000, help_text=_help(parameter))


def _help(parameter: Parameter) -> str:
    """What a typed value may be: its unit and bounds, or its form."""
    if parameter.kind == "day":
        return str(_("每年的某一天，写成 03-31 的样子。"))
    parts = []
    if parameter.unit:
        parts.append(_("单位：%(unit)s") % {"unit": said(unit_name(parameter.unit))})
    if parameter.least is not None:
        parts.append(_("不小于 %(least)s") % {"least": parameter.least})
    if parameter.most is not None:
        parts.append(_("不大于 %(most)s") % {"most": parameter.most})
    return str(_("；")).join(parts)


def table_rows(parameter: Parameter, data: Any) -> list[dict[str, str]]:
    """Return the rows of a table setting as sent, in cells named ``cell-ROW-COLUMN``."""
    columns = rules.columns_of(parameter)
    if not columns:
        return _typed_rows(data.get("value", ""))
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        parts = name.split("-", 2)
        if len(parts) == 3 and parts[0] == "cell" and parts[1].isdigit() and parts[2] in columns:
            rows.setdefault(int(parts[1]), {})[parts[2]] = data.get(name, "").strip()
    return [row for _number, row in sorted(rows.items()) if any(row.values())]


def _typed_rows(written: str) -> list[dict[str, str]]:
    """Rows typed as text, one a line: ``列: 值，列: 值``."""
    rows = []
    for line in written.replace("，", ",").replace("：", ":").splitlines():
        cells = [cell.partition(":") for cell in line.split(",") if cell.strip()]
        if cells:
            rows.append({key.strip(): value.strip() for key, _colon, value in cells})
    return rows


def initial_value(parameter: Parameter, value: Any) -> Any:
    """Return a setting's present value as the form shows it."""
    if parameter.kind == "switch" and value is not None:
        return "true" if value else "false"
    return as_json(value)
