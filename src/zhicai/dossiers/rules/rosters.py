"""The rows of a roster of qualified specialists, and the hash that holds them; pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One qualified specialist: where from, in which class, with which results.

    ``person`` and ``outcome`` are keys; marks and hours are text, days ISO.
    """

    person: int
    outcome: int
    name: str
    class_id: int
    class_title: str
    employer: str
    place: str
    place_code: str
    post: str
    hours: str
    exam: str
    practical: str
    made_up: bool
    decided_on: str


def line_json(line: RosterLine) -> dict[str, object]:
    """Return a line as it is stored."""
    return asdict(line)


def line_of(stored: dict[str, object]) -> RosterLine:
    """Return a stored line."""
    return RosterLine(**stored)  # type: ignore[arg-type]


def digest_of(lines: Iterable[RosterLine]) -> str:
    """Return the SHA-256 (hex) of a roster: its lines in their order, each as sorted JSON."""
    found = sha256()
    for line in lines:
        written = json.dumps(
            line_json(line), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        found.update(written.encode() + b"\n")
    return found.hexdigest()
