"""Filters of the province's list, and the words of a summary as posted."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.dossiers.queries.closing import DossierRow
from zhicai.dossiers.queries.rosters import ShownLine
from zhicai.dossiers.queries.summaries import CityRow
from zhicai.dossiers.rules.closing import ITEMS
from zhicai.dossiers.rules.report import SECTIONS
from zhicai.dossiers.rules.words import PART_KEYS, field_of
from zhicai.filing.actions import Note
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.ui.lists import FilterForm

STATES = [
    ("", _("全部")),
    ("missing", _("未报送")),
    ("sent", _("待办理")),
    ("returned", _("已退回")),
    ("settled", _("已登记")),
    ("late", _("逾期")),
]


class SummaryFilters(FilterForm[list[CityRow]]):
    """State and words; a place and a year come with links from other pages."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    q = forms.CharField(label=_("市州"), required=False, max_length=40)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: list[CityRow]) -> list[CityRow]:
        """Keep the rows that fit."""
        given = self.given
        if "state" in given:
            rows = [row for row in rows if row.fits(given["state"])]
        if "q" in given:
            words = given["q"].strip()
            rows = [row for row in rows if words in f"{row.place.name} {row.place.english}"]
        if "place" in given:
            rows = [row for row in rows if given["place"] in row.place.path.split("/")]
        return rows


CLOSING_STATES = [
    ("", _("全部")),
    ("open", _("未报送")),
    ("sent", _("待审核")),
    ("returned", _("已退回")),
    ("settled", _("已归档")),
    ("late", _("逾期")),
]


class ClosingFilters(FilterForm[list[DossierRow]]):
    """State of the dossiers; a place and a year come with links from other pages."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=CLOSING_STATES)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: list[DossierRow]) -> list[DossierRow]:
        """Keep the rows that fit; a place keeps the classes of its area."""
        given = self.given
        if "state" in given:
            rows = [row for row in rows if row.fits(given["state"])]
        if "place" in given:
            code = given["place"]
            rows = [row for row in rows if code in (row.place, row.province)]
        return rows


class RosterFilters(FilterForm[list[ShownLine]]):
    """Words in an employer or place; a class and a year come with links."""

    q = forms.CharField(label=_("单位或所在地"), required=False, max_length=40)
    group = forms.IntegerField(required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: list[ShownLine]) -> list[ShownLine]:
        """Keep the rows that fit."""
        given = self.given
        if "q" in given:
            words = given["q"].strip()
            rows = [row for row in rows if words in f"{row.line.employer} {row.line.place}"]
        if "group" in given:
            rows = [row for row in rows if row.class_id == given["group"]]
        return rows


def item_notes(posted: QueryDict) -> list[Note]:
    """Return the remarks that were written at the items of a dossier."""
    return [Note(item, says) for item in ITEMS if (says := posted.get(f"note-{item}", "").strip())]


def report_words(posted: QueryDict) -> dict[str, str]:
    """Return the words of every section of a report as posted."""
    return {one.key: posted.get(f"words-{one.key}", "") for one in SECTIONS}


def words_from(posted: QueryDict) -> dict[str, str]:
    """Return the words of every section as posted; whatever else was posted is no figure."""
    return {key: posted.get(field_of(key), "") for key in PART_KEYS}


def notes_from(posted: QueryDict) -> list[Note]:
    """Return the remarks that were written at sections."""
    fields = [field_of(key) for key in PART_KEYS]
    return [
        Note(field, says) for field in fields if (says := posted.get(f"note-{field}", "").strip())
    ]


def day_from(posted: QueryDict, name: str) -> date | None:
    """Return a day that was posted, None where none was; BadInput for what is no day."""
    written = posted.get(name, "").strip()
    if not written:
        return None
    field: Any = forms.DateField()
    try:
        return field.clean(written)  # type: ignore[no-any-return]
    except forms.ValidationError as error:
        says = Text("日期要写成 2022-12-05 这样。", "Write the date like 2022-12-05.")
        raise BadInput([Fault(says, field=name)]) from error
