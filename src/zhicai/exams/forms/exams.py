"""The shape of what the pages of exams ask: filters of the lists, an exam with its rooms."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.exams.actions.running import ExamFacts, RoomFacts
from zhicai.exams.models import Blueprint, Exam, Sitting
from zhicai.exams.presenters.room import STANDING_WORDS
from zhicai.exams.queries.room import standing_as
from zhicai.exams.rules.room import STANDINGS
from zhicai.foundation.clock import CHINA
from zhicai.ui.lists import FilterForm

ALL: tuple[str, Any] = ("", _("全部"))
STARTS = "%Y-%m-%dT%H:%M"
"""How browsers write a day with its hour."""


class ExamFilters(FilterForm[QuerySet[Exam]]):
    """Which exams."""

    q = forms.CharField(label=_("名称或班次"), required=False, max_length=60)
    part = forms.ChoiceField(
        label=_("类别"), required=False, choices=[ALL, *Blueprint.Part.choices]
    )
    round = forms.ChoiceField(label=_("轮次"), required=False, choices=[ALL, *Exam.Round.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *Exam.State.choices])

    def narrow(self, rows: QuerySet[Exam]) -> QuerySet[Exam]:
        """Return the exams that fit."""
        for name in ("part", "round", "state"):
            if name in self.given:
                rows = rows.filter(**{name: self.given[name]})
        if "q" in self.given:
            words = self.given["q"]
            rows = rows.filter(
                Q(title__icontains=words) | Q(training_class__title__icontains=words)
            )
        return rows


class SeatFilters(FilterForm[QuerySet[Sitting]]):
    """Which candidates of an exam."""

    q = forms.CharField(label=_("姓名或准考证号"), required=False, max_length=40)
    room = forms.ChoiceField(label=_("考场"), required=False)

    def narrow(self, rows: QuerySet[Sitting]) -> QuerySet[Sitting]:
        """Return the candidates who fit."""
        if "room" in self.given:
            rows = rows.filter(room=self.given["room"])
        if "q" in self.given:
            words = self.given["q"]
            rows = rows.filter(Q(person__name__icontains=words) | Q(code__iexact=words))
        return rows


class RoomFilters(SeatFilters):
    """Which candidates of the room, by how they stand now."""

    state = forms.ChoiceField(
        label=_("状态"), required=False,
        choices=[ALL, *((key, STANDING_WORDS[key]) for key in STANDINGS)],
    )  # fmt: skip
    now: datetime
    """The moment of the request; set by the view."""

    def narrow(self, rows: QuerySet[Sitting]) -> QuerySet[Sitting]:
        """Return the candidates who fit."""
        rows = super().narrow(rows)
        return standing_as(rows, self.given["state"], self.now) if "state" in self.given else rows


def offer_rooms(form: forms.Form, exam: Exam) -> None:
    """Give the filter the rooms of an exam."""
    field: Any = form.fields["room"]
    field.choices = [ALL, *((str(one.pk), one.name) for one in exam.rooms.all())]


# --- an exam being set up ------------------------------------------------------------------------


def whole(written: str) -> int:
    """Return a whole number as written, -1 where it is none."""
    words = written.strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else -1


def moment(written: str) -> datetime | None:
    """Return a day with its hour as browsers write it, in China; None where it is none."""
    try:
        return datetime.strptime(written.strip()[:16], STARTS).replace(tzinfo=CHINA)
    except ValueError:
        return None


def room_rows(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rooms as written, those without any word left out."""
    names = ("room", "seats", "place", "watcher")
    lines = zip(*(posted.getlist(name) for name in names), strict=False)
    found = [dict(zip(names, (one.strip() for one in line), strict=True)) for line in lines]
    return [line for line in found if any(line.values())]


def room_facts(row: dict[str, str]) -> RoomFacts:
    """Return a room as written."""
    watcher = whole(row.get("watcher", ""))
    return RoomFacts(
        row["room"], whole(row["seats"]), row.get("place", ""), None if watcher < 0 else watcher
    )


def exam_facts(posted: QueryDict) -> ExamFacts:
    """Return an exam as written; without a beginning where none can be read."""
    chief = whole(posted.get("chief", ""))
    return ExamFacts(
        part=posted.get("part", ""), round=posted.get("round", ""), title=posted.get("title", ""),
        paper=whole(posted.get("paper", "")),
        starts_at=moment(posted.get("starts", "")),
        latest_start=whole(posted.get("latest", "")),
        rooms=[room_facts(row) for row in room_rows(posted)],
        chief=None if chief < 0 else chief,
    )  # fmt: skip
