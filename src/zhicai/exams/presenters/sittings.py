"""Where a candidate stands before and after a sitting, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zhicai.exams.models import Exam, Sitting
from zhicai.exams.rules.entering import Entry, why_no_sign_in, why_no_start
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text

TONES = {
    "expected": "idle", "present": "info", "writing": "amber", "submitted": "green",
    "absent": "red", "void": "red",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class May:
    """What a candidate may do now, and why not."""

    sign_in: bool
    why_no_sign_in: Text | None
    start: bool
    why_no_start: Text | None


def entered(entry: Entry, at: datetime) -> May:
    """Return what a candidate may do now."""
    door, begin = why_no_sign_in(entry, at), why_no_start(entry, at)
    expected = entry.state == Sitting.State.EXPECTED and not entry.practice
    return May(expected and door is None, door, begin is None, begin)


def state_tag(sitting: Sitting) -> dict[str, Any]:
    """Return the state of a sitting as a tag; a mock test knows no sign-in."""
    if sitting.exam.round == Exam.Round.MOCK and sitting.state == Sitting.State.EXPECTED:
        return {"label": _("可以开始"), "tone": "info"}
    if sitting.state == Sitting.State.SUBMITTED and sitting.exam.state in ("published", "final"):
        return {"label": _("成绩已公布"), "tone": "green"}
    return {"label": sitting.get_state_display(), "tone": TONES[sitting.state]}


def when(exam: Exam) -> str:
    """Return the day and the hours of an exam: ``2022-05-20 09:00``."""
    return f"{exam.starts_at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def facts_of(sitting: Sitting) -> list[dict[str, Any]]:
    """Return when, where and by which code, for lists of facts."""
    exam, room = sitting.exam, sitting.room
    minutes = _("%(n)s 分钟") % {"n": exam.minutes}
    if exam.round == Exam.Round.MOCK:
        return [{"label": _("时长"), "value": minutes},
                {"label": _("总分"), "value": f"{exam.paper.total.normalize():f}"}]  # fmt: skip
    found = [
        {"label": _("时间"), "value": when(exam), "note": minutes},
        {"label": _("准考证号"), "value": sitting.code},
    ]
    if room is not None:
        found.append({"label": _("考场"), "value": room.name, "note": room.place})
    if sitting.seat is not None:
        found.append({"label": _("座位"), "value": _("%(n)s 号") % {"n": sitting.seat}})
    if sitting.deadline is not None and sitting.state == Sitting.State.WRITING:
        until = f"{sitting.deadline.astimezone(CHINA):%H:%M}"
        found.append({"label": _("交卷时间"), "value": until})
    return found


def steps_of(sitting: Sitting, entry: Entry, at: datetime) -> list[dict[str, Any]]:
    """Return the way into the exam as a timeline: sign in, be checked, start."""
    if entry.practice:
        return []
    opens = f"{entry.timing.opens_at.astimezone(CHINA):%H:%M}"
    starts = f"{entry.timing.starts_at.astimezone(CHINA):%H:%M}"
    signed = sitting.state != Sitting.State.EXPECTED
    steps = [{"title": _("签到"), "done": signed, "who": _("%(time)s 起") % {"time": opens}}]
    if entry.check_needed:
        who = sitting.checked_by or _("监考员核对照片和证件")
        steps.append({"title": _("核对身份"), "done": entry.checked, "who": who})
    begun = sitting.started_at is not None
    steps.append(
        {"title": _("开始考试"), "done": begun, "who": _("%(time)s 开考") % {"time": starts}}
    )
    current = next((n for n, one in enumerate(steps) if not one["done"]), None)
    return [
        one | {"state": "done" if one["done"] else "current" if n == current else "todo"}
        for n, one in enumerate(steps)
    ]
