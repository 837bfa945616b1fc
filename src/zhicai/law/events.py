"""What a rule asks of each class: every happening is judged by its own dates, the worst one speaks.

A rule such as “seven days before each class starts” has no due date of its own; the happenings it
hangs on bring theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.law.dates import Span
from zhicai.law.engine import (
    WORST_FIRST,
    Facts,
    Pace,
    Relief,
    Verdict,
    judge,
)
from zhicai.law.schema import Force, Obligation


@dataclass(frozen=True, slots=True)
class Happening:
    """One happening that a rule hangs on: when it is due, and when it was kept, if it was."""

    span: Span | None
    kept_on: date | None = None


def judge_each(
    rule: Obligation,
    happenings: Sequence[Happening],
    *,
    on: date,
    relief: Relief | None = None,
    pace: Pace | None = None,
    force: Force | None = None,
) -> Verdict:
    """Return the verdict on all happenings together: the worst one's state and due date.

    Its figures are those of all: kept so far, kept in time, out of how many. Without a happening
    nothing is measured. ``relief`` may waive; a day of its own it cannot give to all of them.
    """
    goal = rule.goal or Decimal(1)
    judged = [
        judge(rule, facts=_facts(one, goal, on), span=one.span, on=on, relief=relief, pace=pace,
              force=force)
        for one in happenings
    ]  # fmt: skip
    if not judged:
        return judge(rule, facts=Facts(), span=None, on=on, relief=relief, force=force)
    worst = min(judged, key=_badness)
    kept = sum((one.facts.value or Decimal(0) for one in judged), Decimal(0))
    in_time = sum((one.facts.in_time or Decimal(0) for one in judged), Decimal(0))
    whole = goal * len(judged)
    return worst._replace(
        facts=Facts(kept, in_time),
        goal=whole,
        expected=None,
        missing=max(whole - kept, Decimal(0)),
    )


def _badness(verdict: Verdict) -> tuple[int, date]:
    due = verdict.span.due if verdict.span else date.max
    return WORST_FIRST.index(verdict.state), due


def _facts(one: Happening, goal: Decimal, on: date) -> Facts:
    kept = one.kept_on if one.kept_on is not None and one.kept_on <= on else None
    in_time = kept is not None and one.span is not None and kept <= one.span.due
    return Facts(goal if kept else Decimal(0), goal if in_time else Decimal(0))
