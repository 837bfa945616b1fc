"""Writes of classes: set up, plan the lessons, find lecturers, move on, change, evaluate."""

from zhicai.training.actions.assessment import follow_package, open_from_package
from zhicai.training.actions.assigning import assign_lecturers
from zhicai.training.actions.evaluating import evaluate
from zhicai.training.actions.feedback import keep_feedback
from zhicai.training.actions.fees import set_fees
from zhicai.training.actions.lecturer_lists import (
    appoint,
    appoint_taught,
    end_appointment,
    file_list,
    send_list,
)
from zhicai.training.actions.library import add_course
from zhicai.training.actions.materials import add_handout, add_material, remove_material
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
from zhicai.training.actions.own_access import open_lecturer_login
from zhicai.training.actions.pool import (
    LecturerFacts,
    change_lecturer,
    enter_lecturer,
    enter_lecturers,
    mark_team,
    set_state,
)
from zhicai.training.actions.replying import accept_lesson, ask_again, decline_lesson
from zhicai.training.actions.requests import decline_request, send_lecturer
from zhicai.training.actions.sessions import arrange_sessions
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
    "accept_lesson",
    "add_course",
    "add_handout",
    "add_material",
    "add_partner",
    "allow_outside",
    "answer_guidance",
    "appoint",
    "appoint_taught",
    "arrange_sessions",
    "ask_again",
    "assign_lecturers",
    "cancel_class",
    "change_class",
    "change_lecturer",
    "copy_from_plan",
    "decline_lesson",
    "decline_request",
    "end_appointment",
    "enter_lecturer",
    "enter_lecturers",
    "evaluate",
    "facts_as_stored",
    "facts_from_plan",
    "file_list",
    "follow_package",
    "keep_feedback",
    "leave_guidance",
    "mark_team",
    "move",
    "open_from_package",
    "open_from_plan",
    "open_lecturer_login",
    "open_unplanned",
    "postpone",
    "remove_material",
    "remove_partner",
    "save_timetable",
    "send_lecturer",
    "send_list",
    "set_fees",
    "set_state",
    "take_step",
]
