"""How a candidate stands in the invigilator's room; spans are seconds."""

from datetime import datetime, timedelta

OFFLINE_AFTER = 60
"""Without a sign of life for so long someone who writes is shown as offline: three of them are
missing then.
"""
EXPECTED, PRESENT, WORKING, OFFLINE, FINISHED, ABSENT, VOID = (
    "expected", "present", "working", "offline", "finished", "absent", "void"
)  # fmt: skip
STANDINGS = (OFFLINE, WORKING, PRESENT, EXPECTED, FINISHED, ABSENT, VOID)
"""Every standing, those that ask for a look first."""
LEFT, SECOND, ADDRESS, DEVICE, LATE = "left", "second", "address", "device", "late"
NOTES = (LEFT, SECOND, ADDRESS, DEVICE, LATE)
"""What the machine notes and never judges: the page was left, opened at a second device, the
network address changed, the device was changed, answers came after the end.
"""


def lost_before(now: datetime) -> datetime:
    """Return the moment since which a sign of life must have come."""
    return now - timedelta(seconds=OFFLINE_AFTER)


def standing_of(state: str, seen_at: datetime | None, now: datetime) -> str:
    """Return how someone stands whose sitting is in ``state`` and who was seen last then."""
    if state == "writing":
        return OFFLINE if seen_at is None or seen_at < lost_before(now) else WORKING
    return FINISHED if state == "submitted" else state
