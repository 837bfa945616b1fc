"""Search over the versions in force: the sections that hold every word, the best first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhicai.handbooks.models import Edition
from zhicai.handbooks.queries.documents import editions_in_force
from zhicai.handbooks.rules.searching import Hit, hits, terms_of
from zhicai.law.schema import HandbookKind
from zhicai.programmes.models import ProgrammeYear

MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A section of a document that answers the search."""

    kind: HandbookKind
    edition: Edition
    hit: Hit


def found_in(
    year: ProgrammeYear, kinds: Iterable[HandbookKind], query: str, *, on: date
) -> list[Found]:
    """Return the sections of these documents' versions in force that hold every word.

    A programme has a handful of documents, so their text is read whole: the same on SQLite and
    PostgreSQL, one query.
    """
    terms = terms_of(query)
    if not terms:
        return []
    editions = editions_in_force(year, on=on)
    found = [
        Found(kind, editions[kind.id], hit)
        for kind in kinds
        if kind.id in editions
        for hit in hits(terms, editions[kind.id].content)
    ]
    return sorted(found, key=lambda one: -one.hit.score)[:MOST]
