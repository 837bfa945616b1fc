"""What the assessment package holds: the draft as typed, its facts, a version's JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.planning.rules.content import CourseFacts, Form
from zhicai.planning.rules.drafts import LONGEST, course_draft, empty_course, new_key
from zhicai.planning.rules.reading import (
    DATE_SAYS,
    HOURS_SAYS,
    ORDER_SAYS,
    PEOPLE_SAYS,
    read_count,
    read_day,
    read_hours,
)

T = TypeVar("T")

Draft = dict[str, Any]
"""``WORDS`` as text, and ``classes``: each ``key``, ``CLASS_WORDS`` as text, and ``courses``."""

WORDS = ("notes", "reason")
CLASS_WORDS = (
    "title", "batch", "city", "starts", "ends", "venue", "seats", "undertaking", "gap",
)  # fmt: skip
COURSE_WORDS = ("title", "hours", "form", "lecturer")
MOST_CLASSES, MOST_COURSES, MOST_BATCH = 30, 40, 9
PAPER, TASK = "paper", "practical-task"
SORT_WORDS: Mapping[str, Text] = {
    PAPER: Text("考题", "Exam content"),
    TASK: Text("实操任务", "Practical task"),
}


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of the package; None is what nobody could read or has filled in.

    ``city`` is the code of the venue's city, ``undertaking`` the id of an organisation, ``gap`` the
    reason for items of the standard that no course covers.
    """

    key: str
    title: str = ""
    batch: int | None = None
    city: str = ""
    starts: date | None = None
    ends: date | None = None
    venue: str = ""
    seats: int | None = None
    undertaking: int | None = None
    gap: str = ""
    courses: tuple[CourseFacts, ...] = ()

    @property
    def items(self) -> frozenset[str]:
        """Curriculum items that its course design covers."""
        return frozenset(item for course in self.courses for item in course.items)

    @property
    def hours(self) -> Decimal:
        """Class hours of all courses together."""
        return sum((course.hours or Decimal(0) for course in self.courses), Decimal(0))

    @property
    def days(self) -> tuple[date, date]:
        """First and last day; ValueError where the checks have not passed."""
        if self.starts is None or self.ends is None:
            raise ValueError(f"class {self.key} has no dates")
        return self.starts, self.ends


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A file in the sealed slot: what it is called and the hash of it, never its content.

    ``sort`` is ``paper`` or ``practical-task``; ``standard`` is the version of the capability
    standard that it goes by, ``items`` those that it meets (HB-3.2.5.f).
    """

    pk: int
    name: str
    sha256: str
    sort: str = PAPER
    standard: int | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageContent:
    """A whole package as facts; ``standard`` is the version of the capability standard."""

    classes: tuple[ClassLine, ...] = ()
    notes: str = ""
    reason: str = ""
    standard: int | None = None
    papers: tuple[PaperLine, ...] = ()

    @property
    def seats(self) -> int:
        """Seats of all classes together."""
        return sum(one.seats or 0 for one in self.classes)

    @property
    def batches(self) -> tuple[int, ...]:
        """The batches that classes belong to, in order."""
        return tuple(sorted({one.batch for one in self.classes if one.batch is not None}))

    @property
    def cities(self) -> frozenset[str]:
        """Codes of the cities in which classes are held."""
        return frozenset(one.city for one in self.classes if one.city)


# --- the draft as typed --------------------------------------------------------------------------


def empty_draft() -> Draft:
    """Return a draft with nothing in it."""
    return {**dict.fromkeys(WORDS, ""), "classes": []}


def with_class(draft: Draft) -> Draft:
    """Return the draft with one more, empty class in the first batch."""
    key = new_key("c", (one["key"] for one in draft["classes"]))
    fresh = {"key": key, **dict.fromkeys(CLASS_WORDS, ""), "batch": "1", "courses": []}
    return {**draft, "classes": [*draft["classes"], fresh][:MOST_CLASSES]}


def without_class(draft: Draft, key: str) -> Draft:
    """Return the draft without one class."""
    return {**draft, "classes": [one for one in draft["classes"] if one["key"] != key]}


def with_course(draft: Draft, key: str) -> Draft:
    """Return the draft with one more, empty course in a class."""

    def grown(one: Draft) -> Draft:
        if one["key"] != key:
            return one
        fresh = empty_course() | {"key": new_key("k", (c["key"] for c in one["courses"]))}
        return {**one, "courses": [*one["courses"], fresh][:MOST_COURSES]}

    return {**draft, "classes": [grown(one) for one in draft["classes"]]}


def without_course(draft: Draft, key: str, course: str) -> Draft:
    """Return the draft without one course of a class."""

    def shrunk(one: Draft) -> Draft:
        if one["key"] != key:
            return one
        return {**one, "courses": [c for c in one["courses"] if c["key"] != course]}

    return {**draft, "classes": [shrunk(one) for one in draft["classes"]]}


def with_design_of(draft: Draft, key: str) -> Draft:
    """Return the draft with the course design of one class in every class that has none yet."""
    designs: dict[str, list[Draft]] = {one["key"]: one["courses"] for one in draft["classes"]}
    design = designs.get(key, [])
    return {
        **draft,
        "classes": [
            one if one["courses"] else {**one, "courses": [dict(c) for c in design]}
            for one in draft["classes"]
        ],
    }


def clean(raw: Mapping[str, Any]) -> Draft:
    """Return a draft in its fixed shape out of what was posted; words end at ``LONGEST``."""

    def words(source: Mapping[str, Any], names: Iterable[str]) -> Draft:
        return {name: str(source.get(name, ""))[:LONGEST] for name in names}

    def course(source: Mapping[str, Any]) -> Draft:
        items = [str(value) for value in source.get("items", [])]
        return {"key": str(source["key"]), **words(source, COURSE_WORDS), "items": items}

    def line(source: Mapping[str, Any]) -> Draft:
        courses = [course(one) for one in source.get("courses", [])[:MOST_COURSES]]
        return {"key": str(source["key"]), **words(source, CLASS_WORDS), "courses": courses}

    classes = [line(one) for one in raw.get("classes", [])[:MOST_CLASSES]]
    return {**words(raw, WORDS), "classes": classes}


def draft_of(content: PackageContent) -> Draft:
    """Return facts as the text an officer would have typed."""
    return clean(
        {
            "notes": content.notes,
            "reason": content.reason,
            "classes": [
                {
                    **{name: _typed(getattr(one, name)) for name in CLASS_WORDS},
                    "key": one.key,
                    "courses": [{"key": c.key, **course_draft(c)} for c in one.courses],
                }
                for one in content.classes
            ],
        }
    )


def _typed(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


# --- from what was typed to facts ----------------------------------------------------------------

BATCH_SAYS = Text("“{typed}”不是批次，请填 1 或 2。", "“{typed}” is no batch; give 1 or 2.")


class _Reader:
    """Reads one draft and collects what is wrong in it, each fault at its field."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def value(self, typed: str, field: str, value: T | None, says: Text) -> T | None:
        """Return ``value``, noting a fault where something was typed that could not be read."""
        if value is None and typed.strip():
            self.faults.append(Fault(says.format_map({"typed": typed.strip()[:40]}), field=field))
        return value

    def line(self, typed: Mapping[str, Any]) -> ClassLine:
        key = typed["key"]

        def day(name: str) -> date | None:
            return self.value(typed[name], f"{key}-{name}", read_day(typed[name]), DATE_SAYS)

        starts, ends = day("starts"), day("ends")
        if starts and ends and ends < starts:
            self.faults.append(Fault(ORDER_SAYS, field=f"{key}-ends"))
        batch = read_count(typed["batch"])
        seats = read_count(typed["seats"]) or None
        chosen = typed["undertaking"]
        return ClassLine(
            key=key,
            title=typed["title"].strip(),
            batch=self.value(
                typed["batch"],
                f"{key}-batch",
                batch if batch and batch <= MOST_BATCH else None,
                BATCH_SAYS,
            ),
            city=typed["city"].strip(),
            starts=starts,
            ends=ends,
            venue=typed["venue"].strip(),
            seats=self.value(typed["seats"], f"{key}-seats", seats, PEOPLE_SAYS),
            undertaking=int(chosen) if chosen.isascii() and chosen.isdigit() else None,
            gap=typed["gap"].strip(),
            courses=tuple(self.course(key, course) for course in typed["courses"]),
        )

    def course(self, class_key: str, typed: Mapping[str, Any]) -> CourseFacts:
        field = f"{class_key}-{typed['key']}"
        hours = read_hours(typed["hours"])
        form = typed["form"] if typed["form"] in set(Form) else Form.LECTURE
        return CourseFacts(
            key=typed["key"],
            title=typed["title"].strip(),
            hours=self.value(typed["hours"], f"{field}-hours", hours, HOURS_SAYS),
            form=Form(form),
            lecturer=typed["lecturer"].strip(),
            items=tuple(typed["items"]),
        )


def read_draft(draft: Mapping[str, Any]) -> tuple[PackageContent, tuple[Fault, ...]]:
    """Return the facts of a draft, and a fault for each thing typed that cannot be read."""
    reader = _Reader()
    content = PackageContent(
        classes=tuple(reader.line(one) for one in draft["classes"]),
        notes=draft["notes"].strip(),
        reason=draft["reason"].strip(),
    )
    return content, tuple(reader.faults)


def to_json(content: PackageContent) -> dict[str, Any]:
    """Return the content as a version keeps it."""
    return {
        "form": 1,
        **draft_of(content),
        "standard": content.standard,
        "papers": [asdict(one) | {"items": list(one.items)} for one in content.papers],
    }


def from_json(stored: Mapping[str, Any]) -> PackageContent:
    """Return the content of a stored version."""
    content, _ = read_draft(clean(stored))
    papers = tuple(
        PaperLine(**{**one, "items": tuple(one.get("items", ()))})
        for one in stored.get("papers", ())
    )
    return replace(content, standard=stored.get("standard"), papers=papers)
