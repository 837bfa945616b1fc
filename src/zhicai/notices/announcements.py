"""What notices tell the apps above; they subscribe in their ``ready``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeSent:
    """A notice went to its addressees."""

    notice_id: int
