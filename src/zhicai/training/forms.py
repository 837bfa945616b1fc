"""The shape of input: a class, the grid of its lessons, a lecturer, filters of lists."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.training.models import Lecturer, TrainingClass
from zhicai.training.rules.classes import ClassFacts
from zhicai.training.rules.gaps import GAP_WORDS
from zhicai.training.rules.timetable import (
    MOST_LESSONS,
    PROFESSIONAL,
    THEORY,
    LessonFacts,
)
from zhicai.ui.lists import FilterForm

DAY = {"type": "date"}
_KEY = re.compile(r"(?:\d{1,9}|n\d{1,3})", re.ASCII)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class ClassForm(forms.Form):
    """A class as an office enters it."""

    title = forms.CharField(label=_("班次名称"), max_length=200)
    starts_on = _day(_("开班日期"))
    ends_on = _day(_("结班日期"))
    venue = forms.CharField(label=_("培训地点"), max_length=200)
    venue_place = forms.ChoiceField(label=_("地点所在地区"))
    capacity = forms.IntegerField(label=_("名额"), min_value=1, max_value=5000)
    registration_opens = _day(_("报名开始"), required=False)
    registration_closes = _day(_("报名截止"), required=False)
    audience = forms.ChoiceField(label=_("培训性质"), choices=TrainingClass.Audience.choices)
    contact = forms.CharField(label=_("联系人"), max_length=60, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    notes = forms.CharField(
        label=_("备注"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Offer the areas in which a venue may lie."""
        field = self.fields["venue_place"]
        field.choices = list(places)  # type: ignore[attr-defined]

    def facts(self) -> ClassFacts:
        """Return the class as facts; the form is valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return ClassFacts(**data)


class UnplannedForm(ClassForm):
    """A class that no plan holds, with the reason."""

    reason = forms.CharField(label=_("没有列入计划的原因"), max_length=400)


def initial_of(facts: ClassFacts) -> dict[str, Any]:
    """Return a class's facts as a form starts with them."""
    names = ClassForm.base_fields
    return {name: getattr(facts, name) for name in names}


class PostponeForm(forms.Form):
    """Other days for a class."""

    starts_on = _day(_("新的开班日期"))
    ends_on = _day(_("新的结班日期"))
    reason = forms.CharField(label=_("原因"), max_length=400)


class MoveForm(forms.Form):
    """Another venue for a class."""

    venue = forms.CharField(label=_("新的培训地点"), max_length=200)
    venue_place = forms.ChoiceField(label=_("地点所在地区"))
    reason = forms.CharField(label=_("原因"), max_length=400)

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Offer the areas in which a venue may lie."""
        field = self.fields["venue_place"]
        field.choices = list(places)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=_("原因"), max_length=400)


class LecturerForm(forms.Form):
    """A lecturer of the pool."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    employer = forms.CharField(label=_("工作单位"), max_length=120)
    title = forms.CharField(label=_("职称或职务"), max_length=80, required=False)
    fields_of = forms.CharField(label=_("研究方向"), max_length=200, required=False)
    items = forms.MultipleChoiceField(
        label=_("可授课程"), required=False, widget=forms.CheckboxSelectMultiple
    )
    proven = forms.MultipleChoiceField(
        label=_("有实战经验的课程"), required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.CharField(
        label=_("依据"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    email = forms.EmailField(label=_("邮箱"), max_length=120, required=False)
    serves = forms.MultipleChoiceField(label=_("服务地区"), required=False)

    def offer(self, items: list[tuple[str, str]], places: list[tuple[str, str]]) -> None:
        """Offer the curriculum and the cities of the province."""
        for name, choices in (("items", items), ("proven", items), ("serves", places)):
            field = self.fields[name]
            field.choices = choices  # type: ignore[attr-defined]


# --- the grid of lessons -------------------------------------------------------------------------


def lessons_from(post: QueryDict) -> list[LessonFacts]:
    """Return the lessons of a posted grid; rows left quite empty are left out."""
    keys = [key for key in dict.fromkeys(post.getlist("lesson")) if _KEY.fullmatch(key)]
    removed = set(post.getlist("remove"))
    rows = [lesson_from(post, key) for key in keys[: MOST_LESSONS + 20] if key not in removed]
    return [row for row in rows if row.title or row.day or row.starts or row.pk or row.items]


def lesson_from(post: QueryDict, key: str) -> LessonFacts:
    """Return one lesson of the grid."""

    def word(name: str) -> str:
        return (post.get(f"{key}-{name}") or "").strip()

    form, breadth = word("form"), word("breadth")
    return LessonFacts(
        title=word("title")[:200],
        day=read_date(word("day")),
        starts=read_time(word("starts")),
        ends=read_time(word("ends")),
        hours=read_hours(word("hours")),
        room=word("room")[:80],
        form=form if form in ("theory", "practice") else THEORY,
        breadth=breadth if breadth in ("general", "professional") else PROFESSIONAL,
        items=tuple(one for one in post.getlist(f"{key}-items") if len(one) <= 60),
        pk=int(key) if key.isdigit() else None,
    )


def read_date(written: str) -> date | None:
    """Return a day as the browser or a person writes it, None where it is none."""
    plain = written.replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def read_time(written: str) -> time | None:
    """Return a time of day such as 8:30 or 08：30, None where it is none."""
    found = re.fullmatch(r"(\d{1,2})[:：.](\d{2})(?:[:：]\d{2})?", written)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_hours(written: str) -> Decimal | None:
    """Return class hours with at most one decimal, None where it is no number."""
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > 999:
        return None
    return value.quantize(Decimal("0.1")).normalize() + Decimal(0)


def chosen_lecturers(post: QueryDict) -> dict[int, int | None]:
    """Return the lecturer chosen for each lesson: lesson id → lecturer id or None."""
    found: dict[int, int | None] = {}
    for name, value in post.items():
        key = name.removeprefix("lecturer-")
        if key != name and key.isdigit() and isinstance(value, str) and len(key) < 10:
            found[int(key)] = int(value) if value.isdigit() and len(value) < 10 else None
    return found


def fees_from(post: QueryDict) -> dict[int, str]:
    """Return the fee typed for each lesson: lesson id → yuan as text."""
    found: dict[int, str] = {}
    for name, value in post.items():
        key = name.removeprefix("fee-")
        if key != name and key.isdigit() and isinstance(value, str) and len(key) < 10:
            found[int(key)] = value[:20]
    return found


def scores_from(post: QueryDict, keys: Iterable[str]) -> dict[str, int | None]:
    """Return the scores given to the questions, None where none was."""
    written = {key: post.get(f"score-{key}") or "" for key in keys}
    return {key: int(one) if re.fullmatch(r"[1-5]", one) else None for key, one in written.items()}


# --- filters -------------------------------------------------------------------------------------


class ClassFilters(FilterForm[QuerySet[TrainingClass]]):
    """State, city, month, what one has to do with it, words."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *TrainingClass.State.choices]
    )
    unit = forms.ChoiceField(label=_("市州"), required=False)
    month = forms.ChoiceField(label=_("月份"), required=False)
    q = forms.CharField(label=_("班次或单位"), required=False, max_length=40)
    outside = forms.BooleanField(label=_("只看不在本辖区的"), required=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    within: Mapping[str, Any] = {}
    """Code of a place → the places at and under it; the view fills in those that are asked for."""

    def offer(self, **choices: list[tuple[str, str]]) -> None:
        """Offer the choices of the year; a filter with fewer than two is left out."""
        for name, pairs in choices.items():
            if len(pairs) < 2:
                del self.fields[name]
                continue
            field = self.fields[name]
            field.choices = [("", _("全部")), *pairs]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
        """Keep the classes that fit."""
        given = self.given
        if "state" in given:
            rows = rows.filter(state=given["state"])
        if "month" in given:
            rows = rows.filter(starts_on__month=int(given["month"]))
        if "outside" in given:
            rows = rows.filter(away=True)
        if "q" in given:
            words = given["q"].strip()
            rows = rows.filter(title__contains=words) | rows.filter(place__name__contains=words)
        for name in ("unit", "place"):
            if name in given:
                rows = rows.filter(place__in=self.within[given[name]])
        return rows


class GapFilters(FilterForm[list[Any]]):
    """The kind of gap, and words."""

    kind = forms.ChoiceField(
        label=_("情况"), required=False, choices=[("", _("全部")), *GAP_WORDS.items()]
    )
    late = forms.BooleanField(label=_("只看已过开班日期的"), required=False)
    q = forms.CharField(label=_("班次或单位"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    within: Mapping[str, Any] = {}

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the gaps that fit."""
        given = self.given
        found = rows
        if "kind" in given:
            found = [row for row in found if row.kind == given["kind"]]
        if "late" in given:
            found = [row for row in found if row.late]
        if "q" in given:
            words = given["q"].strip()
            found = [row for row in found if words in row.title or words in row.place.name]
        if "place" in given:
            found = [row for row in found if row.place.pk in self.within[given["place"]]]
        return found


class LecturerFilters(FilterForm[QuerySet[Lecturer]]):
    """State, what someone teaches, proven experience, the team, words."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Lecturer.State.choices]
    )
    item = forms.ChoiceField(label=_("可授课程"), required=False)
    proven = forms.ChoiceField(label=_("实战经验"), required=False)
    team = forms.BooleanField(label=_("专业化队伍"), required=False)
    q = forms.CharField(label=_("姓名、单位或方向"), required=False, max_length=40)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    found: Mapping[str, list[int]] = {}
    """``item:ID`` or ``proven:ID`` → ids of the lecturers; the view fills in what is asked for."""

    def offer(self, items: list[tuple[str, str]]) -> None:
        """Offer the curriculum."""
        for name in ("item", "proven"):
            field = self.fields[name]
            field.choices = [("", _("全部")), *items]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Lecturer]) -> QuerySet[Lecturer]:
        """Keep the lecturers that fit."""
        given = self.given
        if "state" in given:
            rows = rows.filter(state=given["state"])
        if "team" in given:
            rows = rows.filter(team=True)
        for name in ("item", "proven"):
            if name in given:
                rows = rows.filter(pk__in=self.found[f"{name}:{given[name]}"])
        if "q" in given:
            words = given["q"].strip()
            rows = (
                rows.filter(name__contains=words)
                | rows.filter(employer__contains=words)
                | rows.filter(fields__contains=words)
            )
        return rows
