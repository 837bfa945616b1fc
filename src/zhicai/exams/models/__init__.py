"""The bank, papers, exams and their sittings, marking."""

from zhicai.exams.models.bank import Basis, BasisVersion, Item, ItemBasis, ItemVersion, Reading
from zhicai.exams.models.exams import (
    Exam,
    Incident,
    Invigilator,
    Leave,
    Minutes,
    Room,
)
from zhicai.exams.models.marking import Appeal, Marking, Regrade, Score
from zhicai.exams.models.papers import Blueprint, Paper, PaperItem
from zhicai.exams.models.sittings import Answer, JournalEntry, Sitting

__all__ = [
    "Answer",
    "Appeal",
    "Basis",
    "BasisVersion",
    "Blueprint",
    "Exam",
    "Incident",
    "Invigilator",
    "Item",
    "ItemBasis",
    "ItemVersion",
    "JournalEntry",
    "Leave",
    "Marking",
    "Minutes",
    "Paper",
    "PaperItem",
    "Reading",
    "Regrade",
    "Room",
    "Score",
    "Sitting",
]
