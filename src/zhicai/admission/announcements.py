"""What admission tells the apps above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Registered:
    """People were registered for a class; ``registrations`` are the keys of the new rows."""

    class_id: int
    registrations: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A registration is no longer live: withdrawn, refused, or taken back with its import."""

    class_id: int
    registration: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """A list of trainees is sealed and everyone on it stands in a class of it."""

    list_id: int
    class_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CandidateLeft:
    """A candidate has withdrawn; who stands on a sealed list leaves it beside the list."""

    candidate: int
    person: int
    reason: str
    at: datetime
