"""Writes of classes: set up, plan the lessons, find lecturers, move on, change, evaluate."""

from zhicai.training.actions.assigning import assign_lecturers
from zhicai.training.actions.evaluating import evaluate
from zhicai.training.actions.opening import (
    change_class,
    facts_as_stored,
    facts_from_plan,
    open_from_plan,
    open_unplanned,
)
from zhicai.training.actions.organising import (
    add_partner,
    answer_guidance,
    leave_guidance,
    remove_partner,
)
from zhicai.training.actions.pool import (
    LecturerFacts,
    change_lecturer,
    enter_lecturer,
    enter_lecturers,
    mark_team,
    set_state,
)
from zhicai.training.actions.requests import decline_request, send_lecturer
from zhicai.training.actions.steps import (
    allow_outside,
    cancel_class,
    move,
    postpone,
    take_step,
)
from zhicai.training.actions.timetable import copy_from_plan, save_timetable

__all__ = [
    "LecturerFacts",
    "add_partner",
    "allow_outside",
    "answer_guidance",
    "assign_lecturers",
    "cancel_class",
    "change_class",
    "change_lecturer",
    "copy_from_plan",
    "decline_request",
    "enter_lecturer",
    "enter_lecturers",
    "evaluate",
    "facts_as_stored",
    "facts_from_plan",
    "leave_guidance",
    "mark_team",
    "move",
    "open_from_plan",
    "open_unplanned",
    "postpone",
    "remove_partner",
    "save_timetable",
    "send_lecturer",
    "set_state",
    "take_step",
]
