"""Reads of classes, timetables, lecturers, requests, evaluations."""

from zhicai.training.queries.classes import (
    class_for,
    classes_visible_to,
    may_run,
    open_classes,
    own_class_for,
)
from zhicai.training.queries.timetable import lessons_of

__all__ = [
    "class_for",
    "classes_visible_to",
    "lessons_of",
    "may_run",
    "open_classes",
    "own_class_for",
]
