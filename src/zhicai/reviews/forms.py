"""The shape of input: rounds, publishing, filters of lists."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.people.models import Person
from zhicai.reviews.actions.rounds import Publishing, RoundTerms
from zhicai.reviews.models import Application, Nomination, Sheet
from zhicai.reviews.queries.evaluating import in_band
from zhicai.reviews.rules.evaluating import BANDS
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm

ALL = ("", _("全部"))
DATE = forms.DateInput(attrs={"type": "date"})
Choices = Iterable[tuple[str, str]]


class RoundForm(forms.Form):
    """A round: its title, from when to when."""

    title = forms.CharField(label=_("名称"), max_length=100)
    opens_on = forms.DateField(label=_("开始日期"), widget=DATE)
    closes_on = forms.DateField(label=_("截止日期"), widget=DATE)

    def terms(self) -> RoundTerms:
        """Return what a valid form says."""
        given = self.cleaned_data
        return RoundTerms(given["title"], given["opens_on"], given["closes_on"])


class PublishForm(forms.Form):
    """How long a list stands before the public, and whom to turn to."""

    days = forms.IntegerField(label=_("公示天数"), min_value=1, max_value=60, initial=7)
    contact = forms.CharField(label=_("受理异议的联系方式"), max_length=200)

    def how(self) -> Publishing:
        """Return what a valid form says."""
        return Publishing(self.cleaned_data["days"], self.cleaned_data["contact"])


class _Named(FilterForm[QuerySet[Any]]):
    q = forms.CharField(
        label=_("姓名"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def offer(self, **choices: Choices) -> None:
        """Offer choices by the name of the field."""
        for name, rows in choices.items():
            self.fields[name].choices = [ALL, *rows]  # type: ignore[attr-defined]

    def named(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those whose name or initials begin so."""
        typed = self.given.get("q", "").strip()
        if not typed:
            return rows
        return rows.filter(
            Q(person__name__icontains=typed) | Q(person__pinyin__startswith=typed.lower())
        )


class ApplicationFilters(_Named):
    """Applications by name, grade, state."""

    grade = forms.ChoiceField(label=_("申请级别"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *Application.State.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what fits."""
        rows = self.named(rows)
        return rows.filter(**{k: v for k, v in self.given.items() if k in ("grade", "state")})


class NominationFilters(_Named):
    """Nominations by name, award, state."""

    award = forms.ChoiceField(label=_("奖项"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *Nomination.State.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what fits."""
        rows = self.named(rows)
        return rows.filter(**{k: v for k, v in self.given.items() if k in ("award", "state")})


class NominableFilters(FilterForm[QuerySet[Person]]):
    """People who may be nominated, by name or initials."""

    q = forms.CharField(label=_("姓名"), required=False, max_length=80)

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep who fits."""
        typed = self.given.get("q", "").strip()
        if not typed:
            return rows
        return rows.filter(Q(name__icontains=typed) | Q(pinyin__startswith=typed.lower()))


class SheetFilters(_Named):
    """Sheets by name, place, band of totals, whether scores are missing."""

    place = forms.CharField(label=_("县（市、区）"), required=False, max_length=40)
    band = forms.ChoiceField(label=_("总分"), required=False)
    missing = forms.ChoiceField(
        label=_("手工评分"), required=False, choices=[ALL, ("1", _("未填全")), ("0", _("已填全"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(band=[(key, said(words)) for key, _low, _high, words in BANDS])

    def narrow(self, rows: QuerySet[Sheet]) -> QuerySet[Sheet]:
        """Keep what fits."""
        rows, given = self.named(rows), self.given
        if "place" in given:
            rows = rows.filter(person__home__name__icontains=given["place"].strip())
        if "band" in given:
            rows = in_band(rows, given["band"])
        if "missing" in given:
            rows = rows.filter(missing__gt=0) if given["missing"] == "1" else rows.filter(missing=0)
        return rows
