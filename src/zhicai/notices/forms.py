"""Forms and filters of notices; what must be there to send one is a rule, not a form's."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.notices.models import Notice, Receipt
from zhicai.notices.rules.drafts import FIELDS, Draft, clean
from zhicai.programmes.forms import ALL, DayInput
from zhicai.programmes.queries.receipts import STEPS, ReceiptRow
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm


def draft_from(posted: QueryDict) -> Draft:
    """Return the draft that was posted, as typed."""
    typed: dict[str, Any] = {name: posted.get(name, "") for name in FIELDS}
    return clean({**typed, "to": posted.getlist("to")})


class DraftForm(forms.Form):
    """The fields of the editor; nothing is required while drafting."""

    title = forms.CharField(label=_("标题"), required=False)
    text = forms.CharField(
        label=_("正文"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    addressed = forms.CharField(
        label=_("主送机关（印在文上）"),
        required=False,
        help_text=_("留空时按所选单位自动写，多个用逗号分开。"),
    )
    sign = forms.CharField(
        label=_("机关代字"), required=False, help_text=_("文号按它和年份连续编排。")
    )
    number = forms.CharField(
        label=_("发文字号"), required=False, help_text=_("留空在发送时取下一号。")
    )
    dated = forms.CharField(label=_("成文日期"), required=False, widget=DayInput())
    due = forms.CharField(label=_("收悉期限"), required=False, widget=DayInput())
    mark = forms.CharField(
        label=_("发文机关标志"), required=False, help_text=_("红头文字，留空则不套红头。")
    )
    issuer = forms.CharField(label=_("发文机关署名"), required=False)
    sealed_by = forms.CharField(label=_("代章机关"), required=False)
    secrecy = forms.CharField(label=_("密级和保密期限"), required=False)
    urgency = forms.CharField(label=_("紧急程度"), required=False)
    contact = forms.CharField(label=_("联系人和电话"), required=False)
    copies_to = forms.CharField(
        label=_("抄送机关"), required=False, help_text=_("多个用逗号分开。")
    )
    printed_by = forms.CharField(label=_("印发机关"), required=False)
    clauses = forms.CharField(
        label=_("依据的条款"), required=False, help_text=_("写条款编号，多个用空格分开。")
    )


class ReasonForm(forms.Form):
    """The reason for taking a notice out of force."""

    reason = forms.CharField(
        label=_("理由"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReceivedFilters(FilterForm[QuerySet[Receipt]]):
    """Acknowledged or not, words of the title."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[ALL, ("waiting", _("待确认")), ("acknowledged", _("已确认"))],
    )
    q = forms.CharField(label=_("标题"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
        """Keep what fits every condition given."""
        given = self.given
        waiting = Q(acknowledged_on=None, notice__state=Notice.State.SENT)
        if given.get("state") == "waiting":
            rows = rows.filter(waiting)
        elif given.get("state") == "acknowledged":
            rows = rows.filter(acknowledged_on__isnull=False)
        return rows.filter(notice__title__icontains=given.get("q", ""))


class SentFilters(FilterForm[QuerySet[Notice]]):
    """State, words of the title."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ALL,
            *((s.value, s.label) for s in Notice.State if s.value not in ("draft", "dropped")),
        ],
    )
    q = forms.CharField(label=_("标题"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Notice]) -> QuerySet[Notice]:
        """Keep what fits every condition given."""
        given = self.given
        if "state" in given:
            rows = rows.filter(state=given["state"])
        return rows.filter(title__icontains=given.get("q", ""))


class AddresseeFilters(FilterForm[list[ReceiptRow]]):
    """How far a receipt has come; ``waiting`` is everything short of acknowledged."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    q = forms.CharField(label=_("单位"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(key, said(words)) for key, words in STEPS.items()]
        choices = [ALL, ("waiting", _("还没有确认")), *steps]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: list[ReceiptRow]) -> list[ReceiptRow]:
        """Keep the addressees that fit every condition given."""
        state, words = self.given.get("state", ""), self.given.get("q", "").lower()
        return [
            row
            for row in rows
            if state in ("", row.state) or (state == "waiting" and row.acknowledged_on is None)
            if words in f"{row.name.zh} {row.name.en}".lower()
        ]
