"""How pages and files say who was there."""

from collections.abc import Mapping

from zhicai.attendance.rules import State
from zhicai.foundation.text import Text
from zhicai.ui.asked import said

STATE_WORDS: Mapping[State, Text] = {
    State.PRESENT: Text("到课", "Present"),
    State.LATE: Text("迟到", "Late"),
    State.EARLY: Text("早退", "Left early"),
    State.LEAVE: Text("请假", "On leave"),
    State.ABSENT: Text("缺勤", "Absent"),
}
TONES: Mapping[State, tuple[str, str]] = {
    State.PRESENT: ("green", "check"),
    State.LATE: ("amber", "clock"),
    State.EARLY: ("amber", "logout"),
    State.LEAVE: ("info", "calendar-event"),
    State.ABSENT: ("red", "x"),
}


def state_tag(state: State) -> dict[str, str]:
    """Return the tag of a state: words, tone, icon."""
    tone, icon = TONES[state]
    return {"label": said(STATE_WORDS[state]), "tone": tone, "icon": icon, "key": state.value}
