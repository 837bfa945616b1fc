"""Cases of the Zhejiang opinion: what its figures, soft words and missing dates come to."""

from datetime import date
from decimal import Decimal

import pytest

from zhicai.law.dates import DateRules, span_of
from zhicai.law.engine import Facts, Pace, State, judge, path_from_table
from zhicai.law.library import PACKAGED, read_programme
from zhicai.law.schema import Force, MonthDay

OPINION = read_programme(PACKAGED / "zhejiang-2024")


def verdict(rule_id, value, on, *, in_time=None, base=None, rules=None, **decided):
    """Judge a rule of the opinion on a day, under the suggested settings and what was decided."""
    rule = OPINION.obligations[rule_id]
    settings = OPINION.start_values(on) | {k.replace("_", "-"): v for k, v in decided.items()}
    span = span_of(rule.window, year=on.year, settings=settings, rules=rules or DateRules())
    known = Facts(
        None if value is None else Decimal(value),
        Decimal(value if in_time is None else in_time) if value is not None else None,
        None if base is None else Decimal(base),
    )
    path = path_from_table(settings["milestone-path"], rule.id)
    force = Force(settings[rule.force_by]) if rule.force_by else None
    return judge(rule, facts=known, span=span, on=on, force=force, pace=Pace(path=path))


def state(*args, **more):
    return verdict(*args, **more).state


class TestMilestones:
    def test_2024_is_an_aim_and_never_late(self):
        assert state("talent-total-2024", 85000, date(2024, 12, 31)) is State.ON_TRACK
        assert state("talent-total-2024", 86000, date(2024, 12, 31)) is State.MET
        missed = verdict("talent-total-2024", 85000, date(2025, 1, 1), in_time=85000)
        assert missed.state is State.AT_RISK
        assert missed.missing == 1000

    def test_2024_is_overdue_once_the_province_makes_it_binding(self):
        on = date(2025, 1, 1)
        binding = state("talent-total-2024", 85000, on, milestone_2024_force="binding")
        assert binding is State.OVERDUE

    def test_2027_is_judged_as_printed_and_an_aim_where_decided(self):
        on = date(2028, 1, 1)
        assert state("training-bases-2027", 14, on) is State.OVERDUE
        assert state("training-bases-2027", 14, on, milestone_2027_force="aim") is State.AT_RISK
        assert state("training-bases-2027", 15, on, in_time=14) is State.MET_LATE

    def test_a_yearly_path_turns_the_same_figure_from_on_track_to_at_risk(self):
        end = date(2025, 12, 31)
        path = ((("rule", "talent-total-2027"), ("on", "2025-12-31"), ("value", "100000")),)
        assert state("talent-total-2027", 80000, end) is State.ON_TRACK
        assert state("talent-total-2027", 80000, end, milestone_path=path) is State.AT_RISK

    def test_every_year_asks_for_2027_and_only_the_first_for_2024(self):
        asked = {
            year: {rule.id for rule in OPINION.obligations_of(year)} for year in range(2024, 2028)
        }
        assert all("talent-total-2027" in rules for rules in asked.values())
        assert [year for year, rules in asked.items() if "talent-total-2024" in rules] == [2024]


class TestMissingDates:
    """A-ZJ-19: the plan is owed each year, and the text gives no day."""

    plan = "province-publishes-promotion-plan"

    def test_without_a_day_the_plan_is_never_late(self):
        assert state(self.plan, 0, date(2025, 12, 31)) is State.NOT_DUE
        assert state(self.plan, 1, date(2025, 12, 31)) is State.MET

    def test_with_a_day_it_is_overdue_from_the_next(self):
        day = {"promotion_plan_due": MonthDay(3, 1)}
        assert state(self.plan, 0, date(2025, 3, 1), **day) is State.AT_RISK
        assert state(self.plan, 0, date(2025, 3, 2), **day) is State.OVERDUE
        assert state(self.plan, 0, date(2026, 3, 2), **day) is State.OVERDUE

    @pytest.mark.parametrize(
        ("reading", "last"),
        [
            ({}, date(2025, 3, 1)),
            ({"weekend": "next"}, date(2025, 3, 3)),
            ({"grace_days": 3}, date(2025, 3, 4)),
            ({"inclusive": False}, date(2025, 2, 28)),
        ],
    )
    def test_the_day_is_read_as_the_settings_say(self, reading, last):
        due = verdict(
            self.plan,
            0,
            date(2025, 1, 1),
            promotion_plan_due=MonthDay(3, 1),
            rules=DateRules(**reading),
        )
        assert due.span.due == last

    def test_a_cycle_that_is_not_set_gives_no_date(self):
        for rule in ("overseas-selection", "soft-science-call", "department-staff-in-rotation"):
            window = OPINION.obligations[rule].window
            settings = OPINION.start_values(date(2025, 1, 1))
            closed = date(2025, 6, 30)
            reading = {"year": 2025, "rules": DateRules(), "anchor": closed}
            assert span_of(window, settings=settings, **reading) is None
            settings |= dict.fromkeys(window.parameters, Decimal(12))
            assert span_of(window, settings=settings, **reading).due == date(2026, 6, 30)


class TestSoftWords:
    """A-ZJ-12: 推动, 鼓励 and the like are tracked and never late."""

    proof = "county-takes-action-in"

    def test_a_county_without_proof_is_at_risk_and_not_overdue(self):
        day = {"local_inclusion_due": date(2025, 6, 30)}
        on = date(2025, 7, 1)
        assert state(self.proof, 0, on, **day) is State.AT_RISK
        assert state(self.proof, 0, on, soft_verbs_force="binding", **day) is State.OVERDUE

    def test_more_local_money_is_encouraged(self):
        on = date(2026, 1, 1)
        rule = OPINION.obligations["county-raises-talent-money"]
        span = span_of(rule.window, year=2025, settings={}, rules=DateRules())
        less = Facts(Decimal(90), Decimal(90), Decimal(100))
        assert judge(rule, facts=less, span=span, on=on).state is State.AT_RISK


class TestShares:
    def test_full_coverage_is_all_and_climbs_over_the_year(self):
        rule = "province-covers-key-enterprises"
        assert state(rule, 40, date(2025, 7, 1)) is State.AT_RISK
        assert state(rule, 50, date(2025, 7, 1)) is State.ON_TRACK
        assert state(rule, 99, date(2025, 12, 31)) is not State.MET
        assert state(rule, 100, date(2025, 12, 31)) is State.MET

    def test_an_untrained_officer_is_at_risk_and_overdue_after_the_year(self):
        rule = OPINION.obligations["county-trains-before-first-use"]
        span = span_of(rule.window, year=2025, settings={}, rules=DateRules())

        def on(day, officers):
            known = Facts(Decimal(officers), Decimal(officers))
            return judge(rule, facts=known, span=span, on=day).state

        assert on(date(2025, 5, 1), 0) is State.ON_TRACK
        assert on(date(2025, 5, 1), 1) is State.AT_RISK
        assert on(date(2026, 1, 1), 1) is State.OVERDUE
        assert on(date(2026, 1, 1), 0) is State.MET
