"""What the three facts come to: every path of the pure rule, and each setting's outcome."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.results.rules.decision import (
    ALL,
    DECLINED,
    EXAM,
    MISSED,
    OFFERED,
    PARTS,
    PRACTICAL,
    SAT,
    Facts,
    OneMakeUp,
    Rules,
    Score,
    State,
    Window,
    decide,
    decide_day,
)
from zhicai.results.rules.marks import read_mark

CLAUSES = {
    "hours": "5.a", "exam": "5.b", "practical": "5.c", "compulsory": "5.e", "make-up": "6.e",
    "window": "6.e", "final": "6.f",
}  # fmt: skip
RULES = Rules({EXAM: Decimal(60), PRACTICAL: Decimal(60)}, clauses=CLAUSES)
PASSED = Facts(Decimal(24), Decimal(24), {EXAM: Score(Decimal(60)), PRACTICAL: Score(Decimal(60))})


def with_marks(exam=60, practical=60, **changes):
    scores = {EXAM: exam, PRACTICAL: practical}
    first = {p: Score(v if v is None else Decimal(v)) for p, v in scores.items() if v != ""}
    return replace(PASSED, first=first, **changes)


def again(state=SAT, parts=(EXAM,), **scores):
    return OneMakeUp(state, frozenset(parts), {p: Score(Decimal(v)) for p, v in scores.items()})


def clauses(verdict):
    return [reason.clause for reason in verdict.decision.reasons]


class TestThreeFacts:
    def test_all_three_met_on_the_line_qualify(self):
        verdict = decide(PASSED, RULES)
        assert (verdict.state, bool(verdict.decision)) == (State.QUALIFIED, True)

    @pytest.mark.parametrize(
        ("facts", "state", "cited"),
        [
            (replace(PASSED, hours=Decimal("23.5")), State.NOT_QUALIFIED, "5.a"),
            (replace(PASSED, needed=Decimal(0)), State.NOT_QUALIFIED, "5.a"),
            (with_marks(exam="59.99"), State.MAKE_UP, "5.b"),
            (with_marks(practical="59.99"), State.MAKE_UP, "5.c"),
            (with_marks(exam=None), State.MAKE_UP, "5.b"),
            (with_marks(exam=""), State.PENDING, "5.b"),
            (with_marks(practical=""), State.PENDING, "5.e"),
            (replace(PASSED, ended=False), State.PENDING, "5.a"),
        ],
    )
    def test_each_unmet_fact_is_named_with_its_clause(self, facts, state, cited):
        verdict = decide(facts, RULES)
        assert (verdict.state, bool(verdict.decision)) == (state, False)
        assert clauses(verdict)[0] == cited

    def test_every_unmet_fact_is_named_at_once(self):
        verdict = decide(with_marks(50, 40, hours=Decimal(22)), RULES)
        assert clauses(verdict) == ["5.a", "5.b", "5.c"]
        assert "差 2 学时" in verdict.decision.reasons[0].says.zh

    def test_without_a_practical_mark_nobody_passes_whatever_else_stands(self):
        verdict = decide(with_marks(100, "", hours=Decimal(99)), RULES)
        assert not verdict.decision
        assert "必考" in verdict.decision.reasons[0].says.zh


class TestMakeUp:
    failed = with_marks(exam=55)

    def test_what_failed_is_repeated_and_a_pass_qualifies(self):
        assert decide(self.failed, RULES).owed == (EXAM,)
        verdict = decide(replace(self.failed, make_up=again(exam=60)), RULES)
        assert (verdict.state, verdict.made_up) == (State.QUALIFIED, True)

    @pytest.mark.parametrize(
        ("make_up", "state"),
        [
            (again(OFFERED), State.MAKE_UP),
            (again(SAT), State.MAKE_UP),
            (again(exam=59), State.NOT_QUALIFIED),
            (again(MISSED), State.NOT_QUALIFIED),
            (again(DECLINED), State.NOT_QUALIFIED),
        ],
    )
    def test_a_used_make_up_ends_it(self, make_up, state):
        verdict = decide(replace(self.failed, make_up=make_up), RULES)
        assert verdict.state is state
        assert clauses(verdict)[-1] == ("6.f" if state is State.NOT_QUALIFIED else "6.e")

    def test_where_no_make_up_is_given_the_result_stands(self):
        rules = replace(RULES, make_up=False)
        assert decide(self.failed, rules).state is State.NOT_QUALIFIED

    def test_where_everything_is_repeated_the_examination_is_sat_again(self):
        facts, rules = with_marks(practical=50), replace(RULES, scope=ALL)
        assert (decide(facts, RULES).owed, decide(facts, rules).owed) == ((PRACTICAL,), PARTS)
        sat = replace(facts, make_up=again(parts=PARTS, exam=40, practical=80))
        assert decide(sat, rules).state is State.NOT_QUALIFIED
        assert decide(sat, RULES).state is State.QUALIFIED

    def test_a_test_stands_in_for_hours_where_the_setting_says_so(self):
        short, rules = replace(PASSED, hours=Decimal(22)), replace(RULES, hours_by_test=True)
        assert decide(short, RULES).state is State.NOT_QUALIFIED
        assert decide(short, rules).state is State.MAKE_UP
        made_up = replace(short, make_up=again(exam=70))
        assert decide(made_up, rules).state is State.QUALIFIED
        assert decide(made_up, RULES).state is State.NOT_QUALIFIED

    def test_another_pass_mark_turns_a_pass_into_a_make_up(self):
        facts = with_marks(65, 65)
        for part in PARTS:
            rules = replace(RULES, pass_marks=RULES.pass_marks | {part: Decimal(70)})
            assert (decide(facts, RULES).state, decide(facts, rules).state) == (
                State.QUALIFIED, State.MAKE_UP,
            )  # fmt: skip


class TestTheDay:
    window = Window(date(2022, 6, 30), date(2022, 8, 14), date(2022, 8, 10), "6.6.e")
    rules = replace(RULES, window_days=45)

    @pytest.mark.parametrize(
        ("day", "allowed", "noted"),
        [("06-29", False, 1), ("06-30", True, 0), ("08-10", True, 0), ("08-11", True, 1),
         ("08-14", True, 1), ("08-15", False, 1)],
    )  # fmt: skip
    def test_it_lies_in_the_window_and_is_flagged_beyond_the_dossier(self, day, allowed, noted):
        decision = decide_day(date.fromisoformat(f"2022-{day}"), self.window, self.rules)
        assert (bool(decision), len(decision.reasons)) == (allowed, noted)

    def test_the_provinces_reason_lifts_the_window_and_nothing_else(self):
        late = self.window.until + timedelta(days=1)
        assert decide_day(late, self.window, self.rules, allowed_for="住院")
        assert not decide_day(late, self.window, self.rules, allowed_for=" ")
        early = self.window.ended_on - timedelta(days=1)
        assert not decide_day(early, self.window, self.rules, allowed_for="住院")


@pytest.mark.parametrize(
    ("written", "value"),
    [("85", "85"), (" ８５.５分 ", "85.5"), ("0", "0"), ("100", "100"), ("缺考", None),
     ("Absent", None), ("60.25", "60.25")],
)  # fmt: skip
def test_marks_are_read_as_people_write_them(written, value):
    assert read_mark(written) == Score(None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "written", ["101", "-1", "60.123", "良好", "1e2", "NaN", "6O", "٣٤", "1" * 40, ".", "8 5"]
)
def test_what_is_no_mark_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        read_mark(written)


# --- properties -----------------------------------------------------------------------------------

values = st.one_of(st.none(), st.integers(0, 100).map(Decimal))
score = values.map(Score)
some_scores = st.dictionaries(st.sampled_from(PARTS), score)
make_ups = st.builds(
    OneMakeUp, st.sampled_from((OFFERED, SAT, MISSED, DECLINED)),
    st.frozensets(st.sampled_from(PARTS), min_size=1), some_scores,
)  # fmt: skip
hours = st.integers(0, 30).map(Decimal)
any_facts = st.builds(
    Facts, hours, hours, some_scores, st.one_of(st.none(), make_ups), st.booleans()
)
any_rules = st.builds(
    Rules,
    st.fixed_dictionaries({part: st.integers(0, 100).map(Decimal) for part in PARTS}),
    make_up=st.booleans(), scope=st.sampled_from(("failed", ALL)), hours_by_test=st.booleans(),
    clauses=st.just(CLAUSES),
)  # fmt: skip
RANK = (State.NOT_QUALIFIED, State.MAKE_UP, State.QUALIFIED)


@given(any_facts, any_rules)
@settings(max_examples=400)
def test_no_path_leads_to_a_yes_with_an_unmet_fact(facts, rules):
    verdict = decide(facts, rules)
    if verdict.decision:
        assert verdict.state is State.QUALIFIED
        assert facts.ended
        assert verdict.passed == frozenset(PARTS)
        assert set(facts.first) == set(PARTS)
        assert all(rules.passes(part, verdict.scores.get(part)) for part in PARTS)
        tested = facts.make_up is not None and facts.make_up.complete and rules.hours_by_test
        assert facts.needed > 0
        assert facts.hours >= facts.needed or tested
        assert not verdict.decision.reasons
    else:
        assert verdict.state is not State.QUALIFIED
        assert verdict.decision.reasons


@given(any_facts, any_rules)
@settings(max_examples=400)
def test_no_path_leads_to_a_second_make_up(facts, rules):
    verdict = decide(facts, rules)
    used = facts.make_up is not None and (
        facts.make_up.complete or facts.make_up.state in (MISSED, DECLINED)
    )
    if used or not rules.make_up:
        assert verdict.state is not State.MAKE_UP
        assert not verdict.owed


@given(any_facts, any_rules, st.data())
@settings(max_examples=600)
def test_a_higher_mark_never_makes_it_worse(facts, rules, data):
    scores = dict(facts.first)
    parts = sorted(part for part, one in scores.items() if one.value is not None)
    if not parts:
        return
    part = data.draw(st.sampled_from(parts))
    higher = data.draw(st.integers(int(scores[part].value), 100))
    better = replace(facts, first=scores | {part: Score(Decimal(higher))})
    before, after = decide(facts, rules), decide(better, rules)
    assert before.passed <= after.passed
    if before.state in RANK:
        assert RANK.index(after.state) >= RANK.index(before.state)


@given(any_facts, any_rules, st.integers(0, 10))
@settings(max_examples=400)
def test_more_hours_never_make_it_worse(facts, rules, more):
    before = decide(facts, rules)
    after = decide(replace(facts, hours=facts.hours + more), rules)
    if before.state in RANK:
        assert RANK.index(after.state) >= RANK.index(before.state)
