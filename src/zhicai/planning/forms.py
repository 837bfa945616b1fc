"""The shape of input: a posted plan as a draft, filters of lists, the words of a review."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.filing.actions import Note
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.planning.models import PlannedClass
from zhicai.planning.rules import package
from zhicai.planning.rules.content import WORDS
from zhicai.planning.rules.drafts import (
    CLASS_WORDS,
    COURSE_LISTS,
    COURSE_WORDS,
    MOST_CLASSES,
    MOST_COURSES,
    Draft,
)
from zhicai.planning.rules.reading import DATE_SAYS, read_day
from zhicai.ui.lists import FilterForm

_CLASS_KEY = re.compile(r"c\d{1,4}", re.ASCII)
_COURSE_KEY = re.compile(r"k\d{1,4}", re.ASCII)

CUT_SHORT = Text(
    "这次提交的内容不完整，没有保存。请重新载入页面再试。",
    "What was sent is incomplete and was not saved. Load the page again and try once more.",
)


def draft_from(post: QueryDict) -> Draft:
    """Return the draft that the editor posted; BadInput where the end of the form is missing."""
    if post.get("whole") != "1":
        raise BadInput([Fault(CUT_SHORT)])
    keys = [key for key in dict.fromkeys(post.getlist("class")) if _CLASS_KEY.fullmatch(key)]
    return {
        **{name: post.get(name, "") for name in WORDS},
        "classes": [_class_from(post, key) for key in keys[:MOST_CLASSES]],
    }


def _class_from(post: QueryDict, key: str) -> Draft:
    courses = dict.fromkeys(post.getlist(f"{key}-course"))
    keys = [course for course in courses if _COURSE_KEY.fullmatch(course)]
    return {
        "key": key,
        **{name: post.get(f"{key}-{name}", "") for name in CLASS_WORDS},
        "courses": [course_from(post, f"{key}-{one}", one) for one in keys[:MOST_COURSES]],
    }


def course_from(post: QueryDict, prefix: str, key: str = "") -> Draft:
    """Return one course out of the fields that start with ``prefix``."""
    return {
        "key": key,
        **{name: post.get(f"{prefix}-{name}", "") for name in COURSE_WORDS},
        **{name: post.getlist(f"{prefix}-{name}") for name in COURSE_LISTS},
        "local": post.get(f"{prefix}-local") == "1",
    }


def notes_from(post: QueryDict) -> list[Note]:
    """Return the opinions left in the boxes of a review, each at its field."""
    return [
        Note(name.removeprefix("note-")[:120], words)
        for name, words in post.items()
        if name.startswith("note-") and isinstance(words, str) and words.strip()
    ]


def day_from(post: QueryDict, name: str) -> date | None:
    """Return the day in a field, None where it is empty; BadInput where it is no day."""
    typed = post.get(name, "").strip()
    day = read_day(typed)
    if typed and day is None:
        raise BadInput([Fault(DATE_SAYS.format_map({"typed": typed[:40]}), field=name)])
    return day


STATES = [
    ("", _("全部")),
    ("none", _("未编制")),
    ("draft", _("草稿")),
    ("sent", _("待审核")),
    ("returned", _("退回修改")),
    ("settled", _("已通过")),
    ("late", _("逾期")),
]


class CountyFilters(FilterForm[list[Any]]):
    """State, city and words; a place comes with links from other pages."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    unit = forms.ChoiceField(label=_("市州"), required=False)
    q = forms.CharField(label=_("县（市、区）"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def offer(self, units: list[tuple[str, str]]) -> None:
        """Offer the cities of the list; a single one is no choice."""
        if len(units) < 2:
            del self.fields["unit"]
            return
        self.fields["unit"].choices = [("", _("全部")), *units]  # type: ignore[attr-defined]

    def narrow(self, rows: list[Any]) -> list[Any]:
        """Keep the rows that fit."""
        given = self.given
        found = rows
        if "state" in given:
            found = [row for row in found if row.fits(given["state"])]
        if "unit" in given:
            found = [row for row in found if row.unit_code == given["unit"]]
        if "q" in given:
            found = [row for row in found if given["q"].strip() in row.search]
        if "place" in given:
            found = [row for row in found if given["place"] in row.path]
        return found


SUMMARY_STATES = [
    ("", _("全部")),
    ("none", _("未报送")),
    ("sent", _("待办理")),
    ("returned", _("已退回")),
    ("settled", _("已备案")),
    ("late", _("逾期")),
    ("waiting", _("久未答复")),
]


class SummaryFilters(CountyFilters):
    """State and words of the list of city summaries."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=SUMMARY_STATES)
    unit = None  # type: ignore[assignment]
    q = forms.CharField(label=_("市州"), required=False, max_length=40)


class ClassFilters(FilterForm[QuerySet[PlannedClass]]):
    """City, month, curriculum item, theme and words of the list of planned classes."""

    unit = forms.ChoiceField(label=_("市州"), required=False)
    month = forms.ChoiceField(label=_("月份"), required=False)
    item = forms.ChoiceField(label=_("课程清单"), required=False)
    theme = forms.ChoiceField(label=_("主题"), required=False)
    q = forms.CharField(label=_("班次或单位"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def offer(self, **choices: list[tuple[str, str]]) -> None:
        """Offer the choices of the year; a filter with fewer than two is left out."""
        for name, pairs in choices.items():
            if len(pairs) < 2:
                del self.fields[name]
                continue
            field = self.fields[name]
            field.choices = [("", _("全部")), *pairs]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[PlannedClass]) -> QuerySet[PlannedClass]:
        """Keep the classes that fit."""
        given = self.given
        if "month" in given:
            rows = rows.filter(starts_on__month=int(given["month"]))
        for name, sort in (("item", "item"), ("theme", "theme")):
            if name in given:
                tagged = {"courses__tags__sort": sort, "courses__tags__key": given[name]}
                rows = rows.filter(pk__in=rows.filter(**tagged).values("pk"))
        if "q" in given:
            words = given["q"].strip()
            rows = rows.filter(title__contains=words) | rows.filter(place__name__contains=words)
        for name in ("unit", "place"):
            if name in given:
                rows = rows.filter(place__in=self.within[given[name]])
        return rows

    within: dict[str, Any] = {}
    """Code of a place → the places at and under it; the view fills in those that are asked for."""


def package_from(post: QueryDict) -> Draft:
    """Return the package that the editor posted; BadInput where the end of the form is missing."""
    if post.get("whole") != "1":
        raise BadInput([Fault(CUT_SHORT)])
    keys = [key for key in dict.fromkeys(post.getlist("class")) if _CLASS_KEY.fullmatch(key)]

    def line(key: str) -> Draft:
        courses = dict.fromkeys(post.getlist(f"{key}-course"))
        kept = [one for one in courses if _COURSE_KEY.fullmatch(one)]
        return {
            "key": key,
            **{name: post.get(f"{key}-{name}", "") for name in package.CLASS_WORDS},
            "courses": [
                {
                    "key": one,
                    **{name: post.get(f"{key}-{one}-{name}", "") for name in package.COURSE_WORDS},
                    "items": post.getlist(f"{key}-{one}-items"),
                }
                for one in kept[: package.MOST_COURSES]
            ],
        }

    return {
        **{name: post.get(name, "") for name in package.WORDS},
        "classes": [line(key) for key in keys[: package.MOST_CLASSES]],
    }
