"""The bank, papers, exams and their sittings, marking."""

from zhicai.exams.models.bank import (
    BankMember,
    Basis,
    BasisVersion,
    BlindAnswer,
    Intake,
    Item,
    ItemBasis,
    ItemStatistic,
    ItemVersion,
    Reading,
)
from zhicai.exams.models.exams import (
    Exam,
    Incident,
    Invigilator,
    Leave,
    Minutes,
    Room,
)
from zhicai.exams.models.marking import Appeal, Marking, Regrade, Score
from zhicai.exams.models.packs import AnswersBrought, ExamPack, PackHandling, RoomPack
from zhicai.exams.models.papers import Blueprint, Paper, PaperItem
from zhicai.exams.models.sittings import Answer, AnswerFile, JournalEntry, Sitting

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswersBrought",
    "Appeal",
    "BankMember",
    "Basis",
    "BasisVersion",
    "BlindAnswer",
    "Blueprint",
    "Exam",
    "ExamPack",
    "Incident",
    "Intake",
    "Invigilator",
    "Item",
    "ItemBasis",
    "ItemStatistic",
    "ItemVersion",
    "JournalEntry",
    "Leave",
    "Marking",
    "Minutes",
    "PackHandling",
    "Paper",
    "PaperItem",
    "Reading",
    "Regrade",
    "Room",
    "RoomPack",
    "Score",
    "Sitting",
]
