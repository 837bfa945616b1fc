"""A visit: what must be said of it; the unified code of an entity; follow-ups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.outreach.rules.texts import text_faults

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The signs of a unified social credit code (GB 32100): no I, O, S, V, Z."""
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LONGEST_NAME, LONGEST_FINDINGS, LONGEST_WHAT = 120, 8000, 300


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit as typed; ``code`` may be empty."""

    on: date
    form: str
    entity: str
    code: str
    topic: str
    people: str
    findings: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """A follow-up as typed."""

    what: str
    owner: str
    due: date | None


def is_unified_code(code: str) -> bool:
    """Say whether a unified social credit code is whole: 18 signs, the last one checks the rest.

    >>> is_unified_code("91420100MA4KLXYE0B")
    False
    """
    if len(code) != 18 or any(sign not in SIGNS for sign in code):
        return False
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(code, WEIGHTS, strict=False))
    return SIGNS.index(code[17]) == (31 - total % 31) % 31


def visit_faults(visit: VisitFacts, *, on: date, topics: Sequence[str]) -> Iterator[Fault]:
    """Yield everything wrong with a visit that is recorded on a day."""
    if visit.on > on:
        says = Text("走访日期不能晚于今天。", "A visit cannot lie in the future.")
        yield Fault(says, field="visited_on")
    says = Text("请写走访的单位。", "Name the entity visited.")
    yield from text_faults(visit.entity, field="entity", says=says, most=LONGEST_NAME)
    if visit.code and not is_unified_code(visit.code):
        says = Text(
            "统一社会信用代码是 18 位，最后一位是校验位，请核对。",
            "A unified social credit code has 18 signs, the last one checks the rest.",
        )
        yield Fault(says, field="entity_code")
    if visit.topic not in topics:
        yield Fault(Text("请选一个主题。", "Choose a topic."), field="topic")
    says = Text("请写了解到的情况。", "Say what was found.")
    yield from text_faults(visit.findings, field="findings", says=says, most=LONGEST_FINDINGS)


def to_do_faults(rows: Sequence[ToDo], *, visited_on: date) -> Iterator[Fault]:
    """Yield what is wrong with the follow-ups, by row: who does what until when."""
    for number, row in enumerate(rows, start=1):
        says = Text("请写后续要办的事。", "Say what is to be done.")
        yield from text_faults(row.what, field="what", says=says, most=LONGEST_WHAT, row=number)
        says = Text("请写由谁负责。", "Say who does it.")
        yield from text_faults(row.owner, field="owner", says=says, most=60, row=number)
        if row.due is None:
            yield Fault(Text("请写办结期限。", "Give a due date."), field="due", row=number)
        elif row.due < visited_on:
            says = Text("办结期限不能早于走访日期。", "It cannot be due before the visit.")
            yield Fault(says, field="due", row=number)
