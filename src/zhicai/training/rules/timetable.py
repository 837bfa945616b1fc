"""Timetables: what is wrong with lessons, which clash, what they cover, their shares."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_LESSONS = 60
MOST_HOURS = Decimal(12)
A_CLASS_HOUR = 45
"""Minutes."""
MORNING, AFTERNOON, EVENING = time(8, 30), time(14), time(18, 30)
HALF_DAY = Decimal(4)
"""Class hours that fit into a morning or an afternoon."""
THEORY, PRACTICE = "theory", "practice"
GENERAL, PROFESSIONAL = "general", "professional"


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """A lesson as written into the grid; ``pk`` is None for a new one. ``hours`` are class hours.

    None is what nobody could read or has filled in.
    """

    title: str
    day: date | None
    starts: time | None
    ends: time | None
    hours: Decimal | None
    room: str = ""
    form: str = THEORY
    breadth: str = PROFESSIONAL
    items: tuple[str, ...] = ()
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A lesson that takes a room and a lecturer: of which class, when, where, with whom."""

    class_id: int
    class_title: str
    title: str
    day: date
    starts: time
    ends: time
    place: str
    lecturer_id: int | None = None
    lecturer: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Covered:
    """One item of the curriculum with the positions and hours of the lessons that cover it."""

    key: str
    lessons: tuple[int, ...]
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Shares:
    """Class hours in all, of professional knowledge, of practice."""

    hours: Decimal
    professional: Decimal
    practice: Decimal


def place_key(venue_place: int, venue: str, room: str) -> str:
    """Return what names a room whatever the width and spacing of its writing."""
    written = unicodedata.normalize("NFKC", f"{venue}|{room}").casefold()
    return f"{venue_place}|" + re.sub(r"\s+", "", written)


def lesson_faults(
    lessons: Sequence[LessonFacts], *, first: date, last: date, known: frozenset[str]
) -> list[Fault]:
    """Return everything wrong with the lessons of a class from ``first`` to ``last``."""
    found: list[Fault] = []
    if len(lessons) > MOST_LESSONS:
        says = Text(f"一个班最多 {MOST_LESSONS} 节课。", f"At most {MOST_LESSONS} lessons a class.")
        found.append(Fault(says))
    for number, lesson in enumerate(lessons, start=1):
        for column, says in _faults_of(lesson, first, last, known):
            row = Text(f"第 {number} 行：{says.zh}", f"Row {number}: {says.en}")
            found.append(Fault(row, field=f"l{number}-{column}", row=number, column=column))
    return found


def _faults_of(
    lesson: LessonFacts, first: date, last: date, known: frozenset[str]
) -> Iterable[tuple[str, Text]]:
    if not lesson.title.strip():
        yield "title", Text("写明课程名称。", "name the course.")
    if lesson.day is None:
        yield "day", Text("日期写成 2022-04-18 的样子。", "write the day as 2022-04-18.")
    elif not first <= lesson.day <= last:
        yield (
            "day",
            Text(
                f"日期 {lesson.day} 不在培训时间 {first} 至 {last} 之内。",
                f"the day {lesson.day} lies outside the class ({first} to {last}).",
            ),
        )
    if lesson.starts is None or lesson.ends is None:
        yield "starts", Text("起止时间写成 08:30 的样子。", "write the times as 08:30.")
    elif lesson.ends <= lesson.starts:
        yield "ends", Text("结束时间要晚于开始时间。", "the end must be after the start.")
    if lesson.hours is None or not 0 < lesson.hours <= MOST_HOURS:
        yield (
            "hours",
            Text(
                f"学时填 0 以上、{MOST_HOURS} 以下的数。",
                f"class hours lie between 0 and {MOST_HOURS}.",
            ),
        )
    if strange := [item for item in lesson.items if item not in known]:
        yield (
            "items",
            Text(
                f"课程清单里没有“{strange[0]}”。", f"there is no item “{strange[0]}” in the list."
            ),
        )


def overlap(one: Booked, other: Booked) -> bool:
    """Say whether two lessons take the same time."""
    return one.day == other.day and one.starts < other.ends and other.starts < one.ends


def clashes(mine: Sequence[Booked], others: Iterable[Booked]) -> list[Fault]:
    """Return each lesson of ``mine`` that shares room or lecturer at one time, the other named."""
    by_day: dict[date, list[Booked]] = {}
    for other in others:
        by_day.setdefault(other.day, []).append(other)
    found = []
    for number, one in enumerate(mine, start=1):
        rivals = by_day.get(one.day, [])
        for other in [*rivals, *mine[: number - 1]]:
            if overlap(one, other) and (fault := _clash(number, one, other)):
                found.append(fault)
    return found


def _clash(number: int, one: Booked, other: Booked) -> Fault | None:
    when = f"{other.day} {other.starts:%H:%M}–{other.ends:%H:%M}"
    what = {"n": number, "when": when, "class": other.class_title, "title": other.title}
    if one.lecturer_id is not None and one.lecturer_id == other.lecturer_id:
        says = Text(
            "第 {n} 行：讲师{who} {when} 已在“{class}”讲《{title}》。请改时间或换讲师。",
            "Row {n}: {who} teaches “{title}” in “{class}” at {when}. Change time or lecturer.",
        )
        return Fault(says.format_map(what | {"who": one.lecturer}), f"l{number}-starts", number)
    if one.place == other.place:
        says = Text(
            "第 {n} 行：这间教室 {when} 已由“{class}”的《{title}》使用。请改时间或换教室。",
            "Row {n}: the room is taken by “{title}” of “{class}” at {when}. Change time or room.",
        )
        return Fault(says.format_map(what), f"l{number}-room", number)
    return None


def coverage(lessons: Sequence[LessonFacts], items: Iterable[str]) -> list[Covered]:
    """Return for each item of the curriculum which lessons cover it, gaps as empty lines."""
    found = []
    for key in items:
        covering = [n for n, lesson in enumerate(lessons) if key in lesson.items]
        hours = sum((lessons[n].hours or Decimal(0) for n in covering), Decimal(0))
        found.append(Covered(key, tuple(covering), hours))
    return found


def shares(lessons: Iterable[LessonFacts]) -> Shares:
    """Return the class hours in all, of professional knowledge and of practice."""
    whole = professional = practice = Decimal(0)
    for lesson in lessons:
        hours = lesson.hours or Decimal(0)
        whole += hours
        professional += hours if lesson.breadth == PROFESSIONAL else 0
        practice += hours if lesson.form == PRACTICE else 0
    return Shares(whole, professional, practice)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course of the plan that is to become a lesson."""

    title: str
    hours: Decimal
    practice: bool
    items: tuple[str, ...] = ()


def laid_out(
    courses: Sequence[CourseLine], *, first: date, last: date, room: str = ""
) -> list[LessonFacts]:
    """Return lessons for the planned courses, half a day each, from the first morning on.

    What does not fit by the last day stands in the evenings; the office moves it where it wants.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    slots = [(day, start) for day in days for start in (MORNING, AFTERNOON)]
    slots += [(day, EVENING) for day in days]
    found = []
    for course, (day, start) in zip(courses, slots, strict=False):
        taught = min(course.hours, HALF_DAY)
        ends = datetime.combine(day, start) + timedelta(minutes=float(taught * A_CLASS_HOUR))
        found.append(
            LessonFacts(
                course.title, day, start, min(ends.time(), time(23, 59)), course.hours, room,
                PRACTICE if course.practice else THEORY, PROFESSIONAL, course.items,
            )
        )  # fmt: skip
    return found


def moved(lessons: Iterable[LessonFacts], days: timedelta) -> list[LessonFacts]:
    """Return the lessons with their days moved."""
    return [replace(one, day=one.day + days if one.day else None) for one in lessons]


def is_practical(items: Iterable[str], compulsory: frozenset[str]) -> bool:
    """Say whether a lesson is the compulsory practical course: it covers one of its items."""
    return bool(compulsory.intersection(items))


FORM_WORDS: Mapping[str, Text] = {
    THEORY: Text("理论", "Theory"),
    PRACTICE: Text("实操", "Practice"),
}
BREADTH_WORDS: Mapping[str, Text] = {
    GENERAL: Text("一般性", "General"),
    PROFESSIONAL: Text("专业性", "Professional"),
}
