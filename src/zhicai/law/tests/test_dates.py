"""From a window to two days of the calendar: month ends, weekends, holidays, grace."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.law.dates import DateRules, Holidays, Span, add_months, span_of, working_days_before
from zhicai.law.holidays import read_holidays
from zhicai.law.library import REFERENCE
from zhicai.law.schema import MonthDay, Window

OFFICE = read_holidays(REFERENCE / "holidays.yaml")
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
readings = st.builds(
    DateRules,
    inclusive=st.booleans(),
    weekend=st.sampled_from(["none", "next"]),
    grace_days=st.integers(0, 30),
    lead_unit=st.sampled_from(["calendar", "working", "week"]),
    holidays=st.just(OFFICE),
)


def window(**written):
    if "opens" in written:
        written["from"] = written.pop("opens")
    return Window.model_validate(written)


def due(written, *, year=2022, settings=None, anchor=None, **rules):
    reading = DateRules(**{"holidays": OFFICE, **rules})
    span = span_of(written, year=year, settings=settings or {}, rules=reading, anchor=anchor)
    return span and span.due


class TestForms:
    def test_by_a_day_opens_at_new_year(self):
        span = span_of(window(by="03-31"), year=2023, settings={}, rules=DateRules())
        assert span == Span(date(2023, 1, 1), date(2023, 3, 31))

    def test_a_period_is_kept_as_printed(self):
        span = span_of(window(opens="04-01", to="11-30"), year=2022, settings={}, rules=DateRules())
        assert span == Span(date(2022, 4, 1), date(2022, 11, 30))
        assert span.days == 244

    def test_a_period_over_several_years_is_the_same_in_each(self):
        action = window(opens="2024-09-11", to="2027-12-31")
        spans = {span_of(action, year=y, settings={}, rules=DateRules()) for y in (2024, 2027)}
        assert spans == {Span(date(2024, 9, 11), date(2027, 12, 31))}

    def test_a_week_before_the_class(self):
        assert due(window(before="class_start", days="7"), anchor=date(2022, 5, 1)) == date(
            2022, 4, 24
        )

    def test_two_months_after_the_class(self):
        after = window(after="class_end", months="2")
        assert due(after, anchor=date(2022, 6, 30)) == date(2022, 8, 30)
        assert due(after, anchor=date(2022, 12, 31)) == date(2023, 2, 28)

    def test_no_date_before_the_event_is_known(self):
        assert due(window(after="class_end", months="2")) is None

    def test_a_lead_may_stand_in_a_setting(self):
        asked = window(before="class_start", days={"parameter": "lead"})
        assert due(asked, anchor=date(2022, 5, 16), settings={"lead": 5}) == date(2022, 5, 11)
        assert due(asked, anchor=date(2022, 5, 16), settings={"lead": None}) is None

    def test_a_date_that_is_not_set_yet_is_no_date(self):
        asked = window(undated="plan-due")
        assert due(asked) is None
        assert due(asked, settings={"plan-due": None}) is None

    def test_a_setting_gives_a_day_of_each_year_or_one_date(self):
        asked = window(undated="plan-due")
        assert due(asked, year=2025, settings={"plan-due": MonthDay(3, 1)}) == date(2025, 3, 1)
        assert due(asked, year=2025, settings={"plan-due": date(2026, 1, 31)}) == date(2026, 1, 31)

    def test_the_29th_of_february_falls_back(self):
        assert MonthDay(2, 29).in_year(2024) == date(2024, 2, 29)
        assert MonthDay(2, 29).in_year(2023) == date(2023, 2, 28)
        assert MonthDay(2, 29).in_year(2100) == date(2100, 2, 28)


class TestReading:
    def test_the_last_day_counts_unless_a_setting_says_otherwise(self):
        assert due(window(by="03-31")) == date(2022, 3, 31)
        assert due(window(by="03-31"), inclusive=False) == date(2022, 3, 30)

    def test_a_due_date_on_a_day_off_moves_to_the_next_working_day(self):
        assert due(window(by="04-30"), year=2023) == date(2023, 4, 30)
        assert due(window(by="04-30"), year=2023, weekend="next") == date(2023, 5, 4)

    def test_a_weekend_day_that_is_worked_does_not_move(self):
        assert due(window(by="05-07"), year=2022, weekend="next") == date(2022, 5, 7)

    def test_grace_follows_the_shift(self):
        assert due(window(by="04-30"), year=2023, weekend="next", grace_days=3) == date(2023, 5, 7)

    def test_a_lead_never_gets_shorter_by_a_weekend(self):
        asked = window(before="class_start", days="7")
        sunday = date(2022, 5, 22)
        assert due(asked, anchor=sunday, weekend="next") == date(2022, 5, 13)

    def test_a_lead_in_working_days_skips_the_holiday(self):
        asked = window(before="class_start", days="7")
        assert due(asked, anchor=date(2022, 5, 16), lead_unit="working") == date(2022, 5, 6)

    def test_the_calendar_week_before_ends_on_its_sunday(self):
        asked = window(before="class_start", days="7")
        for monday_to_sunday in range(16, 23):
            anchor = date(2022, 5, monday_to_sunday)
            assert due(asked, anchor=anchor, lead_unit="week") == date(2022, 5, 15)

    @pytest.mark.parametrize("form", [{"opens": "04-01", "to": "04-30"}, {"whole": "year"}])
    def test_periods_do_not_move(self, form):
        for reading in ({}, {"weekend": "next", "grace_days": 9, "inclusive": False}):
            assert due(window(**form), year=2023, **reading) == due(window(**form), year=2023)


class TestForAnyDates:
    @given(days, st.integers(-60, 60))
    def test_month_arithmetic_stays_in_the_month_it_names(self, day, months):
        moved = add_months(day, months)
        assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
        assert moved.day == day.day or (
            moved.day < day.day and (moved + timedelta(days=1)).month != moved.month
        )

    @given(days, days, st.integers(0, 60))
    def test_months_keep_the_order_of_days(self, one, other, months):
        first, second = sorted((one, other))
        assert add_months(first, months) <= add_months(second, months)

    @given(days, days, st.integers(0, 24), st.integers(0, 60), readings)
    def test_after_is_monotone_in_anchor(self, one, other, months, lead, rules):
        asked = window(after="class_end", months=str(months), days=str(lead))
        early, late = (
            span_of(asked, year=2022, settings={}, rules=rules, anchor=anchor)
            for anchor in sorted((one, other))
        )
        assert early.due <= late.due
        assert early.opens <= early.due

    @given(days, st.integers(0, 60), st.integers(0, 60), readings)
    def test_a_longer_lead_is_due_later_after_and_earlier_before(self, anchor, lead, more, rules):
        def spans(form):
            return [
                span_of(
                    window(**{form: "class", "days": str(days)}),
                    year=2022,
                    settings={},
                    rules=rules,
                    anchor=anchor,
                ).due
                for days in (lead, lead + more)
            ]

        assert spans("after")[0] <= spans("after")[1]
        assert spans("before")[0] >= spans("before")[1]

    @given(days, days, st.integers(0, 60), readings)
    def test_before_is_monotone_in_anchor(self, one, other, lead, rules):
        asked = window(before="class_start", days=str(lead))
        early, late = (
            span_of(asked, year=2022, settings={}, rules=rules, anchor=anchor)
            for anchor in sorted((one, other))
        )
        assert early.due <= late.due
        assert early.opens <= early.due

    @given(st.integers(1, 12), st.integers(1, 28), st.integers(2020, 2030), readings)
    def test_exclusive_is_never_later_and_grace_is_so_many_days(self, month, day, year, rules):
        asked = window(by=f"{month:02}-{day:02}")
        plain = DateRules()
        named = span_of(asked, year=year, settings={}, rules=plain).due
        exclusive = span_of(asked, year=year, settings={}, rules=DateRules(inclusive=False)).due
        graced = span_of(asked, year=year, settings={}, rules=DateRules(grace_days=5)).due
        moved = span_of(asked, year=year, settings={}, rules=DateRules(weekend="next")).due
        assert named == date(year, month, day)
        assert exclusive == named - timedelta(days=1)
        assert graced == named + timedelta(days=5)
        assert named <= moved <= named + timedelta(days=2)
        span = span_of(asked, year=year, settings={}, rules=rules)
        assert span.opens <= span.due

    @given(days, st.integers(0, 60))
    def test_so_many_working_days_lie_between(self, day, count):
        back = working_days_before(day, count, OFFICE)
        between = [back + timedelta(days=n) for n in range((day - back).days)]
        assert sum(OFFICE.is_working_day(d) for d in between) == count

    @given(days)
    def test_a_working_day_is_its_own_next_and_last(self, day):
        table = Holidays()
        assert table.is_working_day(table.next_working_day(day))
        assert table.last_working_day(day) <= day <= table.next_working_day(day)
