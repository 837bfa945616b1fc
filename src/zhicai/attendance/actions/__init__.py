"""Writes to the ledger of attendance, requests for leave, photos."""

from zhicai.attendance.actions.correcting import enter_by_hand, undo
from zhicai.attendance.actions.keeping import drop_photo, keep_photo
from zhicai.attendance.actions.leaving import (
    ask_leave,
    decide_leave,
    grant_leave,
    withdraw_leave,
)
from zhicai.attendance.actions.signing import Came, Signed, sign, sign_for
from zhicai.attendance.actions.syncing import Became, OfflineTick, Outcome, sync_ticks
from zhicai.attendance.actions.ticking import tick_from_sheet, tick_lessons

__all__ = [
    "Became",
    "Came",
    "OfflineTick",
    "Outcome",
    "Signed",
    "ask_leave",
    "decide_leave",
    "drop_photo",
    "enter_by_hand",
    "grant_leave",
    "keep_photo",
    "sign",
    "sign_for",
    "sync_ticks",
    "tick_from_sheet",
    "tick_lessons",
    "undo",
    "withdraw_leave",
]
