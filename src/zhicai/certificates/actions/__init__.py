"""Writes of certificates."""

from zhicai.certificates.actions.ending import replace, reprint, revoke
from zhicai.certificates.actions.issuing import issue
from zhicai.certificates.actions.rendering import (
    note,
    note_many,
    render,
    render_one,
    render_waiting,
    try_again,
    upload_document,
)

__all__ = [
    "issue",
    "note",
    "note_many",
    "render",
    "render_one",
    "render_waiting",
    "replace",
    "reprint",
    "revoke",
    "try_again",
    "upload_document",
]
