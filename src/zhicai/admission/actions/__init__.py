"""Writes of admission: register, decide, import; calls, candidates and their screening."""

from zhicai.admission.actions.applying import (
    confirm_candidates,
    enter_candidate,
    register_candidate_oneself,
    return_candidate,
    withdraw_candidacy,
    withdraw_candidate,
)
from zhicai.admission.actions.calls import (
    CallFacts,
    change_call,
    draft_call,
    open_call,
    open_for_all,
)
from zhicai.admission.actions.candidate_lists import (
    check_candidates_again,
    enter_candidates,
    import_candidates,
    upload_candidates,
)
from zhicai.admission.actions.deciding import (
    accept,
    jump,
    put_on_list,
    refuse,
    withdraw,
    withdraw_oneself,
)
from zhicai.admission.actions.feedback import give_feedback
from zhicai.admission.actions.forwarding import put_forward
from zhicai.admission.actions.importing import (
    Way,
    check_again,
    import_roster,
    name_columns,
    upload_roster,
)
from zhicai.admission.actions.leaving import take_off
from zhicai.admission.actions.listing import draft_list, set_bounds
from zhicai.admission.actions.objecting import ObjectionFacts, answer_objection, raise_objection
from zhicai.admission.actions.placing import move_trainees, place_list, swap_trainees
from zhicai.admission.actions.questions import keep_questionnaire, send_questionnaire
from zhicai.admission.actions.registering import (
    Application,
    Receipt,
    application_faults,
    register,
    register_oneself,
)
from zhicai.admission.actions.screening import (
    Pick,
    begin_screening,
    enter_tests,
    finish_screening,
    judge,
    reopen_screening,
    screen,
)
from zhicai.admission.actions.sealing import publish_list, seal_list, settle_classes
from zhicai.admission.actions.undoing import undo_import

__all__ = [
    "Application",
    "CallFacts",
    "ObjectionFacts",
    "Pick",
    "Receipt",
    "Way",
    "accept",
    "answer_objection",
    "application_faults",
    "begin_screening",
    "change_call",
    "check_again",
    "check_candidates_again",
    "confirm_candidates",
    "draft_call",
    "draft_list",
    "enter_candidate",
    "enter_candidates",
    "enter_tests",
    "finish_screening",
    "give_feedback",
    "import_candidates",
    "import_roster",
    "judge",
    "jump",
    "keep_questionnaire",
    "move_trainees",
    "name_columns",
    "open_call",
    "open_for_all",
    "place_list",
    "publish_list",
    "put_forward",
    "put_on_list",
    "raise_objection",
    "refuse",
    "register",
    "register_candidate_oneself",
    "register_oneself",
    "reopen_screening",
    "return_candidate",
    "screen",
    "seal_list",
    "send_questionnaire",
    "set_bounds",
    "settle_classes",
    "swap_trainees",
    "take_off",
    "undo_import",
    "upload_candidates",
    "upload_roster",
    "withdraw",
    "withdraw_candidacy",
    "withdraw_candidate",
    "withdraw_oneself",
]
