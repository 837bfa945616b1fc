"""The rows of a roster: read once, held against each other, kept as a list of plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any

ADD, UPDATE, BOTH = "add", "update", "both"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sound row: who, and the employer as written; ``place_id`` 0 and None are empty cells."""

    row: int
    name: str
    id_kind: str
    id_number: str
    phone: str = ""
    email: str = ""
    employer: str = ""
    code: str = ""
    kind: str = ""
    place_id: int = 0
    post: str = ""
    ip_post: bool | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A live registration as a row is compared with it."""

    pk: int
    person_id: int
    name: str
    phone: str
    employer: str
    code: str
    kind: str
    place_id: int
    post: str
    ip_post: bool
    remark: str


COMPARED = ("phone", "employer", "code", "kind", "place_id", "post", "ip_post", "remark")


def changes(entry: Entry, held: Standing) -> dict[str, Any]:
    """Return what a row would change of a registration; an empty cell changes nothing."""
    found = {}
    for name in COMPARED:
        written = getattr(entry, name)
        empty = written is None if name == "ip_post" else not written
        if not empty and written != getattr(held, name):
            found[name] = written
    return found


def twice(entries: Iterable[Entry]) -> dict[int, int]:
    """Return for each row whose document stands in an earlier row as well: that row."""
    first: dict[tuple[str, str], int] = {}
    found = {}
    for entry in entries:
        key = (entry.id_kind, entry.id_number)
        if first.setdefault(key, entry.row) != entry.row:
            found[entry.row] = first[key]
    return found


def packed(entries: Iterable[Entry]) -> list[list[Any]]:
    """Return entries as they are kept."""
    return [list(astuple(entry)) for entry in entries]


def unpacked(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Return the entries that were kept."""
    return [Entry(*row) for row in rows]
