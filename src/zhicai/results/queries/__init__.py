"""Reads of results: who completed, who is recommended, which level someone has reached."""

from zhicai.results.queries.completions import completed, completed_people
from zhicai.results.queries.recommendations import recommended

__all__ = ["completed", "completed_people", "recommended"]
