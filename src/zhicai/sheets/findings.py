"""What a check of a file found, kept as plain values between the check and the import."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about a row that does not stop it."""

    row: int
    says: Text


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: faults, notes, and (heading, letter) of columns nobody understood.

    ``read`` are the faults of the cells alone; the others may be gone at the next look.
    """

    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    read: list[Fault] = field(default_factory=list)


def as_kept(found: Found) -> str:
    """Return findings as they are kept (JSON)."""
    return json.dumps(
        {
            "read": faults_as_rows(found.read),
            "faults": faults_as_rows(sorted(found.faults, key=lambda fault: fault.row or 0)),
            "notes": [[note.row, note.says.zh, note.says.en] for note in found.notes],
            "headings": found.headings,
            "unknown": found.unknown,
        },
        ensure_ascii=False,
    )


def found_from(kept: str) -> Found:
    """Return the findings that were kept."""
    values = json.loads(kept or "{}")
    return Found(
        faults_from(values.get("faults", ())),
        [Note(row, Text(zh, en)) for row, zh, en in values.get("notes", ())],
        [(heading, letter) for heading, letter in values.get("unknown", ())],
        dict(values.get("headings", {})),
        faults_from(values.get("read", ())),
    )


def faults_as_rows(faults: Iterable[Fault]) -> list[list[Any]]:
    """Return faults as they are kept."""
    return [[f.says.zh, f.says.en, f.field, f.row, f.column, f.clause] for f in faults]


def faults_from(rows: Iterable[Sequence[Any]]) -> list[Fault]:
    """Return the faults that were kept."""
    return [
        Fault(Text(zh, en), field=field, row=row, column=column, clause=clause)
        for zh, en, field, row, column, clause in rows
    ]


def most_common(faults: Iterable[Fault], *, most: int = 5) -> list[tuple[Text, int]]:
    """Return the sentences that most rows share, with how many rows."""
    rows: dict[str, set[int | None]] = {}
    named: dict[str, Text] = {}
    for fault in faults:
        rows.setdefault(fault.says.zh, set()).add(fault.row)
        named[fault.says.zh] = fault.says
    ranked = sorted(rows, key=lambda key: (-len(rows[key]), key))[:most]
    return [(named[key], len(rows[key])) for key in ranked]


MOST_FAULTS, MOST_NOTES = 200, 50
"""Lines of each that a page shows; the marked file has all of them."""


def as_shown(found: Found) -> dict[str, Any]:
    """Return what the page of a check shows: the first faults and notes, the commonest, columns."""
    return {
        "faults": found.faults[:MOST_FAULTS],
        "more": max(0, len(found.faults) - MOST_FAULTS),
        "common": most_common(found.faults),
        "notes": found.notes[:MOST_NOTES],
        "unknown": found.unknown,
    }


def names_given(posted: Mapping[str, str], found: Found) -> dict[str, str]:
    """Return which column each heading means that nobody understood: posted as ``column-0`` …"""
    headings = enumerate(heading for heading, _letter in found.unknown)
    return {heading: posted.get(f"column-{n}", "") for n, heading in headings}
