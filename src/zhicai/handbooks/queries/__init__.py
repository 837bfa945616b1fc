"""Reads of documents: the shelf, one document, its readers, search, the standard in force."""

from zhicai.handbooks.queries.documents import (
    body_of,
    draft_of,
    edition_for,
    editions_in_force,
    editions_of,
    handbook_of,
    kind_for,
    kinds_for,
    may_decide,
    may_edit,
    owner_of,
    parts_in,
    public_year,
    reads,
)
from zhicai.handbooks.queries.readers import (
    ReaderRow,
    acknowledges,
    addressees_of,
    own_seats,
    reader_rows,
    readings_owed,
)
from zhicai.handbooks.queries.search import Found, found_in
from zhicai.handbooks.queries.shelf import ShelfRow, shelf_of
from zhicai.handbooks.queries.standards import (
    Standard,
    StandardItem,
    named_by,
    namings_of,
    standard_in_force,
)

__all__ = [
    "Found",
    "ReaderRow",
    "ShelfRow",
    "Standard",
    "StandardItem",
    "acknowledges",
    "addressees_of",
    "body_of",
    "draft_of",
    "edition_for",
    "editions_in_force",
    "editions_of",
    "found_in",
    "handbook_of",
    "kind_for",
    "kinds_for",
    "may_decide",
    "may_edit",
    "named_by",
    "namings_of",
    "own_seats",
    "owner_of",
    "parts_in",
    "public_year",
    "reader_rows",
    "readings_owed",
    "reads",
    "shelf_of",
    "standard_in_force",
]
