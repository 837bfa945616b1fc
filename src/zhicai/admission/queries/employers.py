"""Employers by code or name, for one row or ten thousand, with suggestions for what is unknown."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from zhicai.places.models import Listing, Organisation
from zhicai.places.queries import in_force, places_under

CHUNK = 900
MOST_SUGGESTED = 50
"""So many unknown names are compared with the known ones; an office mends those first."""


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation that is in the lists: where it sits, its code, its type by its listing."""

    id: int
    name: str
    code: str
    home_id: int
    kind: str


@dataclass
class Employers:
    """The organisations that some rows may mean."""

    by_code: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, Known] = field(default_factory=dict)

    def find(self, name: str, code: str) -> Known | None:
        """Return the organisation of this code, else of this name."""
        return self.by_code.get(code) or self.by_name.get(name)


def employers(
    names: Iterable[str], codes: Iterable[str], *, types: Iterable[str], on: date
) -> Employers:
    """Return the organisations with these names or codes; a query or two for each 900 of them."""
    found = Employers()
    rows: dict[int, Organisation] = {}
    for lookup, wanted in (
        ("code__in", sorted({c for c in codes if c})),
        ("name__in", sorted(set(names))),
    ):
        for start in range(0, len(wanted), CHUNK):
            some = Organisation.objects.filter(
                in_force(on), **{lookup: wanted[start : start + CHUNK]}
            )
            rows |= {row.pk: row for row in some}
    kinds = _kinds(rows, set(types), on)
    for row in rows.values():
        known = Known(row.pk, row.name, row.code, row.home_id, kinds.get(row.pk, ""))
        found.by_name.setdefault(row.name, known)
        if row.code:
            found.by_code[row.code] = known
    return found


def _kinds(rows: Iterable[int], types: set[str], on: date) -> dict[int, str]:
    """Return the employer type of those that stand in a published list of such a type."""
    keys = list(rows)
    found: dict[int, str] = {}
    for start in range(0, len(keys), CHUNK):
        some = Listing.objects.filter(
            in_force(on), organisation_id__in=keys[start : start + CHUNK], list_id__in=types
        )
        found |= dict(some.values_list("organisation_id", "list_id"))
    return found


def suggestions(names: Iterable[str], path: str, *, on: date) -> dict[str, tuple[str, ...]]:
    """Return for each unknown name the organisations of the area that are written alike."""
    unknown = sorted(set(names))[:MOST_SUGGESTED]
    if not unknown:
        return {}
    known = list(
        Organisation.objects.filter(in_force(on), home__in=places_under((path,), on=on))
        .values_list("name", flat=True)
        .distinct()[:5000]
    )
    return {
        name: tuple(near)
        for name in unknown
        if (near := difflib.get_close_matches(name, known, n=3, cutoff=0.6))
    }
