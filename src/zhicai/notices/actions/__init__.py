"""Writes of notices: draft, send, receive, recall, supersede, pass on, remind."""

from zhicai.notices.actions.drafting import (
    attach_file,
    detach_file,
    drop_draft,
    forward_notice,
    open_draft,
    save_draft,
)
from zhicai.notices.actions.receiving import acknowledge_notice, open_notice, remind_addressees
from zhicai.notices.actions.sending import recall_notice, send_notice, supersede_notice

__all__ = [
    "acknowledge_notice",
    "attach_file",
    "detach_file",
    "drop_draft",
    "forward_notice",
    "open_draft",
    "open_notice",
    "recall_notice",
    "remind_addressees",
    "save_draft",
    "send_notice",
    "supersede_notice",
]
