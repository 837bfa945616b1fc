"""What changed from one edition to the next, section by section and word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Sort = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that stayed, came or went."""

    sort: Sort
    text: str


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section: whether it came, went, changed or stayed, and its lines."""

    key: str
    title: str
    state: Literal["added", "removed", "changed", "same"]
    lines: tuple[Line, ...]


def changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[SectionChange, ...]:
    """Return every section of either edition, the later one's order first."""
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    found = []
    for key, row in new.items():
        if key not in old:
            found.append(SectionChange(key, row["title"], "added", _all(row["body"], "added")))
        else:
            same = (old[key]["body"], old[key]["title"]) == (row["body"], row["title"])
            lines = () if same else _lines(old[key]["body"], row["body"])
            found.append(SectionChange(key, row["title"], "same" if same else "changed", lines))
    for key, row in old.items():
        if key not in new:
            found.append(SectionChange(key, row["title"], "removed", _all(row["body"], "removed")))
    return tuple(found)


def _all(body: str, sort: Sort) -> tuple[Line, ...]:
    return tuple((Piece(sort, line),) for line in body.splitlines() if line.strip())


def _lines(before: str, after: str) -> tuple[Line, ...]:
    old, new = _written(before), _written(after)
    found: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [(Piece("same", line),) for line in old[a:b]]
        elif what == "replace" and b - a == d - c:
            found += [_words(x, y) for x, y in zip(old[a:b], new[c:d], strict=True)]
        else:
            found += [(Piece("removed", line),) for line in old[a:b]]
            found += [(Piece("added", line),) for line in new[c:d]]
    return tuple(found)


def _written(body: str) -> list[str]:
    return [line for line in body.splitlines() if line.strip()]


def _words(before: str, after: str) -> Line:
    """Character by character, where enough stayed for that to be readable."""
    match = SequenceMatcher(None, before, after, autojunk=False)
    if match.ratio() < 0.4:
        return (Piece("removed", before), Piece("added", after))
    found: list[Piece] = []
    for what, a, b, c, d in match.get_opcodes():
        if what == "equal":
            found.append(Piece("same", before[a:b]))
            continue
        if b > a:
            found.append(Piece("removed", before[a:b]))
        if d > c:
            found.append(Piece("added", after[c:d]))
    return tuple(found)
