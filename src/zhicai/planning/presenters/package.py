"""The package as its pages draw it: classes with fields, courses, the coverage matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhicai.filing.models import Filing, Remark
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.planning.models import ExamPaper
from zhicai.planning.rules.asked import Item
from zhicai.planning.rules.checks import Check
from zhicai.planning.rules.content import FORM_WORDS
from zhicai.planning.rules.package import (
    SORT_WORDS,
    ClassLine,
    PackageContent,
    PaperLine,
    draft_of,
)
from zhicai.planning.rules.package_checks import AskedPackage, expected_to_pass, line_name
from zhicai.planning.rules.package_differences import LABELS
from zhicai.planning.sources import source_called

CHOSEN = frozenset({"city", "undertaking"})
DAYS = frozenset({"starts", "ends"})
SPANS = {
    "title": 6, "batch": 3, "seats": 3, "city": 6, "starts": 3, "ends": 3, "venue": 6,
    "undertaking": 6, "gap": 12,
}  # fmt: skip
ORDER = ("title", "batch", "seats", "city", "starts", "ends", "venue", "undertaking", "gap")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class: what was typed, what may be chosen, what is wrong."""

    name: str
    label: Text
    value: str
    kind: str
    span: int
    options: Sequence[tuple[str, Text]] = ()
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of the coverage matrix under a class: the courses that cover it."""

    item: Item
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """One class of the package; ``typed`` is its draft, ``line`` its facts."""

    line: ClassLine
    name: Text
    typed: Mapping[str, Any]
    fields: Sequence[Field]
    cells: Sequence[Cell]
    city: Text
    unit: Text
    hours: str
    remarks: Sequence[Remark]
    leave: bool
    outside: bool
    open: bool


def line_views(
    content: PackageContent,
    asked: AskedPackage,
    *,
    typed: Mapping[str, Any] | None = None,
    checks: Sequence[Check] = (),
    remarks: Mapping[str, Sequence[Remark]] | None = None,
    leaves: frozenset[tuple[str, str]] = frozenset(),
) -> list[LineView]:
    """Return every class as its pages draw it; ``typed`` is the draft where it is edited."""
    draft = typed or draft_of(content)
    faults = {check.field: check.text for check in checks if check.state == "error" and check.field}
    outside = {
        check.field
        for check in checks
        if check.state == "error" and check.clause and check.clause == asked.window_clause
    }
    found = []
    for position, (line, words) in enumerate(
        zip(content.classes, draft["classes"], strict=True), start=1
    ):
        key = line.key
        unit = asked.units.get(line.undertaking or 0, Text("", ""))
        found.append(
            LineView(
                line=line,
                name=line_name(line, position),
                typed={**words, "courses": [{**c, "covers": c["items"]} for c in words["courses"]]},
                fields=[_field(key, name, words[name], asked, faults) for name in ORDER],
                cells=cells_of(line, asked),
                city=asked.venues.get(line.city, Text(line.city, line.city)),
                unit=unit,
                hours=plain(line.hours),
                remarks=(remarks or {}).get(key, ()),
                leave=("window", key) in leaves,
                outside=f"{key}-starts" in outside,
                open=not line.courses or any(name.startswith(f"{key}-k") for name in faults),
            )
        )
    return found


def _field(
    key: str, name: str, value: str, asked: AskedPackage, faults: Mapping[str, Text]
) -> Field:
    options: Sequence[tuple[str, Text]] = ()
    if name == "city":
        options = tuple(asked.venues.items())
    elif name == "undertaking":
        options = tuple((str(pk), words) for pk, words in asked.units.items())
    kind = "select" if name in CHOSEN else "date" if name in DAYS else "text"
    full = f"{key}-{name}"
    return Field(full, LABELS[name], value, kind, SPANS[name], options, faults.get(full))


def cells_of(line: ClassLine, asked: AskedPackage) -> list[Cell]:
    """Return for each item of the curriculum the courses of a class that cover it."""
    return [
        Cell(item, tuple(course.title for course in line.courses if item.id in course.items))
        for item in asked.items
    ]


@dataclass(frozen=True, slots=True)
class PaperView:
    """A file in the sealed slot: what it is and which items of which version it meets."""

    paper: PaperLine | ExamPaper
    sort: Text
    items: Sequence[Text]


def paper_views(papers: Sequence[PaperLine | ExamPaper], asked: AskedPackage) -> list[PaperView]:
    """Return the files of the slot in the order in which they were sealed."""
    names = {item.id: item.label for item in asked.items}
    return [
        PaperView(
            one, SORT_WORDS[one.sort], [names.get(item, Text(item, item)) for item in one.items]
        )
        for one in papers
    ]


def source_page(paper: ExamPaper, *, own: bool) -> dict[str, Any] | None:
    """Return where a paper lies sealed, with its page for those who compose it; None for a file."""
    if not paper.source:
        return None
    source = source_called(paper.source)
    says = source.says if source else Text(paper.source, paper.source)
    return {"says": says, "url": source.url(paper.source_key) if source and own else ""}


def sort_choices() -> list[tuple[str, Text]]:
    """Return what a file in the slot can be."""
    return list(SORT_WORDS.items())


def form_choices() -> list[tuple[str, Text]]:
    """Return the forms of a course to choose from."""
    return [(form.value, words) for form, words in FORM_WORDS.items()]


def remarks_by_class(filing: Filing) -> dict[str, list[Remark]]:
    """Return the opinions on a package by the class they stand at."""
    found: dict[str, list[Remark]] = {}
    for remark in filing.remarks.order_by("pk"):
        found.setdefault(remark.field.partition("-")[0], []).append(remark)
    return found


def sums(content: PackageContent, asked: AskedPackage) -> dict[str, Any]:
    """Return what the classes add up to, and how many people are expected to pass."""
    rate = asked.pass_rate
    return {
        "classes": len(content.classes),
        "batches": len(content.batches),
        "cities": len(content.cities),
        "seats": content.seats,
        "rate": rate,
        "passing": expected_to_pass(content.seats, rate) if rate is not None else None,
        "target": asked.certified.figure if asked.certified else None,
    }


def names_for(asked: AskedPackage) -> dict[str, Text]:
    """Return words for codes of cities, ids of units and items."""
    return {
        **dict(asked.venues),
        **{str(pk): words for pk, words in asked.units.items()},
        **{item.id: item.label for item in asked.items},
    }
