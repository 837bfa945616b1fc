"""What the law of a year asks of a summary: the document, how it is handled, until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhicai.filing.rules import handling_of
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import DocumentKind, Handling, Level
from zhicai.planning.queries.asked import series_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import due_for, law_of

SUMMARY = "city-class-summary"
"""How the law and filing name the document."""

__all__ = [
    "SUMMARY",
    "asks_for",
    "clause_of",
    "document_named",
    "document_of",
    "due_of",
    "handling_in",
    "series_of",
]


def asks_for(year: ProgrammeYear) -> bool:
    """Say whether the notice of a year asks its cities for a summary at all."""
    return SUMMARY in law_of(year).documents


def document_of(year: ProgrammeYear) -> DocumentKind:
    """Return the document; Refused where the notice of the year asks for no such thing."""
    return document_named(
        year, SUMMARY, Text("市州报送班次落实汇总", "a summary of classes from its cities")
    )


def document_named(year: ProgrammeYear, kind: str, name: Text) -> DocumentKind:
    """Return a document of the year's law by its id; Refused where its notice asks for none."""
    law = law_of(year)
    if kind in law.documents:
        return law.documents[kind]
    says = Text(
        f"“{law.head.name.zh}”没有要求{name.zh}，这里没有要办的事。",
        f"“{law.head.name.en}” does not ask for {name.en}; there is nothing to do here.",
    )
    raise Refused([Reason(says, law.head.notice.clause[0])])


def clause_of(year: ProgrammeYear) -> str:
    """Return the clause that asks for the summary, empty where none does."""
    document = law_of(year).documents.get(SUMMARY)
    return document.clause[0] if document else ""


def handling_in(year: ProgrammeYear, settings: Mapping[str, Any]) -> Handling:
    """Return how the summary is handled (A-HB-17)."""
    return handling_of(document_of(year), settings)


def due_of(year: ProgrammeYear, city_id: int, *, on: date) -> date | None:
    """Return the day by which a city's summary is due, reliefs counted in."""
    document = document_of(year)
    if document.due is None:
        return None
    return due_for(year, document.due, place_id=city_id, level=Level.CITY, on=on)
