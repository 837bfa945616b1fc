"""Whether what a candidate's browser sends is taken, and what it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhicai.exams.rules.clock import still_taken
from zhicai.foundation.text import Text

SAVE, SEEN, LEFT, BACK, SUBMIT = "save", "seen", "left", "back", "submit"
KINDS = (SAVE, SEEN, LEFT, BACK, SUBMIT)
"""What a browser sends: answers, a sign of life, that the page was left or is back, the end."""
LONGEST = 20_000
"""Characters of one answer."""
MOST = 500
"""Answers in one message."""

TAKEN, OVER, SUBMITTED, ELSEWHERE, SIGNED_OUT, CLOSED = (
    "taken", "over", "submitted", "elsewhere", "signed-out", "closed"
)  # fmt: skip

SAYS = {
    OVER: Text(
        "考试时间已到，之后的作答不再计入；已保存的答案都在。",
        "The time is over; answers after it do not count. What was saved is safe.",
    ),
    SUBMITTED: Text("您已交卷，答案都已保存。", "You have handed in; every answer is saved."),
    ELSEWHERE: Text(
        "这场考试已在另一台设备上继续，请联系监考员。",
        "This exam goes on at another device; speak to the invigilator.",
    ),
    SIGNED_OUT: Text(
        "登录已失效。答案已存在本机，请重新登录后继续。",
        "You are signed out. Your answers are kept on this device; sign in again to go on.",
    ),
    CLOSED: Text("这场考试现在不能作答。", "This exam cannot be written now."),
}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as sent: the item's number in the paper, the candidate's own count, the value."""

    number: int
    revision: int
    value: Any
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the server knows about a sitting when something comes in.

    ``news`` is the revision of the exam: with another than its own the page asks what is new.
    """

    state: str
    exam_state: str
    deadline: datetime | None
    paused_at: datetime | None
    device: str
    news: int = 0


def verdict(standing: Standing | None, device: str, *, signed_in: bool, now: datetime) -> str:
    """Return whether what came in is taken, or why not.

    Answers that arrive while the exam is paused are taken: they were given before it.
    """
    if not signed_in:
        return SIGNED_OUT
    if standing is None or standing.deadline is None:
        return CLOSED
    if standing.state == "submitted":
        return SUBMITTED
    if standing.state != "writing" or standing.exam_state not in ("running", "paused"):
        return CLOSED
    if standing.device != device:
        return ELSEWHERE
    if standing.paused_at is None and not still_taken(standing.deadline, now):
        return OVER
    return TAKEN
