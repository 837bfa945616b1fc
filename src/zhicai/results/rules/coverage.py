"""When an enterprise is covered by training (A-HB-25): the rule in force, read from settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ATTENDED, COMPLETED, CERTIFIED = "attended", "completed", "certified"
YEAR = "year"


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """How far an enterprise's people must have come, how many of them, in which tracks, since when.

    ``tracks`` None: every track of the programme.
    """

    basis: str = ATTENDED
    people: int = 1
    tracks: frozenset[str] | None = None
    this_year_only: bool = False
    letter_days: int = 30


def rule_of(settings: Mapping[str, Any]) -> CoverageRule:
    """Return the rule that the settings in force make.

    A programme without these settings asks for one person who was there, in any track, ever.

    >>> rule_of({"coverage-basis": "completed", "coverage-people": 2}).people
    2
    """
    tracks = settings.get("coverage-tracks")
    days = settings.get("coverage-letter-days")
    return CoverageRule(
        basis=str(settings.get("coverage-basis") or ATTENDED),
        people=max(1, int(settings.get("coverage-people") or 1)),
        tracks=frozenset(tracks) if tracks is not None else None,
        this_year_only=settings.get("coverage-period") == YEAR,
        letter_days=30 if days is None else int(days),
    )
