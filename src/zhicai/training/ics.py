"""A lecturer's timetable as an iCalendar file."""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from zhicai.foundation.clock import CHINA
from zhicai.training.models import Lesson


def timetable_file(lessons: Iterable[Lesson], *, name: str, at: datetime, root: str) -> bytes:
    """Return lessons as a calendar (stable ids, times of China); ``root`` begins the addresses."""
    calendar = Calendar()
    calendar.add("prodid", "-//Zhicai//Timetable//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for lesson in lessons:
        calendar.add_component(_entry(lesson, at, root))
    written: bytes = calendar.to_ical()
    return written


def _entry(lesson: Lesson, at: datetime, root: str) -> Event:
    found = lesson.training_class
    event = Event()
    event.add("uid", f"lesson-{lesson.pk}@zhicai")
    event.add("dtstamp", at)
    event.add("dtstart", datetime.combine(lesson.day, lesson.starts, tzinfo=CHINA))
    event.add("dtend", datetime.combine(lesson.day, lesson.ends, tzinfo=CHINA))
    event.add("summary", lesson.title)
    event.add("location", f"{found.venue} {lesson.room}".strip())
    event.add("description", found.title)
    event.add("url", f"{root}/training/mine/{lesson.pk}/")
    event.add("status", "TENTATIVE" if lesson.lecturer_state == "asked" else "CONFIRMED")
    return event
