"""What an answer is worth as things stand: by machine, or as people marked it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhicai.exams.practical.registry import scorers, task_kinds
from zhicai.exams.queries.papers import Question
from zhicai.exams.queries.terms import Terms
from zhicai.exams.rules.items import Point
from zhicai.exams.rules.marking import mark
from zhicai.exams.rules.rubrics import agreed, points_of


def worth(
    one: Question, answer: Any, given: Mapping[int, Decimal], terms: Terms
) -> Decimal | None:  # fmt: skip
    """Return the marks of an answer; None where a person has yet to mark it.

    ``given`` are marks of people by turn; they rule, where there are any.
    """
    if one.voided:
        return one.marks
    machine = mark(one.content, answer, one.marks, partial=terms.partial, scorers=scorers())
    if machine.marks is not None and not given:
        return machine.marks
    return agreed(given, out_of=one.marks, gap=terms.gap, twice=terms.twice).marks


def rubric_of(one: Question) -> tuple[Point, ...]:
    """Return the points by which people mark the answers to an item."""
    tasks = {kind.key: kind.points for kind in task_kinds()}
    return points_of(one.content, one.marks, tasks)
