"""Reads of messages: boxes and receipts, deliveries, what offices have chosen."""

from zhicai.messages.queries.boxes import (
    OfficeReceipts,
    deliveries_of,
    inbox_of,
    is_addressee,
    message_for,
    receipts,
    receipts_by_office,
    sent_about,
    sent_by,
    unread_count,
    unread_counts,
    unread_of,
)

__all__ = [
    "OfficeReceipts",
    "deliveries_of",
    "inbox_of",
    "is_addressee",
    "message_for",
    "receipts",
    "receipts_by_office",
    "sent_about",
    "sent_by",
    "unread_count",
    "unread_counts",
    "unread_of",
]
