"""The city's summary: rolled up, sent, sent again, filed with a number."""

from datetime import date

import pytest

from zhicai.filing.models import Filing
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.places.queries import tree
from zhicai.planning.actions import (
    file_summaries,
    open_plan,
    return_summary,
    save_draft,
    send_plan,
    send_summary,
    settle_summary,
    withdraw_summary,
)
from zhicai.planning.tests.scenes import (
    HUBEI,
    WUHAN,
    XIANTAO,
    YICHANG,
    YILING,
    at,
    good_draft,
    lesson,
)
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric


def summary(hubei, city=XIANTAO, on="03-25", reason=""):
    return send_summary(
        hubei.year, city=hubei.places[city], by=hubei.city(city), at=at(on), reason=reason
    )


@pytest.mark.clause("HB-3.1.7.2.b", "HB-3.1.7.2.c")
def test_one_summary_of_all_counties_is_sent_and_put_on_file_with_number_and_date(hubei):
    hubei.accepted(XIANTAO)
    filing = summary(hubei)
    assert (filing.state, filing.receiver.code) == ("sent", HUBEI)
    (line,) = filing.versions.get().content["lines"]
    assert (line["code"], line["people"]) == (XIANTAO, 120)
    (filed,) = file_summaries([filing], year=hubei.year, by=hubei.registry(), at=at("03-28"))
    assert (filed.state, filed.number) == ("filed", "鄂知培备〔2022〕1号")
    assert filed.settled_on == date(2022, 3, 28)


def test_missing_counties_are_listed_and_need_a_reason(hubei):
    hubei.accepted(YILING)
    with pytest.raises(Refused) as refusal:
        summary(hubei, YICHANG)
    assert refusal.value.reasons[0].clause == "HB-3.1.7.2.b"
    assert "西陵区" in refusal.value.reasons[0].says.zh
    sent = summary(hubei, YICHANG, reason="其余县区 4 月上旬补报")
    content = sent.versions.get().content
    assert len(content["missing"]) == 12
    assert content["reason"] == "其余县区 4 月上旬补报"


def test_a_city_with_nothing_accepted_has_nothing_to_send(hubei):
    hubei.sent(YILING)
    with pytest.raises(Refused):
        summary(hubei, YICHANG, reason="来不及")
    assert not Filing.objects.filter(kind="city-plan-summary").exists()


def test_a_late_county_makes_a_second_version_that_is_filed_under_the_same_number(hubei):
    hubei.accepted(YILING)
    first = summary(hubei, YICHANG, reason="补报")
    file_summaries([first], year=hubei.year, by=hubei.registry(), at=at("03-28"))
    hubei.accepted("420502", on="03-30")
    again = summary(hubei, YICHANG, on="03-30", reason="补报")
    assert (again.pk, again.state, again.versions.count()) == (first.pk, "sent", 2)
    (filed,) = file_summaries([again], year=hubei.year, by=hubei.registry(), at=at("03-31"))
    assert filed.number == "鄂知培备〔2022〕1号"
    assert filed.in_force.number == 2


def test_the_same_summary_twice_is_sent_once(hubei):
    hubei.accepted(XIANTAO)
    summary(hubei)
    assert summary(hubei).versions.count() == 1


def test_many_summaries_are_filed_at_once_with_running_numbers(hubei):
    cities = (XIANTAO, "429005", "429006")
    for code in cities:
        hubei.accepted(code)
    filings = [summary(hubei, code) for code in cities]
    done = file_summaries(filings, year=hubei.year, by=hubei.registry(), at=at("03-28"))
    assert [filing.number for filing in done] == [f"鄂知培备〔2022〕{n}号" for n in (1, 2, 3)]


def test_a_number_given_by_hand_is_never_given_twice(hubei):
    first, second = (hubei.accepted(c) and summary(hubei, c) for c in (XIANTAO, "429005"))
    registry = hubei.registry()
    file_summaries([first], year=hubei.year, by=registry, at=at("03-28"), number="鄂知〔2022〕88号")
    with pytest.raises(BadInput) as faults:
        file_summaries(
            [second], year=hubei.year, by=registry, at=at("03-28"), number="鄂知〔2022〕88号"
        )
    assert faults.value.faults[0].field == "number"
    second.refresh_from_db()
    assert second.state == "sent"


def test_nobody_but_the_registry_files_and_nobody_but_the_city_sends(hubei):
    hubei.accepted(XIANTAO)
    filing = summary(hubei)
    for other in (hubei.city(YICHANG), hubei.province()):
        with pytest.raises(NotYourPage):
            file_summaries([filing], year=hubei.year, by=other, at=at("03-28"))
    with pytest.raises(OutOfScope):
        send_summary(hubei.year, city=hubei.places[XIANTAO], by=hubei.city(), at=at("03-26"))


def test_filing_cannot_return_acceptance_can(hubei):
    """A-HB-17: ``handling-city-plan-summary``."""
    hubei.accepted(XIANTAO)
    hubei.accepted("429005")
    back = {"year": hubei.year, "by": hubei.registry(), "opinion": "缺预算", "at": at("03-27")}
    with pytest.raises(Refused):
        return_summary(summary(hubei), **back)
    hubei.decide("handling-city-plan-summary", "acceptance")
    assert return_summary(summary(hubei, "429005"), **back).state == "returned"


def test_under_approval_the_duty_is_not_met_until_the_province_has_decided(hubei):
    """A-HB-17: only 审定 blocks."""
    hubei.decide("handling-city-plan-summary", "approval")
    hubei.accepted(XIANTAO)
    filing = summary(hubei)

    def value():
        ledger = ledger_of(hubei.year, on=date(2022, 3, 30), rules=["city-files-plan-summary"])
        return ledger.find("city-files-plan-summary", XIANTAO, Level.CITY).verdict.state.value

    assert value() != "met"
    settle_summary(filing, year=hubei.year, by=hubei.registry(), at=at("03-29"))
    assert value() == "met"


def test_the_quota_of_the_whole_city_is_held_against_the_summary(hubei):
    """A-HB-03: ``preparatory-quota-scope``."""
    hubei.decide("preparatory-quota-scope", "city")
    hubei.accepted(XIANTAO, draft=good_draft(lesson(people="60")))
    with pytest.raises(Refused) as refusal:
        summary(hubei)
    assert refusal.value.reasons[0].clause == "HB-3.1.7.1.b"


def test_the_citys_and_its_bases_own_plans_stand_in_the_summary_once_recorded(hubei):
    hubei.accepted(XIANTAO)
    officer = hubei.city(XIANTAO)
    plan = open_plan(hubei.year, by=officer, at=at("03-01"), level=Level.CITY)
    plan = save_draft(plan, by=officer, draft=good_draft(), revision=1, at=at("03-02"))
    send_plan(plan, by=officer, at=at("03-10"))
    lines = summary(hubei).versions.get().content["lines"]
    assert [line["own"] for line in lines] == [False, True]


def test_what_nobody_has_filed_yet_can_be_taken_back(hubei):
    hubei.accepted(XIANTAO)
    filing = withdraw_summary(summary(hubei), by=hubei.city(XIANTAO), at=at("03-26"))
    assert filing.state == "draft"


def test_metrics_count_one_plan_a_county_and_roll_up_by_place(hubei):
    hubei.sent(YILING)
    hubei.accepted("420502", draft=good_draft(lesson("c1"), lesson("c2", people="30")))
    counting = Counting(hubei.year.pk, 2022, settings_of(hubei.year, on=date(2022, 3, 31)))
    day = date(2022, 3, 31)

    def count(name):
        counts = measure(metric(f"planning.{name}"), counting, [day])
        return {place: int(values[day]) for place, values in counts.items()}

    yiling, xiling = hubei.places[YILING].pk, hubei.places["420502"].pk
    assert count("county_plans_filed") == {yiling: 1, xiling: 1}
    assert count("county_plans_accepted") == {xiling: 1}
    assert count("planned_classes") == {xiling: 2}
    assert count("planned_people") == {xiling: 150}
    assert count("plans_without_practical") == count("courses_off_the_list") == {}
    ledger = ledger_of(hubei.year, on=day, rules=["county-files-class-plan"])
    assert (
        len(ledger.of_rule("county-files-class-plan", tree(HUBEI, on=day).by_code[YICHANG].path))
        == 13
    )


@pytest.mark.clause("HB-3.1.7.2.b")
def test_late_and_missing_cities_are_listed_as_overdue(hubei):
    hubei.accepted(XIANTAO)
    hubei.accepted("429005")
    summary(hubei)
    summary(hubei, "429005", on="04-02")
    day = date(2022, 4, 3)
    ledger = ledger_of(hubei.year, on=day, rules=["city-files-plan-summary"])
    states = {s.place.code: s.state.value for s in ledger.of_rule("city-files-plan-summary")}
    assert (states[XIANTAO], states["429005"], states[WUHAN]) == ("met", "met_late", "overdue")
