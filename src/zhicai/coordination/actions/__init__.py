"""Writes of coordination."""

from zhicai.coordination.actions.arrangements import (
    add_agreed_task,
    finish_agreed_task,
    note_meeting,
    open_arrangement,
    write_side,
)
from zhicai.coordination.actions.attaching import attach_file
from zhicai.coordination.actions.duties import put_in_charge
from zhicai.coordination.actions.indicators import end_mark, mark_county, note_export
from zhicai.coordination.actions.leaders import name_leader
from zhicai.coordination.actions.problems import (
    assign_problems,
    close_problem,
    handle_problem,
    log_problem,
    reopen_problem,
)
from zhicai.coordination.actions.raising import (
    Raised,
    raise_for_ledger,
    raise_in_reach,
    raise_missed,
)
from zhicai.coordination.actions.targets import issue_breakdown, save_breakdown
from zhicai.coordination.actions.tasks import (
    close_assignment,
    finish_copy,
    name_owner,
    remind_copies,
    reopen_copy,
    send_assignment,
)

__all__ = [
    "Raised",
    "add_agreed_task",
    "assign_problems",
    "attach_file",
    "close_assignment",
    "close_problem",
    "end_mark",
    "finish_agreed_task",
    "finish_copy",
    "handle_problem",
    "issue_breakdown",
    "log_problem",
    "mark_county",
    "name_leader",
    "name_owner",
    "note_export",
    "note_meeting",
    "open_arrangement",
    "put_in_charge",
    "raise_for_ledger",
    "raise_in_reach",
    "raise_missed",
    "remind_copies",
    "reopen_copy",
    "reopen_problem",
    "save_breakdown",
    "send_assignment",
    "write_side",
]
