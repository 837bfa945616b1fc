"""What surveys tell the apps above after commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A round begins to ask; ``about`` is the key of the app that opened it."""

    round_id: int
    about: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Someone answered; nothing tells who."""

    round_id: int
    about: str
