"""Reads of results: who completed, who is recommended, which level someone has reached."""

from zhicai.results.queries.completions import completed, completed_people
from zhicai.results.queries.outcomes import OutcomeCounts, counts_of, outcomes, qualified
from zhicai.results.queries.recommendations import recommended

__all__ = [
    "OutcomeCounts",
    "completed",
    "completed_people",
    "counts_of",
    "outcomes",
    "qualified",
    "recommended",
]
