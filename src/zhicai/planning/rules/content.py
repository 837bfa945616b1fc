"""What a plan holds once it has been read: frozen facts, and their form as a version's JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from zhicai.foundation.text import Text


class Form(StrEnum):
    """How a course is taught."""

    LECTURE = "lecture"
    PRACTICE = "practice"
    ONLINE = "online"


FORM_WORDS: Mapping[Form, Text] = {
    Form.LECTURE: Text("面授", "lecture"),
    Form.PRACTICE: Text("实操", "practice"),
    Form.ONLINE: Text("网课", "online"),
}


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """One course of a class. ``hours`` are class hours; ``items`` are ids of the curriculum.

    ``local`` marks a local addition to the curriculum, ``themes`` what it is about (HB-1.d).
    """

    key: str
    title: str = ""
    hours: Decimal | None = None
    form: Form = Form.LECTURE
    lecturer: str = ""
    items: tuple[str, ...] = ()
    local: bool = False
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """One class of a plan. ``budget`` is fen; None is what nobody could read or has filled in."""

    key: str
    title: str = ""
    starts: date | None = None
    ends: date | None = None
    venue: str = ""
    people: int | None = None
    budget: int | None = None
    courses: tuple[CourseFacts, ...] = ()

    @property
    def days(self) -> tuple[date, date]:
        """First and last day; ValueError where the checks have not passed."""
        if self.starts is None or self.ends is None:
            raise ValueError(f"class {self.key} has no dates")
        return self.starts, self.ends

    @property
    def hours(self) -> Decimal:
        """Class hours of all courses together."""
        return sum((course.hours or Decimal(0) for course in self.courses), Decimal(0))

    @property
    def items(self) -> frozenset[str]:
        """Curriculum items that the class covers."""
        return frozenset(item for course in self.courses for item in course.items)


@dataclass(frozen=True, slots=True)
class PlanContent:
    """A whole plan as facts."""

    unit: str = ""
    leader: str = ""
    contact: str = ""
    phone: str = ""
    goals: str = ""
    needs: str = ""
    classes: tuple[ClassFacts, ...] = ()
    source: str = ""
    lecturers: str = ""
    practical: str = ""
    notes: str = ""
    reason: str = ""

    @property
    def people(self) -> int:
        """People expected in all classes together."""
        return sum(one.people or 0 for one in self.classes)

    @property
    def budget(self) -> int:
        """Budget of all classes together, fen."""
        return sum(one.budget or 0 for one in self.classes)

    @property
    def hours(self) -> Decimal:
        """Class hours of all classes together."""
        return sum((one.hours for one in self.classes), Decimal(0))


WORDS = (
    "unit", "leader", "contact", "phone", "goals", "needs", "source", "lecturers", "practical",
    "notes", "reason",
)  # fmt: skip
"""The fields of a plan that are text, outside its classes."""


def to_json(content: PlanContent) -> dict[str, Any]:
    """Return the content as a version keeps it."""
    return {
        "form": 1,
        **{name: getattr(content, name) for name in WORDS},
        "classes": [_class_json(one) for one in content.classes],
    }


def _class_json(one: ClassFacts) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "starts": one.starts.isoformat() if one.starts else None,
        "ends": one.ends.isoformat() if one.ends else None,
        "venue": one.venue,
        "people": one.people,
        "budget": one.budget,
        "courses": [
            {
                "key": course.key,
                "title": course.title,
                "hours": str(course.hours) if course.hours is not None else None,
                "form": course.form.value,
                "lecturer": course.lecturer,
                "items": list(course.items),
                "local": course.local,
                "themes": list(course.themes),
            }
            for course in one.courses
        ],
    }


def from_json(stored: Mapping[str, Any]) -> PlanContent:
    """Return the content of a stored version."""
    return PlanContent(
        **{name: stored.get(name, "") for name in WORDS},
        classes=tuple(_class_of(one) for one in stored["classes"]),
    )


def _class_of(stored: Mapping[str, Any]) -> ClassFacts:
    return ClassFacts(
        key=stored["key"],
        title=stored["title"],
        starts=_day(stored["starts"]),
        ends=_day(stored["ends"]),
        venue=stored["venue"],
        people=stored["people"],
        budget=stored["budget"],
        courses=tuple(
            CourseFacts(
                key=course["key"],
                title=course["title"],
                hours=Decimal(course["hours"]) if course["hours"] is not None else None,
                form=Form(course["form"]),
                lecturer=course["lecturer"],
                items=tuple(course["items"]),
                local=course["local"],
                themes=tuple(course["themes"]),
            )
            for course in stored["courses"]
        ),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
