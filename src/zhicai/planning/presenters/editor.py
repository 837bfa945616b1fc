"""The editor's page: sections, class lines with their courses, checks, what may be picked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicai.filing.models import Remark
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.planning.models import Course
from zhicai.planning.presenters.fields import FieldView, Marks
from zhicai.planning.rules.asked import Asked, Item
from zhicai.planning.rules.checks import Check, checks, section_states
from zhicai.planning.rules.content import FORM_WORDS, PlanContent
from zhicai.planning.rules.drafts import Draft
from zhicai.planning.rules.labels import SECTIONS, class_heading, class_name, part_label
from zhicai.planning.rules.reading import read_draft, wan_yuan
from zhicai.ui.asked import said


@dataclass(frozen=True, slots=True)
class Tick:
    """One box of a group: its value, its words, whether it is ticked."""

    value: str
    label: Text
    title: Text
    ticked: bool


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course of a class in the editor."""

    key: str
    prefix: str
    title: FieldView
    hours: FieldView
    form: str
    lecturer: FieldView
    items: Sequence[Tick]
    themes: Sequence[Tick]
    local: bool
    chips: Sequence[Tick]
    fault: Text | None

    @property
    def mapped(self) -> bool:
        """Whether it covers an item or is marked as a local addition."""
        return self.local or any(tick.ticked for tick in self.items)


@dataclass(frozen=True, slots=True)
class ClassView:
    """One class of the editor; ``covered`` are the curriculum items that its courses cover."""

    key: str
    position: int
    name: Text
    heading: Text
    fields: Sequence[FieldView]
    courses: Sequence[CourseView]
    covered: Sequence[Item]
    lacks_practical: bool
    hours: str
    remarks: Sequence[tuple[Text, Remark]]
    fault: Text | None


@dataclass(frozen=True, slots=True)
class Editor:
    """Everything the editor shows of a draft."""

    sections: Mapping[str, Sequence[FieldView]]
    classes: Sequence[ClassView]
    steps: Sequence[dict[str, Any]]
    checks: Sequence[Check]
    content: PlanContent
    faults: Mapping[str, Text]

    @property
    def budget(self) -> str:
        """Budget of all classes, 万元."""
        return wan_yuan(self.content.budget)

    @property
    def wrong(self) -> Sequence[Check]:
        """What stops sending."""
        return [check for check in self.checks if check.state == "error"]


def editor_of(
    draft: Draft,
    asked: Asked,
    *,
    remarks: Mapping[str, Sequence[Remark]],
    strict: bool = False,
    current: str = "",
) -> Editor:
    """Return the editor of a draft; ``strict`` marks everything that stops sending at its field.

    Otherwise only what was typed and cannot be read is marked: nobody is told off for an empty
    field before trying to send.
    """
    content, unread = read_draft(draft)
    found = checks(content, unread, asked)
    faults = {fault.field or "": fault.says for fault in unread}
    if strict:
        wrong = [check for check in reversed(found) if check.state == "error"]
        faults = {check.field or "": check.text for check in wrong} | faults
    marks = Marks(faults, remarks)
    waiting = [field for field, rows in remarks.items() if any(not r.answered_at for r in rows)]
    states = section_states(found, content, remarked=waiting)
    return Editor(
        sections={
            section.anchor: [marks.plan_field(name, draft[name]) for name in section.fields]
            for section in SECTIONS
        },
        classes=[
            _class(one, position, content, marks, asked)
            for position, one in enumerate(draft["classes"], start=1)
        ],
        steps=[
            {"label": section.name, "url": f"#{section.anchor}", "state": states[section.anchor],
             "current": section.anchor == current}
            for section in SECTIONS
        ],
        checks=found,
        content=content,
        faults=faults,
    )  # fmt: skip


def _class(
    one: Draft, position: int, content: PlanContent, marks: Marks, asked: Asked
) -> ClassView:
    facts, key = content.classes[position - 1], one["key"]
    names = ("title", "venue", "starts", "ends", "people", "budget")
    return ClassView(
        key=key,
        position=position,
        name=class_name(facts, position),
        heading=class_heading(facts, position),
        fields=[marks.class_field(key, name, one[name]) for name in names],
        courses=[_course(key, course, marks, asked) for course in one["courses"]],
        covered=asked.covered(facts.items),
        lacks_practical=bool(asked.compulsory) and not facts.items & asked.compulsory,
        hours=plain(facts.hours),
        remarks=[
            (part_label(field, facts), remark)
            for field, rows in marks.remarks.items()
            if field.partition("-")[0] == key
            for remark in rows
        ],
        fault=marks.faults.get(f"{key}-pick"),
    )


def _course(class_key: str, course: Draft, marks: Marks, asked: Asked) -> CourseView:
    prefix = f"{class_key}-{course['key']}"
    items = [
        Tick(item.id, item.label, item.name, item.id in course["items"]) for item in asked.items
    ]
    unknown = [key for key in course["items"] if asked.item(key) is None]
    items += [Tick(key, Text(key, key), Text(key, key), ticked=True) for key in unknown]
    themes = [
        Tick(theme.id, theme.name, theme.name, theme.id in course["themes"])
        for theme in asked.themes
    ]
    return CourseView(
        key=course["key"],
        prefix=prefix,
        title=marks.course_field(prefix, "title", course["title"]),
        hours=marks.course_field(prefix, "hours", course["hours"]),
        form=course["form"],
        lecturer=marks.course_field(prefix, "lecturer", course["lecturer"]),
        items=items,
        themes=themes,
        local=course["local"],
        chips=[tick for tick in (*items, *themes) if tick.ticked],
        fault=marks.faults.get(f"{prefix}-items"),
    )


def forms() -> list[tuple[str, str]]:
    """Return the forms of teaching to choose from."""
    return [(form.value, said(words)) for form, words in FORM_WORDS.items()]


def picks(asked: Asked, library: Iterable[Course]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be added to a class: the curriculum by group, the library, one's own."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for group, name in asked.groups.items():
        mine = [item for item in asked.items if item.group == group]
        options = [(f"item:{item.id}", f"{said(item.label)}　{said(item.name)}") for item in mine]
        if options:
            groups.append((said(name), options))
    kept = [(f"kept:{course.pk}", course.title) for course in library]
    if kept:
        groups.append((_("本单位课程库"), kept))
    groups.append((_("其他"), [("own", _("自编课程（填好后对应条目或标为本地补充）"))]))
    return groups
