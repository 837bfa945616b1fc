"""Reads of reviews."""

from zhicai.reviews.queries.commending import awards_of
from zhicai.reviews.queries.evaluating import sheets_of

__all__ = ["awards_of", "sheets_of"]
