"""The shape of input: filters of lists, an entry of a skill."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models import Registration
from zhicai.people.models import Person
from zhicai.results.models import Recommendation
from zhicai.results.queries.completions import TraineeLine
from zhicai.results.queries.counts import CountLine
from zhicai.results.queries.reserve import FORMER, LECTURER, NONE, NOW, SPECIALIST, Proven
from zhicai.results.rules.skills import LONGEST
from zhicai.ui.lists import FilterForm, is_given

Rows = TypeVar("Rows", bound=QuerySet[Any] | Sequence[Any])
Choices = Iterable[tuple[str, str]]
ALL = ("", _("全部"))


class Offering(forms.Form):
    """A filter whose choices come from the page."""

    def offer(self, **choices: Choices) -> None:
        """Offer choices by the name of the field."""
        for name, rows in choices.items():
            if name in self.fields:
                self.fields[name].choices = [ALL, *rows]  # type: ignore[attr-defined]


def _kept() -> forms.CharField:
    """A part of the address that is no filter: it stays when filters change."""
    return forms.CharField(required=False, widget=forms.HiddenInput)


class _Keeping(FilterForm[Rows]):
    """Filters of a page whose address says more than the filters."""

    @cached_property
    def given(self) -> dict[str, Any]:
        """Return the filters chosen, without what the address merely keeps."""
        self.full_clean()
        hidden = {field.name for field in self.hidden_fields()}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if is_given(value) and name not in hidden
        }


class CountFilters(_Keeping[list[CountLine]], Offering):
    """The matrix by city and by what is missing."""

    year = _kept()
    city = forms.ChoiceField(label=_("市州"), required=False)
    state = forms.ChoiceField(
        label=_("进度"),
        required=False,
        choices=[ALL, ("short", _("人数不足")), ("met", _("已达到")), ("none", _("还没有人"))],
    )

    def narrow(self, rows: list[CountLine]) -> list[CountLine]:
        """Keep what fits."""
        city, state = self.given.get("city"), self.given.get("state")
        if city:
            rows = [row for row in rows if row.city is not None and row.city.code == city]
        if state == "short":
            rows = [row for row in rows if row.missing]
        elif state == "met":
            rows = [row for row in rows if row.missing == 0]
        elif state == "none":
            rows = [row for row in rows if not row.trained]
        return rows


class PeopleFilters(_Keeping[QuerySet[Registration]], Offering):
    """The people behind a number."""

    year, what = _kept(), _kept()
    q = forms.CharField(label=_("姓名"), required=False)
    place = forms.ChoiceField(label=_("地区"), required=False)
    done = forms.ChoiceField(
        label=_("结业"),
        required=False,
        choices=[ALL, ("1", _("已结业")), ("0", _("未结业")), ("-", _("未认定"))],
    )
    under: dict[str, list[int]] | None = None

    def narrow(self, rows: QuerySet[Registration]) -> QuerySet[Registration]:
        """Keep what fits."""
        given = self.given
        if "q" in given:
            rows = rows.filter(person__name__icontains=given["q"])
        if "place" in given:
            rows = rows.filter(training_class__place__in=(self.under or {}).get(given["place"], []))
        if given.get("done") == "1":
            rows = rows.filter(completion__completed=True)
        elif given.get("done") == "0":
            rows = rows.filter(completion__completed=False)
        elif given.get("done") == "-":
            rows = rows.filter(completion=None)
        return rows


class TraineeFilters(FilterForm[list[TraineeLine]]):
    """The trainees of a class."""

    q = forms.CharField(label=_("姓名"), required=False)
    done = forms.ChoiceField(
        label=_("结业"),
        required=False,
        choices=[ALL, ("1", _("已结业")), ("0", _("未结业")), ("-", _("未认定"))],
    )

    def narrow(self, rows: list[TraineeLine]) -> list[TraineeLine]:
        """Keep what fits."""
        if "q" in self.given:
            rows = [row for row in rows if self.given["q"] in row.name]
        states = {"1": True, "0": False, "-": None}
        if "done" in self.given:
            rows = [row for row in rows if row.completed is states[self.given["done"]]]
        return rows


class CandidateFilters(_Keeping[QuerySet[Registration]], Offering):
    """Whom an office may recommend; ``target`` is the year of assessment."""

    year, target = _kept(), _kept()
    q = forms.CharField(label=_("姓名"), required=False)
    found = forms.ChoiceField(label=_("班次"), required=False)
    done = forms.ChoiceField(
        label=_("结业"), required=False, choices=[ALL, ("1", _("已结业")), ("0", _("未结业"))]
    )
    sent = forms.ChoiceField(
        label=_("推荐"), required=False, choices=[ALL, ("0", _("未推荐")), ("1", _("已推荐"))]
    )

    def narrow(self, rows: QuerySet[Registration]) -> QuerySet[Registration]:
        """Keep what fits."""
        given = self.given
        if "q" in given:
            rows = rows.filter(person__name__icontains=given["q"])
        if "found" in given:
            rows = rows.filter(training_class=given["found"])
        if given.get("done") == "1":
            rows = rows.filter(completion__completed=True)
        elif given.get("done") == "0":
            rows = rows.exclude(completion__completed=True)
        if "sent" in given:
            rows = rows.filter(Q(("live", given["sent"] == "1")))
        return rows


class RecommendationFilters(FilterForm[QuerySet[Recommendation]], Offering):
    """Recommendations by year, place, state; those that wait for the user."""

    q = forms.CharField(label=_("姓名"), required=False)
    for_year = forms.ChoiceField(label=_("考核年度"), required=False)
    place = forms.ChoiceField(label=_("推荐单位"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *Recommendation.State.choices]
    )
    waits = forms.BooleanField(label=_("待本单位确认"), required=False)
    waiting: Any = None

    def narrow(self, rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
        """Keep what fits."""
        given = self.given
        if "q" in given:
            rows = rows.filter(person__name__icontains=given["q"])
        if "for_year" in given:
            rows = rows.filter(for_year=given["for_year"])
        if "place" in given:
            rows = rows.filter(place__code=given["place"])
        if "state" in given:
            rows = rows.filter(state=given["state"])
        if "waits" in given and self.waiting is not None:
            rows = rows.filter(pk__in=self.waiting)
        return rows


class ReserveFilters(FilterForm[QuerySet[Person]], Offering):
    """The reserve by county, industry, skill and level, certificate (HB-2.2.f)."""

    q = forms.CharField(label=_("姓名"), required=False)
    place = forms.ChoiceField(label=_("县（市、区）"), required=False)
    industry = forms.ChoiceField(label=_("行业"), required=False)
    skill = forms.ChoiceField(label=_("技能"), required=False)
    level = forms.ChoiceField(label=_("达到程度"), required=False)
    certificate = forms.ChoiceField(
        label=_("证书"),
        required=False,
        choices=[ALL, (NOW, _("专员")), (FORMER, _("曾是专员")), (NONE, _("没有证书"))],
    )
    able: set[int] | None = None

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep what fits; ``able`` are the people who have the skill that was asked for."""
        given = self.given
        if "q" in given:
            rows = rows.filter(name__icontains=given["q"])
        if "place" in given:
            rows = rows.filter(home__code=given["place"])
        if "industry" in given:
            rows = rows.filter(Q(("industry", given["industry"])))
        if self.able is not None:
            rows = rows.filter(pk__in=self.able)
        wanted = {NOW: {"certified": True}, FORMER: {"certified": False, "ever": True},
                  NONE: {"ever": False}}  # fmt: skip
        if "certificate" in given:
            rows = rows.filter(**wanted[given["certificate"]])
        return rows


class TeamFilters(FilterForm[list[Proven]], Offering):
    """Who may stand in the professional team, by the skill proven (HB-2.1.g)."""

    skill = forms.ChoiceField(label=_("实战技能"), required=False)
    kind = forms.ChoiceField(
        label=_("人员"),
        required=False,
        choices=[ALL, (LECTURER, _("讲师")), (SPECIALIST, _("专员"))],
    )
    member = forms.ChoiceField(
        label=_("队伍"), required=False, choices=[ALL, ("1", _("已列入")), ("0", _("未列入"))]
    )

    def narrow(self, rows: list[Proven]) -> list[Proven]:
        """Keep what fits."""
        given = self.given
        if "skill" in given:
            rows = [row for row in rows if given["skill"] in row.items]
        if "kind" in given:
            rows = [row for row in rows if row.kind == given["kind"]]
        if "member" in given:
            rows = [row for row in rows if row.member == (given["member"] == "1")]
        return rows


class StepFilters(_Keeping[QuerySet[Person]], Offering):
    """The people of one step of the ladder."""

    all = _kept()
    q = forms.CharField(label=_("姓名"), required=False)
    place = forms.ChoiceField(label=_("县（市、区）"), required=False)

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep what fits."""
        if "q" in self.given:
            rows = rows.filter(name__icontains=self.given["q"])
        if "place" in self.given:
            rows = rows.filter(home__code=self.given["place"])
        return rows


class SkillForm(forms.Form):
    """A level that someone showed in an item."""

    item = forms.ChoiceField(label=_("内容"))
    level = forms.ChoiceField(label=_("达到程度"))
    shown_on = forms.DateField(
        label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    practical = forms.BooleanField(label=_("能证明实战经验"), required=False)
    evidence = forms.CharField(
        label=_("依据"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def offer(self, items: Choices, levels: Choices) -> None:
        """Offer the items of the curriculum and the levels."""
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]
        self.fields["level"].choices = list(levels)  # type: ignore[attr-defined]
