"""What handbooks tell the apps above after commit; they subscribe in their ``ready``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditionPublished:
    """A version of a document was published; it is in force from its own day."""

    edition_id: int
    key: str


@dataclass(frozen=True, slots=True)
class EditionAcknowledged:
    """An office or organisation confirmed that it has read a version."""

    reading_id: int


@dataclass(frozen=True, slots=True)
class StandardNamed:
    """A course design, paper or task named the version and items of the standard it meets."""

    naming_id: int
