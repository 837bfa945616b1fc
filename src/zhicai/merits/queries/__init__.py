"""Reads of points, grades and categories."""

from zhicai.merits.queries.law import MeritLaw, grade_words, grades_open, law_of_person, merit_law
from zhicai.merits.queries.standing import (
    balance_of,
    categories_of,
    grade_of,
    points_of,
    spell_of,
)

__all__ = [
    "MeritLaw",
    "balance_of",
    "categories_of",
    "grade_of",
    "grade_words",
    "grades_open",
    "law_of_person",
    "merit_law",
    "points_of",
    "spell_of",
]
