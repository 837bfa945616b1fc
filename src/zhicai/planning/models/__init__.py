"""Tables of planning: plans of offices and what they put in force; the assessment package."""

from zhicai.planning.models.assessment import (
    ExamPaper,
    LineCourse,
    LineItem,
    Package,
    PackageLeave,
    PackageLine,
    PaperOpening,
    PaperReader,
)
from zhicai.planning.models.plans import (
    FORMS,
    Attachment,
    Course,
    Guidance,
    Plan,
    PlannedClass,
    PlannedCourse,
    Tag,
)

__all__ = [
    "FORMS",
    "Attachment",
    "Course",
    "ExamPaper",
    "Guidance",
    "LineCourse",
    "LineItem",
    "Package",
    "PackageLeave",
    "PackageLine",
    "PaperOpening",
    "PaperReader",
    "Plan",
    "PlannedClass",
    "PlannedCourse",
    "Tag",
]
