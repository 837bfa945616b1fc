"""Figures, differences and the way of a summary, ready for the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.queries.summaries import Shown, returned_until
from zhicai.dossiers.rules.changes import Change
from zhicai.dossiers.rules.figures import ClassLine, Figures, Row
from zhicai.dossiers.rules.words import PARTS, Part, field_of
from zhicai.filing.models import Filing, Remark
from zhicai.filing.queries import history_of
from zhicai.filing.rules import SETTLED, SETTLING, STEP_WORDS
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.schema import Handling
from zhicai.law.units import unit_name
from zhicai.planning.presenters.timeline import Way, timeline
from zhicai.planning.presenters.words import does
from zhicai.training.models import TrainingClass
from zhicai.training.views.parts import TONES
from zhicai.ui.asked import said

WAN = Decimal(1_000_000)
"""Fen in 10,000 yuan."""


def amount(value: Decimal | int | None, unit: str) -> str:
    """Write a figure: fen as 万元 with one decimal, others with thousands separators."""
    if value is None:
        return "—"
    if unit == "fen":
        return f"{Decimal(value) / WAN:,.1f}"
    whole = Decimal(value)
    return f"{int(whole):,}" if whole == whole.to_integral_value() else plain(whole)


def measure_of(unit: str) -> str:
    """Return the unit as the page names it."""
    return said(Text("万元", "10,000 yuan")) if unit == "fen" else said(unit_name(unit))


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure on a page; ``url`` opens the records behind it."""

    label: str
    value: str
    unit: str
    plan: str
    share: Decimal | None
    url: str
    counted: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """Figures under one heading."""

    title: str
    rows: tuple[FigureView, ...]


def groups_of(figures: Figures, link: Callable[[Row], str]) -> list[GroupView]:
    """Return the figures by group; ``link`` gives the address of a figure's records."""
    return [
        GroupView(said(group.title), tuple(_figure(row, link(row)) for row in group.rows))
        for group in figures.groups
    ]


def _figure(row: Row, url: str) -> FigureView:
    return FigureView(
        said(row.label),
        amount(row.value, row.unit) if row.value is not None else _("未计量"),
        measure_of(row.unit),
        "" if row.plan is None else amount(row.plan, row.unit),
        row.share,
        url if row.value is not None else "",
        row.value is not None,
    )


def link_of(summary: ClassSummary, shown: Shown) -> Callable[[Row], str]:
    """Return what gives the address behind a figure: its classes, or the list it names."""

    def link(row: Row) -> str:
        if not row.of:
            return row.records
        path = reverse("dossiers:figure", args=[summary.pk, row.key])
        return f"{path}?version={shown.version.number}" if shown.version else path

    return link


def changes_of(found: Sequence[Change]) -> list[dict[str, str]]:
    """Return what the records say otherwise than the figures."""
    return [
        {
            "label": said(one.label),
            "before": amount(one.before, one.unit),
            "after": amount(one.after, one.unit),
            "unit": measure_of(one.unit),
        }
        for one in found
    ]


def class_tag(line: ClassLine) -> dict[str, str]:
    """Return the tag of a class's state."""
    tone, icon = TONES[line.state]
    return {"label": str(TrainingClass.State(line.state).label), "tone": tone, "icon": icon}


@dataclass(frozen=True, slots=True)
class PartView:
    """One section of words: what stands in it, what is wrong with it, what was remarked."""

    part: Part
    name: str
    text: str
    remarks: tuple[Remark, ...] = ()
    fault: Text | None = None


def parts_of(
    words: Mapping[str, str],
    *,
    remarks: Mapping[str, Sequence[Remark]] | None = None,
    faults: Mapping[str, Text] | None = None,
) -> list[PartView]:
    """Return every section with its words."""
    return [
        PartView(
            part,
            field_of(part.key),
            words.get(part.key, ""),
            tuple((remarks or {}).get(field_of(part.key), ())),
            (faults or {}).get(field_of(part.key)),
        )
        for part in PARTS
    ]


def way_of(
    filing: Filing | None, city: str, *, handling: Handling, due: date | None, on: date
) -> list[dict[str, Any]]:
    """Return the way of a summary through the offices."""
    shown = filing or Filing(state="draft", handling=handling)
    steps = list(history_of(filing)) if filing else []
    until = returned_until(filing) if filing else None
    office = _("省局办公室")
    lines = timeline(shown, steps, Way(city, office), due=until or due, on=on)
    if shown.state not in SETTLED:
        lines[-1]["title"] = does(office, said(STEP_WORDS[SETTLING[handling][0]]))
    return lines
