"""Writes of what offices hear."""

from zhicai.outreach.actions.cases import (
    keep_case,
    open_case,
    publish_case,
    return_case,
    select_case,
    send_case,
)
from zhicai.outreach.actions.opinions import Origin, answer, forward, send_opinion, tell_opinion
from zhicai.outreach.actions.visits import add_follow_up, change_visit, record_visit, settle

__all__ = [
    "Origin",
    "add_follow_up",
    "answer",
    "change_visit",
    "forward",
    "keep_case",
    "open_case",
    "publish_case",
    "record_visit",
    "return_case",
    "select_case",
    "send_case",
    "send_opinion",
    "settle",
    "tell_opinion",
]
