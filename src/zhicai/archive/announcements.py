"""What the archive tells the apps above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ClaimConfirmed:
    """An office confirmed what a specialist wrote of the own career."""

    claim_id: int
    at: datetime
