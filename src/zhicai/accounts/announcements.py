"""What accounts announce: someone no longer acts for an office."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeLeft:
    """A user has left an office or organisation; ``successor_id`` is who takes over, if anyone.

    ``closed``: no membership remains, the account lets nobody in any more.
    """

    user_id: int
    office: str
    place_id: int
    organisation_id: int | None
    successor_id: int | None
    closed: bool
