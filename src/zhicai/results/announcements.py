"""What results tell the apps above: who completed a class, who is recommended."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Completed:
    """Completion of a class was decided; ``registrations`` are those that newly completed it."""

    class_id: int
    registrations: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Recommended:
    """Recommendations are confirmed by everyone and go to the assessment of ``for_year``."""

    for_year: int
    recommendations: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """What three facts come to changed for these registrations of an assessment class."""

    class_id: int
    registrations: tuple[int, ...]
    at: datetime
