"""From facts and a date to one of eight states, with the arithmetic, what is missing, the clause.

Pure: the same facts on the same day always give the same verdict. Order of the questions:
waived? nobody counts it? reached (in time or late)? not yet open? past due? behind its pace?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.dates import Span
from zhicai.law.schema import Force, Obligation, Table
from zhicai.law.schema.base import Expected, iso_date
from zhicai.law.units import UNITS, amount, unit_name

__all__ = [
    "STATE_NAMES",
    "UNITS",
    "WORST_FIRST",
    "Facts",
    "Pace",
    "Relief",
    "State",
    "Verdict",
    "effective_span",
    "goal_in_words",
    "judge",
    "path_from_table",
    "reached",
    "time_share",
]


class State(StrEnum):
    """What a place's obligation is on a day; total and exclusive. The worst comes first."""

    OVERDUE = "overdue"
    AT_RISK = "at_risk"
    MET_LATE = "met_late"
    ON_TRACK = "on_track"
    NOT_DUE = "not_due"
    MET = "met"
    WAIVED = "waived"
    NOT_MEASURED = "not_measured"


STATE_NAMES = {
    State.OVERDUE: Text("已逾期", "overdue"),
    State.AT_RISK: Text("有风险", "at risk"),
    State.MET_LATE: Text("逾期完成", "met late"),
    State.ON_TRACK: Text("正常推进", "on track"),
    State.NOT_DUE: Text("未到期", "not due"),
    State.MET: Text("已完成", "met"),
    State.WAIVED: Text("已免除", "waived"),
    State.NOT_MEASURED: Text("未计量", "not measured"),
}

WORST_FIRST = tuple(State)


class Facts(NamedTuple):
    """What was counted: ``value`` by the day of judgement, ``in_time`` of it by the due date.

    Both in the obligation's unit. None means that nobody counts it yet. ``in_time`` may be left
    out only while the due date has not passed: afterwards what cannot be shown to have been in
    time is late. ``base`` is what a mere direction (``increase``) is compared with, usually last
    year's value; for a total that grows it is where the linear path starts.
    """

    value: Decimal | None = None
    in_time: Decimal | None = None
    base: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Relief:
    """A decision of the province about one place's obligation: a later day, or none at all."""

    due: date | None = None
    waived: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """When something unfinished counts as at risk: a step near its due date, a total behind.

    ``warn_days``: so many days before a step is due. ``slack``: the share of the growth due by
    today (序时进度) that may be missing. ``path``: milestones by day, where a province has set a
    baseline (a day before the span) or a yearly path (A-ZJ-06); without one the growth is spread
    evenly over the time.
    """

    warn_days: int = 14
    slack: Decimal = Decimal("0.1")
    path: tuple[tuple[date, Decimal], ...] = ()


class Verdict(NamedTuple):
    """The state of one obligation at one place on one day, ready to be explained.

    ``goal``, ``expected`` (by today, in proportion) and ``missing`` are in the rule's unit.
    """

    rule: Obligation
    state: State
    on: date
    span: Span | None
    facts: Facts
    goal: Decimal | None
    expected: Decimal | None
    missing: Decimal | None
    relief: Relief | None = None
    force: Force = Force.BINDING

    @property
    def share(self) -> Decimal | None:
        """How much of the goal is reached, 0 to 1 and above; None where nothing compares."""
        if self.facts.value is None or not self.goal:
            return None
        return self.facts.value / self.goal

    @property
    def remaining(self) -> int | None:
        """Days left until the due date, negative when it has passed; None without a date."""
        return (self.span.due - self.on).days if self.span else None

    @property
    def excess(self) -> Decimal | None:
        """By how much a limit is exceeded; None where none is."""
        ceiling, value = self.rule.ceiling, self.facts.value
        return None if ceiling is None or value is None or value <= ceiling else value - ceiling

    @property
    def arithmetic(self) -> Text:
        """The reckoning in words and figures."""
        return _arithmetic(self)


def reached(rule: Obligation, value: Decimal | None, base: Decimal | None = None) -> bool:
    """Say whether ``value`` satisfies the rule's operator."""
    if value is None:
        return False
    if rule.at_least is not None:
        return value >= rule.at_least
    if rule.at_most is not None:
        return value <= rule.at_most
    if rule.exactly is not None:
        return value == rule.exactly
    if rule.between is not None:
        return rule.between[0] <= value <= rule.between[1]
    return base is not None and value > base


def time_share(span: Span, on: date) -> Decimal:
    """Return how much of the span has passed at the end of ``on``, 0 to 1 (序时进度)."""
    passed = (on - span.opens).days + 1
    return Decimal(min(max(passed, 0), span.days)) / span.days


def path_from_table(rows: Table | None, rule: str) -> tuple[tuple[date, Decimal], ...]:
    """Return the milestones a province has set for ``rule``, for :attr:`Pace.path`.

    ``rows`` is a table parameter with the columns ``rule``, ``on`` (a date) and ``value``. Raises
    Expected, with the row, for a row that cannot be read.
    """
    path = []
    for number, row in enumerate(rows or (), start=1):
        cells = dict(row)
        if cells.get("rule") != rule:
            continue
        try:
            path.append((iso_date(cells["on"]), Decimal(cells["value"])))
        except (KeyError, ValueError, ArithmeticError) as error:
            raise Expected(
                f"第 {number} 行应有 rule、on（日期）和 value（数）。",
                f"row {number} needs rule, on (a date) and value (a number).",
            ) from error
    return tuple(sorted(path))


def judge(
    rule: Obligation,
    *,
    facts: Facts,
    span: Span | None,
    on: date,
    relief: Relief | None = None,
    pace: Pace | None = None,
    force: Force | None = None,
) -> Verdict:
    """Return the state of ``rule`` for facts on a day.

    ``span`` is None where no date is known; a dateless rule can be met but never late. ``force``
    overrides the rule's own where a setting says so (A-ZJ-06); soft rules are never late. ``facts``
    must be counted for the due date that ``relief`` may have moved (see :func:`effective_span`).
    """
    pace = pace or Pace()
    force = force or rule.force
    span = effective_span(span, relief)
    expected = _expected(rule, facts, span, on, pace)
    if relief is not None and relief.waived:
        state = State.WAIVED
    elif facts.value is None or (rule.direction and facts.base is None):
        state = State.NOT_MEASURED
    elif reached(rule, facts.value, facts.base):
        state = _when_reached(rule, facts, span, on, force)
    else:
        state = _when_not(rule, facts, span, on, pace, force, expected)
    missing = None
    if rule.goal is not None and facts.value is not None and not rule.only_limits:
        missing = max(rule.goal - facts.value, Decimal(0))
    return Verdict(rule, state, on, span, facts, rule.goal, expected, missing, relief, force)


def effective_span(span: Span | None, relief: Relief | None) -> Span | None:
    """Return the span with the due date that a decision of the province has set.

    Such a day is the decision's own: no weekend or grace moves it. It also dates a rule that had
    no date.
    """
    if relief is None or relief.due is None:
        return span
    opens = span.opens if span else date(relief.due.year, 1, 1)
    return Span(min(opens, relief.due), relief.due)


def _expected(
    rule: Obligation, facts: Facts, span: Span | None, on: date, pace: Pace
) -> Decimal | None:
    """What should have been reached by ``on``: a step all at once, a total along its path."""
    if span is None or rule.goal is None or rule.only_limits:
        return None
    if on > span.due:
        return rule.goal
    if rule.pace == "step":
        return Decimal(0)
    eve = span.opens - timedelta(days=1)
    between = [(day, value) for day, value in sorted(pace.path) if eve < day < span.due]
    start = min(_baseline(facts, span, pace), rule.goal)
    return _along([(eve, start), *between, (span.due, rule.goal)], on)


def _baseline(facts: Facts, span: Span, pace: Pace) -> Decimal:
    """What was there when the span opened: the path's last value before it, else the base."""
    before = [value for day, value in sorted(pace.path) if day < span.opens]
    return before[-1] if before else facts.base or Decimal(0)


def _along(points: Sequence[tuple[date, Decimal]], on: date) -> Decimal:
    """The value on ``on`` of the straight lines between ``points``."""
    before = points[0]
    for day, value in points[1:]:
        if on <= day:
            passed = Decimal(max((on - before[0]).days, 0)) / (day - before[0]).days
            return before[1] + (value - before[1]) * passed
        before = (day, value)
    return before[1]


def _when_reached(
    rule: Obligation, facts: Facts, span: Span | None, on: date, force: Force
) -> State:
    if span is None or on <= span.due:
        if rule.only_limits and span is not None:
            # A limit is kept only when its time is over; until then it is merely not broken.
            return State.NOT_DUE if on < span.opens else State.ON_TRACK
        return State.MET
    in_time = rule.only_limits or reached(rule, facts.in_time, facts.base)
    return State.MET if in_time or force is not Force.BINDING else State.MET_LATE


def _when_not(
    rule: Obligation,
    facts: Facts,
    span: Span | None,
    on: date,
    pace: Pace,
    force: Force,
    expected: Decimal | None,
) -> State:
    if span is None or on < span.opens:
        return State.NOT_DUE
    if on > span.due:
        return State.OVERDUE if force is Force.BINDING else State.AT_RISK
    value = facts.value or Decimal(0)
    if rule.ceiling is not None and value > rule.ceiling:
        return State.AT_RISK
    if rule.pace == "linear" and expected is not None:
        start = min(_baseline(facts, span, pace), expected)
        behind = value < start + (expected - start) * (1 - pace.slack)
        return State.AT_RISK if behind else State.ON_TRACK
    return State.AT_RISK if on > span.due - timedelta(days=pace.warn_days) else State.ON_TRACK


# --- in words ----------------------------------------------------------------------------------

_OPERATORS = {
    "at_least": Text("不少于", "at least"),
    "at_most": Text("不多于", "at most"),
    "exactly": Text("等于", "exactly"),
}

_DIRECTIONS = {
    "increase": Text("比基期增长", "more than the base"),
    "improve": Text("比基期改善", "better than the base"),
}


def goal_in_words(rule: Obligation) -> Text:
    """Write what the rule asks for: ``不少于 100 人``, “at least 100 people”."""
    for name, word in _OPERATORS.items():
        figure = getattr(rule, name)
        if figure is not None:
            asked = amount(figure, rule.unit)
            return Text(f"{word.zh} {asked.zh}", f"{word.en} {asked.en}")
    if rule.between is not None:
        low, high = plain(rule.between[0]), plain(rule.between[1])
        unit = unit_name(rule.unit)
        return Text(f"{low} 至 {high} {unit.zh}", f"{low} to {high} {unit.en}")
    return _DIRECTIONS[rule.direction or "increase"]


def _arithmetic(verdict: Verdict) -> Text:
    rule, facts, goal = verdict.rule, verdict.facts, goal_in_words(verdict.rule)
    if verdict.goal is not None and verdict.goal != rule.goal:  # so much for each of several
        all_of_them = amount(verdict.goal, rule.unit)
        goal = Text(f"合计 {all_of_them.zh}", f"{all_of_them.en} in all")
    if facts.value is None:
        return Text(f"要求{goal.zh}；还没有数据来源。", f"Asked: {goal.en}; nobody counts it yet.")
    value = amount(facts.value, rule.unit)
    zh, en = [f"现有 {value.zh}，要求{goal.zh}"], [f"Now {value.en}, asked {goal.en}"]
    if rule.direction:
        base = amount(facts.base, rule.unit) if facts.base is not None else None
        zh.append(f"，基期 {base.zh}" if base else "；还没有基期数")
        en.append(f", base {base.en}" if base else "; no base figure yet")
    if verdict.missing:
        short = amount(verdict.missing, rule.unit)
        zh.append(f"，差 {short.zh}")
        en.append(f", {short.en} short")
    if verdict.excess:
        over = amount(verdict.excess, rule.unit)
        zh.append(f"，超出 {over.zh}")
        en.append(f", {over.en} over")
    if rule.pace == "linear" and verdict.expected is not None and verdict.span:
        share = time_share(verdict.span, verdict.on)
        due = plain(verdict.expected.quantize(Decimal("0.1")))
        zh.append(f"；时间已过 {share:.1%}，按序时应有 {due}")
        en.append(f"; {share:.1%} of the time has passed, in proportion {due}")
    return Text("".join(zh) + "。", "".join(en) + ".")
