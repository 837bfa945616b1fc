"""What planning tells the apps above; they subscribe in their ``ready``."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PackageInForce:
    """A version of the assessment package is in force: its classes are the planned ones now."""

    package_id: int
    at: datetime
