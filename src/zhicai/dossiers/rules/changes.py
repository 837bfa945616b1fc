"""How the records differ from a summary's figures, and whether the summary may be sent; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zhicai.dossiers.rules.figures import CountyLine, Figures, Row
from zhicai.dossiers.rules.words import field_of
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that stands otherwise now; None on a side where it is not counted."""

    label: Text
    unit: str
    before: Decimal | None
    after: Decimal | None


def changes(old: Figures, new: Figures) -> tuple[Change, ...]:
    """Return the figures that differ, in the order of the page; the day alone is no change."""
    before = {row.key: row for group in old.groups for row in group.rows}
    found = []
    for group in new.groups:
        for row in group.rows:
            was = before.get(row.key)
            value = was.value if was else None
            if value != row.value:
                found.append(Change(row.label, row.unit, value, row.value))
            if was is not None and was.plan != row.plan:
                label = Text(f"{row.label.zh}（计划）", f"{row.label.en} (planned)")
                found.append(Change(label, row.unit, was.plan, row.plan))
    return tuple(found)


def lines_differ(old: Figures, new: Figures) -> bool:
    """Say whether any class or county stands otherwise, though the sums may be the same."""
    return (old.classes, old.counties) != (new.classes, new.counties)


def decide_sending(
    figures: Figures, words: Mapping[str, str], clause: str | None = None
) -> Decision:
    """Say whether a summary may be sent: what falls short of the plan needs its reason."""
    flags = tuple(_flags(figures, clause))
    if flags and not words.get("shortfall", "").strip():
        says = Text(
            "请在“未完成计划的原因”里说明后再报送。",
            "Say why in “Why the plan was not met” before sending.",
        )
        return Decision(False, (*flags, Reason(says, clause, field_of("shortfall"))))
    return Decision(True, flags)


def _flags(figures: Figures, clause: str | None) -> Iterator[Reason]:
    none = [line.name for line in figures.counties if not line.held and _owes(line)]
    if none:
        yield Reason(
            Text(
                f"{len(none)} 个单位还没有办班：{'、'.join(none)}",
                f"{len(none)} offices have held no class: {', '.join(none)}",
            ),
            clause,
        )
    held = figures.row("classes-held")
    if held and _short(held):
        yield Reason(
            Text(
                f"已举办 {held.value} 期，计划 {held.plan} 期",
                f"{held.value} classes held, {held.plan} planned",
            ),
            clause,
        )
    going = [line.title for line in figures.classes if line.state == "running"]
    if going:
        yield Reason(
            Text(f"{len(going)} 个班还没有结束", f"{len(going)} classes have not ended"), clause
        )
    people = _people(figures)
    if people is not None and _short(people):
        yield Reason(
            Text(
                f"{people.label.zh} {people.value} 人，计划 {people.plan} 人",
                f"{people.label.en}: {people.value}, {people.plan} planned",
            ),
            clause,
        )


def _owes(line: CountyLine) -> bool:
    return line.plan_classes > 0


def _short(row: Row) -> bool:
    return row.value is not None and row.plan is not None and row.value < row.plan


def _people(figures: Figures) -> Row | None:
    """The strongest count of people there is: completed, else attended, else registered."""
    rows = (figures.row(f"people-{key}") for key in ("completed", "attended", "registered"))
    return next((row for row in rows if row is not None and row.value is not None), None)
