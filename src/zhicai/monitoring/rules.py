"""How far a place is, what colour that has, which deadlines call for a reminder; pure reckoning."""

from calendar import monthcalendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from zhicai.foundation.text import Text
from zhicai.law.engine import WORST_FIRST, State, Verdict, time_share
from zhicai.law.schema import Force

LEADS = (14, 7, 1)
"""So many days before a due date the automatic reminders go out."""

DONE = frozenset({State.MET, State.MET_LATE})
RANK = {state: rank for rank, state in enumerate(WORST_FIRST)}
"""The worst state has rank 0."""

GOOD_SHARE = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of what is owed has been reached, and how much should have been by now.

    ``share`` and ``pace`` (序时) run from 0 to 1. Both are the mean over what somebody counts and
    what binds; None where nothing does.
    """

    share: Decimal | None
    pace: Decimal | None
    overdue: int = 0

    @property
    def ahead(self) -> Decimal | None:
        """By how many percentage points the share leads the pace; negative when behind."""
        if self.share is None or self.pace is None:
            return None
        return (self.share - self.pace) * 100

    @property
    def tone(self) -> str:
        """The colour of the progress: red where something is overdue, amber behind the pace."""
        if self.share is None or self.pace is None:
            return "idle"
        if self.overdue:
            return "red"
        if self.share < self.pace:
            return "amber"
        return "green" if self.share >= GOOD_SHARE else "info"


def counts_for_progress(verdict: Verdict) -> bool:
    """Say whether a verdict enters the progress: it binds, is judged, counted and asks for a thing.

    A mere limit (“at most 0”) is kept, not reached, so it says nothing about how far a place is.
    """
    return (
        verdict.force is Force.BINDING
        and verdict.rule.judged
        and not verdict.rule.only_limits
        and verdict.state not in (State.WAIVED, State.NOT_MEASURED)
    )


def reached_share(verdict: Verdict) -> Decimal:
    """Return how much of the goal is reached, 0 to 1; what is met is 1 whatever its figure."""
    if verdict.state in DONE:
        return Decimal(1)
    return min(max(verdict.share or Decimal(0), Decimal(0)), Decimal(1))


def pace_of(verdict: Verdict) -> Decimal:
    """Return how much of the time for it has passed, 0 to 1; nothing is expected without a date."""
    return time_share(verdict.span, verdict.on) if verdict.span else Decimal(0)


def progress_of(verdicts: Iterable[Verdict]) -> Progress:
    """Return the progress over many verdicts, each counting the same."""
    share = pace = Decimal(0)
    count = overdue = 0
    for verdict in verdicts:
        if counts_for_progress(verdict):
            count += 1
            share += reached_share(verdict)
            pace += pace_of(verdict)
        if verdict.state is State.OVERDUE:
            overdue += 1
    if not count:
        return Progress(None, None, overdue)
    return Progress(share / count, pace / count, overdue)


def worst(states: Iterable[State]) -> State:
    """Return the worst of the states; not measured where there are none."""
    return min(states, key=RANK.__getitem__, default=State.NOT_MEASURED)


def worst_measured(states: Iterable[State]) -> State:
    """Return the worst of the states that somebody counts; grey only where nobody counts any."""
    return worst(state for state in states if state is not State.NOT_MEASURED)


def lead_of(due: date, on: date, leads: Sequence[int] = LEADS) -> int | None:
    """Return which reminder is due on a day: the shortest lead that covers the days left.

    None while the deadline is further off than the longest lead, or has passed. A day on which
    nothing ran is made up for on the next.
    """
    left = (due - on).days
    if left < 0:
        return None
    return min((lead for lead in leads if left <= lead), default=None)


def why_no_reminder(verdict: Verdict) -> Text | None:
    """Return why an obligation calls for no reminder, None where one may go."""
    match verdict.state:
        case State.MET | State.MET_LATE:
            return Text("已完成", "already met")
        case State.WAIVED:
            return Text("已免除", "waived")
        case State.NOT_MEASURED:
            return Text("还没有数据来源", "nobody counts it yet")
        case State.NOT_DUE:
            return Text("还没有到办理时间", "its time has not begun")
        case _:
            return None


def share_of_year(year: int, on: date) -> Decimal:
    """Return how much of the year has passed at the end of a day, 0 to 1."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return Decimal(min(max((on - first).days + 1, 0), days)) / days


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def weeks_of(month: date) -> list[list[int]]:
    """Return the weeks of a month, Monday first, 0 for days of other months."""
    return monthcalendar(month.year, month.month)


def days_left(due: date, on: date) -> Text:
    """Write how far a due date is: 今天, 剩 4 天, 已过 3 天."""
    left = (due - on).days
    if left == 0:
        return Text("今天", "today")
    if left > 0:
        return Text(f"剩 {left} 天", f"{left} day{'s' if left > 1 else ''} left")
    return Text(f"已过 {-left} 天", f"{-left} day{'s' if left < -1 else ''} ago")


# --- progress against the plan (HB-4.5.e) ---------------------------------------------------------


class Footing(StrEnum):
    """How a place stands beside what its plan lets one expect by a day."""

    LATE = "late"
    BEHIND = "behind"
    ON_TIME = "on_time"
    AHEAD = "ahead"
    DONE = "done"
    UNPLANNED = "unplanned"
    NOT_COUNTED = "not_counted"


LAGGING = (Footing.LATE, Footing.BEHIND)
FOOTING_WORDS: Mapping[Footing, Text] = {
    Footing.LATE: Text("滞后", "late"),
    Footing.BEHIND: Text("偏慢", "behind"),
    Footing.ON_TIME: Text("正常", "on time"),
    Footing.AHEAD: Text("超前", "ahead"),
    Footing.DONE: Text("完成", "done"),
    Footing.UNPLANNED: Text("没有计划", "not planned"),
    Footing.NOT_COUNTED: Text("未计量", "not counted"),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """By how many percentage points a share may differ from what is expected.

    Up to ``behind`` a place is on time, from ``late`` on it is late.
    """

    behind: Decimal
    late: Decimal


@dataclass(frozen=True, slots=True)
class Course:
    """What there is of a plan by a day: ``expected`` is how much of ``plan`` should be there.

    ``value`` is None while nobody counts it; ``over``: its time has passed.
    """

    value: Decimal | None
    plan: Decimal
    expected: Decimal
    over: bool = False

    @property
    def share(self) -> Decimal | None:
        """How much of the plan is there; None where nothing compares."""
        return self.value / self.plan if self.value is not None and self.plan else None

    @property
    def pace(self) -> Decimal:
        """How much of the plan should be there, 0 to 1."""
        if not self.plan:
            return Decimal(0)
        return Decimal(1) if self.over else min(self.expected / self.plan, Decimal(1))

    @property
    def lag(self) -> Decimal:
        """By how many percentage points the share stays behind; negative when ahead."""
        return (self.pace - (self.share or Decimal(0))) * 100


def footing_of(course: Course, thresholds: Thresholds) -> Footing:
    """Say how a place stands: by the share reached and the share that its plan lets one expect.

    What is reached is done. Late is who lacks something when the time is over, or stays behind by
    ``late`` points or more; behind is who stays behind by more than ``behind`` points.

    >>> limits = Thresholds(Decimal(10), Decimal(30))
    >>> footing_of(Course(Decimal(1), Decimal(2), Decimal(1)), limits).value
    'on_time'
    >>> footing_of(Course(Decimal(0), Decimal(2), Decimal(1)), limits).value
    'late'
    """
    if course.value is None:
        return Footing.NOT_COUNTED
    if not course.plan:
        return Footing.UNPLANNED
    if course.value >= course.plan:
        return Footing.DONE
    if course.over or course.lag >= max(thresholds.late, Decimal(1)):
        return Footing.LATE
    if course.lag > thresholds.behind:
        return Footing.BEHIND
    return Footing.AHEAD if -course.lag > thresholds.behind else Footing.ON_TIME


def footing_of_duties(verdicts: Iterable[Verdict]) -> Footing:
    """Say how a place stands with its deadlines: late with one overdue, behind with one at risk."""
    states = {verdict.state for verdict in verdicts} - {State.WAIVED, State.NOT_MEASURED}
    if not states:
        return Footing.NOT_COUNTED
    if State.OVERDUE in states:
        return Footing.LATE
    if State.AT_RISK in states:
        return Footing.BEHIND
    return Footing.DONE if states <= DONE else Footing.ON_TIME


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One planned class: its days, people, budget (fen)."""

    starts_on: date
    ends_on: date
    people: int
    budget: int


def together(courses: Iterable[Course]) -> Course:
    """Return the course of several places as one; over once the time of each is.

    A place that nobody counts is left out; None where nobody counts any.
    """
    rows = list(courses)
    counted = [row.value for row in rows if row.value is not None]
    return Course(
        sum(counted, Decimal(0)) if counted else None,
        sum((row.plan for row in rows), Decimal(0)),
        sum((row.plan if row.over else min(row.expected, row.plan) for row in rows), Decimal(0)),
        bool(rows) and all(row.over for row in rows),
    )


WORST_FOOTING = tuple(Footing)
"""The worst first."""


def worst_footing(found: Iterable[Footing]) -> Footing:
    """Return the worst of several; not counted where there are none."""
    return min(found, key=WORST_FOOTING.index, default=Footing.NOT_COUNTED)
