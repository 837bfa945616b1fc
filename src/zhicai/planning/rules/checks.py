"""The check of a plan against what the programme asks: live while editing, again at sending."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhicai.foundation.errors import Fault, Reason
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.decision import Decision
from zhicai.law.schema import Effect
from zhicai.planning.rules.asked import Asked, Quota
from zhicai.planning.rules.content import ClassFacts, CourseFacts, PlanContent
from zhicai.planning.rules.labels import PLAN_LABELS, SECTIONS, class_name, section_of

REQUIRED = ("unit", "leader", "contact", "phone", "goals", "needs")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check list. ``state``: error stops sending, warn asks for a reason where
    ``excusable``, ok is met; ``field`` is where to mend it."""

    state: str
    text: Text
    clause: str | None = None
    field: str | None = None
    excusable: bool = False

    @property
    def url(self) -> str:
        """The field's anchor on the page, where there is something to mend."""
        return f"#id_{self.field}" if self.field and self.state != "ok" else ""

    @property
    def section(self) -> str:
        """The section that the line is about."""
        return section_of(self.field) if self.field else "classes"


def checks(content: PlanContent, faults: Iterable[Fault], asked: Asked) -> tuple[Check, ...]:
    """Return every line of the check list, what must be mended first."""
    unread = [Check("error", fault.says, field=fault.field) for fault in faults]
    found = [
        *_filled_in(content, asked),
        *_number_of_classes(content, asked),
        *_people(content, asked),
    ]
    for position, one in enumerate(content.classes, start=1):
        found += _class(one, class_name(one, position), asked)
    found += _money(content)
    known = {check.field for check in unread}
    found = [*unread, *(check for check in found if check.clause or check.field not in known)]
    order = ("error", "warn", "ok")
    return tuple(sorted(found, key=lambda check: order.index(check.state)))


def decide(found: Sequence[Check], *, reason: str) -> Decision:
    """Say whether a plan with these checks may be sent: no error, a reason for what is short."""
    errors = [check for check in found if check.state == "error"]
    flags = [check for check in found if check.state == "warn" and check.excusable]
    if errors:
        return Decision(False, tuple(Reason(c.text, c.clause, c.field) for c in errors))
    reasons = tuple(Reason(c.text, c.clause, c.field) for c in flags)
    if flags and not reason.strip():
        says = Text(
            "有未达要求的项目，请在“未达要求的理由”里写明后再报送。",
            "Something falls short; give the reason before sending.",
        )
        return Decision(False, (*reasons, Reason(says, field="reason")))
    return Decision(True, reasons)


def _filled_in(content: PlanContent, asked: Asked) -> Iterator[Check]:
    missing = [name for name in REQUIRED if not getattr(content, name)]
    for name in missing:
        label = PLAN_LABELS[name]
        says = Text(f"请填写{label.zh}", f"Fill in: {label.en}")
        clause = asked.cites.get("goals") if name in ("goals", "needs") else None
        yield Check("error", says, clause, name)
    if "goals" not in missing and "needs" not in missing:
        says = Text("已写明本地目标和企业需求", "Local targets and needs of enterprises are stated")
        yield Check("ok", says, asked.cites.get("goals"), "goals")


def _number_of_classes(content: PlanContent, asked: Asked) -> Iterator[Check]:
    quota, planned = asked.classes, len(content.classes)
    if quota is None:
        return
    least = plain(quota.figure)
    if planned >= quota.figure:
        says = Text(
            f"{planned} 期班，要求不少于 {least} 期",
            f"{planned} classes, at least {least} asked",
        )
        yield Check("ok", says, quota.clause, "classes")
        return
    says = Text(
        f"计划 {planned} 期班，要求不少于 {least} 期",
        f"{planned} classes planned, at least {least} asked",
    )
    if asked.whole_city:
        yield Check("ok", says, quota.clause, "classes")
        return
    yield _short(says, quota.clause, quota.effect, "classes")


def _people(content: PlanContent, asked: Asked) -> Iterator[Check]:
    quota = asked.people
    if quota is None or not content.classes:
        return
    least = plain(quota.figure)
    if asked.whole_city:
        says = Text(
            f"计划 {content.people} 人；{least} 人的要求按全市州合计",
            f"{content.people} people planned; {least} are asked of the city as a whole",
        )
        yield Check("ok", says, quota.clause, "classes")
    elif asked.per_class:
        yield from _people_per_class(content, quota, least)
    else:
        yield _people_together(content, quota, least)


def _people_together(content: PlanContent, quota: Quota, least: str) -> Check:
    planned = content.people
    if planned >= quota.figure:
        says = Text(
            f"全年 {planned} 人，要求不少于 {least} 人",
            f"{planned} people in the year, at least {least} asked",
        )
        return Check("ok", says, quota.clause, "classes")
    short = plain(quota.figure - planned)
    says = Text(
        f"全年计划 {planned} 人，比要求的 {least} 人少 {short} 人，请调整或说明理由",
        f"{planned} people planned in the year, {short} fewer than the {least} asked; change it or "
        "give a reason",
    )
    return _short(says, quota.clause, quota.effect, f"{content.classes[0].key}-people")


def _people_per_class(content: PlanContent, quota: Quota, least: str) -> Iterator[Check]:
    for position, one in enumerate(content.classes, start=1):
        if (one.people or 0) >= quota.figure:
            continue
        name, planned = class_name(one, position), one.people or 0
        says = Text(
            f"{name.zh} {planned} 人，每班要求不少于 {least} 人，请调整或说明理由",
            f"{name.en}: {planned} people, at least {least} asked of each class; change it "
            "or give a reason",
        )
        yield _short(says, quota.clause, quota.effect, f"{one.key}-people")
    if all((one.people or 0) >= quota.figure for one in content.classes):
        says = Text(f"每班都不少于 {least} 人", f"Every class has at least {least} people")
        yield Check("ok", says, quota.clause, "classes")


def _short(says: Text, clause: str | None, effect: Effect, field: str) -> Check:
    """What falls short of a rule: refused, or allowed with a reason, as the rule's effect says."""
    if effect is Effect.REFUSE:
        return Check("error", says, clause, field)
    return Check("warn", says, clause, field, excusable=True)


def _class(one: ClassFacts, name: Text, asked: Asked) -> list[Check]:
    found = list(_class_filled_in(one, name, asked))
    found += _dates(one, name, asked)
    for course in one.courses:
        found += _course(one, course, name, asked)
    found += _practical(one, name, asked)
    return found


def _class_filled_in(one: ClassFacts, name: Text, asked: Asked) -> Iterator[Check]:
    wanted = {
        "title": (one.title, Text("名称", "a title")),
        "starts": (one.starts, Text("开始日期", "a first day")),
        "ends": (one.ends, Text("结束日期", "a last day")),
        "venue": (one.venue, Text("地点", "a venue")),
        "people": (one.people, Text("预计人数", "the expected people")),
    }
    for field, (value, label) in wanted.items():
        if not value:
            says = Text(f"{name.zh}缺{label.zh}", f"{name.en} lacks {label.en}")
            yield Check("error", says, field=f"{one.key}-{field}")
    if one.budget is None:
        says = Text(f"{name.zh}没有填经费预算", f"{name.en} has no budget")
        yield Check("warn", says, field=f"{one.key}-budget")
    if not one.courses:
        says = Text(f"{name.zh}还没有课程", f"{name.en} has no course yet")
        yield Check("error", says, asked.cites.get("mapping"), f"{one.key}-pick")


def _dates(one: ClassFacts, name: Text, asked: Asked) -> Iterator[Check]:
    days = [day for day in (one.starts, one.ends) if day]
    if not days or asked.window is None:
        return
    opens, due = asked.window.opens, asked.window.due
    if all(opens <= day <= due for day in days):
        return
    says = Text(
        f"{name.zh}的日期在 {opens} 至 {due} 之外，请调整或说明理由",
        f"{name.en} lies outside {opens} to {due}; change it or give a reason",
    )
    yield _short(says, asked.window_clause, asked.window_effect, f"{one.key}-starts")


def _course(one: ClassFacts, course: CourseFacts, name: Text, asked: Asked) -> Iterator[Check]:
    field = f"{one.key}-{course.key}"
    title = Text(f"“{course.title}”", f"“{course.title}”")
    if not course.title:
        says = Text(f"{name.zh}有一门课程没有名称", f"A course of {name.en} has no title")
        yield Check("error", says, field=f"{field}-title")
        title = Text("未命名课程", "the untitled course")
    if course.hours is None:
        says = Text(f"{name.zh}的{title.zh}没有学时", f"{title.en} of {name.en} has no class hours")
        yield Check("error", says, field=f"{field}-hours")
    unknown = [item for item in course.items if asked.item(item) is None]
    if unknown:
        says = Text(
            f"{name.zh}的{title.zh}对应的条目 {'、'.join(unknown)} 不在 {asked.year} 年课程清单里",
            f"{title.en} of {name.en} names items not listed in {asked.year}: {', '.join(unknown)}",
        )
        yield Check("error", says, asked.cites.get("mapping"), f"{field}-items")
    elif not course.items and not course.local:
        says = Text(
            f"{name.zh}的{title.zh}要对应课程清单中的条目，或标为本地补充",
            f"{title.en} of {name.en} needs a curriculum item, or the mark of a local addition",
        )
        yield Check("error", says, asked.cites.get("mapping"), f"{field}-items")


def _practical(one: ClassFacts, name: Text, asked: Asked) -> Iterator[Check]:
    if not asked.compulsory:
        return
    if one.items & asked.compulsory:
        says = Text(f"{name.zh}有实战课程", f"{name.en} has a practical course")
        yield Check("ok", says, asked.cites.get("practical"), f"{one.key}-pick")
        return
    says = Text(
        f"{name.zh}缺实战课程，这是必选内容", f"{name.en} lacks the compulsory practical course"
    )
    yield Check("error", says, asked.cites.get("practical"), f"{one.key}-pick")


def _money(content: PlanContent) -> Iterator[Check]:
    if content.budget and not content.source:
        says = Text("有经费预算，还没有写经费来源", "There is a budget, but no source of funds")
        yield Check("warn", says, field="source")


def section_states(
    found: Sequence[Check], content: PlanContent, *, remarked: Iterable[str] = ()
) -> dict[str, str]:
    """Return each section's state: ``error`` where something is wrong, ``done``, or ``todo``.

    ``remarked`` are fields with an opinion still to be met: their sections are wrong as well.
    """
    wrong = {check.section for check in found if check.state == "error"}
    wrong |= {section_of(field) for field in remarked}
    begun = {
        section.anchor
        for section in SECTIONS
        if any(getattr(content, name) for name in section.fields)
    } | ({"classes"} if content.classes else set())
    return {
        s.anchor: "error" if s.anchor in wrong & begun else "done" if s.anchor in begun else "todo"
        for s in SECTIONS
    }
