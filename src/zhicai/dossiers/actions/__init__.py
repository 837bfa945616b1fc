"""Writes of summaries: generated, worded, sent, taken in, reminded of."""

from zhicai.dossiers.actions.reminding import remind_missing
from zhicai.dossiers.actions.sending import (
    answer_opinion,
    return_summary,
    send_summary,
    take_in,
    withdraw_summary,
)
from zhicai.dossiers.actions.writing import generate, save_words

__all__ = [
    "answer_opinion",
    "generate",
    "remind_missing",
    "return_summary",
    "save_words",
    "send_summary",
    "take_in",
    "withdraw_summary",
]
