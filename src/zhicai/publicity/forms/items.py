"""Forms of items, publicity actions, public lists and objections."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.text import Text
from zhicai.publicity.actions import Action, Row, Words
from zhicai.publicity.forms.surveys import DayInput
from zhicai.publicity.models import Activity, Item
from zhicai.publicity.rules.items import KIND_WORDS, STATE_WORDS, Kind
from zhicai.publicity.rules.logging import CHANNEL_WORDS, Channel
from zhicai.ui.lists import FilterForm

ALL = ("", _("全部"))
MEDIA = (
    _("门户网站"),
    _("微信公众号"),
    _("短视频"),
    _("报刊"),
    _("广播电视"),
    _("宣讲会"),
    _("展板和手册"),
    _("入企走访"),
)


def worded(words: dict[Any, Text]) -> list[tuple[str, str]]:
    """Return the choices of an enumeration in the language of the page."""
    language = get_language() or "zh-hans"
    return [(key.value, says.in_language(language)) for key, says in words.items()]


class ItemForm(forms.Form):
    """What an item says."""

    kind = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, initial=Kind.NEWS.value)
    title = forms.CharField(label=_("标题"), max_length=120)
    summary = forms.CharField(
        label=_("摘要"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("在列表里显示，不填时取正文开头。"),
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "空一行分段，“## ”开头是小标题，“- ”开头是列表。"
            "要显示系统里的实时数字，写 {{figure:编号}}，编号从右侧选。"
        ),
    )
    person = forms.CharField(label=_("专员姓名"), max_length=60, required=False)
    employer = forms.CharField(label=_("工作单位"), max_length=120, required=False)
    consent_on = forms.DateField(label=_("本人同意公开的日期"), required=False, widget=DayInput)
    consent_note = forms.CharField(
        label=_("同意的凭据"),
        max_length=200,
        required=False,
        help_text=_("如：书面同意书，存本局办公室。"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = worded(KIND_WORDS)  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """What was sent, as the action takes it."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "revision"}
        return Words(**given | {"kind": Kind(given["kind"])})


class OpinionForm(forms.Form):
    """A reviewer's opinion, or why something is taken back."""

    opinion = forms.CharField(
        label=_("意见或理由"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ItemFilters(FilterForm[QuerySet[Item]]):
    """Kind, state, words."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    q = forms.CharField(label=_("标题"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ALL, *worded(KIND_WORDS)]  # type: ignore[attr-defined]
        self.fields["state"].choices = [ALL, *worded(STATE_WORDS)]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Item]) -> QuerySet[Item]:
        """Keep the items that fit."""
        for name in ("kind", "state"):
            if name in self.given:
                rows = rows.filter(**{name: self.given[name]})
        return rows.filter(title__icontains=self.given["q"]) if "q" in self.given else rows


class ActionForm(forms.Form):
    """One publicity action."""

    title = forms.CharField(label=_("活动名称"), max_length=120)
    on = forms.DateField(label=_("日期"), widget=DayInput)
    channel = forms.ChoiceField(label=_("渠道"), widget=forms.RadioSelect)
    medium = forms.CharField(
        label=_("方式"), max_length=60, help_text=_("如：微信公众号、宣讲会、报刊。")
    )
    reach = forms.IntegerField(
        label=_("触达人数"),
        required=False,
        min_value=0,
        help_text=_("阅读量或到场人数，不清楚可不填。"),
    )
    venue = forms.CharField(label=_("地点"), max_length=120, required=False)
    link = forms.URLField(label=_("链接"), max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = worded(CHANNEL_WORDS)  # type: ignore[attr-defined]
        self.fields["medium"].widget.attrs["list"] = "media"

    @property
    def action(self) -> Action:
        """What was sent, as the action takes it."""
        given = self.cleaned_data
        return Action(**given | {"channel": Channel(given["channel"])})


class ActivityFilters(FilterForm[QuerySet[Activity]]):
    """Channel, days, place."""

    channel = forms.ChoiceField(label=_("渠道"), required=False)
    since = forms.DateField(label=_("从"), required=False, widget=DayInput)
    until = forms.DateField(label=_("到"), required=False, widget=DayInput)
    place = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    q = forms.CharField(label=_("单位或活动"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [ALL, *worded(CHANNEL_WORDS)]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Activity]) -> QuerySet[Activity]:
        """Keep the actions that fit."""
        given = self.given
        lookups = {"channel": "channel", "since": "on__gte", "until": "on__lte"}
        rows = rows.filter(**{lookups[k]: v for k, v in given.items() if k in lookups})
        if "place" in given:
            rows = rows.filter(place__parentages__path__contains=given["place"]).distinct()
        if "q" in given:
            rows = rows.filter(office__icontains=given["q"]) | rows.filter(
                title__icontains=given["q"]
            )
        return rows


class ListForm(forms.Form):
    """A public list, its rows typed or pasted from a spreadsheet."""

    title = forms.CharField(label=_("公示标题"), max_length=120)
    intro = forms.CharField(
        label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    starts_on = forms.DateField(label=_("公示开始"), widget=DayInput)
    ends_on = forms.DateField(label=_("公示截止"), widget=DayInput)
    contact = forms.CharField(
        label=_("受理联系方式"), max_length=200, help_text=_("受理异议的处室、电话或邮箱。")
    )
    columns = forms.CharField(
        label=_("其他栏目"),
        required=False,
        max_length=200,
        help_text=_("姓名以外的栏目，用顿号隔开，如：单位、班次。"),
    )
    rows = forms.CharField(
        label=_("名单"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "每行一人，先写姓名，再写其他栏目，用逗号隔开，也可以从表格粘贴。姓名按掩码保存和显示。"
        ),
    )

    @property
    def heads(self) -> list[str]:
        """The columns beside the name."""
        written = self.cleaned_data["columns"].replace("，", "、").replace(",", "、")
        return [head.strip()[:30] for head in written.split("、") if head.strip()]

    @property
    def lines(self) -> list[Row]:
        """The rows."""
        found = []
        for line in self.cleaned_data["rows"].splitlines():
            if line.strip():
                plain = line.replace("，", ",").replace("\t", ",")
                name, *cells = [cell.strip()[:80] for cell in plain.split(",")]
                found.append(Row(name, cells))
        return found


class ObjectionForm(forms.Form):
    """An objection of anyone; ``website`` is a trap that people do not see and machines fill in."""

    row = forms.TypedChoiceField(
        label=_("针对哪一行"), required=False, coerce=int, empty_value=None
    )
    name = forms.CharField(label=_("您的姓名或单位"), max_length=60)
    contact = forms.CharField(
        label=_("联系方式"), max_length=120, help_text=_("只有受理单位能看到，用来答复您。")
    )
    says = forms.CharField(
        label=_("异议和依据"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    website = forms.CharField(
        required=False, max_length=200, label=_("此栏留空"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, rows: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Sequence[Any] = [
            ("", _("整个名单")), *((row.pk, f"{row.number} {row.name}") for row in rows),
        ]  # fmt: skip
        self.fields["row"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.TypedChoiceField(
        label=_("核查结论"),
        choices=[("yes", _("异议成立")), ("no", _("异议不成立"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("核查情况和答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
