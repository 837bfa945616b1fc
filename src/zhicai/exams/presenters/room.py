"""The invigilator's room in words: standings, notes of the machine, events, decisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.exams.models import Exam, JournalEntry, Leave
from zhicai.exams.queries.room import Line
from zhicai.exams.rules import room as rules
from zhicai.exams.rules.clock import left

STANDING_WORDS = {
    rules.EXPECTED: gettext_lazy("未签到"),
    rules.PRESENT: gettext_lazy("已签到"),
    rules.WORKING: gettext_lazy("作答中"),
    rules.OFFLINE: gettext_lazy("离线"),
    rules.FINISHED: gettext_lazy("已交卷"),
    rules.ABSENT: gettext_lazy("缺考"),
    rules.VOID: gettext_lazy("作废"),
}
STANDING_TONES = {
    rules.EXPECTED: ("idle", "circle"), rules.PRESENT: ("info", "check"),
    rules.WORKING: ("green", "pencil"), rules.OFFLINE: ("amber", "wifi-off"),
    rules.FINISHED: ("green", "circle-check"), rules.ABSENT: ("red", "ban"),
    rules.VOID: ("red", "ban"),
}  # fmt: skip
STATE_TONES = {
    "planned": ("info", "calendar"), "running": ("green", "player-play"),
    "paused": ("amber", "hourglass"), "ended": ("idle", "circle-check"),
    "published": ("info", "speakerphone"), "final": ("green", "checks"),
    "cancelled": ("red", "ban"),
}  # fmt: skip
NOTE_WORDS = {
    rules.LEFT: gettext_lazy("离开页面"),
    rules.SECOND: gettext_lazy("另有设备打开"),
    rules.ADDRESS: gettext_lazy("网络地址变化"),
    rules.DEVICE: gettext_lazy("更换设备"),
    rules.LATE: gettext_lazy("超时送达"),
}
EVENT_WORDS = NOTE_WORDS | {
    "sign-in": gettext_lazy("签到"),
    "checked": gettext_lazy("核对身份"),
    "start": gettext_lazy("开始作答"),
    "back": gettext_lazy("回到页面"),
    "submit": gettext_lazy("交卷"),
    "time": gettext_lazy("到时自动交卷"),
    "seat": gettext_lazy("调整座位"),
    "reopened": gettext_lazy("恢复作答"),
    "broadcast": gettext_lazy("广播"),
    "paused": gettext_lazy("暂停"),
    "resumed": gettext_lazy("恢复考试"),
    "incident": gettext_lazy("事件记录"),
    "voided": gettext_lazy("作废试题"),
    "handover": gettext_lazy("监考交接"),
}


def exam_tag(exam: Exam) -> dict[str, Any]:
    """Return the state of an exam as a tag."""
    tone, icon = STATE_TONES[exam.state]
    return {"label": exam.get_state_display(), "tone": tone, "icon": icon}


def standing_tag(standing: str) -> dict[str, Any]:
    """Return how someone stands as a tag."""
    tone, icon = STANDING_TONES[standing]
    return {"label": STANDING_WORDS[standing], "tone": tone, "icon": icon}


def event_word(kind: str) -> str:
    """Return what an event or a decision is called."""
    words = EVENT_WORDS | {str(value): label for value, label in Leave.What.choices}
    if kind == Leave.What.LATE:
        return str(Leave.What.LATE.label)
    return str(words.get(kind, kind))


def line_of(line: Line, exam: Exam, at: datetime) -> dict[str, Any]:
    """Return a candidate as a row of the room."""
    row = line.sitting
    minutes = None
    if line.standing in (rules.WORKING, rules.OFFLINE) and row.deadline is not None:
        minutes = -(-left(row.deadline, at, paused_at=exam.paused_at) // 60)
    return {
        "one": row,
        "tag": standing_tag(line.standing),
        "offline": line.standing == rules.OFFLINE,
        "ahead": line.standing in (rules.EXPECTED, rules.PRESENT),
        "answered": line.answered,
        "of": exam.paper.count,
        "begun": row.started_at is not None,
        "seen": row.seen_at,
        "minutes": minutes,
        "notes": notes_of(line.notes),
        "extra": -(-line.extra // 60),
        "late": line.late,
        "incidents": line.incidents,
    }


def notes_of(found: Mapping[str, int]) -> list[str]:
    """Return what the machine noted, each with how often: ``离开页面 3``."""
    return [f"{NOTE_WORDS[kind]} {found[kind]}" for kind in rules.NOTES if found.get(kind)]


def journal_of(entry: JournalEntry) -> dict[str, Any]:
    """Return an entry of a candidate's journal in words."""
    data = entry.data if isinstance(entry.data, dict) else {}
    told = []
    if data.get("address"):
        told.append(_("地址 %(address)s") % {"address": data["address"]})
    if data.get("device"):
        told.append(_("设备 %(device)s") % {"device": data["device"][:6]})
    if entry.kind == "seat":
        told.append(
            _("%(room)s %(seat)s 号") % {"room": data.get("room"), "seat": data.get("seat")}
        )
    word = NOTE_WORDS[rules.LATE] if entry.kind == rules.LATE else EVENT_WORDS.get(entry.kind)
    return {"at": entry.at, "what": word or entry.kind, "says": "，".join(told),
            "by": data.get("by", "") if entry.kind not in rules.NOTES else ""}  # fmt: skip
