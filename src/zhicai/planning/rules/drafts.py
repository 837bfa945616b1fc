"""A draft as typed: text in a fixed shape, with keys by which a line keeps its identity."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from zhicai.foundation.units import plain
from zhicai.law.dates import add_months
from zhicai.planning.rules.content import WORDS, CourseFacts, Form, PlanContent
from zhicai.planning.rules.reading import read_day, wan_yuan

Draft = dict[str, Any]
"""``WORDS`` as text, and ``classes``: each ``key``, ``CLASS_WORDS`` as text, and ``courses``."""

CLASS_WORDS = ("title", "starts", "ends", "venue", "people", "budget")
COURSE_WORDS = ("title", "hours", "form", "lecturer")
COURSE_LISTS = ("items", "themes")

MOST_CLASSES = 60
MOST_COURSES = 40
LONGEST = 4000
"""Characters of one field; more is no plan but a mistake with the clipboard."""


def empty_draft(unit: str = "") -> Draft:
    """Return a draft with nothing in it but the office's name."""
    return {**dict.fromkeys(WORDS, ""), "unit": unit, "classes": []}


def new_key(prefix: str, taken: Iterable[str]) -> str:
    """Return the next free key: ``c1``, ``c2`` … for classes, ``k1`` … for courses."""
    numbers = [int(match[1]) for key in taken if (match := re.fullmatch(rf"{prefix}(\d+)", key))]
    return f"{prefix}{max(numbers, default=0) + 1}"


def with_class(draft: Draft) -> Draft:
    """Return the draft with one more, empty class."""
    key = new_key("c", (one["key"] for one in draft["classes"]))
    fresh = {"key": key, **dict.fromkeys(CLASS_WORDS, ""), "courses": []}
    return {**draft, "classes": [*draft["classes"], fresh][:MOST_CLASSES]}


def without_class(draft: Draft, key: str) -> Draft:
    """Return the draft without one class."""
    return {**draft, "classes": [one for one in draft["classes"] if one["key"] != key]}


def with_course(draft: Draft, class_key: str, course: Mapping[str, Any]) -> Draft:
    """Return the draft with one more course in a class; ``course`` lacks its key."""

    def grown(one: Draft) -> Draft:
        if one["key"] != class_key:
            return one
        key = new_key("k", (course["key"] for course in one["courses"]))
        return {**one, "courses": [*one["courses"], {**course, "key": key}][:MOST_COURSES]}

    return {**draft, "classes": [grown(one) for one in draft["classes"]]}


def without_course(draft: Draft, class_key: str, course_key: str) -> Draft:
    """Return the draft without one course of a class."""

    def shrunk(one: Draft) -> Draft:
        if one["key"] != class_key:
            return one
        return {**one, "courses": [c for c in one["courses"] if c["key"] != course_key]}

    return {**draft, "classes": [shrunk(one) for one in draft["classes"]]}


def empty_course() -> Draft:
    """Return a course with nothing in it yet."""
    return {
        "title": "", "hours": "", "form": Form.LECTURE.value, "lecturer": "", "items": [],
        "themes": [], "local": False,
    }  # fmt: skip


def draft_of(content: PlanContent) -> Draft:
    """Return facts as the text an officer would have typed."""
    return {
        **{name: getattr(content, name) for name in WORDS},
        "classes": [
            {
                "key": one.key,
                "title": one.title,
                "starts": one.starts.isoformat() if one.starts else "",
                "ends": one.ends.isoformat() if one.ends else "",
                "venue": one.venue,
                "people": str(one.people) if one.people is not None else "",
                "budget": wan_yuan(one.budget) if one.budget is not None else "",
                "courses": [{"key": c.key, **course_draft(c)} for c in one.courses],
            }
            for one in content.classes
        ],
    }


def course_draft(course: CourseFacts) -> Draft:
    """Return a course as text, without its key."""
    return {
        "title": course.title,
        "hours": plain(course.hours) if course.hours is not None else "",
        "form": course.form.value,
        "lecturer": course.lecturer,
        "items": list(course.items),
        "themes": list(course.themes),
        "local": course.local,
    }


def moved_on(draft: Draft, *, years: int, items: Iterable[str]) -> Draft:
    """Return a draft for a later year: dates moved, reason dropped, items no longer taught out.

    A date that cannot be read stays as typed; 29 February becomes the 28th.
    """
    known = set(items)

    def moved(typed: str) -> str:
        day = read_day(typed)
        return add_months(day, 12 * years).isoformat() if day else typed

    classes = [
        {
            **one,
            "starts": moved(one["starts"]),
            "ends": moved(one["ends"]),
            "courses": [
                {**course, "items": [item for item in course["items"] if item in known]}
                for course in one["courses"]
            ],
        }
        for one in draft["classes"]
    ]
    return {**draft, "reason": "", "classes": classes}


def clean(raw: Mapping[str, Any]) -> Draft:
    """Return a draft in its fixed shape out of what was posted; words end at ``LONGEST``."""

    def words(source: Mapping[str, Any], names: Iterable[str]) -> Draft:
        return {name: str(source.get(name, ""))[:LONGEST] for name in names}

    def course(source: Mapping[str, Any]) -> Draft:
        lists = {name: [str(v) for v in source.get(name, [])] for name in COURSE_LISTS}
        local = bool(source.get("local"))
        return {"key": str(source["key"]), **words(source, COURSE_WORDS), **lists, "local": local}

    def lesson(source: Mapping[str, Any]) -> Draft:
        courses = [course(one) for one in source.get("courses", [])[:MOST_COURSES]]
        return {"key": str(source["key"]), **words(source, CLASS_WORDS), "courses": courses}

    classes = [lesson(one) for one in raw.get("classes", [])[:MOST_CLASSES]]
    return {**words(raw, WORDS), "classes": classes}
