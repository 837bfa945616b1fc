"""A closing dossier ready for its pages: cards of items, figures, the way through the offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.dossiers.closing_sheets import state_words
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.closing import DossierRow
from zhicai.dossiers.rules.class_figures import KINDS, PEOPLE, Figures, Kind, amount
from zhicai.dossiers.rules.closing import (
    EVALUATION,
    ITEM_WORDS,
    ITEMS,
    REPORT,
    ROSTER,
    SETTLEMENT,
    Terms,
)
from zhicai.dossiers.rules.report import SECTIONS, Facts, Section, leads
from zhicai.filing.models import Filing, Remark
from zhicai.filing.queries import history_of
from zhicai.filing.rules import SETTLED
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling
from zhicai.law.units import unit_name
from zhicai.planning.presenters.timeline import Way, timeline
from zhicai.planning.presenters.words import days_left, state_tag
from zhicai.ui.asked import said

ICONS = {EVALUATION: "checklist", SETTLEMENT: "coins", ROSTER: "users", REPORT: "file-text"}
PAGES = {
    EVALUATION: "dossiers:closing_evaluation",
    SETTLEMENT: "training:money",
    ROSTER: "dossiers:closing_roster",
    REPORT: "dossiers:closing_report",
}
FIGURE_PAGES = {
    "seats": "training:class",
    "class-hours": "training:timetable",
    "lecturers": "training:lecturers",
    "answered": "training:evaluation",
    "rating": "training:evaluation",
    "budget": "training:money",
    "spent": "training:money",
}
"""Where the records behind a figure stand that does not count people."""


def tabs_of(acting: Acting, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the hub: dossiers, the roster, the cities' summaries."""
    shown = (
        ("closing", _("结班材料"), "dossiers:closing", "dossiers.read_closing"),
        ("roster", _("合格专员名册"), "dossiers:rosters", "dossiers.read_roster"),
        ("summaries", _("市州落实汇总"), "dossiers:summaries", "dossiers.read"),
    )
    return [
        {"label": label, "url": reverse(page), "current": key == current}
        for key, label, page, permission in shown
        if holds(acting, permission)
    ]


def tag_of(row: DossierRow) -> dict[str, str]:
    """Return the tag of a dossier's state."""
    if row.filing is None:
        return {"label": said(state_words(row.state)), "tone": "idle", "icon": ""}
    return state_tag(row.state, waits_for=_("待审核"))


def left_of(row: DossierRow) -> dict[str, Any] | None:
    """Return how near the due date is, None once a version stands as sent."""
    return None if row.left is None else days_left(row.due, row.on)


@dataclass(frozen=True, slots=True)
class Card:
    """One item of a dossier: whether it is there, what it lacks, where it is made."""

    key: str
    title: str
    icon: str
    clause: str
    bound: bool
    lacks: Text | None
    url: str
    action: str


def cards_of(row: DossierRow, terms: Terms, *, writes: bool, shows: bool) -> list[Card]:
    """Return a card for each item; links only for who may follow them."""
    begun = row.dossier is not None
    cards = []
    for item in ITEMS:
        opens = item in (SETTLEMENT, ROSTER) or (begun and (writes or shows))
        url = reverse(PAGES[item], args=[row.pk]) if opens and row.ended else ""
        cards.append(
            Card(
                item, said(ITEM_WORDS[item]), ICONS[item], terms.clause_of(item),
                item in terms.items, row.lacks.get(item), url, _action(item, row, writes=writes),
            )
        )  # fmt: skip
    return cards


def _action(item: str, row: DossierRow, *, writes: bool) -> str:
    if not writes or row.delivered or item in (SETTLEMENT, ROSTER):
        return _("查看")
    if item == EVALUATION:
        return _("填写评估") if item in row.lacks else _("修改评估")
    return _("写报告") if item in row.lacks else _("修改报告")


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure with its unit, the query that counts it and the page of its rows."""

    key: str
    label: str
    value: str
    unit: str
    query: str
    url: str


def figure_url(class_id: int, kind: Kind) -> str:
    """Return where the rows behind a figure stand: its people, or the class's own page."""
    if kind.key in PEOPLE:
        return reverse("dossiers:closing_figure", args=[class_id, kind.key])
    return reverse(FIGURE_PAGES[kind.key], args=[class_id])


def unit_of(kind: Kind) -> str:
    """Return the unit as the page names it."""
    if kind.unit == "fen":
        return said(Text("万元", "10,000 yuan"))
    return "" if kind.unit == "percent" else said(unit_name(kind.unit))


def figures_of(class_id: int, figures: Figures) -> list[FigureView]:
    """Return the figures of a class for a page."""
    return [
        FigureView(
            kind.key, said(kind.label),
            _("未计量") if figures.get(kind.key) is None else amount(kind, figures.get(kind.key)),
            unit_of(kind), kind.query, figure_url(class_id, kind),
        )
        for kind in KINDS
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the report: its sentence, its words, opinions on it."""

    section: Section
    name: str
    lead: str
    text: str
    missing: bool


def sections_of(figures: Figures, facts: Facts, words: dict[str, str]) -> list[SectionView]:
    """Return the sections of the report with their sentences and words."""
    sentences = leads(figures, facts)
    return [
        SectionView(
            one, f"words-{one.key}", said(sentences[one.key]), words.get(one.key, ""),
            one.needed and not words.get(one.key, "").strip(),
        )
        for one in SECTIONS
    ]  # fmt: skip


def way_of_dossier(row: DossierRow, *, handling: Handling) -> list[dict[str, Any]]:
    """Return the way of a dossier through the offices."""
    shown = row.filing or Filing(state="draft", handling=handling)
    steps = list(history_of(row.filing)) if row.filing is not None else []
    way = Way(_("工作组"), _("省局办公室"))
    lines = timeline(shown, steps, way, due=row.due, on=row.on)
    return lines if shown.state in SETTLED or row.ended else lines[-1:]


def remarks_by_item(dossier: ClosingDossier) -> dict[str, list[Remark]]:
    """Return the opinions on a dossier, by the item that they are about."""
    found: dict[str, list[Remark]] = {}
    for remark in dossier.filing.remarks.order_by("pk"):
        found.setdefault(remark.field, []).append(remark)
    return found


def with_remarks(
    cards: Sequence[Card], remarks: Mapping[str, list[Remark]], details: Mapping[str, Text]
) -> list[dict[str, Any]]:
    """Return cards, each with the opinions on it and what is there in a few words."""
    return [
        {"card": card, "remarks": remarks.get(card.key, []), "detail": details.get(card.key)}
        for card in cards
    ]
