"""What filing tells the apps above; they subscribe in their ``ready``."""

from dataclasses import dataclass

from zhicai.filing.rules import State


@dataclass(frozen=True, slots=True)
class FilingSent:
    """A version was sent to its receiver; ``late`` if after the due date."""

    filing_id: int
    kind: str
    series: str
    late: bool


@dataclass(frozen=True, slots=True)
class FilingReturned:
    """The receiver sent it back for changes."""

    filing_id: int
    kind: str
    series: str


@dataclass(frozen=True, slots=True)
class FilingSettled:
    """The receiver accepted, filed, approved, archived or recorded it."""

    filing_id: int
    kind: str
    series: str
    state: State


@dataclass(frozen=True, slots=True)
class FilingRemarked:
    """A reviewer left an opinion at a field."""

    filing_id: int
    kind: str
    series: str
    field: str
