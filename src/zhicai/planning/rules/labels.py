"""What a field of a plan is called, by its name: ``goals``, ``c1-people``, ``c1-k2-hours``."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhicai.foundation.text import Text
from zhicai.planning.rules.content import ClassFacts, PlanContent

PLAN_LABELS: Mapping[str, Text] = {
    "unit": Text("责任单位", "Responsible unit"),
    "leader": Text("分管负责人", "Leader in charge"),
    "contact": Text("联系人", "Contact"),
    "phone": Text("联系电话", "Phone"),
    "goals": Text("本地人才队伍建设目标", "Local talent targets"),
    "needs": Text("企业发展需求", "Needs of enterprises"),
    "source": Text("经费来源", "Source of funds"),
    "lecturers": Text("拟请师资", "Proposed lecturers"),
    "practical": Text("实战课程师资需求", "Practical lecturer needed"),
    "notes": Text("其他说明", "Further remarks"),
    "reason": Text("未达要求的理由", "Reason for falling short"),
}
CLASS_LABELS: Mapping[str, Text] = {
    "title": Text("班次名称", "Class title"),
    "starts": Text("开始日期", "First day"),
    "ends": Text("结束日期", "Last day"),
    "venue": Text("地点", "Venue"),
    "people": Text("预计人数", "Expected people"),
    "budget": Text("经费预算（万元）", "Budget (10,000 yuan)"),
    "courses": Text("课程", "Courses"),
}
COURSE_LABELS: Mapping[str, Text] = {
    "title": Text("课程名称", "Course title"),
    "hours": Text("学时", "Class hours"),
    "form": Text("形式", "Form"),
    "lecturer": Text("拟请师资", "Proposed lecturer"),
    "items": Text("对应课程清单", "Curriculum items"),
    "local": Text("本地补充", "Local addition"),
    "themes": Text("主题", "Themes"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the plan: its anchor, its name, the fields outside classes that it holds."""

    anchor: str
    name: Text
    fields: tuple[str, ...]


SECTIONS = (
    Section("basics", Text("基本信息", "Basics"), ("unit", "leader", "contact", "phone")),
    Section("goals", Text("本地目标与需求", "Targets and needs"), ("goals", "needs")),
    Section("classes", Text("培训班次", "Classes"), ()),
    Section(
        "funds", Text("经费与师资", "Funds and lecturers"), ("source", "lecturers", "practical")
    ),
    Section("notes", Text("附件与说明", "Remarks"), ("notes", "reason")),
)  # fmt: skip


def section_of(field: str) -> str:
    """Return the anchor of the section a field stands in."""
    for section in SECTIONS:
        if field in section.fields:
            return section.anchor
    return "classes"


def class_name(one: ClassFacts, position: int) -> Text:
    """Return what a class is called in a sentence: its title, else its place in the plan."""
    if one.title:
        return Text(f"“{one.title}”", f"“{one.title}”")
    return Text(f"第 {position} 个班", f"class {position}")


def class_heading(one: ClassFacts, position: int) -> Text:
    """Return what stands above a class: its title, else its place in the plan."""
    return (
        Text(one.title, one.title)
        if one.title
        else Text(f"第 {position} 个班", f"Class {position}")
    )


def part_label(field: str, one: ClassFacts) -> Text:
    """Return the words for a field of a class without the class's name."""
    return _part(one, field.partition("-")[2])


def label_of(field: str, content: PlanContent) -> Text:
    """Return the words for a field, those of a class with the class's name."""
    if field in PLAN_LABELS:
        return PLAN_LABELS[field]
    class_key, _, rest = field.partition("-")
    for position, one in enumerate(content.classes, start=1):
        if one.key != class_key:
            continue
        name = class_name(one, position)
        part = _part(one, rest)
        return Text(f"{name.zh} {part.zh}".strip(), f"{name.en} {part.en}".strip())
    return Text("已移除的班次", "a class no longer there")


def _part(one: ClassFacts, rest: str) -> Text:
    if not rest:
        return Text("", "")
    if rest in CLASS_LABELS:
        return CLASS_LABELS[rest]
    course_key, _, name = rest.partition("-")
    course = next((c for c in one.courses if c.key == course_key), None)
    title = course.title if course and course.title else ""
    label = COURSE_LABELS.get(name, Text("", ""))
    return Text(f"课程“{title}”{label.zh}", f"course “{title}” {label.en}")
