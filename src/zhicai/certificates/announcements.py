"""What certificates announce after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """Certificates were issued."""

    certificate_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CertificateEnded:
    """A certificate ended: ``state`` is revoked or replaced."""

    certificate_id: int
    state: str
    at: datetime
