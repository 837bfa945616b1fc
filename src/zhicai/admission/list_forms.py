"""The shape of input about lists of trainees: filters, bounds of placing, objections, answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models import ListEntry, Objection
from zhicai.admission.queries.placing import Term
from zhicai.admission.rules.placement import Quota
from zhicai.ui.lists import FilterForm

EMPTY_ROWS = 3
"""Lines offered for new bounds."""


class TraineeFilters(FilterForm[QuerySet[ListEntry]]):
    """Filters of a list of trainees."""

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    training_class = forms.ChoiceField(label=_("班次"), required=False)
    state = forms.ChoiceField(
        label=_("情况"),
        required=False,
        choices=[
            ("", _("全部")),
            ("hand", _("手工编班")),
            ("left", _("已退出")),
            ("added", _("递补")),
        ],
    )

    def offer(self, classes: Iterable[tuple[str, str]]) -> None:
        """Let the classes of the list be chosen."""
        choices = [("", str(_("全部"))), ("none", str(_("未编班"))), *classes]
        self.fields["training_class"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[ListEntry]) -> QuerySet[ListEntry]:
        """Return the trainees that fit."""
        given = self.given
        if "q" in given:
            rows = rows.filter(
                Q(candidate__person__name__icontains=given["q"])
                | Q(candidate__employer_name__icontains=given["q"])
            )
        wanted = given.get("training_class")
        present = Q(placements__until=None, placements__isnull=False)
        if wanted == "none":
            rows = rows.exclude(pk__in=rows.filter(present).values("pk")).filter(left_by=None)
        elif wanted:
            rows = rows.filter(present, placements__training_class=wanted)
        state = given.get("state")
        if state == "hand":
            rows = rows.filter(present, placements__by_hand=True)
        elif state:
            rows = rows.filter(left_by__isnull=False) if state == "left" else rows.filter(
                addendum__gt=0)  # fmt: skip
        return rows


class QuotaForm(forms.Form):
    """One bound: a class, what it goes by, the least and the most."""

    training_class = forms.ChoiceField(label=_("班次"), required=False)
    what = forms.ChoiceField(label=_("区域、市州或单位类型"), required=False)
    least = forms.IntegerField(label=_("不少于"), required=False, min_value=0, max_value=100_000)
    most = forms.IntegerField(label=_("最多"), required=False, min_value=0, max_value=100_000)

    def offer(self, classes: Iterable[tuple[str, str]], what: Iterable[tuple[str, Any]]) -> None:
        """Let classes and what a bound goes by be chosen."""
        empty = ("", str(_("请选择")))
        self.fields["training_class"].choices = [empty, *classes]  # type: ignore[attr-defined]
        self.fields["what"].choices = [empty, *what]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for class and kind where one of a line is written."""
        given: dict[str, Any] = super().clean() or {}
        if self.written(given) and not (given.get("training_class") and given.get("what")):
            raise forms.ValidationError(_("请选择班次和区域、市州或单位类型。"))
        return given

    @staticmethod
    def written(given: Mapping[str, Any]) -> bool:
        """Say whether anything stands in a line."""
        return any(given.get(name) not in (None, "") for name in given)

    def term(self) -> Term | None:
        """Return the bound, None for an empty line."""
        given = self.cleaned_data
        if not self.written(given):
            return None
        by, _colon, value = given["what"].partition(":")
        quota = Quota(by, value, given.get("least") or 0, given.get("most"))
        return Term(int(given["training_class"]), quota)


class BoundsForm(forms.Form):
    """Into which classes a list is placed."""

    classes = forms.MultipleChoiceField(
        label=_("参加编班的班次"), required=False, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def offer(self, classes: Iterable[tuple[str, str]]) -> None:
        """Let classes be chosen."""
        self.fields["classes"].choices = list(classes)  # type: ignore[attr-defined]


def quota_forms(
    terms: Iterable[Term],
    data: Any,
    classes: list[tuple[str, str]],
    what: list[tuple[str, Any]],
) -> Any:
    """Return a form for each bound and a few empty ones."""
    initial = [
        {
            "training_class": str(one.training_class),
            "what": f"{one.quota.by}:{one.quota.value}",
            "least": one.quota.least or None,
            "most": one.quota.most,
        }
        for one in terms
    ]
    made = forms.formset_factory(QuotaForm, extra=EMPTY_ROWS, max_num=400, absolute_max=450)
    found = made(data, initial=initial, prefix="quota")
    for one in found:
        one.offer(classes, what)
    return found


class ObjectionForm(forms.Form):
    """An objection as anyone writes it."""

    position = forms.IntegerField(
        label=_("名单序号"), required=False, min_value=1, max_value=100_000,
        help_text=_("针对某一名学员的，填名单里的序号；针对整份名单的不填。"),
    )  # fmt: skip
    says = forms.CharField(
        label=_("事实和理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("联系电话"), required=False, max_length=30,
        help_text=_("留下姓名和电话的，可以电话核实；只有核心团队能看到。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CodeForm(forms.Form):
    """The code of an objection."""

    code = forms.CharField(label=_("查询码"), max_length=12)


class AnswerForm(forms.Form):
    """The answer to an objection."""

    outcome = forms.ChoiceField(
        label=_("结论"), widget=forms.RadioSelect,
        choices=[(Objection.State.DISMISSED, _("异议不成立，维持名单")),
                 (Objection.State.UPHELD, _("异议成立"))],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("答复"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("提出异议的人凭查询码看到。"),
    )  # fmt: skip
