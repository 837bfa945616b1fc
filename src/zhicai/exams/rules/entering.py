"""Who may sign in to an exam, and who may start: the state of a sitting before the first answer."""

from dataclasses import dataclass
from datetime import datetime

from zhicai.exams.rules.clock import Timing, may_sign_in, may_start
from zhicai.foundation.text import Text

EXPECTED, PRESENT, WRITING = "expected", "present", "writing"
BEFORE = (EXPECTED, PRESENT)
"""States of a sitting that has not begun."""
OPEN_EXAMS = ("planned", "running")
"""States of an exam in which a sitting begins."""

_ENDED = {
    "submitted": Text("您已交卷。", "You have handed in."),
    "absent": Text("已登记缺考，请联系监考员。",
                   "You are entered as absent; speak to the invigilator."),
    "void": Text("这次考试已作废，请联系监考员。",
                 "This sitting is void; speak to the invigilator."),
}  # fmt: skip
_CLOSED = {
    "paused": Text("考试已暂停，请听监考员安排。", "The exam is paused; wait for the invigilator."),
    "cancelled": Text("这场考试已取消。", "This exam is cancelled."),
}
_OVER = Text("这场考试已经结束。", "This exam is over.")
_PACKED = Text(
    "您的座位在考试包里，请在考场的电脑上作答。要改为在线作答，请监考员先把座位移出考试包。",
    "Your seat is in a sealed pack; write the exam at the machine of its room. To write it online, "
    "ask the invigilator to take your seat out of the pack.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of someone at the door of an exam.

    ``late`` is the invigilator's leave to start late; ``practice`` asks for no door at all: a mock
    test is written at any time after it was set, without sign-in and check. ``packed``: the seat
    is out in a sealed pack, and the exam is written in its room alone.
    """

    state: str
    exam_state: str
    timing: Timing
    checked: bool
    check_needed: bool
    late: bool = False
    practice: bool = False
    packed: bool = False


def why_no_sign_in(entry: Entry, now: datetime) -> Text | None:
    """Return why someone cannot sign in now, None where nothing stands against it."""
    return _why_no_door(entry) or may_sign_in(entry.timing, now)


def why_no_start(entry: Entry, now: datetime) -> Text | None:
    """Return why someone cannot start to write now, None where nothing stands against it."""
    if found := _why_no_door(entry):
        return found
    if entry.exam_state == "paused":
        return _CLOSED["paused"]
    if entry.practice:
        return may_start(entry.timing, now, late=True)
    if entry.state == EXPECTED:
        return Text("还没有签到，请先签到。", "You have not signed in yet; sign in first.")
    if entry.check_needed and not entry.checked:
        return Text(
            "监考员还没有核对您的照片和证件，请在座位上等候。",
            "The invigilator has not checked your photo and identity yet; wait at your seat.",
        )
    return may_start(entry.timing, now, late=entry.late)


def _why_no_door(entry: Entry) -> Text | None:
    if entry.exam_state not in (*OPEN_EXAMS, "paused"):
        return _CLOSED.get(entry.exam_state, _OVER)
    if found := _ENDED.get(entry.state):
        return found
    return _PACKED if entry.packed else None
