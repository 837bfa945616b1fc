"""Reads of notices: whose, to whom, what has come, what is still to be acknowledged."""

from zhicai.notices.queries.boxes import (
    may_end,
    notice_for,
    notices_sent,
    own_draft_for,
    own_drafts,
    own_notice_for,
    receipts_for,
    receipts_of,
    receipts_owed,
    received,
    seen_by,
)
from zhicai.notices.queries.drafting import (
    clauses_of,
    issuer_of,
    known_of,
    last_draft,
    used_numbers,
)
from zhicai.notices.queries.reach import Directory, Target, directory_of

__all__ = [
    "Directory",
    "Target",
    "clauses_of",
    "directory_of",
    "issuer_of",
    "known_of",
    "last_draft",
    "may_end",
    "notice_for",
    "notices_sent",
    "own_draft_for",
    "own_drafts",
    "own_notice_for",
    "receipts_for",
    "receipts_of",
    "receipts_owed",
    "received",
    "seen_by",
    "used_numbers",
]
