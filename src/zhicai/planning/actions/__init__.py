"""Writes of planning: draft, send, review, sum up, file, guide."""

from zhicai.planning.actions.attaching import attach_file, remove_attachment
from zhicai.planning.actions.courses import drop_course, keep_course
from zhicai.planning.actions.drafting import (
    carry_draft,
    copy_forward,
    open_plan,
    save_draft,
)
from zhicai.planning.actions.guiding import answer_guidance, arrange_lecturer, leave_guidance
from zhicai.planning.actions.packages import (
    approve_package,
    carry_package,
    let_pass,
    open_package,
    return_package,
    save_package,
    send_package,
    withdraw_package,
)
from zhicai.planning.actions.papers import (
    drop_from_slot,
    end_reader,
    name_items,
    name_reader,
    open_paper,
    remove_paper,
    seal_from_source,
    seal_paper,
)
from zhicai.planning.actions.reviewing import (
    accept_plan,
    accept_plans,
    answer_opinion,
    comment_on_plan,
    return_plan,
)
from zhicai.planning.actions.sending import send_plan, withdraw_plan
from zhicai.planning.actions.summarising import (
    file_summaries,
    return_summary,
    send_summary,
    settle_summary,
    withdraw_summary,
)

__all__ = [
    "accept_plan",
    "accept_plans",
    "answer_guidance",
    "answer_opinion",
    "approve_package",
    "arrange_lecturer",
    "attach_file",
    "carry_draft",
    "carry_package",
    "comment_on_plan",
    "copy_forward",
    "drop_course",
    "drop_from_slot",
    "end_reader",
    "file_summaries",
    "keep_course",
    "leave_guidance",
    "let_pass",
    "name_items",
    "name_reader",
    "open_package",
    "open_paper",
    "open_plan",
    "remove_attachment",
    "remove_paper",
    "return_package",
    "return_plan",
    "return_summary",
    "save_draft",
    "save_package",
    "seal_from_source",
    "seal_paper",
    "send_package",
    "send_plan",
    "send_summary",
    "settle_summary",
    "withdraw_package",
    "withdraw_plan",
    "withdraw_summary",
]
