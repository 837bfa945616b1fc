"""What attendance tells the apps above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HoursEntered:
    """The ledger of a class changed for these registrations; their hours may have."""

    class_id: int
    registrations: tuple[int, ...]
    at: datetime
