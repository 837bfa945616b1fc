"""Finds people by what is typed: a part of a name, initials, a number, an employer; always bounded.

Each way is a span of an index (``people.triggers`` keep it), cut off at :data:`MOST`, so that a
search costs the same among a thousand people and among a million. What is cut off is said.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from zhicai.people.models import EmployerKey, Employment, Person, SearchKey
from zhicai.people.queries.records import hash_of
from zhicai.people.triggers import LONGEST
from zhicai.places.models import Organisation

MOST = 1_000
"""People that one search finds at most; who wants more types more."""
MOST_EMPLOYERS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of people, and whether there are more than these."""

    people: frozenset[int]
    more: bool = False

    def __or__(self, other: "Found") -> "Found":
        return Found(self.people | other.people, self.more or other.more)


NOBODY = Found(frozenset())


def hexed(text: str) -> str:
    """Return a text as the search keys have it."""
    folded = "".join(one.lower() if one.isascii() else one for one in text[:LONGEST])
    return folded.encode("utf-8", "surrogatepass").hex().upper()


def found_by_name(typed: str, homes: Collection[int], *, only_files: bool = False) -> Found:
    """Return who of these places has a name that holds what is typed, or initials that begin so.

    Digits, four at least, are read as the end of a phone number.
    """
    if typed.isascii() and typed.isdigit():
        spans = [f"t{typed[::-1][:LONGEST]}"] if len(typed) >= 4 else []
    else:
        spans = [hexed(typed)] if typed else []
    found = NOBODY
    for begins in spans:
        # "g" comes after every hexadecimal digit, in every collation.
        rows = SearchKey.objects.filter(
            has_file__in=[True] if only_files else [False, True],
            home__in=list(homes), key__gte=begins, key__lt=f"{begins}g",
        ).order_by()  # fmt: skip
        keys = list(rows.values_list("person", flat=True)[: MOST + 1])
        found |= Found(frozenset(keys[:MOST]), len(keys) > MOST)
    return found


def found_by_number(typed: str) -> Found:
    """Return whose document's number this is, whole; the sealed numbers are found by their hash."""
    if len(typed) < 5 or not typed.isascii():
        return NOBODY
    kinds = list(Person.Document.values)
    hashes = [hash_of(kind, typed.upper()) for kind in kinds]
    rows = Person.objects.filter(id_kind__in=kinds, id_hash__in=hashes)
    return Found(frozenset(kept or pk for pk, kept in rows.values_list("pk", "merged_into")))


def found_by_employer(typed: str, homes: Collection[int], *, only_files: bool = False) -> Found:
    """Return who of these places works now at an employer whose name holds what is typed."""
    begins = hexed(typed)
    if not begins:
        return NOBODY
    named = EmployerKey.objects.filter(key__gte=begins, key__lt=f"{begins}g").order_by()
    names = set(named.values_list("name", flat=True)[:MOST_EMPLOYERS])
    listed = Organisation.objects.filter(name__icontains=typed).order_by()
    bodies = list(listed.values_list("pk", flat=True)[:MOST_EMPLOYERS])
    more = len(names) == MOST_EMPLOYERS or len(bodies) == MOST_EMPLOYERS
    found = Found(frozenset(), more)
    for employers in (
        Q(organisation=None, employer_name__in=names), Q(organisation__in=bodies),
    ):  # fmt: skip
        rows = Employment.objects.filter(employers, valid_to=None, person__home__in=list(homes))
        if only_files:
            rows = rows.filter(person__has_file=True)
        keys = list(rows.order_by().values_list("person", flat=True)[: MOST + 1])
        found |= Found(frozenset(keys[:MOST]), len(keys) > MOST)
    return found


def found_by_words(typed: str, homes: Collection[int]) -> Found:
    """Return whom a name, initials, the end of a phone or a whole document's number finds."""
    plain = "".join(typed.split())
    return found_at_all([found_by_name(plain, homes), found_by_number(plain)])


def found_at_all(parts: Iterable[Found]) -> Found:
    """Return whom any of the ways finds."""
    whole = NOBODY
    for one in parts:
        whole |= one
    return whole
