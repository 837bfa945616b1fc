"""Tables of training: classes, lessons and the pool; what lecturers and trainees hand in."""

from zhicai.training.models.assessment import Appointment, LecturerList, SeminarGroup
from zhicai.training.models.classes import (
    Change,
    ClassGuidance,
    ClassOrganiser,
    Evaluation,
    Lecturer,
    LecturerRequest,
    Lesson,
    TrainingClass,
)
from zhicai.training.models.teaching import (
    CourseHandout,
    Feedback,
    LecturerReply,
    LessonFee,
    LessonMaterial,
)

__all__ = [
    "Appointment",
    "Change",
    "ClassGuidance",
    "ClassOrganiser",
    "CourseHandout",
    "Evaluation",
    "Feedback",
    "Lecturer",
    "LecturerList",
    "LecturerReply",
    "LecturerRequest",
    "Lesson",
    "LessonFee",
    "LessonMaterial",
    "SeminarGroup",
    "TrainingClass",
]
