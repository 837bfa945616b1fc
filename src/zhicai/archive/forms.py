"""The shape of input: filters of lists, what a specialist writes, decisions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.archive.filters import filters, narrowed
from zhicai.archive.models import Claim, Reserve
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.queries.people import (
    Area,
    area_of,
    certified_in,
    employed_at,
    narrowed_to,
    searched,
)
from zhicai.archive.queries.reports import works_in_growing
from zhicai.archive.rules import CAREER, ClaimFacts
from zhicai.people.models import Person
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm

ALL = ("", _("全部"))
DATE = forms.DateInput(attrs={"type": "date"})
Choices = Iterable[tuple[str, str]]


class FileFilters(FilterForm[QuerySet[Person]]):
    """Specialists by name, initials, document or certificate; by year, place, industry, state."""

    q = forms.CharField(
        label=_("姓名或号码"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    employer = forms.CharField(label=_("工作单位"), required=False, max_length=60)
    year = forms.ChoiceField(label=_("发证年度"), required=False)
    place = forms.ChoiceField(label=_("县（市、区）"), required=False)
    industry = forms.ChoiceField(label=_("行业"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False,
        choices=[ALL, ("now", _("专员")), ("former", _("曾是专员"))],
    )  # fmt: skip
    growing = forms.ChoiceField(
        label=_("科技成长型企业"), required=False, choices=[ALL, ("1", _("在科技成长型企业"))]
    )
    law: ArchiveLaw | None = None
    area = Area((), ())
    more = False
    """More people fit what is typed than a search finds."""

    def take_more(self, acting: Acting, on: date) -> None:
        """Take the area to search in, and the filters that apps above bring and offer."""
        self.area = area_of(acting, on=on)
        for one in filters():
            offered = one.choices(acting, on)
            if offered:
                self.fields[one.key] = forms.ChoiceField(
                    label=said(one.says), required=False, choices=[ALL, *offered]
                )

    def offer(self, **choices: Choices) -> None:
        """Offer choices by the name of the field."""
        for name, rows in choices.items():
            self.fields[name].choices = [ALL, *rows]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep the specialists who fit."""
        given, area = self.given, self.area
        if "place" in given:
            area = narrowed_to(area, given["place"])
        if "q" in given:
            rows, self.more = searched(rows, given["q"], area)
        if "employer" in given:
            rows, more = employed_at(rows, given["employer"], area)
            self.more = self.more or more
        if "year" in given:
            rows = certified_in(rows, int(given["year"]))
        if "place" in given:
            rows = rows.filter(home__code=given["place"])
        if "industry" in given:
            rows = rows.filter(Q(("industry", given["industry"])))
        if "state" in given:
            rows = rows.filter(Q(("certified", given["state"] == "now")))
        if "growing" in given and self.law is not None:
            rows = works_in_growing(rows, self.law)
        return narrowed(rows, given, on=self.law.on) if self.law is not None else rows


class ReserveFilters(FilterForm[QuerySet[Reserve]]):
    """The reserve by kind and industry chain."""

    kind = forms.ChoiceField(label=_("储备"), required=False, choices=[ALL, *Reserve.Kind.choices])
    chain = forms.ChoiceField(label=_("产业链"), required=False)

    def offer(self, *, chain: Choices) -> None:
        """Offer these chains."""
        self.fields["chain"].choices = [ALL, *chain]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Reserve]) -> QuerySet[Reserve]:
        """Keep what fits."""
        return rows.filter(**self.given)


class ClaimFilters(FilterForm[QuerySet[Claim]]):
    """What specialists wrote, by kind and state."""

    what = forms.ChoiceField(label=_("种类"), required=False, choices=[ALL, *Claim.What.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *Claim.State.choices])

    def narrow(self, rows: QuerySet[Claim]) -> QuerySet[Claim]:
        """Keep what fits."""
        return rows.filter(**self.given)


class ClaimForm(forms.Form):
    """Something a specialist writes of the own career; which fields, the kind of it says."""

    kind = forms.ChoiceField(label=_("种类"), required=False)
    name = forms.CharField(label=_("名称"), max_length=120)
    on = forms.DateField(label=_("日期"), widget=DATE)
    place = forms.TypedChoiceField(
        label=_("单位所在地"), required=False, coerce=int, empty_value=None
    )
    post = forms.CharField(label=_("岗位"), max_length=80, required=False)
    is_ip_post = forms.BooleanField(label=_("知识产权岗位"), required=False)
    says = forms.CharField(
        label=_("说明"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=_("证明材料"), required=False)

    def shape(self, what: str, kinds: Choices, places: Iterable[tuple[int, str]]) -> None:
        """Take the fields of a kind: a title, an achievement, a change of employer or post."""
        self.what = what
        self.fields["kind"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]
        if what == CAREER:
            self.fields["kind"].label = _("单位类型")
            self.fields["name"].label = _("工作单位")
            self.fields["on"].label = _("任职起始日期")
            self.fields["place"].choices = [  # type: ignore[attr-defined]
                ("", _("请选择")), *places,
            ]  # fmt: skip
            return
        for name in ("place", "post", "is_ip_post"):
            del self.fields[name]
        if what == Claim.What.TITLE:
            self.fields["kind"].label = _("级别")
            self.fields["name"].label = _("职称")
            self.fields["on"].label = _("取得日期")

    def facts(self) -> ClaimFacts:
        """Return what a valid form says."""
        given: dict[str, Any] = self.cleaned_data
        return ClaimFacts(
            self.what, given["name"], given["on"], kind=given["kind"],
            post=given.get("post", ""), is_ip_post=bool(given.get("is_ip_post")),
            place=given.get("place"), says=given["says"],
        )  # fmt: skip


class FollowUpForm(forms.Form):
    """The yearly survey: of which year, until when."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2200)
    closes = forms.DateField(label=_("截止日期"), widget=DATE)


class DecideForm(forms.Form):
    """Why something written is confirmed or not."""

    reason = forms.CharField(
        label=_("意见"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不予确认时必须填写，本人会看到。"),
    )  # fmt: skip
