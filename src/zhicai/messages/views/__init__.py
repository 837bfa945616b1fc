"""The pages of the message centre."""

from zhicai.messages.views.boxes import all_read, follow, inbox, message
from zhicai.messages.views.choosing import settings
from zhicai.messages.views.outbox import delivery, outbox, retry, settle
from zhicai.messages.views.receipts import offices, remind, sent
from zhicai.messages.views.templates import template, templates

__all__ = [
    "all_read",
    "delivery",
    "follow",
    "inbox",
    "message",
    "offices",
    "outbox",
    "remind",
    "retry",
    "sent",
    "settings",
    "settle",
    "template",
    "templates",
]
