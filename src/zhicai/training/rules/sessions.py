"""Seminar groups as written, and what an assessment class's sessions must hold."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

MOST_GROUPS = 40
EXAM, PRACTICAL_TEST = "exam", "practical-test"


@dataclass(frozen=True, slots=True)
class Group:
    """A seminar group: its name, its topic, where it meets and who leads it."""

    name: str
    topic: str
    room: str = ""
    chair: str = ""


def read_groups(written: str) -> list[Group]:
    """Return the groups written one a line, parts divided by | or ｜: name, topic, room, chair.

    >>> read_groups("一组｜专利挖掘｜201")
    [Group(name='一组', topic='专利挖掘', room='201', chair='')]
    """
    found = []
    for line in written.splitlines():
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if any(parts):
            parts += [""] * (4 - len(parts))
            found.append(Group(*parts[:4]))
    return found


def write_groups(groups: Sequence[Group]) -> str:
    """Return groups as they are written."""
    lines = ("｜".join((one.name, one.topic, one.room, one.chair)).rstrip("｜") for one in groups)
    return "\n".join(lines)


def group_faults(groups: Sequence[Group], *, field: str) -> Iterator[Fault]:
    """Yield what is wrong with the groups of a seminar: each has a name and a topic."""
    if not groups:
        says = Text("研讨要写明分组和主题。", "A seminar needs its groups and topics.")
        yield Fault(says, field=field)
    if len(groups) > MOST_GROUPS:
        says = Text(f"一次研讨最多 {MOST_GROUPS} 组。", f"At most {MOST_GROUPS} groups.")
        yield Fault(says, field=field)
    for number, one in enumerate(groups, start=1):
        if not one.name or not one.topic:
            says = Text(
                f"第 {number} 组写成“组名｜主题”。", f"Group {number}: write “name | topic”."
            )
            yield Fault(says, field=field)
        if len(one.name) > 60 or len(one.topic) > 200 or len(one.room) > 80 or len(one.chair) > 60:
            yield Fault(Text(f"第 {number} 组写得太长。", f"Group {number} is too long."), field)


def decide_sessions(
    kinds: Collection[str], *, assessing: str | None, practical: str | None
) -> Decision:
    """Say whether the sessions of a class hold an examination and a practical test.

    ``assessing`` and ``practical`` are the clauses that ask for each.
    """
    found = []
    if EXAM not in kinds and PRACTICAL_TEST not in kinds:
        says = Text("课表里还没有考核环节。", "The timetable holds no assessment session.")
        found.append(Decision.refuse(says, assessing))
    if PRACTICAL_TEST not in kinds:
        says = Text(
            "课表里还没有系统实操考核，这是必考内容。",
            "The timetable holds no practical test on the systems, which is compulsory.",
        )
        found.append(Decision.refuse(says, practical))
    return Decision.all_of(found)
