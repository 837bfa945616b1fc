"""The shape of what coordination's pages take; the rules say what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.coordination.models import Problem, Side
from zhicai.coordination.queries.duties import Duty
from zhicai.coordination.queries.leaders import LeaderRow
from zhicai.ui.lists import FilterForm

Choices = Sequence[tuple[str, str]]
ALL = ("", _("全部"))


def _words(label: Any, *, lines: int = 1, longest: int = 200, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=help_text, widget=widget
    )


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class TaskForm(forms.Form):
    """A task, or guidance that asks for nothing back."""

    title = _words(_("标题"), longest=100)
    guidance = forms.BooleanField(label=_("只是指导意见，不要求回复完成情况"), required=False)
    due = _day(_("完成期限"))
    text = _words(_("内容"), lines=5, longest=3000)


class OwnerForm(forms.Form):
    """Who sees to a task."""

    unit = _words(_("责任单位"), longest=80)
    person = _words(_("责任人"), longest=40)


class NoteForm(forms.Form):
    """What was done, in words."""

    note = _words(_("完成情况"), lines=3, longest=1000)


class ContactForm(forms.Form):
    """One side's contact, and the terms both sides keep."""

    name = _words(_("本方联系人"), longest=40)
    post = _words(_("职务"), longest=80)
    phone = _words(_("电话"), longest=30)
    rhythm = _words(_("会商频次"), longest=200, help_text=_("例如：每季度首月会商一次"))
    terms = _words(_("分工约定"), lines=4, longest=3000)


class MeetingForm(forms.Form):
    """A meeting with its minutes."""

    held_on = _day(_("会议日期"))
    venue = _words(_("地点"), longest=100)
    attendees = _words(_("参加人员"), longest=300)
    minutes = _words(_("会议纪要"), lines=4, longest=3000)


class AgreedForm(forms.Form):
    """What one side has promised."""

    title = _words(_("约定事项"), longest=200)
    side = forms.ChoiceField(label=_("由哪一方办理"), required=False, choices=Side.choices)
    person = _words(_("责任人"), longest=40)
    due = _day(_("完成期限"))


class ProblemForm(forms.Form):
    """A problem as it is logged."""

    office = forms.ChoiceField(label=_("发生在哪个单位"), required=False)
    rule = forms.ChoiceField(label=_("涉及事项"), required=False)
    title = _words(_("问题"), longest=100)
    text = _words(_("说明"), lines=4, longest=1000)
    about = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)


class HandlingForm(forms.Form):
    """Owner, measure and date of a problem."""

    owner = forms.ChoiceField(label=_("由哪个单位处理"), required=False)
    unit = _words(_("责任单位"), longest=80)
    person = _words(_("责任人"), longest=40)
    due = _day(_("完成期限"))
    measure = _words(_("对策"), lines=3, longest=1000)


class LeaderForm(forms.Form):
    """The leader of an office."""

    level = forms.ChoiceField(label=_("席位"), required=False)
    name = _words(_("姓名"), longest=40)
    post = _words(_("职务"), longest=80)
    phone = _words(_("电话"), longest=30, help_text=_("其他单位只看到首尾几位"))
    since = _day(_("起始日期"))


class MarkForm(forms.Form):
    """A mark for counties."""

    mark = forms.ChoiceField(label=_("标记"), required=False)
    basis = _words(_("依据文件"), longest=200)
    since = _day(_("起始日期"))
    place = forms.MultipleChoiceField(
        label=_("县（市、区）"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )


class FileForm(forms.Form):
    """An Excel file."""

    file = forms.FileField(
        label=_("Excel 文件"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a choice field what this page offers."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


# --- filters -----------------------------------------------------------------------------------


class DutyFilters(FilterForm[list[Duty]]):
    """Task, unit, named or not."""

    rule = forms.ChoiceField(label=_("事项"), required=False)
    city = forms.ChoiceField(label=_("市州"), required=False)
    owner = forms.ChoiceField(
        label=_("责任人"),
        required=False,
        choices=[ALL, ("none", _("还没有指定")), ("named", _("已指定"))],
    )
    q = forms.CharField(label=_("单位或姓名"), required=False, max_length=60)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: list[Duty]) -> list[Duty]:
        """Keep the tasks that fit."""
        given = self.given
        if rule := given.get("rule"):
            rows = [row for row in rows if row.rule.id == rule]
        if city := given.get("city"):
            rows = [row for row in rows if city in row.path.split("/")]
        if owner := given.get("owner"):
            rows = [row for row in rows if (row.charge is None) == (owner == "none")]
        if words := given.get("q"):
            rows = [row for row in rows if words in row.seat.zh + row.unit + row.person]
        return rows


class LeaderFilters(FilterForm[list[LeaderRow]]):
    """Level, named or not."""

    level = forms.ChoiceField(
        label=_("层级"),
        required=False,
        choices=[ALL, ("province", _("省级")), ("city", _("市级")), ("county", _("县级"))],
    )
    named = forms.ChoiceField(
        label=_("负责人"),
        required=False,
        choices=[ALL, ("no", _("还没有登记")), ("yes", _("已登记"))],
    )
    q = forms.CharField(label=_("单位或姓名"), required=False, max_length=60)

    def narrow(self, rows: list[LeaderRow]) -> list[LeaderRow]:
        """Keep the offices that fit."""
        given = self.given
        if level := given.get("level"):
            rows = [row for row in rows if row.level.value == level]
        if named := given.get("named"):
            rows = [row for row in rows if row.named == (named == "yes")]
        if words := given.get("q"):
            rows = [
                row
                for row in rows
                if words in row.seat.zh + (row.leader.name if row.leader else "")
            ]
        return rows


class ProblemFilters(FilterForm[QuerySet[Problem]]):
    """State, task, city, where it came from, words."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ALL,
            ("unsolved", _("未销号")),
            ("late", _("超过整改期限")),
            *Problem.State.choices,
        ],
    )
    rule = forms.ChoiceField(label=_("事项"), required=False)
    city = forms.ChoiceField(label=_("市州"), required=False)
    source = forms.ChoiceField(
        label=_("来源"),
        required=False,
        choices=[ALL, ("rule", _("系统发现")), ("office", _("单位登记"))],
    )
    q = forms.CharField(label=_("单位或问题"), required=False, max_length=60)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    on: Any = None
    within: dict[str, list[int]] = {}

    def narrow(self, rows: QuerySet[Problem]) -> QuerySet[Problem]:
        """Keep the problems that fit."""
        given = self.given
        state = given.get("state")
        if state in ("unsolved", "late"):
            rows = rows.exclude(state=Problem.State.CLOSED)
            if state == "late":
                rows = rows.filter(due__lt=self.on)
        elif state:
            rows = rows.filter(state=state)
        if rule := given.get("rule"):
            rows = rows.filter(rule=rule)
        for name in ("city", "place"):
            if code := given.get(name):
                rows = rows.filter(place_id__in=self.within.get(code, []))
        if source := given.get("source"):
            rows = rows.exclude(key="") if source == "rule" else rows.filter(key="")
        if words := given.get("q"):
            rows = rows.filter(Q(title__contains=words) | Q(place__name__contains=words))
        return rows
