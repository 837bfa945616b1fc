"""A plan as it is read: section by section, what changed since the version before, opinions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhicai.filing.models import Remark
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.planning.rules.asked import Asked, Item
from zhicai.planning.rules.content import ClassFacts, CourseFacts, PlanContent
from zhicai.planning.rules.differences import Change, Kind, differences, shown
from zhicai.planning.rules.labels import (
    CLASS_LABELS,
    PLAN_LABELS,
    SECTIONS,
    class_heading,
    part_label,
)
from zhicai.planning.rules.reading import wan_yuan

LABELS = {"budget": Text("经费预算", "Budget")}
"""Labels that differ from the editor's: a value that is read has its unit beside it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its words, what it was before (None: unchanged), the opinions at it."""

    field: str
    label: Text
    value: Text
    before: Text | None
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One course as read; ``mark`` is added or changed since the version before, or empty."""

    field: str
    title: str
    hours: str
    form: Text
    lecturer: str
    covers: Sequence[Item]
    local: bool
    themes: Sequence[Text]
    mark: str
    before: Sequence[Change]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class as read."""

    key: str
    name: Text
    lines: Sequence[Line]
    courses: Sequence[CourseLine]
    gone: Sequence[Change]
    covered: Sequence[Item]
    hours: str
    mark: str
    remarks: Sequence[tuple[Text, Remark]]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section outside the classes: its name and its lines."""

    anchor: str
    number: int
    name: Text
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Body:
    """A whole plan as read, with its differences from the version before."""

    sections: Sequence[SectionView]
    classes: Sequence[ClassLine]
    removed: Sequence[Change]
    changes: Sequence[Change]
    content: PlanContent
    uncovered: Sequence[Item]

    @property
    def budget(self) -> str:
        """Budget of all classes, 万元."""
        return wan_yuan(self.content.budget)

    @property
    def hours(self) -> str:
        """Class hours of all classes."""
        return plain(self.content.hours)


class _Builder:
    def __init__(
        self,
        content: PlanContent,
        changes: Sequence[Change],
        asked: Asked,
        names: Mapping[str, Text],
        remarks: Mapping[str, Sequence[Remark]],
    ) -> None:
        self.content, self.changes, self.asked = content, changes, asked
        self.names, self.remarks = names, remarks
        self.by_field = {change.field: change for change in changes}

    def line(self, field: str, label: Text, value: Text) -> Line:
        change = self.by_field.get(field)
        before = change.before if change and change.kind is Kind.CHANGED else None
        return Line(field, label, value, before, self.remarks.get(field, ()))

    def section(self, number: int, anchor: str, name: Text, fields: Sequence[str]) -> SectionView:
        lines = []
        for field in fields:
            words = getattr(self.content, field)
            if field == "reason" and not words and field not in self.by_field:
                continue
            lines.append(self.line(field, PLAN_LABELS[field], Text(words, words)))
        return SectionView(anchor, number, name, lines)

    def class_line(self, one: ClassFacts, name: str) -> Line:
        """A field of a class; opinions at it stand below all fields together."""
        value = shown(getattr(one, name), name, self.names)
        line = self.line(f"{one.key}-{name}", LABELS.get(name, CLASS_LABELS[name]), value)
        return replace(line, remarks=())

    def lesson(self, position: int, one: ClassFacts) -> ClassLine:
        change = self.by_field.get(one.key)
        titled = f"{one.key}-title" in self.by_field
        names = (*(["title"] if titled else []), "starts", "ends", "venue", "people", "budget")
        gone = [
            c for c in self.changes if c.kind is Kind.REMOVED and c.field.startswith(f"{one.key}-")
        ]
        return ClassLine(
            key=one.key,
            name=class_heading(one, position),
            lines=[self.class_line(one, name) for name in names],
            courses=[self.course(one, course) for course in one.courses],
            gone=gone,
            covered=self.asked.covered(one.items),
            hours=plain(one.hours),
            mark=change.kind.value if change else "",
            remarks=[
                (part_label(field, one), remark)
                for field, rows in self.remarks.items()
                if field.partition("-")[0] == one.key
                for remark in rows
            ],
        )

    def course(self, one: ClassFacts, course: CourseFacts) -> CourseLine:
        field = f"{one.key}-{course.key}"
        whole = self.by_field.get(field)
        parts = [c for c in self.changes if c.field.startswith(f"{field}-")]
        mark = whole.kind.value if whole else "changed" if parts else ""
        return CourseLine(
            field=field,
            title=course.title,
            hours=plain(course.hours) if course.hours is not None else "",
            form=shown(course.form, "form", self.names),
            lecturer=course.lecturer,
            covers=self.asked.covered(course.items),
            local=course.local,
            themes=[self.names.get(key, Text(key, key)) for key in course.themes],
            mark=mark,
            before=parts,
        )


def body_of(
    content: PlanContent,
    asked: Asked,
    names: Mapping[str, Text],
    *,
    before: PlanContent | None = None,
    remarks: Mapping[str, Sequence[Remark]] | None = None,
) -> Body:
    """Return a plan as read; ``before`` is the version it is compared with."""
    changes = differences(before, content, names) if before is not None else ()
    builder = _Builder(content, changes, asked, names, remarks or {})
    sections = [
        builder.section(number, section.anchor, section.name, section.fields)
        for number, section in enumerate(SECTIONS, start=1)
    ]
    covered = {item for one in content.classes for item in one.items}
    return Body(
        sections=sections,
        classes=[builder.lesson(n, one) for n, one in enumerate(content.classes, start=1)],
        removed=[c for c in changes if c.kind is Kind.REMOVED and "-" not in c.field],
        changes=changes,
        content=content,
        uncovered=[item for item in asked.items if item.id not in covered],
    )
