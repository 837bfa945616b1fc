"""Writes of filing: the sender's verbs, the receiver's, remarks. Each locks the row first."""

from zhicai.filing.actions.handling import (
    Numbering,
    accept,
    approve,
    archive,
    put_on_file,
    record_receipt,
    return_for_changes,
    settle,
)
from zhicai.filing.actions.remarks import Note, answer_remark, remark
from zhicai.filing.actions.sending import Sending, open_filing, send, withdraw

__all__ = [
    "Note",
    "Numbering",
    "Sending",
    "accept",
    "answer_remark",
    "approve",
    "archive",
    "open_filing",
    "put_on_file",
    "record_receipt",
    "remark",
    "return_for_changes",
    "send",
    "settle",
    "withdraw",
]
