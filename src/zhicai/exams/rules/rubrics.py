"""Answers that people mark: two of them, and a third where those two lie far apart.

Marks are tenths. The gap that calls for a third marker is a share of the item's marks, in percent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from zhicai.exams.rules.items import Case, Content, Part, Point, Task, Upload, Written
from zhicai.exams.rules.marking import mark
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

STEP = Decimal("0.1")
DECIDED, FIRST, SECOND, THIRD = 0, 1, 2, 3
"""Turns: what a decision set (an appeal upheld), the two markers, the third."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The marks that stand, or the turn that is still to be marked."""

    marks: Decimal | None
    next: int | None


def agreed(
    given: Mapping[int, Decimal], *, out_of: Decimal, gap: Decimal, twice: bool
) -> Agreement:
    """Return what markings of an answer by turn come to.

    A decision rules. ``twice``: two have to mark it; their mean stands where they lie no further
    apart than ``gap`` percent of ``out_of``, else the mean of the third and the nearer of the two.
    """
    if DECIDED in given:
        return Agreement(given[DECIDED], None)
    if FIRST not in given:
        return Agreement(None, FIRST)
    first = given[FIRST]
    if not twice:
        return Agreement(first, None)
    if SECOND not in given:
        return Agreement(None, SECOND)
    second = given[SECOND]
    if abs(first - second) * 100 <= gap * out_of:
        return Agreement(_mean(first, second), None)
    if THIRD not in given:
        return Agreement(None, THIRD)
    third = given[THIRD]
    nearer = min((first, second), key=lambda one: (abs(one - third), -one))
    return Agreement(_mean(nearer, third), None)


def _mean(one: Decimal, other: Decimal) -> Decimal:
    return ((one + other) / 2).quantize(STEP, rounding=ROUND_HALF_UP)


Rubrics = Mapping[str, Callable[[Mapping[str, Any]], tuple[Point, ...]]]
"""The rubric of a practical task out of its config, by the key of its kind."""


def points_of(content: Content, marks: Decimal, tasks: Rubrics | None = None) -> tuple[Point, ...]:
    """Return the points by which an answer is marked, worth ``marks`` together.

    They are those of its rubric; of a case those of its parts, a part that the machine marks being
    one of them; else the item as a whole. ``tasks`` are the rubrics of practical tasks. A paper
    gives such items the marks that they have in the bank.
    """
    if isinstance(content, Task):
        rubric = (tasks or {}).get(content.task)
        return (rubric(content.config) if rubric else ()) or (Point(content.stem, marks),)
    if isinstance(content, Case):
        parts = enumerate(content.parts, start=1)
        return tuple(point for n, part in parts for point in _of_part(part, n))
    if isinstance(content, Written | Upload):
        return content.rubric
    return (Point(content.stem, marks),)


def _of_part(part: Part, n: int) -> list[Point]:
    if isinstance(part.content, Written | Upload):
        return [Point(f"（{n}）{one.says}", one.marks) for one in part.content.rubric]
    return [Point(f"（{n}）{part.content.stem}", part.marks)]


def suggested(
    content: Content, answer: Any, marks: Decimal, *, partial: str
) -> tuple[Decimal | None, ...]:  # fmt: skip
    """Return for each point what the machine says it is worth, None where a person has to say it.

    Only the parts of a case are marked both ways.
    """
    points = points_of(content, marks)
    if not isinstance(content, Case):
        return (None,) * len(points)
    given, found = answer if isinstance(answer, list) else [], list[Decimal | None]()
    for n, part in enumerate(content.parts):
        one = given[n] if n < len(given) else None
        worth = mark(part.content, one, points[len(found)].marks, partial=partial).marks
        # What was left open is worth nothing in each of its points.
        found += [worth] * len(_of_part(part, n))
    return tuple(found)


def read_tenths(written: str) -> Decimal | None:
    """Return marks as somebody wrote them, None for what is no number.

    >>> read_tenths(" ２.５ "), read_tenths("x"), read_tenths("nan")
    (Decimal('2.5'), None, None)
    """
    plain = normalize("NFKC", written).strip()
    if not plain or len(plain) > 8:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def check_rubric(points: Sequence[Point], given: Sequence[Decimal | None]) -> list[Fault]:
    """Return what is wrong with marks given point by point, each at its point (from 1)."""
    faults = []
    for number, point in enumerate(points, start=1):
        marks = given[number - 1] if number <= len(given) else None
        if marks is None or not 0 <= marks <= point.marks or marks != marks.quantize(STEP):
            most = f"{point.marks.normalize():f}"
            faults.append(
                Fault(
                    Text(
                        f"第 {number} 点给 0 到 {most} 分，最多一位小数。",
                        f"Point {number} takes 0 to {most} marks, in tenths.",
                    ),
                    f"point-{number}",
                )
            )
    return faults


def whose_turn(given: Iterable[tuple[int, int]], agreement: Agreement, marker: int) -> int | None:
    """Return which turn a marker has at an answer, None where there is none for him or her.

    ``given`` are turns with their markers (keys). Nobody marks an answer twice; the own turn may be
    marked again as long as the marks do not stand.
    """
    mine = [turn for turn, who in given if who == marker and turn != DECIDED]
    if mine:
        return mine[-1] if agreement.marks is None else None
    return agreement.next
