"""The shape of what the bank's pages ask: filters of the list, documents, words of a decision."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.exams.models import Basis, Item
from zhicai.exams.models.bank import Kind
from zhicai.exams.queries.bank import (
    conspicuous,
    of_author,
    resting_on,
    unchecked_by_lawyers,
    with_words,
)
from zhicai.files.rules import Kind as FileKind
from zhicai.ui.lists import FilterForm

LEVELS = [("", _("全部")), *((str(n), str(n)) for n in range(1, 6))]
WHAT = [
    ("", _("全部")),
    ("unchecked", _("需律师核对")),
    ("flagged", _("统计异常")),
    ("mine", _("我编写的")),
]
ACCEPTED = tuple(str(one) for one in FileKind if one is not FileKind.ZIP)
"""Files that an answer may be handed in as."""
LONGEST_PASTED = 400_000
LARGEST_FILE = 10 * 2**20


class ItemFilters(FilterForm[QuerySet[Item]]):
    """Which items of the bank."""

    q = forms.CharField(label=_("文字或题号"), required=False, max_length=60)
    topic = forms.ChoiceField(label=_("能力条目"), required=False)
    kind = forms.ChoiceField(
        label=_("题型"), required=False, choices=[("", _("全部")), *Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Item.State.choices]
    )
    difficulty = forms.ChoiceField(label=_("难度"), required=False, choices=LEVELS)
    basis = forms.ChoiceField(label=_("依据"), required=False)
    what = forms.ChoiceField(label=_("只看"), required=False, choices=WHAT)
    user = 0
    """Whose items are one's own; set by the view."""

    def narrow(self, rows: QuerySet[Item]) -> QuerySet[Item]:
        """Return the items that fit."""
        given = self.given
        for name in ("topic", "kind", "state", "difficulty"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "basis" in given:
            rows = resting_on(rows, given["basis"])
        if "q" in given:
            rows = with_words(rows, given["q"])
        match given.get("what"):
            case "unchecked":
                rows = unchecked_by_lawyers(rows)
            case "flagged":
                rows = conspicuous(rows)
            case "mine":
                rows = of_author(rows, self.user)
            case _:
                pass
        return rows


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices, with none chosen first."""
    field: Any = form.fields[name]
    field.choices = [("", _("全部") if isinstance(form, ItemFilters) else _("请选择")), *choices]


class TextForm(forms.Form):
    """A new text of a document."""

    version = forms.CharField(
        label=_("版本"), max_length=40, help_text=_("通过或公布的日期，如 2020-10-17；标准写年号。")
    )
    since = forms.DateField(label=_("施行日期"), widget=forms.DateInput(attrs={"type": "date"}))


class BasisForm(TextForm):
    """A document that items may rest on, with its text."""

    code = forms.CharField(
        label=_("代号"),
        max_length=60,
        help_text=_("小写字母、数字和连字符，如 patent-law；定后不改。"),
    )
    kind = forms.ChoiceField(label=_("种类"), choices=Basis.Kind.choices)
    zh = forms.CharField(label=_("名称"), max_length=200)
    en = forms.CharField(label=_("英文名称"), max_length=300, required=False)
    until = forms.DateField(
        label=_("失效日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("现行有效的留空。"),
    )  # fmt: skip
    field_order = ("zh", "en", "kind", "code", "version", "since", "until")


class EndForm(forms.Form):
    """Until when a text is in force."""

    until = forms.DateField(label=_("失效日期"), widget=forms.DateInput(attrs={"type": "date"}))


class ReasonForm(forms.Form):
    """Words of a decision."""

    reason = forms.CharField(label=_("说明"), max_length=400)


class JudgeForm(forms.Form):
    """What a second reader found."""

    sound = forms.ChoiceField(
        label=_("结论"), widget=forms.RadioSelect,
        choices=[("1", _("题目无误，可以启用")), ("0", _("有问题，退回命题人"))],
    )  # fmt: skip
    says = forms.CharField(
        label=_("问题或分歧"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("退回时必填，命题人会看到。"),
    )  # fmt: skip


class IntakeForm(forms.Form):
    """A file with items, or text pasted from one."""

    form = forms.ChoiceField(label=_("格式"), initial="marked")
    topic = forms.ChoiceField(
        label=_("能力条目"), required=False, help_text=_("文件里没有写明条目的题目归到这里。")
    )
    difficulty = forms.ChoiceField(
        label=_("难度"),
        choices=LEVELS[1:],
        initial="3",
        help_text=_("文件里没有写明难度的题目用它。"),
    )
    file = forms.FileField(label=_("文件"), required=False)
    text = forms.CharField(
        label=_("或粘贴文字"), required=False, max_length=LONGEST_PASTED, strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip


class MemberForm(forms.Form):
    """Who is named to see the bank."""

    user = forms.ChoiceField(label=_("人员"))
