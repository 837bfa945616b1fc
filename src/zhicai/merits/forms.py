"""The shape of input: drafts and their items, corrections, putting in force, grades by hand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.text import Text
from zhicai.law.schema import MeritExample
from zhicai.merits.models import Category, RuleSet
from zhicai.merits.rules.content import EVENTS
from zhicai.ui.asked import said

LINE = forms.TextInput(attrs={"autocomplete": "off"})


def _points(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=Decimal(0), max_value=Decimal(1000),
        decimal_places=1, help_text=help_text,
    )  # fmt: skip


class DraftForm(forms.Form):
    """A new draft: its name, and what it starts from."""

    name = forms.CharField(label=_("名称"), max_length=80, widget=LINE)
    source = forms.ChoiceField(label=_("从哪里开始"))

    def offer(self, examples: tuple[MeritExample, ...], sets: list[RuleSet]) -> None:
        """Offer the examples that ship, the sets there are, and an empty one."""
        rows = [(f"example:{one.id}", said(one.name)) for one in examples]
        rows += [(f"set:{one.pk}", f"第 {one.number} 版 {one.name}") for one in sets]
        self.fields["source"].choices = [*rows, ("empty", _("空白"))]  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """One item of a draft, whichever part it is of."""

    def shape(self, words: Mapping[tuple[str, str], Text]) -> None:
        """Offer what the part has to choose from; most have nothing."""

    @staticmethod
    def start(item: Mapping[str, Any]) -> dict[str, Any]:
        """Return the first values of a stored item."""
        return {**item, "zh": item["says"]["zh"], "en": item["says"]["en"]}

    def item(self) -> dict[str, Any]:
        """Return the item as it is stored."""
        raise NotImplementedError


class PointRuleForm(ItemForm):
    """What one kind of fact earns."""

    id = forms.SlugField(label=_("编号"), max_length=60, help_text=_("小写字母、数字和连字符。"))
    zh = forms.CharField(label=_("名称"), max_length=60, widget=LINE)
    en = forms.CharField(label=_("英文名称"), max_length=120, widget=LINE)
    event = forms.ChoiceField(label=_("记分事项"))
    kinds = forms.MultipleChoiceField(
        label=_("限于种类"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选表示这个事项的所有种类。"),
    )  # fmt: skip
    points = _points(_("分值"), required=True, help_text=_("最多一位小数。"))
    evidence = forms.BooleanField(label=_("必须有证明材料"), required=False)
    most_a_year = _points(_("每人每年上限"))
    most_in_all = _points(_("每人累计上限"))
    valid_years = forms.IntegerField(
        label=_("有效年数"), required=False, min_value=1, max_value=50,
        help_text=_("空着表示长期有效。"),
    )  # fmt: skip

    def shape(self, words: Mapping[tuple[str, str], Text]) -> None:
        """Offer the events, and every kind of each as ``event:kind``."""
        self.fields["event"].choices = [  # type: ignore[attr-defined]
            (key, said(says)) for key, says in EVENTS.items()
        ]
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (f"{event}:{kind}", f"{said(EVENTS[event])} · {said(says)}")
            for (event, kind), says in words.items()
        ]

    @staticmethod
    def start(item: Mapping[str, Any]) -> dict[str, Any]:
        """Return the first values of a stored rule."""
        given = ItemForm.start(item)
        given["kinds"] = [f"{item['event']}:{kind}" for kind in item.get("kinds", ())]
        return given

    def item(self) -> dict[str, Any]:
        """Return the rule as it is stored."""
        given = self.cleaned_data
        event = given["event"]
        pairs = [one.partition(":") for one in given["kinds"]]
        return {
            "id": given["id"], "says": {"zh": given["zh"], "en": given["en"]}, "event": event,
            "kinds": [kind for of, _sep, kind in pairs if of == event],
            "points": str(given["points"]), "evidence": given["evidence"],
            "most_a_year": _text(given["most_a_year"]), "most_in_all": _text(given["most_in_all"]),
            "valid_years": given["valid_years"],
        }  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


class GradeRuleForm(ItemForm):
    """From how many points, and on what other conditions, someone has a grade."""

    grade = forms.IntegerField(label=_("级别"), min_value=1, max_value=10)
    zh = forms.CharField(label=_("名称"), max_length=60, widget=LINE)
    en = forms.CharField(label=_("英文名称"), max_length=120, widget=LINE)
    points = _points(_("所需有效积分"), required=True)
    certificate = forms.BooleanField(label=_("须持有效专员证书"), required=False)
    years_below = forms.IntegerField(
        label=_("在下一级别满几年"), min_value=0, max_value=20, initial=0
    )

    def item(self) -> dict[str, Any]:
        """Return the grade as it is stored."""
        given = self.cleaned_data
        return {
            "grade": given["grade"], "says": {"zh": given["zh"], "en": given["en"]},
            "points": str(given["points"]), "certificate": given["certificate"],
            "years_below": given["years_below"],
        }  # fmt: skip


class CategoryForm(ItemForm):
    """A category and by what one belongs to it."""

    id = forms.SlugField(label=_("编号"), max_length=60, help_text=_("小写字母、数字和连字符。"))
    zh = forms.CharField(label=_("名称"), max_length=60, widget=LINE)
    en = forms.CharField(label=_("英文名称"), max_length=120, widget=LINE)
    how = forms.ChoiceField(label=_("怎么归类"), choices=Category.How.choices)
    values = forms.CharField(
        label=_("单位类型或行业"), required=False, max_length=400, widget=LINE,
        help_text=_("用顿号隔开；手工归类的空着。"),
    )  # fmt: skip

    @staticmethod
    def start(item: Mapping[str, Any]) -> dict[str, Any]:
        """Return the first values of a stored category."""
        return {**ItemForm.start(item), "values": "、".join(item.get("values", ()))}

    def item(self) -> dict[str, Any]:
        """Return the category as it is stored."""
        given = self.cleaned_data
        values = [one.strip() for one in given["values"].replace(",", "、").split("、")]
        return {
            "id": given["id"], "says": {"zh": given["zh"], "en": given["en"]},
            "how": given["how"], "values": [one for one in values if one],
        }  # fmt: skip


ITEM_FORMS: dict[str, type[ItemForm]] = {
    "points": PointRuleForm,
    "grades": GradeRuleForm,
    "categories": CategoryForm,
}


class EnactForm(forms.Form):
    """From which year a draft counts, and on what decision."""

    year = forms.IntegerField(label=_("从哪一年起执行"), min_value=2000, max_value=2200)
    basis = forms.CharField(label=_("依据的文件"), max_length=200, widget=LINE)


class EndForm(forms.Form):
    """Why the set in force ends."""

    reason = forms.CharField(label=_("停止的理由"), max_length=200, widget=LINE)


class CorrectForm(forms.Form):
    """Why a posting is reversed, and how many points stand instead."""

    reason = forms.CharField(
        label=_("更正的理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人会看到。"),
    )  # fmt: skip
    instead = _points(_("应记分值"), help_text=_("空着表示只冲销，不另记分。"))


class GradeForm(forms.Form):
    """A grade given by hand, with the reason."""

    grade = forms.TypedChoiceField(label=_("级别"), coerce=int)
    says = forms.CharField(label=_("更正的理由"), max_length=400, widget=LINE)

    def offer(self, rows: list[tuple[int, str]]) -> None:
        """Offer these grades."""
        self.fields["grade"].choices = rows  # type: ignore[attr-defined]
