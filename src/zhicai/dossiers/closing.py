"""What a year asks of its closing dossiers: the end they count from, the items that are bound, when
the roster is frozen (A-HB-13), how they are handled (A-HB-17) and the day each class's is due.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zhicai.dossiers.queries.asked import document_named
from zhicai.dossiers.rules.closing import (
    EVALUATION,
    ITEMS,
    REPORT,
    ROSTER,
    SETTLEMENT,
    Ended,
    Terms,
    anchors,
)
from zhicai.filing.rules import handling_of
from zhicai.foundation.text import Text
from zhicai.law.dates import span_of
from zhicai.law.schema import DocumentKind, Handling, Obligation
from zhicai.planning.queries.packages import rule_counting
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of
from zhicai.training.models import TrainingClass
from zhicai.training.queries.assessment import in_assessment
from zhicai.training.rules.steps import CANCELLED

DOSSIER = "closing-dossier"
"""How the law and filing name the document."""
SUBMITTED = "dossiers.closing_dossiers_submitted"
CITES = {
    EVALUATION: "dossiers.evaluation",
    SETTLEMENT: "dossiers.settlement",
    ROSTER: "dossiers.roster",
    REPORT: "dossiers.report",
}


def asks_for_dossiers(year: ProgrammeYear) -> bool:
    """Say whether the notice of a year asks for closing dossiers at all."""
    return DOSSIER in law_of(year).documents


def dossier_document(year: ProgrammeYear) -> DocumentKind:
    """Return the document; Refused where the notice of the year asks for no such thing."""
    return document_named(year, DOSSIER, Text("报送考核班结班材料", "closing dossiers"))


def dossier_handling(year: ProgrammeYear, settings: Mapping[str, Any]) -> Handling:
    """Return how a dossier is handled (A-HB-17)."""
    return handling_of(dossier_document(year), settings)


def obligation_of(year: ProgrammeYear) -> Obligation | None:
    """Return the obligation that counts dossiers, None where the notice has none."""
    return rule_counting(law_of(year), SUBMITTED)


def terms_of(year: ProgrammeYear, settings: Mapping[str, Any]) -> Terms:
    """Return what the year asks of its dossiers under the settings."""
    law, rule = law_of(year), obligation_of(year)
    bound = settings.get("dossier-items") or ITEMS
    return Terms(
        anchor=str(settings.get("dossier-anchor") or "class"),
        items=tuple(item for item in ITEMS if item in bound),
        frozen=str(settings.get("roster-frozen") or "year"),
        clauses={item: law.cites(key) or "" for item, key in CITES.items()},
        clause=rule.clause if rule is not None else "",
    )


def classes_of(year: ProgrammeYear) -> list[Ended]:
    """Return the classes of a year that owe a dossier, with their ends; one query."""
    rows = in_assessment(year).exclude(state=CANCELLED).order_by("ends_on", "pk")
    return [
        Ended(pk, ends_on, batch or 1, place_id)
        for pk, ends_on, batch, place_id in rows.values_list("pk", "ends_on", "batch", "place")
    ]


def dues(
    year: ProgrammeYear, settings: Mapping[str, Any], classes: Iterable[Ended] | None = None
) -> dict[int, date]:
    """Return the day by which the dossier of each class is due; the months are the notice's own.

    Empty where the notice sets none. Two months after a 31st end on the month's last day.
    """
    rule = obligation_of(year)
    if rule is None:
        return {}
    reading = date_rules(settings)
    known = list(classes_of(year) if classes is None else classes)
    found = {}
    for pk, anchor in anchors(known, terms_of(year, settings).anchor).items():
        span = span_of(rule.window, year=year.year, settings=settings, rules=reading, anchor=anchor)
        if span is not None:
            found[pk] = span.due
    return found


def has_ended(found: TrainingClass, *, on: date) -> bool:
    """Say whether a class is over, so that its dossier can be written."""
    return found.state in ("finished", "closed") or (
        found.state == "running" and on > found.ends_on
    )
