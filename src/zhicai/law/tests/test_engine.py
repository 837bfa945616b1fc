"""The eight states: total, exclusive, and each reached in the scene that its name says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.law.dates import Span
from zhicai.law.engine import (
    STATE_NAMES,
    WORST_FIRST,
    Facts,
    Pace,
    Relief,
    State,
    effective_span,
    judge,
    path_from_table,
    reached,
    time_share,
)
from zhicai.law.schema import Expected, Force
from zhicai.law.tests.making import counts, rule, rules

YEAR = Span(date(2022, 4, 1), date(2022, 11, 30))
BEFORE, MIDDLE, LAST, AFTER = (
    date(2022, 3, 31),
    date(2022, 8, 1),
    date(2022, 11, 30),
    date(2022, 12, 1),
)

days = st.dates(date(2021, 6, 1), date(2023, 6, 1))
spans = st.builds(
    lambda opens, length: Span(opens, opens + timedelta(days=length)), days, st.integers(0, 400)
)
facts = st.builds(
    Facts,
    value=st.none() | counts,
    in_time=st.none() | counts,
    base=st.none() | counts,
)
reliefs = st.none() | st.builds(Relief, due=st.none() | days, waived=st.booleans())
paces = st.builds(
    Pace,
    warn_days=st.integers(0, 60),
    slack=st.integers(0, 10).map(lambda n: Decimal(n) / 10),
    path=st.lists(st.tuples(days, counts), max_size=3).map(tuple),
)
forces = st.none() | st.sampled_from(Force)


def state(asked, value=None, *, on=MIDDLE, in_time=None, base=None, **more):
    counted = None if value is None else Decimal(value)
    timely = counted if in_time is None and on <= LAST else in_time
    known = Facts(counted, timely, None if base is None else Decimal(base))
    more.setdefault("span", YEAR)
    return judge(asked, facts=known, on=on, **more).state


class TestEachState:
    def test_nothing_is_due_before_the_window_opens(self):
        assert state(rule(), 0, on=BEFORE) is State.NOT_DUE

    def test_a_rule_without_a_date_is_not_due(self):
        assert state(rule(), 0, on=AFTER, in_time=Decimal(0), span=None) is State.NOT_DUE

    def test_a_rule_without_a_date_can_be_met(self):
        assert state(rule(), 100, on=AFTER, span=None) is State.MET

    def test_a_step_is_on_track_until_the_warning(self):
        assert state(rule(), 0) is State.ON_TRACK

    def test_a_step_is_at_risk_in_its_last_fortnight(self):
        assert state(rule(), 99, on=date(2022, 11, 16)) is State.ON_TRACK
        assert state(rule(), 99, on=date(2022, 11, 17)) is State.AT_RISK

    def test_the_last_day_is_not_yet_overdue(self):
        assert state(rule(), 99, on=LAST) is State.AT_RISK
        assert state(rule(), 99, on=AFTER, in_time=Decimal(99)) is State.OVERDUE

    def test_what_is_reached_on_the_last_day_is_met_for_ever(self):
        assert state(rule(), 100, on=LAST) is State.MET
        assert state(rule(), 100, on=AFTER, in_time=Decimal(100)) is State.MET

    def test_what_is_reached_after_the_last_day_is_met_late(self):
        assert state(rule(), 100, on=AFTER, in_time=Decimal(99)) is State.MET_LATE

    def test_what_cannot_be_shown_to_be_in_time_is_late(self):
        assert state(rule(), 100, on=AFTER) is State.MET_LATE

    def test_a_total_behind_its_pace_is_at_risk(self):
        half_way = date(2022, 7, 31)  # 122 of 244 days
        assert state(rule(pace="linear"), 45, on=half_way) is State.ON_TRACK
        assert state(rule(pace="linear"), 44, on=half_way) is State.AT_RISK

    def test_a_waiver_ends_every_other_question(self):
        assert state(rule(), 0, on=AFTER, relief=Relief(waived=True)) is State.WAIVED
        assert state(rule(), None, relief=Relief(waived=True)) is State.WAIVED

    def test_what_nobody_counts_is_not_measured(self):
        assert state(rule(), None, on=AFTER) is State.NOT_MEASURED

    def test_a_direction_without_a_base_is_not_measured(self):
        asked = rule(direction="increase")
        assert state(asked, 5) is State.NOT_MEASURED
        assert state(asked, 5, base=4) is State.MET
        assert state(asked, 4, base=4, on=AFTER) is State.OVERDUE


class TestSoftRules:
    @pytest.mark.parametrize("force", [Force.AIM, Force.ENCOURAGED])
    def test_a_soft_rule_is_at_risk_where_a_binding_one_is_overdue(self, force):
        assert state(rule(), 0, on=AFTER, force=Force.BINDING) is State.OVERDUE
        assert state(rule(), 0, on=AFTER, force=force) is State.AT_RISK

    @pytest.mark.parametrize("force", [Force.AIM, Force.ENCOURAGED])
    def test_a_soft_rule_met_after_its_date_is_met(self, force):
        assert state(rule(), 100, on=AFTER, in_time=Decimal(0), force=force) is State.MET

    def test_a_setting_overrides_the_force_of_the_rule(self):
        soft = rule(force="encouraged")
        assert state(soft, 0, on=AFTER) is State.AT_RISK
        assert state(soft, 0, on=AFTER, force=Force.BINDING) is State.OVERDUE


class TestLimits:
    @pytest.mark.parametrize("aim", [{"at_most": "0"}, {"exactly": "0"}])
    def test_a_limit_is_kept_only_when_its_time_is_over(self, aim):
        asked = rule(**aim)
        assert state(asked, 0, on=BEFORE) is State.NOT_DUE
        assert state(asked, 0) is State.ON_TRACK
        assert state(asked, 0, on=AFTER) is State.MET

    @pytest.mark.parametrize("aim", [{"at_most": "0"}, {"exactly": "0"}])
    def test_a_broken_limit_is_at_risk_and_then_overdue(self, aim):
        asked = rule(**aim)
        assert state(asked, 1) is State.AT_RISK
        assert state(asked, 1, on=AFTER) is State.OVERDUE

    def test_more_than_exactly_one_is_at_risk(self):
        assert state(rule(exactly="1"), 1) is State.MET
        assert state(rule(exactly="1"), 2) is State.AT_RISK

    def test_a_range_is_left_at_both_ends(self):
        asked = rule(between=["1", "2"])
        assert [state(asked, n) for n in range(4)] == [
            State.ON_TRACK,
            State.MET,
            State.MET,
            State.AT_RISK,
        ]

    def test_a_verdict_tells_what_is_missing_or_too_much(self):
        short = judge(rule(exactly="3"), facts=Facts(Decimal(1)), span=YEAR, on=MIDDLE)
        over = judge(rule(exactly="3"), facts=Facts(Decimal(5)), span=YEAR, on=MIDDLE)
        assert (short.missing, short.excess) == (2, None)
        assert (over.missing, over.excess) == (0, 2)


class TestExtension:
    def test_an_extended_place_is_in_time_until_its_own_day(self):
        later = Relief(due=date(2022, 12, 31))
        assert state(rule(), 0, on=date(2022, 12, 31), relief=later) is State.AT_RISK
        assert state(rule(), 0, on=date(2023, 1, 1), relief=later) is State.OVERDUE

    def test_the_others_keep_the_date_of_the_notice(self):
        assert state(rule(), 0, on=AFTER) is State.OVERDUE

    def test_an_extension_dates_a_rule_that_had_no_date(self):
        given_day = effective_span(None, Relief(due=date(2025, 3, 1)))
        assert given_day == Span(date(2025, 1, 1), date(2025, 3, 1))


class TestPath:
    """A-ZJ-06: 120,000 by the end of 2027, with a baseline and a yearly path or without."""

    total = rule(at_least="120000", pace="linear")
    action = Span(date(2024, 9, 11), date(2027, 12, 31))
    end_of_2025 = date(2025, 12, 31)

    def expected(self, **more):
        known = Facts(Decimal(80000), base=more.pop("base", None))
        return judge(
            self.total, facts=known, span=self.action, on=self.end_of_2025, pace=Pace(**more)
        )

    def test_without_a_path_growth_is_even(self):
        verdict = self.expected()
        assert verdict.expected == 120000 * time_share(self.action, self.end_of_2025)
        assert verdict.state is State.ON_TRACK

    def test_a_baseline_is_where_growth_starts(self):
        verdict = self.expected(base=Decimal(70000))
        assert verdict.expected == 70000 + 50000 * time_share(self.action, self.end_of_2025)
        assert verdict.state is State.AT_RISK

    def test_a_baseline_may_stand_in_the_path(self):
        path = ((date(2024, 1, 1), Decimal(70000)),)
        assert self.expected(path=path).expected == self.expected(base=Decimal(70000)).expected

    def test_a_path_says_what_each_year_asks(self):
        verdict = self.expected(path=((self.end_of_2025, Decimal(100000)),))
        assert verdict.expected == 100000
        assert verdict.state is State.AT_RISK

    def test_a_path_is_read_from_a_table_of_the_settings(self):
        rows = (
            (("rule", "talent-total-2027"), ("on", "2026-12-31"), ("value", "110000")),
            (("rule", "another"), ("on", "2026-12-31"), ("value", "1")),
            (("rule", "talent-total-2027"), ("on", "2025-12-31"), ("value", "100000")),
        )
        assert path_from_table(rows, "talent-total-2027") == (
            (date(2025, 12, 31), Decimal(100000)),
            (date(2026, 12, 31), Decimal(110000)),
        )
        assert path_from_table(None, "talent-total-2027") == ()

    def test_a_row_that_cannot_be_read_is_named(self):
        rows = ((("rule", "a"), ("on", "end of 2025"), ("value", "1")),)
        with pytest.raises(Expected, match="row 1 needs"):
            path_from_table(rows, "a")


class TestForAnyFactsDatesAndForce:
    @given(rules, facts, st.none() | spans, days, reliefs, paces, forces)
    def test_there_is_exactly_one_state_and_it_has_a_name(
        self, asked, known, span, on, relief, pace, force
    ):
        verdict = judge(asked, facts=known, span=span, on=on, relief=relief, pace=pace, force=force)
        again = judge(asked, facts=known, span=span, on=on, relief=relief, pace=pace, force=force)
        assert verdict.state in State
        assert verdict == again
        assert STATE_NAMES[verdict.state].zh
        assert verdict.arithmetic.zh.endswith("。")
        assert verdict.arithmetic.en.endswith(".")

    @given(rules, facts, st.none() | spans, days, paces, forces)
    def test_waived_wins(self, asked, known, span, on, pace, force):
        relief = Relief(waived=True)
        verdict = judge(asked, facts=known, span=span, on=on, relief=relief, pace=pace, force=force)
        assert verdict.state is State.WAIVED

    @given(rules, st.none() | spans, days, paces, forces)
    def test_not_measured_is_never_green(self, asked, span, on, pace, force):
        verdict = judge(asked, facts=Facts(), span=span, on=on, pace=pace, force=force)
        assert verdict.state is State.NOT_MEASURED

    @given(
        rules, facts, st.none() | spans, days, paces, st.sampled_from([Force.AIM, Force.ENCOURAGED])
    )
    def test_a_soft_rule_is_never_late(self, asked, known, span, on, pace, force):
        verdict = judge(asked, facts=known, span=span, on=on, pace=pace, force=force)
        assert verdict.state not in (State.OVERDUE, State.MET_LATE)

    @given(rules, facts, days, paces, forces)
    def test_without_a_date_nothing_is_late_or_at_risk(self, asked, known, on, pace, force):
        verdict = judge(asked, facts=known, span=None, on=on, pace=pace, force=force)
        assert verdict.state in (State.MET, State.NOT_DUE, State.NOT_MEASURED)

    @given(rules, facts, spans, days, paces, forces)
    def test_overdue_only_after_the_due_date(self, asked, known, span, on, pace, force):
        verdict = judge(asked, facts=known, span=span, on=on, pace=pace, force=force)
        if verdict.state in (State.OVERDUE, State.MET_LATE):
            assert on > span.due
        if verdict.state is State.NOT_DUE:
            assert on < span.opens

    @given(st.integers(0, 200), counts, counts, counts, st.none() | spans, days, paces, forces)
    def test_more_facts_never_turn_met_into_unmet(
        self, goal, value, more, in_time, span, on, pace, force
    ):
        asked = rule(at_least=str(goal))
        known = Facts(value, min(in_time, value))
        fuller = Facts(value + more, min(in_time, value) + more)
        earlier = judge(asked, facts=known, span=span, on=on, pace=pace, force=force).state
        later = judge(asked, facts=fuller, span=span, on=on, pace=pace, force=force).state
        assert WORST_FIRST.index(later) >= WORST_FIRST.index(earlier) or earlier is State.NOT_DUE
        if earlier is State.MET:
            assert later is State.MET
        if earlier is State.MET_LATE:
            assert later in (State.MET, State.MET_LATE)

    @given(counts, counts, spans, days, days, paces)
    def test_what_a_linear_path_expects_never_falls(self, goal, base, span, one, other, pace):
        asked = rule(at_least=str(goal), pace="linear")
        even = Pace(pace.warn_days, pace.slack)
        first, second = sorted((one, other))
        known = Facts(Decimal(0), base=base)
        expected = [
            judge(asked, facts=known, span=span, on=on, pace=even).expected
            for on in (first, second)
        ]
        assert expected[0] <= expected[1] <= goal

    @given(rules, counts, counts)
    def test_what_is_missing_is_what_would_reach_it(self, asked, value, base):
        verdict = judge(asked, facts=Facts(value, value, base), span=YEAR, on=MIDDLE)
        if verdict.missing and not verdict.excess:
            assert reached(asked, value + verdict.missing)
