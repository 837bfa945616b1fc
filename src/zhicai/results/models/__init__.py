"""Tables of results: completion and the ladder above it; marks, the make-up, what was decided."""

from zhicai.results.models.ladder import (
    Completion,
    Joining,
    Recommendation,
    SkillEntry,
    TeamMember,
)
from zhicai.results.models.marks import MakeUp, Mark, Outcome

__all__ = [
    "Completion",
    "Joining",
    "MakeUp",
    "Mark",
    "Outcome",
    "Recommendation",
    "SkillEntry",
    "TeamMember",
]
