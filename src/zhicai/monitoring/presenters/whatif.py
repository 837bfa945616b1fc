"""What other settings would change, as shown."""

from dataclasses import dataclass
from typing import Any

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.engine import STATE_NAMES, State
from zhicai.monitoring.presenters.words import named, office
from zhicai.monitoring.queries.whatif import Comparison, Difference
from zhicai.programmes.ledger import Standing
from zhicai.ui.asked import said

NOT_OWED = Text("不再要求", "not owed")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference: its state, its words, the day it is due."""

    state: str
    text: str
    due: Any


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One line of the comparison."""

    place: str
    name: str
    clause: str
    before: Side
    after: Side


def lines_of(comparison: Comparison) -> list[DifferenceView]:
    """Return the differences, place by place."""
    return [_line(one) for one in comparison.differences]


def _line(one: Difference) -> DifferenceView:
    rule = one.standing.verdict.rule
    double = len(one.place.levels) > 1
    return DifferenceView(
        place=office(one.place, one.level) if double else named(one.place),
        name=said(rule.short),
        clause=rule.clause,
        before=_side(one.before),
        after=_side(one.after),
    )


def _side(standing: Standing | None) -> Side:
    if standing is None:
        return Side("", said(NOT_OWED), None)
    verdict = standing.verdict
    words = said(STATE_NAMES[verdict.state])
    value = verdict.facts.value
    if value is not None and verdict.goal is not None:
        words = f"{words} {plain(value)}/{plain(verdict.goal)}"
    return Side(verdict.state.value, words, verdict.span.due if verdict.span else None)


def tallies_of(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the number of each state as it is and as it would be."""
    return [
        {
            "state": state.value,
            "name": said(STATE_NAMES[state]),
            "before": comparison.as_is[state],
            "after": comparison.supposed[state],
            "change": comparison.supposed[state] - comparison.as_is[state],
        }
        for state in State
        if comparison.as_is[state] or comparison.supposed[state]
    ]
