"""The rows of a list, held against each other; which lists stand in each other's way."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One sound row: an enterprise as written; ``place_id`` 0 is an empty cell."""

    row: int
    name: str
    code: str = ""
    place_id: int = 0
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """An imported list: of which area (path), dated when."""

    pk: int
    path: str
    listed_on: date


def twice(entries: Iterable[Entry]) -> dict[int, tuple[str, int]]:
    """Return for each row whose code or name stands in an earlier row: the column and that row."""
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    found: dict[int, tuple[str, int]] = {}
    for entry in entries:
        same_code = codes.setdefault(entry.code, entry.row) if entry.code else entry.row
        same_name = names.setdefault(entry.name, entry.row)
        if same_code != entry.row:
            found[entry.row] = ("code", same_code)
        elif same_name != entry.row:
            found[entry.row] = ("name", same_name)
    return found


def overlapping(versions: Iterable[Version], path: str) -> list[Version]:
    """Return the versions of a list whose area shares places with ``path``, the latest first."""
    shared = [
        version
        for version in versions
        if version.path == path
        or version.path.startswith(f"{path}/")
        or path.startswith(f"{version.path}/")
    ]
    return sorted(shared, key=lambda version: (version.listed_on, version.pk), reverse=True)


def in_the_way(versions: Iterable[Version], path: str, *, on: date, whole: bool) -> Version | None:
    """Return the version that forbids a list of this day: a later one, for a whole list also one
    of the same day.
    """
    shared = overlapping(versions, path)
    if not shared:
        return None
    latest = shared[0]
    return latest if latest.listed_on > on or (whole and latest.listed_on == on) else None


def packed(entries: Iterable[Entry]) -> list[list[Any]]:
    """Return entries as they are kept."""
    return [list(astuple(entry)) for entry in entries]


def unpacked(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Return the entries that were kept."""
    return [Entry(*row) for row in rows]
