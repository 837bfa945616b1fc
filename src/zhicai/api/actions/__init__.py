"""Writes of the interface: make and revoke tokens, write by token, subscribe, tell, export."""

from zhicai.api.actions.telling import call_again, end_subscription, subscribe_office, tell
from zhicai.api.actions.tokens import (
    make_token,
    note_call,
    note_export,
    revoke_token,
    write_by_token,
)

__all__ = [
    "call_again",
    "end_subscription",
    "make_token",
    "note_call",
    "note_export",
    "revoke_token",
    "subscribe_office",
    "tell",
    "write_by_token",
]
