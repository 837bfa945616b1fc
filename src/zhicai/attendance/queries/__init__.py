"""Reads of the ledger: hours of many classes at once, one class's lists, one person's own."""

from zhicai.attendance.queries.hours import (
    attended,
    class_hours,
    hours_by_registration,
    presences_of,
)

__all__ = ["attended", "class_hours", "hours_by_registration", "presences_of"]
