"""A rule about each class: every one judged by its own day, the worst one speaks for all."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhicai.law.dates import Span
from zhicai.law.engine import WORST_FIRST, Relief, State
from zhicai.law.events import Happening, judge_each
from zhicai.law.tests.making import rule

LIST = rule(
    metric="training.lecturer_lists_filed",
    at_least=1,
    unit="document",
    window={"before": "class_start", "days": 7},
)
NEW_YEAR = date(2022, 1, 1)


def due(day, kept=None):
    return Happening(Span(NEW_YEAR, day), kept)


def verdict(*happenings, on, **more):
    return judge_each(LIST, happenings, on=on, **more)


def test_without_a_happening_nothing_is_measured():
    assert verdict(on=date(2022, 5, 1)).state is State.NOT_MEASURED


def test_one_late_class_is_late_however_many_were_in_time():
    may, june = date(2022, 5, 9), date(2022, 6, 6)
    kept = due(may, may), due(june, june - timedelta(days=2))
    assert verdict(*kept, on=may).state is not State.MET
    assert verdict(*kept, on=june).state is State.MET
    late = verdict(*kept, due(may, june), on=june)
    assert late.state is State.MET_LATE
    assert (late.facts.value, late.facts.in_time, late.goal) == (3, 2, 3)
    missing = verdict(*kept, due(may), on=june)
    assert (missing.state, missing.span.due, missing.missing) == (State.OVERDUE, may, 1)
    assert "合计 3 份" in missing.arithmetic.zh
    waived = verdict(*kept, due(may), on=june, relief=Relief(waived=True))
    assert waived.state is State.WAIVED


def test_what_was_done_after_the_day_of_judgement_does_not_count_yet():
    may = date(2022, 5, 9)
    assert verdict(due(may, may), on=may - timedelta(days=30)).facts.value == 0
    assert verdict(due(may, may), on=may).facts.value == 1


days = st.dates(date(2022, 1, 1), date(2022, 12, 31))
happenings = st.lists(st.builds(due, days, st.none() | days), min_size=1, max_size=6)


@given(happenings, days)
def test_all_together_are_as_bad_as_the_worst_and_add_up(found, on):
    whole = verdict(*found, on=on)
    each = [verdict(one, on=on) for one in found]
    assert whole.state == min((one.state for one in each), key=WORST_FIRST.index)
    assert whole.facts.value == sum((one.facts.value for one in each), Decimal(0))
    assert whole.facts.value + whole.missing == whole.goal
