"""What changed between two versions of a plan: fields, classes and courses added or removed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.planning.rules.content import (
    FORM_WORDS,
    WORDS,
    ClassFacts,
    CourseFacts,
    Form,
    PlanContent,
)
from zhicai.planning.rules.labels import label_of
from zhicai.planning.rules.reading import wan_yuan

CLASS_FIELDS = ("title", "starts", "ends", "venue", "people", "budget")
COURSE_FIELDS = ("title", "hours", "form", "lecturer", "items", "local", "themes")


class Kind(StrEnum):
    """What happened to a field, a class or a course."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what it was, what it is now; a whole class or course is one change."""

    kind: Kind
    field: str
    label: Text
    before: Text
    after: Text


Names = Mapping[str, Text]
"""Words for the ids of curriculum items and themes."""

NOTHING = Text("", "")


def differences(old: PlanContent, new: PlanContent, names: Names) -> tuple[Change, ...]:
    """Return every difference from ``old`` to ``new`` in the order of the plan."""
    return (*_words(old, new), *_classes(old, new, names))


def _words(old: PlanContent, new: PlanContent) -> Iterator[Change]:
    for name in WORDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            label = label_of(name, new)
            yield Change(Kind.CHANGED, name, label, Text(before, before), Text(after, after))


def _classes(old: PlanContent, new: PlanContent, names: Names) -> Iterator[Change]:
    was = {one.key: one for one in old.classes}
    stays = {one.key for one in new.classes}
    for one in new.classes:
        label = label_of(one.key, new)
        if one.key not in was:
            yield Change(Kind.ADDED, one.key, label, NOTHING, class_words(one))
            continue
        yield from _class(was[one.key], one, new, names)
    for one in old.classes:
        if one.key not in stays:
            yield Change(Kind.REMOVED, one.key, label_of(one.key, old), class_words(one), NOTHING)


def _class(was: ClassFacts, one: ClassFacts, new: PlanContent, names: Names) -> Iterator[Change]:
    for name in CLASS_FIELDS:
        before, after = getattr(was, name), getattr(one, name)
        if before != after:
            field = f"{one.key}-{name}"
            words = (shown(before, name, names), shown(after, name, names))
            yield Change(Kind.CHANGED, field, label_of(field, new), *words)
    known = {course.key: course for course in was.courses}
    stays = {course.key for course in one.courses}
    for course in one.courses:
        field = f"{one.key}-{course.key}"
        if course.key not in known:
            line = course_words(course, names)
            yield Change(Kind.ADDED, field, label_of(one.key, new), NOTHING, line)
            continue
        yield from _course(field, known[course.key], course, new, names)
    for course in was.courses:
        if course.key not in stays:
            field, line = f"{one.key}-{course.key}", course_words(course, names)
            yield Change(Kind.REMOVED, field, label_of(one.key, new), line, NOTHING)


def _course(
    field: str, was: CourseFacts, course: CourseFacts, new: PlanContent, names: Names
) -> Iterator[Change]:
    for name in COURSE_FIELDS:
        before, after = getattr(was, name), getattr(course, name)
        if before != after:
            where = f"{field}-{name}"
            words = (shown(before, name, names), shown(after, name, names))
            yield Change(Kind.CHANGED, where, label_of(where, new), *words)


def shown(value: object, name: str, names: Names) -> Text:
    """Return the value of a field in words."""
    if name == "budget" and isinstance(value, int):
        return Text(f"{wan_yuan(value)} 万元", f"{wan_yuan(value)} × 10,000 yuan")
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, Form):
        return FORM_WORDS[value]
    if isinstance(value, tuple):
        said = [names.get(key, Text(key, key)) for key in value]
        return Text("、".join(t.zh for t in said), ", ".join(t.en for t in said))
    if isinstance(value, Decimal):
        return Text(plain(value), plain(value))
    written = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return Text(written, written)


def class_words(one: ClassFacts) -> Text:
    """Return a class in one line: dates, venue, people, courses."""
    days = f"{one.starts or '—'} — {one.ends or '—'}"
    people, courses = one.people or 0, len(one.courses)
    return Text(
        f"{one.title}，{days}，{one.venue}，{people} 人，{courses} 门课程",
        f"{one.title}, {days}, {one.venue}, {people} people, {courses} courses",
    )


def course_words(course: CourseFacts, names: Names) -> Text:
    """Return a course in one line: title, hours, form, what it covers."""
    hours = plain(course.hours) if course.hours is not None else "—"
    form = FORM_WORDS[course.form]
    covered = shown(course.items, "items", names)
    local = Text("本地补充", "local addition")
    over = covered if course.items else local if course.local else NOTHING
    return Text(
        f"课程“{course.title}”，{hours} 学时，{form.zh}，{over.zh}",
        f"course “{course.title}”, {hours} class hours, {form.en}, {over.en}",
    )
