"""What a programme folder may hold. Every value names its clause; unknown keys are refused."""

from zhicai.law.schema.base import (
    ClauseIds,
    Effect,
    Expected,
    Force,
    Handling,
    Level,
    Names,
    Row,
)
from zhicai.law.schema.clauses import Clause, Figure, Point
from zhicai.law.schema.handbooks import HandbookKind, HandbookModule
from zhicai.law.schema.obligations import Aim, Obligation
from zhicai.law.schema.parameters import Choice, Parameter, Table
from zhicai.law.schema.programme import (
    Body,
    CalendarEntry,
    CurriculumGroup,
    CurriculumItem,
    DocumentKind,
    Head,
    Held,
    Linked,
    MeasureItem,
    Notice,
    Pillar,
    Right,
    Titled,
    Track,
    Years,
)
from zhicai.law.schema.windows import ByParameter, Day, MonthDay, Window

__all__ = [
    "Aim",
    "Body",
    "ByParameter",
    "CalendarEntry",
    "Choice",
    "Clause",
    "ClauseIds",
    "CurriculumGroup",
    "CurriculumItem",
    "Day",
    "DocumentKind",
    "Effect",
    "Expected",
    "Figure",
    "Force",
    "HandbookKind",
    "HandbookModule",
    "Handling",
    "Head",
    "Held",
    "Level",
    "Linked",
    "MeasureItem",
    "MonthDay",
    "Names",
    "Notice",
    "Obligation",
    "Parameter",
    "Pillar",
    "Point",
    "Right",
    "Row",
    "Table",
    "Titled",
    "Track",
    "Window",
    "Years",
]
