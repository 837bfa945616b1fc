"""What outreach tells the apps above after commit; they subscribe in their ``ready``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpinionSent:
    """An opinion or need has come."""

    opinion_id: int


@dataclass(frozen=True, slots=True)
class OpinionForwarded:
    """An opinion or need was passed on to another office."""

    forwarding_id: int


@dataclass(frozen=True, slots=True)
class OpinionAnswered:
    """An opinion or need was answered."""

    opinion_id: int


@dataclass(frozen=True, slots=True)
class CasePublished:
    """A good-practice case was published to all offices."""

    case_id: int
