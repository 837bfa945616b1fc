"""What dossiers tell the apps above after commit: a closing dossier is archived."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DossierArchived:
    """The dossier of these classes was accepted and archived; it is read-only from now on."""

    class_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class RosterFrozen:
    """A roster of qualified specialists was frozen, of a year or of one class."""

    roster_id: int
    year_id: int
    class_ids: tuple[int, ...]
    at: datetime
