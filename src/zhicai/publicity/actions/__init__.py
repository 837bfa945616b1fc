"""Writes of publicity: items, publicity actions, public lists and objections."""

from zhicai.publicity.actions.items import (
    Words,
    publish_item,
    return_item,
    save_item,
    send_item,
    withdraw_item,
    write_item,
)
from zhicai.publicity.actions.lists import (
    ListTerms,
    Row,
    answer_objection,
    object_to,
    publish_list,
    withdraw_list,
)
from zhicai.publicity.actions.logging import Action, log_action, strike_action

__all__ = [
    "Action",
    "ListTerms",
    "Row",
    "Words",
    "answer_objection",
    "log_action",
    "object_to",
    "publish_item",
    "publish_list",
    "return_item",
    "save_item",
    "send_item",
    "strike_action",
    "withdraw_item",
    "withdraw_list",
    "write_item",
]
