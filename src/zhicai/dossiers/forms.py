"""Filters of the province's list, and the words of a summary as posted."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.dossiers.queries.summaries import CityRow
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
