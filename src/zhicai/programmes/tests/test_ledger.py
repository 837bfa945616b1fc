"""The ledger: who owes, by when, in which state, and how it is counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhicai.accounts.acting import SYSTEM
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.places.actions import move_place
from zhicai.programmes import registry
from zhicai.programmes.actions import decide_setting, extend_deadline, issue_notice, waive
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.models import Receipt
from zhicai.programmes.registry import Counting, measure
from zhicai.programmes.tests import scenes

PLAN = "county-files-class-plan"
RECEIPT = "city-acknowledges-notice"


def confirmed(year, code, level, on):
    notice = issue_notice(year, by=scenes.province_officer(), on=scenes.TODAY)
    receipt, _ = Receipt.objects.get_or_create(
        notice=notice,
        place=scenes.place(code),
        level=level,
        defaults={"delivered_on": scenes.TODAY},
    )
    Receipt.objects.filter(pk=receipt.pk).update(
        opened_on=on, acknowledged_on=on, acknowledged_by="某"
    )


def state_of(year, rule, code, level, on):
    return ledger_of(year, on=on, rules=[rule]).find(rule, code, level).state


def test_hubei_has_its_seats_and_four_places_hold_two(year):
    ledger = ledger_of(year, on=scenes.TODAY)
    assert len(ledger.of_rule("city-sends-class-summary")) == 17
    assert len(ledger.of_rule(PLAN)) == 103
    twice = {s.place.code for s in ledger.of_rule(PLAN)} & {
        s.place.code for s in ledger.of_rule("city-sends-class-summary")
    }
    assert twice == {"429004", "429005", "429006", "429021"}


def test_what_nobody_counts_is_grey_and_never_green(year):
    ledger = ledger_of(year, on=date(2022, 12, 31))
    grey = {s.state for s in ledger.standings if registry.metric(s.verdict.rule.metric) is None}
    assert grey == {State.NOT_MEASURED}


def test_a_rule_about_each_class_says_nothing_before_there_are_classes(year, counted):
    counted("working-group-files-lecturer-list")
    counted("failed-trainee-gets-one-makeup")
    ledger = ledger_of(year, on=date(2022, 12, 31))
    for rule in ("working-group-files-lecturer-list", "failed-trainee-gets-one-makeup"):
        assert {s.state for s in ledger.of_rule(rule)} == {State.NOT_MEASURED}


def test_a_receipt_counts_for_the_level_that_gave_it(year):
    confirmed(year, scenes.YILING, Level.COUNTY, date(2022, 2, 20))
    assert state_of(year, RECEIPT, scenes.YICHANG, Level.CITY, date(2022, 3, 1)) is State.NOT_DUE
    confirmed(year, scenes.YICHANG, Level.CITY, date(2022, 2, 20))
    assert state_of(year, RECEIPT, scenes.YICHANG, Level.CITY, date(2022, 3, 1)) is State.MET


def test_opening_the_year_is_itself_an_obligation_that_is_met(year):
    on = date(2022, 2, 10)
    assert state_of(year, "province-opens-year", scenes.HUBEI, Level.PROVINCE, on) is State.MET


def test_counts_add_up_to_the_places_above(year, counted):
    counted("county-trains-preparatory-people")
    for code in ("420502", "420503", "420102"):
        confirmed(year, code, Level.COUNTY, date(2022, 5, 1))
    ledger = ledger_of(year, on=date(2022, 6, 1), rules=["province-headline-ten-thousand"])
    (headline,) = ledger.standings
    assert headline.verdict.facts.value == 3


def test_a_headline_is_shown_and_never_judged(year, counted):
    counted("county-trains-preparatory-people")
    ledger = ledger_of(year, on=date(2022, 12, 31), rules=["province-headline-ten-thousand"])
    assert len(ledger.standings) == 1
    assert sum(ledger.tally().values()) == 0


def test_the_same_person_in_two_counties_is_one_person_in_the_city(year, counted):
    counted("county-trains-preparatory-people", distinct="acknowledged_by")
    for code in ("420502", "420503"):
        confirmed(year, code, Level.COUNTY, date(2022, 5, 1))
    ledger = ledger_of(year, on=date(2022, 6, 1))
    counties = [
        ledger.find("county-trains-preparatory-people", code, Level.COUNTY).verdict.facts.value
        for code in ("420502", "420503")
    ]
    province = ledger.of_rule("province-headline-ten-thousand")[0].verdict.facts.value
    assert (counties, province) == ([Decimal(1), Decimal(1)], Decimal(1))


def test_what_happened_under_a_former_parent_stays_there(year, counted):
    counted("city-sends-class-summary")
    confirmed(year, "420502", Level.COUNTY, date(2022, 3, 1))
    move_place(
        scenes.place("420502"), under=scenes.place(scenes.WUHAN), since=date(2022, 5, 1), by=SYSTEM
    )
    ledger = ledger_of(year, on=date(2022, 6, 1), rules=["city-sends-class-summary"])
    values = {
        code: ledger.find("city-sends-class-summary", code, Level.CITY).verdict.facts.value
        for code in (scenes.YICHANG, scenes.WUHAN)
    }
    assert values == {scenes.YICHANG: 1, scenes.WUHAN: 0}


def test_a_later_day_is_obeyed_and_a_waiver_too(year, counted):
    counted(PLAN, level="level")
    late, keeper = date(2022, 4, 10), scenes.keeper()
    assert state_of(year, PLAN, scenes.YILING, Level.COUNTY, late) is State.OVERDUE
    yiling = [scenes.place(scenes.YILING)]
    extend_deadline(
        year,
        PLAN,
        places=yiling,
        due=date(2022, 4, 15),
        reason="机构调整",
        by=keeper,
        at=scenes.NOON,
    )
    assert state_of(year, PLAN, scenes.YILING, Level.COUNTY, late) is State.AT_RISK
    assert state_of(year, PLAN, "420502", Level.COUNTY, late) is State.OVERDUE
    confirmed(year, scenes.YILING, Level.COUNTY, date(2022, 4, 12))
    assert state_of(year, PLAN, scenes.YILING, Level.COUNTY, date(2022, 5, 1)) is State.MET
    waive(year, PLAN, places=[scenes.place("420502")], reason="撤并", by=keeper, at=scenes.NOON)
    assert state_of(year, PLAN, "420502", Level.COUNTY, late) is State.WAIVED


@pytest.mark.parametrize(
    ("only", "counties"), [((scenes.HUBEI, scenes.YICHANG, scenes.YILING), 1), ((), 103)]
)
def test_the_number_of_queries_does_not_grow_with_the_places(
    db, only, counties, django_assert_num_queries, monkeypatch
):
    monkeypatch.delitem(
        registry._metrics, "training.preparatory_classes_outside_county", raising=False
    )
    scenes.load_hubei(only)
    year = scenes.opened()
    confirmed(year, scenes.YILING, Level.COUNTY, scenes.TODAY)
    uncounted = "county-holds-classes-at-home"
    rules = [RECEIPT, "province-opens-year", uncounted]
    with django_assert_num_queries(7):  # five for the year, and one for each metric
        ledger = ledger_of(year, on=scenes.TODAY, rules=rules)
    assert len(ledger.of_rule(uncounted)) == counties


def test_the_ledger_asks_once_for_each_metric(year, django_assert_num_queries):
    with django_assert_num_queries(1):
        metric = registry.metric("programmes.notice_receipts")
        days = [scenes.TODAY + timedelta(days=n) for n in range(30)]
        measure(metric, Counting(year.pk, year.year, {}), days)


def test_counties_owe_nothing_after_the_first_year_where_nothing_repeats(year):
    later = date(2023, 1, 4)
    following = scenes.opened(2023, on=later)
    assert len(ledger_of(following, on=later).of_rule(PLAN)) == 103
    decide_setting(
        following,
        "years-repeat",
        "false",
        reason="只办一年",
        in_force_from=date(2023, 1, 1),
        by=scenes.keeper(later),
        at=scenes.NOON,
    )
    assert ledger_of(following, on=later).standings == ()


def test_more_than_last_year_is_held_against_last_year(year, counted):
    rule = "county-raises-training-money"
    counted(rule)
    following = scenes.opened(2023, on=date(2023, 1, 4))
    confirmed(year, "420502", Level.COUNTY, date(2022, 5, 1))
    for code in ("420502", "420503"):
        confirmed(following, code, Level.COUNTY, date(2023, 5, 1))
    states = [
        state_of(following, rule, code, Level.COUNTY, date(2023, 12, 31))
        for code in ("420502", "420503")
    ]
    assert states == [State.ON_TRACK, State.MET] or states == [State.AT_RISK, State.MET]
    first = state_of(year, rule, "420502", Level.COUNTY, date(2022, 12, 31))
    assert first is State.NOT_MEASURED  # there is no year before the first
