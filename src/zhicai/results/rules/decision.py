"""What hours, examination and practical come to: qualified, one make-up, or not (HB-3.2.6.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

EXAM, PRACTICAL = "exam", "practical"
PARTS = (EXAM, PRACTICAL)
PART_WORDS: Mapping[str, Text] = {
    EXAM: Text("考试", "examination"),
    PRACTICAL: Text("实操", "practical"),
}
ALL, FAILED = "all", "failed"
OFFERED, SAT, MISSED, DECLINED = "offered", "sat", "missed", "declined"


class State(StrEnum):
    """Where someone stands."""

    PENDING = "pending"
    QUALIFIED = "qualified"
    MAKE_UP = "makeup"
    NOT_QUALIFIED = "not_qualified"


@dataclass(frozen=True, slots=True)
class Score:
    """A mark out of 100, None for somebody who did not come."""

    value: Decimal | None


@dataclass(frozen=True, slots=True)
class OneMakeUp:
    """The make-up of a trainee: how far it is, what it repeats, which marks it gave."""

    state: str
    parts: frozenset[str]
    scores: Mapping[str, Score] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether it was sat and every part of it has its mark."""
        return self.state == SAT and self.parts <= set(self.scores)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a trainee: class hours, first marks by part, the make-up, whether the class
    has ended.
    """

    hours: Decimal
    needed: Decimal
    first: Mapping[str, Score] = field(default_factory=dict)
    make_up: OneMakeUp | None = None
    ended: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The year's rules of assessment, out of its settings (A-HB-12).

    ``hours`` are the class hours that a class requires, None where its timetable says so.
    ``clauses`` by: hours, exam, practical, compulsory, make-up, scope, window, final.
    """

    pass_marks: Mapping[str, Decimal]
    hours: Decimal | None = None
    make_up: bool = True
    scope: str = FAILED
    window_days: int = 30
    hours_by_test: bool = False
    clauses: Mapping[str, str | None] = field(default_factory=dict)

    def passes(self, part: str, score: Score | None) -> bool:
        """Say whether a mark passes its part; none, or having stayed away, never does."""
        if score is None or score.value is None:
            return False
        return score.value >= self.pass_marks[part]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the facts come to. ``decision`` is a yes for who qualified alone, else every unmet fact.

    ``scores`` are the marks that count, ``passed`` the parts met. ``owed`` are the parts that a
    make-up repeats. ``hours_by_test``: the make-up stands in for missing hours; ``made_up``: it was
    sat.
    """

    state: State
    decision: Decision
    scores: Mapping[str, Score]
    passed: frozenset[str]
    hours_done: bool
    hours_by_test: bool
    owed: tuple[str, ...]
    made_up: bool


def decide(facts: Facts, rules: Rules) -> Verdict:
    """Return what someone's facts come to; each unmet fact is named with its clause.

    There is no way to a yes without hours, examination and practical, and none to a second
    make-up. A higher mark never makes it worse.
    """
    scores = _counting(facts, rules)
    passed = frozenset(part for part in PARTS if rules.passes(part, scores.get(part)))
    enough = facts.needed > 0 and facts.hours >= facts.needed
    by_test = not enough and _stands_in(facts, rules)
    state, owed = _state(facts, rules, met=len(passed) == len(PARTS) and (enough or by_test))
    reasons = _reasons(facts, rules, scores, passed, enough or by_test, state)
    decision = Decision.yes() if state is State.QUALIFIED else Decision(False, tuple(reasons))
    sat = facts.make_up is not None and facts.make_up.state == SAT
    return Verdict(state, decision, scores, passed, enough or by_test, by_test, owed, sat)


def _first_passed(facts: Facts, rules: Rules) -> frozenset[str]:
    return frozenset(part for part in PARTS if rules.passes(part, facts.first.get(part)))


def _counting(facts: Facts, rules: Rules) -> dict[str, Score]:
    """Return the marks that count: the first, or those of the make-up for what it repeats.

    A part once passed stays passed, but where everything is repeated (``make-up-scope``) and the
    first sitting was not passed as a whole.
    """
    counting = dict(facts.first)
    first = _first_passed(facts, rules)
    again = facts.make_up
    if again is None or again.state != SAT or len(first) == len(PARTS):
        return counting
    for part in again.parts:
        if rules.scope != ALL and part in first:
            continue
        if part in again.scores:
            counting[part] = again.scores[part]
        elif rules.scope == ALL:
            counting.pop(part, None)
    return counting


def _stands_in(facts: Facts, rules: Rules) -> bool:
    """Say whether a make-up passed in every part stands in for the hours that are missing."""
    again = facts.make_up
    if not rules.hours_by_test or again is None or not again.complete or facts.needed <= 0:
        return False
    return bool(again.parts) and all(rules.passes(p, again.scores.get(p)) for p in again.parts)


def _state(facts: Facts, rules: Rules, *, met: bool) -> tuple[State, tuple[str, ...]]:
    if not facts.ended or any(part not in facts.first for part in PARTS):
        return State.PENDING, ()
    if met:
        return State.QUALIFIED, ()
    short = facts.needed <= 0 or facts.hours < facts.needed
    owed = parts_owed(facts, rules)
    if not rules.make_up or (short and not rules.hours_by_test):
        return State.NOT_QUALIFIED, ()
    again = facts.make_up
    if again is None or again.state == OFFERED:
        return State.MAKE_UP, owed
    if again.state == SAT and not again.complete:
        return State.MAKE_UP, tuple(part for part in PARTS if part in again.parts)
    return State.NOT_QUALIFIED, ()


def parts_owed(facts: Facts, rules: Rules) -> tuple[str, ...]:
    """Return the parts that a make-up repeats: what failed, or everything (``make-up-scope``).

    Where hours alone are missing and a test may stand in for them, it is the examination.
    """
    if rules.scope == ALL:
        return PARTS
    first = _first_passed(facts, rules)
    return tuple(part for part in PARTS if part not in first) or (EXAM,)


# --- the unmet facts in words ---------------------------------------------------------------------


def _reasons(
    facts: Facts, rules: Rules, scores: Mapping[str, Score], passed: frozenset[str],
    hours_done: bool, state: State,
) -> list[Reason]:  # fmt: skip
    found = [] if hours_done else [_hours(facts, rules)]
    found += [_mark(part, scores.get(part), rules) for part in PARTS if part not in passed]
    if state is State.PENDING and facts.ended:
        # A make-up's mark does not stand in for a first sitting that was never entered.
        found += [_mark(p, None, rules) for p in PARTS if p in passed and p not in facts.first]
    if state is State.PENDING and not facts.ended:
        says = Text("班次还没有结束。", "The class has not ended.")
        found.append(Reason(says, rules.clauses.get("hours")))
    if state is State.MAKE_UP:
        found.append(_ahead(facts, rules))
    if state is State.NOT_QUALIFIED:
        found += _final(facts, rules, len(passed) < len(PARTS))
    return found


def _hours(facts: Facts, rules: Rules) -> Reason:
    clause = rules.clauses.get("hours")
    if facts.needed <= 0:
        return Reason(Text("课表里没有学时。", "The timetable holds no class hours."), clause)
    done, needed, missing = (
        f"{n.normalize():f}" for n in (facts.hours, facts.needed, facts.needed - facts.hours)
    )
    says = Text(
        f"学时 {done}，规定 {needed}，差 {missing} 学时。",
        f"{done} class hours of {needed}; {missing} are missing.",
    )
    return Reason(says, clause)


def _mark(part: str, score: Score | None, rules: Rules) -> Reason:
    name, clause = PART_WORDS[part], rules.clauses.get(part)
    if score is None:
        if part == PRACTICAL:
            says = Text(
                "没有实操成绩；实操为必考，没有成绩不能合格。",
                "No mark of the practical, which is compulsory: nobody passes without it.",
            )
            return Reason(says, rules.clauses.get("compulsory") or clause)
        return Reason(Text("没有考试成绩。", "No mark of the examination."), clause)
    if score.value is None:
        return Reason(Text(f"{name.zh}缺考。", f"Did not come to the {name.en}."), clause)
    got, least = f"{score.value.normalize():f}", f"{rules.pass_marks[part].normalize():f}"
    says = Text(
        f"{name.zh} {got} 分，合格线 {least} 分。", f"{name.en.capitalize()} {got}, pass {least}."
    )
    return Reason(says, clause)


def _ahead(facts: Facts, rules: Rules) -> Reason:
    clause = rules.clauses.get("make-up")
    if facts.make_up is None:
        return Reason(Text("有一次补考机会。", "Has the right to one make-up."), clause)
    if facts.make_up.state == SAT:
        return Reason(Text("补考成绩还没有录齐。", "Marks of the make-up are missing."), clause)
    return Reason(Text("补考还没有举行。", "The make-up is still ahead."), clause)


def _final(facts: Facts, rules: Rules, failed: bool) -> list[Reason]:
    clause = rules.clauses.get("final") or rules.clauses.get("make-up")
    again = facts.make_up
    if again is None:
        if rules.make_up or not failed:
            return []
        says = Text("本项目不安排补考。", "This programme gives no make-up.")
        return [Reason(says, rules.clauses.get("make-up"))]
    says = {
        SAT: Text("一次补考后仍未合格，不予颁发证书。", "Not qualified after the one make-up."),
        MISSED: Text("补考缺考，机会已用。", "Missed the one make-up."),
        DECLINED: Text("放弃补考，机会已用。", "Gave up the one make-up."),
        OFFERED: Text("学时不足，补考不能弥补。", "No make-up can stand in for the hours."),
    }[again.state]
    return [Reason(says, clause)]


# --- when a make-up is held -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a make-up: after the class has ended, until the setting's last day; ``due`` is
    the day on which the dossier is due, with its clause.
    """

    ended_on: date
    until: date
    due: date | None = None
    due_clause: str | None = None


def decide_day(day: date, window: Window, rules: Rules, *, allowed_for: str = "") -> Decision:
    """Say whether a make-up may be held on a day; beyond the window the province's reason lifts
    it, beyond the dossier's due date is flagged (A-HB-12).
    """
    clause = rules.clauses.get("window")
    if day < window.ended_on:
        says = Text(
            f"班次 {window.ended_on} 才结束，补考日期须在此之后。",
            f"The class ends on {window.ended_on}; a make-up comes after it.",
        )
        return Decision.refuse(says, clause, field="set_for")
    found = [Decision.yes()]
    if day > window.until:
        says = Text(
            f"补考须在班次结束后 {rules.window_days} 天内（{window.until} 以前）；"
            "确需延后，请省局写明理由同意。",
            f"A make-up is held within {rules.window_days} days after the class, by "
            f"{window.until}; the province may allow a later day with a reason.",
        )
        late = Decision.refuse(says, clause, field="set_for")
        found.append(Decision(True, late.reasons) if allowed_for.strip() else late)
    if window.due is not None and day > window.due:
        says = Text(
            f"补考晚于结班材料期限 {window.due}，名册届时还不能定。",
            f"The make-up is later than the dossier's due date, {window.due}.",
        )
        found.append(Decision.flag(says, window.due_clause, field="set_for"))
    return Decision.all_of(found)
