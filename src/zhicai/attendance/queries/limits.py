"""The settings of a year as the rules of attendance take them."""

from datetime import date, datetime, time
from typing import Any

from zhicai.attendance.rules import LessonTime, Limits
from zhicai.foundation.clock import CHINA
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.training.models import Lesson

IDS = {
    "sign-in-opens-minutes": "opens",
    "late-after-minutes": "late",
    "early-before-minutes": "early",
    "sign-out-closes-minutes": "closes",
    "late-hours-count": "late_counts",
    "sign-out-needed": "out_needed",
    "sign-code-seconds": "code_seconds",
}
"""Settings by the limit they set; a programme that has none of them keeps our own."""


def limits_of(year: ProgrammeYear, *, on: date) -> Limits:
    """Return the limits of a year as they stand on a day."""
    settings = settings_of(year, on=on)
    found: dict[str, Any] = {}
    for setting, name in IDS.items():
        value = settings.get(setting)
        if value is None:
            continue
        found[name] = value if name in ("late_counts", "out_needed") else int(value)
    return Limits(**found)


def lesson_time(lesson: Lesson) -> LessonTime:
    """Return when a lesson is held."""
    return times(lesson.day, lesson.starts, lesson.ends, lesson)


def times(day: date, starts: time, ends: time, lesson: Any) -> LessonTime:
    """Return when a lesson of a day is held, in China's time."""
    return LessonTime(
        datetime.combine(day, starts, tzinfo=CHINA),
        datetime.combine(day, ends, tzinfo=CHINA),
        lesson.hours,
    )
