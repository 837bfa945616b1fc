"""Progress, pace, leads and months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.law.dates import Span
from zhicai.law.engine import Facts, Relief, State, judge
from zhicai.law.library import PACKAGED, read_programme
from zhicai.monitoring import rules

HUBEI = read_programme(PACKAGED / "hubei-2022")
PLAN = HUBEI.obligations["county-files-class-plan"]
PEOPLE = HUBEI.obligations["county-trains-preparatory-people"]
LIMIT = HUBEI.obligations["county-keeps-preparatory-window"]
AIM = HUBEI.obligations["county-raises-training-money"]
YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))
SEASON = Span(date(2022, 4, 1), date(2022, 11, 30))
JUNE = date(2022, 6, 20)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def verdict(rule, value, span=SEASON, on=JUNE, relief=None):
    count = None if value is None else Decimal(value)
    return judge(rule, facts=Facts(count, count), span=span, on=on, relief=relief)


def test_progress_is_the_mean_of_what_is_reached_against_the_mean_of_the_time_passed():
    met, half = verdict(PLAN, 1, YEAR), verdict(PEOPLE, 50)
    progress = rules.progress_of([met, half])
    assert progress.share == Decimal("0.75")
    assert progress.pace == (rules.pace_of(met) + rules.pace_of(half)) / 2


def test_what_nobody_counts_is_waived_soft_or_a_mere_limit_does_not_enter_the_progress():
    waived = verdict(PLAN, 0, relief=Relief(waived=True))
    left_out = [verdict(PLAN, None), waived, verdict(LIMIT, 0), verdict(AIM, 5)]
    assert rules.progress_of(left_out).share is None
    assert rules.progress_of([*left_out, verdict(PLAN, 1)]).share == 1


def test_more_people_than_asked_do_not_make_up_for_a_missing_plan():
    progress = rules.progress_of([verdict(PEOPLE, 300), verdict(PLAN, 0)])
    assert progress.share == Decimal("0.5")


@pytest.mark.parametrize(
    ("share", "pace", "overdue", "tone"),
    [
        (None, None, 0, "idle"),
        ("0.9", "0.5", 1, "red"),
        ("0.4", "0.5", 0, "amber"),
        ("0.6", "0.5", 0, "info"),
        ("0.8", "0.5", 0, "green"),
    ],
)
def test_the_colour_says_overdue_behind_in_step_or_far(share, pace, overdue, tone):
    values = [None if one is None else Decimal(one) for one in (share, pace)]
    assert rules.Progress(*values, overdue=overdue).tone == tone


@given(due=days, on=days)
def test_a_lead_covers_the_days_left_and_is_the_shortest_that_does(due, on):
    lead, left = rules.lead_of(due, on), (due - on).days
    if left < 0 or left > max(rules.LEADS):
        assert lead is None
    else:
        assert lead == min(one for one in rules.LEADS if one >= left)


def test_a_day_on_which_no_reminder_ran_is_made_up_for_on_the_next():
    due = date(2022, 3, 31)
    leads = [rules.lead_of(due, due - timedelta(days=left)) for left in (15, 14, 13, 8, 7, 2, 1, 0)]
    assert leads == [None, 14, 14, 14, 7, 7, 1, 1]


def test_only_what_is_open_calls_for_a_reminder():
    assert rules.why_no_reminder(verdict(PLAN, 0)) is None
    assert rules.why_no_reminder(verdict(PLAN, 1)).zh == "已完成"
    assert rules.why_no_reminder(verdict(PLAN, None)).zh == "还没有数据来源"
    assert rules.why_no_reminder(verdict(PLAN, 0, relief=Relief(waived=True))).zh == "已免除"
    early = verdict(PEOPLE, 0, on=date(2022, 3, 1))
    assert rules.why_no_reminder(early).zh == "还没有到办理时间"


def test_the_worst_of_what_somebody_counts_is_grey_only_where_nobody_counts_anything():
    assert rules.worst_measured([State.NOT_MEASURED, State.MET]) is State.MET
    assert rules.worst_measured([State.NOT_MEASURED]) is State.NOT_MEASURED
    assert rules.worst([State.MET, State.OVERDUE, State.AT_RISK]) is State.OVERDUE


@given(days)
def test_months_lie_side_by_side(day):
    first = day.replace(day=1)
    assert rules.month_after(rules.month_before(first)) == first
    assert rules.month_before(rules.month_after(first)) == first
    numbers = [number for week in rules.weeks_of(first) for number in week if number]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_share_of_the_year_runs_from_its_first_day_to_its_last():
    assert rules.share_of_year(2022, date(2022, 1, 1)) == Decimal(1) / 365
    assert rules.share_of_year(2022, date(2022, 12, 31)) == 1
    assert rules.share_of_year(2022, date(2021, 12, 31)) == 0
    assert rules.share_of_year(2022, date(2023, 5, 1)) == 1


def test_days_left_are_said_in_both_languages():
    due = date(2022, 3, 31)
    assert rules.days_left(due, due).zh == "今天"
    assert rules.days_left(due, date(2022, 3, 27)).zh == "剩 4 天"
    assert rules.days_left(due, date(2022, 4, 1)).en == "1 day ago"
