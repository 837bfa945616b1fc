"""What the samples of the gallery are made of: a list, a form, decisions. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.ui.lists import Column, FilterForm, ListPage


@dataclass(frozen=True, slots=True)
class Sample:
    """One state of a component: what it shows, in a word, and the variables of its include."""

    title: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Applicant:
    """A row of the sample list."""

    pk: int
    name: str
    employer: str
    place: str
    points: int
    filed: date
    status: str


APPLICANTS = [
    Applicant(
        pk=number,
        name=name,
        employer=employer,
        place=place,
        points=90 + number * 37 % 140,
        filed=date(2026, 9, 1 + number % 17),
        status=("waiting", "passed", "returned")[number % 3],
    )
    for number in range(1, 129)
    for name, employer, place in [
        (
            ["王晨曦", "周子涵", "刘一鸣", "陈可欣", "赵明远"][number % 5],
            ["三峡实验室", "光谷激光研究院", "汉江农机公司", "荆楚纺织集团"][number % 4],
            ["宜昌市", "襄阳市", "武汉市", "荆州市", "黄冈市", "随州市"][number % 6],
        )
    ]
]
"""128 rows: more than two pages."""

LIST_COLUMNS = (
    Column("name", "姓名", ("name",)),
    Column("employer", "单位", ("employer",)),
    Column("place", "市州", ("place",)),
    Column("points", "积分", ("points",), numeric=True, under="满分 200"),
    Column("filed", "提交时间", ("filed",)),
    Column("status", "状态"),
)


class ApplicantFilters(FilterForm[list[Applicant]]):
    """Filters of the sample list."""

    q = forms.CharField(label="姓名", required=False)
    place = forms.ChoiceField(
        label="市州",
        required=False,
        choices=[("", "全部"), *((p, p) for p in ("宜昌市", "襄阳市", "武汉市", "恩施州"))],
    )

    def narrow(self, rows: list[Applicant]) -> list[Applicant]:
        """Keep the rows with the given place and part of the name."""
        given = self.given
        return [
            row
            for row in rows
            if given.get("place", row.place) == row.place and given.get("q", "") in row.name
        ]


def applicants(request: HttpRequest) -> ListPage[list[Applicant]]:
    """Return the sample list for one request."""
    return ListPage(
        request, APPLICANTS, columns=LIST_COLUMNS, filters=ApplicantFilters, default_sort="-points"
    )


class SampleForm(forms.Form):
    """One field of each kind."""

    office = forms.ChoiceField(label="责任单位", choices=[("1", "夷陵区市场监督管理局")])
    head = forms.CharField(label="分管负责人", help_text="填写姓名，公文中以此为准。")
    mobile = forms.CharField(label="联系人手机")
    since = forms.DateField(
        label="开始日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kind = forms.ChoiceField(
        label="培训方式",
        choices=[("on", "线上"), ("off", "线下"), ("both", "线上线下结合")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="以上内容经单位负责人审核")
    plan = forms.FileField(label="盖章方案正文")

    def clean_mobile(self) -> str:
        """Refuse a number of the wrong length, in the words of ui.md §8."""
        mobile = str(self.cleaned_data["mobile"])
        if len(mobile) != 11:
            raise forms.ValidationError(f"手机号应为 11 位，现在是 {len(mobile)} 位，请核对。")
        return mobile


def filled_form() -> SampleForm:
    """Return the sample form as it comes first."""
    return SampleForm(
        initial={"office": "1", "head": "刘建国", "mobile": "13800000000", "kind": "off"}
    )


def wrong_form() -> SampleForm:
    """Return the sample form sent with faults."""
    return SampleForm({"office": "1", "head": "", "mobile": "1380000", "kind": "off"})


@dataclass(frozen=True, slots=True)
class SampleDecision:
    """A decision as a rule gives it."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()


NO_DECISION = SampleDecision(
    False,
    (
        Reason(
            Text("线下课时 18，少于要求的 24 课时。", "18 class hours on site, 24 are required."),
            "HB-3.1.7.1.a",
        ),
        Reason(Text("报名截止日期已过 3 天。", "Registration closed 3 days ago."), "HB-3.1.7.2"),
    ),
)
