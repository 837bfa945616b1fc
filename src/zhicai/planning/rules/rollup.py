"""A city's summary: the plans it has accepted, its own and its bases' plans, and who is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.decision import Decision
from zhicai.planning.rules.asked import Asked
from zhicai.planning.rules.content import PlanContent


@dataclass(frozen=True, slots=True)
class Line:
    """One plan in the summary: whose, in which version, and what it adds up to. Budget in fen."""

    code: str
    name: str
    plan: int
    version: int
    digest: str
    classes: int
    people: int
    budget: int
    hours: str
    sent_on: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """A city's summary as facts; ``missing`` are the counties without an accepted plan."""

    city: str
    name: str
    lines: tuple[Line, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def classes(self) -> int:
        """Classes planned in the city."""
        return sum(line.classes for line in self.lines)

    @property
    def people(self) -> int:
        """People expected in the city."""
        return sum(line.people for line in self.lines)

    @property
    def budget(self) -> int:
        """Budget planned in the city, fen."""
        return sum(line.budget for line in self.lines)

    @property
    def counties(self) -> tuple[Line, ...]:
        """The counties' lines, without those of the city's and its bases' own plans."""
        return tuple(line for line in self.lines if not line.own)


def line_of(
    content: PlanContent, *, code: str, name: str, plan: int, version: int, digest: str,
    sent_on: str = "", own: bool = False,
) -> Line:  # fmt: skip
    """Return the line of one plan."""
    return Line(
        code=code, name=name, plan=plan, version=version, digest=digest, sent_on=sent_on, own=own,
        classes=len(content.classes), people=content.people, budget=content.budget,
        hours=plain(content.hours),
    )  # fmt: skip


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as a version keeps it."""
    return {
        "form": 1,
        "city": summary.city,
        "name": summary.name,
        "lines": [{f.name: getattr(line, f.name) for f in fields(Line)} for line in summary.lines],
        "missing": [list(pair) for pair in summary.missing],
        "reason": summary.reason,
    }


def summary_of(stored: Mapping[str, Any]) -> Summary:
    """Return the summary of a stored version."""
    return Summary(
        city=stored["city"],
        name=stored["name"],
        lines=tuple(Line(**line) for line in stored["lines"]),
        missing=tuple((code, name) for code, name in stored["missing"]),
        reason=stored["reason"],
    )


def decide_summary(summary: Summary, asked: Asked) -> Decision:
    """Say whether the summary may be sent: something in it, and a reason for what it lacks."""
    if not summary.lines:
        says = Text(
            "还没有审核通过的县（市、区）计划，没有可以汇总的内容。",
            "No county plan has been accepted yet; there is nothing to roll up.",
        )
        return Decision.refuse(says, asked.cites.get("summary"))
    flags = tuple(_flags(summary, asked))
    if flags and not summary.reason.strip():
        says = Text(
            "请写明理由后再报送；补齐后可以再报一版。",
            "Give the reason before sending; a further version can follow when it is complete.",
        )
        return Decision(False, (*flags, Reason(says, field="reason")))
    return Decision(True, flags)


def _flags(summary: Summary, asked: Asked) -> Iterator[Reason]:
    if summary.missing:
        names = [name for _, name in summary.missing]
        says = Text(
            f"还缺 {len(names)} 个县（市、区）的计划：{'、'.join(names)}",
            f"{len(names)} county plans are missing: {', '.join(names)}",
        )
        yield Reason(says, asked.cites.get("summary"))
    if not asked.whole_city:
        return
    if asked.people and summary.people < asked.people.figure:
        least = plain(asked.people.figure)
        says = Text(
            f"全市合计 {summary.people} 人，要求不少于 {least} 人",
            f"{summary.people} people in the whole city, at least {least} asked",
        )
        yield Reason(says, asked.people.clause)
    if asked.classes and summary.classes < asked.classes.figure:
        least = plain(asked.classes.figure)
        says = Text(
            f"全市合计 {summary.classes} 期，要求不少于 {least} 期",
            f"{summary.classes} classes in the whole city, at least {least} asked",
        )
        yield Reason(says, asked.classes.clause)


@dataclass(frozen=True, slots=True)
class LineChange:
    """How a county's line differs from the version sent before."""

    name: str
    says: Text


def line_changes(old: Summary, new: Summary) -> Sequence[LineChange]:
    """Return what a later version of the summary adds or changes."""
    was = {(line.code, line.plan): line for line in old.lines}
    found = []
    for line in new.lines:
        before = was.get((line.code, line.plan))
        if before is None:
            says = Text(
                f"新增：{line.classes} 期 {line.people} 人",
                f"added: {line.classes} classes, {line.people} people",
            )
            found.append(LineChange(line.name, says))
        elif before.digest != line.digest:
            says = Text(
                f"{before.classes} 期 {before.people} 人改为 {line.classes} 期 {line.people} 人",
                f"{before.classes} classes, {before.people} people became {line.classes} classes, "
                f"{line.people} people",
            )
            found.append(LineChange(line.name, says))
    return found
