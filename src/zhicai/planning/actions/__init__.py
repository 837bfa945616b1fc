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
    "arrange_lecturer",
    "attach_file",
    "carry_draft",
    "comment_on_plan",
    "copy_forward",
    "drop_course",
    "file_summaries",
    "keep_course",
    "leave_guidance",
    "open_plan",
    "remove_attachment",
    "return_plan",
    "return_summary",
    "save_draft",
    "send_plan",
    "send_summary",
    "settle_summary",
    "withdraw_plan",
    "withdraw_summary",
]
