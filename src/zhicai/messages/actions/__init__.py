"""Writes of messages: send, mark as read; leave the site; choose and reword how they leave."""

from zhicai.messages.actions.choosing import (
    choose_for_office,
    choose_for_oneself,
    keep_robot,
    reword,
)
from zhicai.messages.actions.outgoing import Contact, put_out, send_to_contact
from zhicai.messages.actions.reading import mark_all_read, mark_read
from zhicai.messages.actions.reminding import remind_unread
from zhicai.messages.actions.sending import Draft, send_message, send_messages
from zhicai.messages.actions.settling import confirm_sent, set_quiet_hours, try_again

__all__ = [
    "Contact",
    "Draft",
    "choose_for_office",
    "choose_for_oneself",
    "confirm_sent",
    "keep_robot",
    "mark_all_read",
    "mark_read",
    "put_out",
    "remind_unread",
    "reword",
    "send_message",
    "send_messages",
    "send_to_contact",
    "set_quiet_hours",
    "try_again",
]
