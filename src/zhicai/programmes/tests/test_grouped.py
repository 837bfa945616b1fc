"""The kept queries of metrics: the same answers as Django's own, never those of other rows."""

from datetime import date, timedelta

import pytest

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation.text import Text
from zhicai.places.actions import move_place
from zhicai.places.models import Parentage, Place
from zhicai.programmes import grouped
from zhicai.programmes.registry import Counting, Metric, measure

NOTHING = Counting(1, 2022, {})
START = date(2022, 1, 1)


def metric(rows, **changes):
    return Metric(
        name="tests.parentages",
        unit="item",
        says=Text("", ""),
        rows=rows,
        place="place_id",
        dated="valid_from",
        list_page="",
        mend_page="",
        **changes,
    )


def everything(counting):
    return Parentage.objects.all()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch, hubei):
    monkeypatch.setattr(grouped, "_kept", {})


def pk(code):
    return Place.objects.get(code=code).pk


def moved():
    """Move Yiling under Jingmen in July: two parentages, one of them later."""
    move_place(
        Place.objects.get(code="420506"),
        under=Place.objects.get(code="420800"),
        since=date(2022, 7, 1),
        by=SYSTEM,
    )


def test_what_is_sent_again_with_other_days_counts_by_those_days():
    moved()
    counted = metric(everything)
    days = [date(2022, 6, 30), date(2022, 7, 1)]
    assert list(measure(counted, NOTHING, days)[pk("420506")].values()) == [1, 2]
    later = [day + timedelta(days=30) for day in days]
    assert list(measure(counted, NOTHING, later)[pk("420506")].values()) == [2, 2]
    earlier = [day - timedelta(days=300) for day in days]
    assert measure(counted, NOTHING, earlier) == {}
    assert len(grouped._kept) == 1


def test_rows_that_ask_for_something_else_are_never_answered_with_the_kept_query():
    wanted = {"path__startswith": "420000/420500"}
    counted = metric(lambda counting: Parentage.objects.filter(**wanted))
    before = measure(counted, NOTHING, [START])
    wanted["path__startswith"] = "420000/420100"
    after = measure(counted, NOTHING, [START])
    assert pk("420506") in before
    assert pk("420506") not in after
    assert pk("420102") in after


def test_rows_through_a_subquery_are_compiled_anew_each_time():
    codes = ["420506"]
    counted = metric(
        lambda counting: Parentage.objects.filter(place__in=Place.objects.filter(code__in=codes))
    )
    assert set(measure(counted, NOTHING, [START])) == {pk("420506")}
    codes[0] = "420102"
    assert set(measure(counted, NOTHING, [START])) == {pk("420102")}


def test_another_metric_of_the_same_name_has_a_query_of_its_own():
    first = metric(lambda counting: Parentage.objects.filter(place__code="420506"))
    second = metric(lambda counting: Parentage.objects.filter(place__code="420102"))
    assert set(measure(first, NOTHING, [START])) == {pk("420506")}
    assert set(measure(second, NOTHING, [START])) == {pk("420102")}


def test_places_that_are_not_counted_are_left_out_even_where_each_is_its_own():
    itself = {pk("420506"): pk("420506")}
    found = measure(metric(everything), NOTHING, [START], into=itself)
    assert set(found) == {pk("420506")}
    city = {pk("420506"): pk("420500"), pk("420502"): pk("420500")}
    counted = metric(everything, distinct="path")
    assert measure(counted, NOTHING, [START], into=city) == {pk("420500"): {START: 2}}


def test_rows_that_there_are_none_of_count_nothing():
    assert measure(metric(lambda counting: Parentage.objects.none()), NOTHING, [START]) == {}


def test_a_sum_of_nothing_by_a_day_is_nothing():
    moved()
    counted = metric(
        lambda counting: Parentage.objects.filter(valid_from__gte=date(2022, 7, 1)), amount="id"
    )
    days = [date(2022, 6, 30), date(2022, 7, 1)]
    (by_day,) = measure(counted, NOTHING, days).values()
    assert by_day[days[0]] == 0
    assert by_day[days[1]] > 0
