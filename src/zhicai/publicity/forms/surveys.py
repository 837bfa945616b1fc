"""Forms of surveys: a questionnaire, the terms of a round, names to invite, filters."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.errors import Fault
from zhicai.places.queries import PlaceFacts
from zhicai.surveys.models import Round
from zhicai.ui.lists import FilterForm

WRITTEN_EXAMPLE = """# 一、了解程度
1. 您是否听说过知识产权专员培训？【是非】【必答】
2. 您对培训的了解程度如何？【1-5】【必答】【维度：认知度】【第1题=是】
3. 您从哪里了解到？【多选】【第1题=是】
- 网站
- 微信公众号
- 身边的人
# 二、意见
4. 您还有什么建议？【文字】
"""


def said(words: Any) -> str:
    """Return a sentence in the language of the page."""
    return str(words.in_language(get_language() or "zh-hans"))


def put_faults(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Show what an action refused at the fields of the form that asked for it."""
    for fault in faults:
        line = f"{fault.row}: " if fault.row is not None else ""
        field = fault.field if fault.field in form.fields else None
        form.add_error(field, line + said(fault.says))


class DayInput(forms.DateInput):
    """A native date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class QuestionnaireForm(forms.Form):
    """The title and the written form."""

    title = forms.CharField(label=_("问卷名称"), max_length=120)
    written = forms.CharField(
        label=_("问卷内容"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
        help_text=_(
            "一行一句：“#”开头是分节，“1.”开头是题目，“-”开头是选项，“*”开头是矩阵的行。"
            "题目后面用【】写题型（单选、多选、1-5、1-10、矩阵、数字、文字、日期、是非）、【必答】、"
            "【维度：名称】和显示条件，如【第1题=是】、【第2题>=4】。"
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RoundForm(forms.Form):
    """The terms of a round, with the number of answers expected of each place."""

    title = forms.CharField(label=_("调查名称"), max_length=120)
    opens_on = forms.DateField(label=_("开始"), widget=DayInput)
    closes_on = forms.DateField(label=_("截止"), widget=DayInput)
    anonymous = forms.TypedChoiceField(
        label=_("答题方式"),
        choices=[("yes", _("匿名：不记录谁答了什么")), ("no", _("实名：结果能看到每个人的答案"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    by_link = forms.BooleanField(
        label=_("凭链接或二维码即可答题"),
        required=False,
        initial=True,
        help_text=_("不勾选时，只有您邀请的人能答题。"),
    )
    asks_place = forms.BooleanField(label=_("答题前选择所在地区"), required=False, initial=True)

    def __init__(self, *args: Any, places: Iterable[PlaceFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = tuple(places)
        for place in self.places:
            self.fields[f"expected-{place.code}"] = forms.IntegerField(
                label=said_name(place), min_value=0, max_value=1_000_000, required=False
            )

    @property
    def expected_fields(self) -> list[forms.BoundField]:
        """The fields of the places."""
        return [self[f"expected-{place.code}"] for place in self.places]

    @property
    def expected(self) -> dict[str, int]:
        """Place code → the number of answers expected."""
        given = {p.code: self.cleaned_data.get(f"expected-{p.code}") for p in self.places}
        return {code: number for code, number in given.items() if number}


def said_name(place: PlaceFacts) -> str:
    """Return a place's name in the language of the page."""
    return place.en if (get_language() or "").startswith("en") else place.name


class InviteForm(forms.Form):
    """Whom to invite, one a line."""

    names = forms.CharField(
        label=_("邀请名单"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "每行一个单位或姓名，最多 2000 行。提交后下载每人的答题链接，链接只显示这一次。"
        ),
        error_messages={"required": _("请至少写一个单位或姓名。")},
    )

    def clean_names(self) -> list[str]:
        """Return the lines that say something."""
        lines = [line.strip()[:120] for line in self.cleaned_data["names"].splitlines()]
        kept = list(dict.fromkeys(line for line in lines if line))
        if len(kept) > 2000:
            raise forms.ValidationError(_("一次最多邀请 2000 个，请分几次。"))
        return kept


class CloseForm(forms.Form):
    """Why a round ends early."""

    reason = forms.CharField(label=_("提前结束的理由"), max_length=300)


class RoundFilters(FilterForm[QuerySet[Round]]):
    """State and words."""

    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    q = forms.CharField(label=_("调查名称"), required=False, max_length=100)

    def narrow(self, rows: QuerySet[Round]) -> QuerySet[Round]:
        """Keep the rounds that fit."""
        if "year" in self.given:
            rows = rows.filter(opens_on__year=self.given["year"])
        return rows.filter(title__icontains=self.given["q"]) if "q" in self.given else rows
