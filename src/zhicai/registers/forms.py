"""The shape of input: an upload, a decision on a code, filters of a list."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.places.models import Listing
from zhicai.registers.actions import Listed
from zhicai.registers.models import ListUpload
from zhicai.registers.queries.changes import Changed
from zhicai.ui.lists import FilterForm

Choices = list[tuple[str, str]]
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def offer(form: forms.Form, **choices: Choices) -> None:
    """Let a form's choices be these."""
    for name, offered in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered


class UploadForm(forms.Form):
    """A list: which, of which day, from where, whole or a supplement."""

    kind = forms.ChoiceField(label=_("名录"))
    listed_on = forms.DateField(
        label=_("名录日期"),
        widget=DAY,
        help_text=_("名录公布或截止的日期，按它区分各期名录。"),
    )
    source = forms.CharField(
        label=_("来源"), max_length=200, help_text=_("文件名称、文号或网址，在名录里显示。")
    )
    mode = forms.ChoiceField(
        label=_("导入方式"),
        choices=ListUpload.Mode.choices,
        initial=ListUpload.Mode.WHOLE,
        help_text=_("完整名录：表里没有的企业从这一天起退出；补充：只加不减。"),
    )
    file = forms.FileField(
        label=_("名录文件（.xlsx、.xls、.csv）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def listed(self) -> Listed:
        """Return what was said about the file."""
        given = self.cleaned_data
        return Listed(given["kind"], given["listed_on"], given["source"], given["mode"])


class CodeForm(forms.Form):
    """What the province says about a code."""

    reason = forms.CharField(label=_("依据"), max_length=400)


class ListFilters(FilterForm[QuerySet[Listing]]):
    """Filters of a list; ``within`` are the places of the unit chosen."""

    q = forms.CharField(label=_("企业名称或代码"), required=False, max_length=60)
    place = forms.ChoiceField(label=_("地区"), required=False)
    on = forms.DateField(label=_("名录日期"), required=False, widget=DAY)
    within: Any = None

    def narrow(self, rows: QuerySet[Listing]) -> QuerySet[Listing]:
        """Return the enterprises that fit; the day was applied when the rows were read."""
        if "q" in self.given:
            words = self.given["q"].strip()
            named = Q(organisation__name__icontains=words)
            rows = rows.filter(named | Q(organisation__code__istartswith=words))
        if "place" in self.given and self.within is not None:
            rows = rows.filter(organisation__home__in=self.within)
        return rows


class ChangeFilters(FilterForm[list[Changed]]):
    """Filters of the differences of two lists."""

    before = forms.DateField(label=_("较早日期"), required=False, widget=DAY)
    after = forms.DateField(label=_("较晚日期"), required=False, widget=DAY)
    change = forms.ChoiceField(
        label=_("变化"), required=False,
        choices=[("", _("全部")), ("new", _("新增")), ("gone", _("退出"))],
    )  # fmt: skip

    def narrow(self, rows: list[Changed]) -> list[Changed]:
        """Return the enterprises that fit; the days were applied when the rows were read."""
        if "change" in self.given:
            return [row for row in rows if row.change == self.given["change"]]
        return rows


def day_in(written: str) -> date | None:
    """Return a day of an address, None for what is none."""
    field = forms.DateField(required=False)
    try:
        found: date | None = field.clean(written)
    except forms.ValidationError:
        return None
    return found
