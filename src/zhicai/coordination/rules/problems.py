"""When the rules raise a problem by themselves, what it says, and when its closing is proposed."""

from collections.abc import Mapping
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.engine import State, Verdict
from zhicai.law.schema import Force

CLOSABLE = frozenset({State.MET, State.MET_LATE, State.WAIVED})
"""States in which nothing is left of an overdue duty."""

LONGEST_TEXT = 1000


def is_missed(verdict: Verdict) -> bool:
    """Say whether a judged, binding duty is overdue or a limit of it broken (HB-4.5.h)."""
    if not verdict.rule.judged or verdict.force is not Force.BINDING:
        return False
    if verdict.state in (State.WAIVED, State.NOT_MEASURED):
        return False
    return verdict.state is State.OVERDUE or verdict.excess is not None


def is_over(verdict: Verdict) -> bool:
    """Say whether what was raised as missed has been made good."""
    return verdict.state in CLOSABLE or (verdict.rule.only_limits and verdict.excess is None)


def title_of(verdict: Verdict) -> Text:
    """Return the title of a problem that a rule raises."""
    short = verdict.rule.short
    if verdict.excess is not None:
        return Text(f"{short.zh}：超出上限", f"{short.en}: over the limit")
    if verdict.rule.goal is not None and verdict.rule.goal > 1:
        return Text(f"{short.zh}：到期未达标", f"{short.en}: quota missed")
    return Text(f"{short.zh}：逾期未完成", f"{short.en}: overdue")


def text_of(verdict: Verdict) -> Text:
    """Return what a problem that a rule raises says: what is asked, by when, the reckoning."""
    rule, span = verdict.rule, verdict.span
    due_zh = f"期限 {span.due.isoformat()}。" if span else ""
    due_en = f" Due {span.due.isoformat()}." if span else ""
    return Text(
        f"{rule.says.zh}{due_zh}{verdict.arithmetic.zh}",
        f"{rule.says.en}{due_en} {verdict.arithmetic.en}",
    )


def proposal_of(verdict: Verdict) -> Text:
    """Return why the closing of a problem is proposed."""
    on = verdict.on.isoformat()
    if verdict.state is State.WAIVED:
        return Text(f"{on} 已由省局免除。", f"Waived by the province as of {on}.")
    return Text(
        f"{on} 统计已达到要求：{verdict.arithmetic.zh}",
        f"As of {on} the requirement is met: {verdict.arithmetic.en}",
    )


def age(raised: date, until: date | None, on: date) -> int:
    """Return for how many days a problem has been (or was) open."""
    return max(((until or on) - raised).days, 0)


def is_late(due: date | None, state: str, on: date) -> bool:
    """Say whether the measure of an open problem is past its date."""
    return due is not None and state != "closed" and due < on


def counted(states: Mapping[str, int]) -> int:
    """Return how many problems are not closed."""
    return sum(number for state, number in states.items() if state != "closed")
