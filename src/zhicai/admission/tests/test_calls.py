"""Calls and candidates: windows, routing, ways in, lists, confirmation, questionnaire."""

from dataclasses import replace
from datetime import date

import pytest

from zhicai.admission import checks
from zhicai.admission.actions import (
    CallFacts,
    change_call,
    check_candidates_again,
    confirm_candidates,
    draft_call,
    enter_candidate,
    enter_candidates,
    import_candidates,
    open_call,
    open_for_all,
    put_forward,
    register_candidate_oneself,
    return_candidate,
    upload_candidates,
    withdraw_candidacy,
    withdraw_candidate,
)
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import (
    candidates_seen,
    frame_of,
    numbers_by_place,
    own_regions,
    regions_seen,
    takes_registrations,
)
from zhicai.admission.tests import call_scenes, scenes
from zhicai.admission.tests.call_scenes import (
    CLOSES,
    JINGZHOU,
    OPENS,
    SHIYAN,
    WUHAN,
    XIANTAO,
    XILING,
    YICHANG,
    YILING,
    at,
    entry,
)
from zhicai.admission.views.applying import VISITOR
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.people.models import Person
from zhicai.places.queries import tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric


@pytest.fixture
def stage(db):
    return call_scenes.stage()


def frame(stage, day="04-06"):
    return frame_of(stage.year, on=at(day).date())


def clauses_of(error):
    return {reason.clause for reason in error.value.reasons}


@pytest.mark.clause("HB-3.1.BZ.a")
def test_the_province_opens_all_regions_at_once_and_nobody_registers_outside_the_window(stage):
    opened = stage.opened()
    assert {row.state for row in opened.values()} == {"open"}
    assert len(opened) == 3
    county = stage.hubei.county()
    for day in ("03-31", "05-01"):
        with pytest.raises(Refused) as error:
            enter_candidates(stage.year, [entry(stage)], by=county, at=at(day))
        assert clauses_of(error) == {"HB-3.1.BZ.a"}
        with pytest.raises(Refused):
            oneself(stage, day=day)
    for day in ("04-01", "04-30"):
        assert oneself(stage, day=day).code
    assert Candidate.objects.count() == 2
    province = stage.places["420000"].pk
    counted = measure(
        metric("admission.registrations_opened"),
        Counting.of(stage.year, settings_of(stage.year, on=OPENS)), [OPENS, CLOSES],
    )  # fmt: skip
    assert counted[province][OPENS] == 1


def oneself(stage, *, code=YILING, day="04-06", **changes):
    n = changes.pop("n", None)
    given = scenes.application(
        stage.hubei, n or Person.objects.count() + 700, home_id=stage.places[code].pk, **changes
    )
    return register_candidate_oneself(stage.year, given, by=VISITOR, at=at(day))


def test_a_window_outside_the_months_of_the_law_is_refused_with_its_clause(stage):
    for wrong in ({"opens_on": date(2022, 3, 20)}, {"closes_on": date(2022, 5, 8)}):
        with pytest.raises(BadInput) as error:
            stage.call(**wrong)
        assert error.value.faults[0].clause == "HB-3.1.BZ.a"
    assert stage.call().state == "open"


def test_registration_counts_as_opened_only_once_every_region_has_its_call(stage):
    counting = Counting.of(stage.year, settings_of(stage.year, on=CLOSES))
    province = stage.places["420000"].pk
    for venue in (WUHAN, YICHANG):
        stage.call(venue)
    found = measure(metric("admission.registrations_opened"), counting, [CLOSES])
    assert found.get(province, {}).get(CLOSES, 0) == 0
    stage.call(SHIYAN)
    found = measure(metric("admission.registrations_opened"), counting, [CLOSES])
    assert found[province][CLOSES] == 1


@pytest.mark.parametrize(
    ("city", "venue"),
    [
        pytest.param(XIANTAO, WUHAN, marks=pytest.mark.clause("HB-2.2.2.f")),
        pytest.param(JINGZHOU, YICHANG, marks=pytest.mark.clause("HB-2.2.2.g")),
        pytest.param("421300", SHIYAN, marks=pytest.mark.clause("HB-2.2.2.h")),
    ],
)
def test_an_applicant_is_routed_to_the_core_team_of_the_region_of_the_employers_city(
    stage, city, venue
):
    stage.opened()
    places = tree("420000", on=OPENS)
    county = places.seats(Level.COUNTY, places.by_code[city].path)[0]
    oneself(stage, code=county.code)
    row = Candidate.objects.get()
    assert row.call.team_id == stage.teams[venue].organisation_id
    for other, team in stage.teams.items():
        seen = candidates_seen(team, frame(stage)).filter(pk=row.pk).exists()
        assert seen == (other == venue)


def test_after_the_province_moves_a_city_its_applicants_go_to_the_other_team(stage):
    lines = [dict(row) for row in settings_of(stage.year, on=OPENS)["city-regions"]]
    lines[0]["cities"] = lines[0]["cities"].replace(" 429005", "")
    lines[1]["cities"] += " 429005"
    stage.hubei.decide("city-regions", lines)
    stage.opened()
    oneself(stage, code="429005")
    assert Candidate.objects.get().call.team_id == stage.teams[YICHANG].organisation_id


@pytest.mark.clause("HB-2.2.2.p")
def test_a_core_team_opens_its_regions_call_with_window_seats_and_conditions(stage):
    call = stage.call(seats=230, conditions=("从事知识产权管理满一年",))
    assert (call.opens_on, call.closes_on, call.seats) == (OPENS, CLOSES, 230)
    rules = frame(stage).rules
    assert [one.zh for one in rules.asked(call.conditions)] == ["从事知识产权管理满一年"]
    assert not rules.test
    stage.hubei.decide("entrance-test", True)
    assert frame(stage).rules.test
    with pytest.raises(OutOfScope):
        draft_call(stage.year, "1", CallFacts(OPENS, CLOSES), by=stage.teams[YICHANG],
                   at=at("04-01"))  # fmt: skip
    with pytest.raises(Refused):
        stage.call()


def test_the_team_without_a_region_calls_for_any_and_emptied_for_none(stage):
    assert len(own_regions(stage.centre, frame(stage))) == 3
    row = draft_call(stage.year, "3", CallFacts(OPENS, CLOSES), by=stage.centre, at=at("04-01"))
    assert open_call(row, by=stage.centre, at=at("04-01")).team_id == stage.centre.organisation_id
    stage.hubei.decide("any-region-team", "")
    assert own_regions(stage.centre, frame(stage)) == ()


def test_the_year_of_recommendation_takes_no_registration_but_keeps_who_is_put_forward(stage):
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2023, province=stage.places["420000"],
        opened_on=date(2023, 1, 1), opened_by="周敏",
    )  # fmt: skip
    moment = at("04-06").replace(year=2023)
    day = date(2023, 4, 1)
    rows = open_for_all(
        year, opens_on=day, closes_on=date(2023, 4, 30), by=stage.hubei.province(), at=moment
    )
    with pytest.raises(Refused) as error:
        enter_candidates(year, [entry(stage)], by=stage.hubei.county(), at=moment)
    assert clauses_of(error) == {"HB-3.1.BZ.a"}
    assert not any(takes_registrations(row, frame_of(year, on=day)) for row in rows)
    person = somebody(stage)
    row = put_forward(person.pk, year, says="夷陵区、宜昌市", recommendation=7,
                      by=stage.hubei.city(), at=moment)  # fmt: skip
    assert (row.state, row.source, row.recommended_by) == (
        "confirmed", "recommendation", "夷陵区、宜昌市",
    )  # fmt: skip
    assert row.call.team_id == stage.teams[YICHANG].organisation_id


def by_hand(stage, n, day="04-06"):
    given = scenes.application(stage.hubei, n)
    return enter_candidate(stage.year, given, by=stage.hubei.county(), at=at(day))


def somebody(stage):
    stage.call()
    return stage.entered(1)[0].person


def test_in_a_year_of_registration_a_recommendation_stands_beside_it_and_is_not_required(stage):
    stage.call()
    plain, pushed = stage.entered(2)
    put_forward(pushed.person_id, stage.year, says="夷陵区", recommendation=1,
                by=stage.hubei.county(), at=at("04-08"))  # fmt: skip
    pushed.refresh_from_db()
    assert (pushed.source, pushed.recommended_by) == ("registration", "夷陵区")
    assert plain.state == pushed.state == "confirmed"
    assert Candidate.objects.count() == 2


def test_someone_put_forward_before_the_call_joins_it_once_it_is_drafted(stage):
    person = Person.objects.create(
        name="早荐", home=stage.places[YILING], entered_at=at("02-01"), entered_by="夷陵"
    )
    row = put_forward(person.pk, stage.year, says="夷陵区", recommendation=None,
                      by=stage.hubei.county(), at=at("03-01"))  # fmt: skip
    assert (row.call, row.region_key) == (None, "2")
    call = stage.call()
    row.refresh_from_db()
    assert row.call_id == call.pk


@pytest.mark.clause("HB-3.1.BZ.b")
def test_county_and_city_enter_their_own_one_by_one_and_by_list_and_confirm_the_others(stage):
    stage.opened()
    county, city = stage.hubei.county(), stage.hubei.city()
    one = enter_candidate(
        stage.year, scenes.application(stage.hubei, 801), by=county, at=at("04-06")
    )
    assert (one.state, one.confirmed_office) == ("confirmed", county.office)
    with pytest.raises(BadInput) as error:
        enter_candidate(
            stage.year,
            scenes.application(stage.hubei, 802, home_id=stage.places[XILING].pk),
            by=county, at=at("04-06"),
        )  # fmt: skip
    assert error.value.faults[0].field == "employer_place"
    file = scenes.roster_file([scenes.line(n) for n in (810, 811)])
    kept = upload_candidates(stage.year, file, name="人选.xlsx", by=county, at=at("04-06"))
    done = import_candidates(kept, by=county, at=at("04-06"))
    assert done.counts["imported"] == 2
    by_city = enter_candidates(stage.year, [entry(stage, XILING)], by=city, at=at("04-07"))
    assert by_city[0].state == "confirmed"
    oneself(stage, n=820)
    waiting = Candidate.objects.get(state="applied")
    with pytest.raises(Refused):
        confirm_candidates([waiting.pk], stage.year, by=stage.hubei.county(XILING), at=at("04-08"))
    assert confirm_candidates([waiting.pk], stage.year, by=county, at=at("04-08")) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.confirmed_office) == ("confirmed", county.office)
    counted = measure(
        metric("admission.people_registered"),
        Counting.of(stage.year, settings_of(stage.year, on=CLOSES)), [CLOSES],
    )  # fmt: skip
    assert counted[stage.places[YILING].pk][CLOSES] == 4


def test_every_fault_of_a_list_comes_at_once_by_row_and_gb18030_is_read(stage):
    stage.call()
    county = stage.hubei.county()
    rows = [scenes.line(830), scenes.line(831, 手机号="12"), scenes.line(832, 证件号码="4205"),
            scenes.line(833) | {"单位所在县（市、区）": "西陵区"}, scenes.line(830)]  # fmt: skip
    kept = upload_candidates(
        stage.year, scenes.roster_file(rows), name="名单.xlsx", by=county, at=at("04-06")
    )
    assert kept.counts["faulty"] == 4
    with pytest.raises(Refused):
        import_candidates(kept, by=county, at=at("04-06"))
    done = import_candidates(kept, only_sound=True, by=county, at=at("04-06"))
    assert (done.counts["imported"], Candidate.objects.count()) == (1, 1)
    heads = ("姓名", "证件号码", "手机号", "工作单位", "单位类型")
    lines = [",".join(heads), ",".join(str(scenes.line(840)[head]) for head in heads)]
    csv = "\r\n".join(lines).encode("gb18030")
    kept = upload_candidates(stage.year, csv, name="名单.csv", by=county, at=at("04-07"))
    assert (kept.counts["sound"], kept.counts["faulty"]) == (1, 0)
    again = check_candidates_again(kept, by=county, at=at("04-07"))
    assert again.counts["sound"] == 1
    import_candidates(again, by=county, at=at("04-07"))
    assert Candidate.objects.count() == 2


def test_without_office_confirmation_a_registration_is_a_candidate_and_the_county_is_told(stage):
    stage.call()
    oneself(stage, n=850)
    assert Candidate.objects.get().state == "applied"
    assert Message.objects.count() == 0
    stage.hubei.decide("office-confirms-registration", False)
    oneself(stage, n=851)
    assert Candidate.objects.filter(state="confirmed").count() == 1
    told = Message.objects.get()
    assert (told.place_id, told.level) == (stage.places[YILING].pk, "county")


def test_another_type_of_employer_is_flagged_or_refused_as_the_setting_says(stage):
    stage.call()
    stage.hubei.decide("employer-types-assessment", ["growing-technology-enterprise"])
    oneself(stage, n=860)
    assert Candidate.objects.get().flags[0]["clause"] == "HB-1.e"
    stage.hubei.decide("employer-type-strictness", "refuse")
    with pytest.raises(Refused) as error:
        oneself(stage, n=861)
    assert clauses_of(error) == {"HB-1.e"}


@pytest.fixture
def refusing():
    """A check of an app above that refuses whoever stands in the set."""
    refused = set()

    def ask(_year, people, _on):
        reason = Reason(Text("上次补考未通过。", "Failed the make-up."), "HB-9")
        return {pk: [reason] for pk in people if pk in refused}

    checks.register_check(checks.Check("test.refusing", ask))
    yield refused
    checks._checks.pop("test.refusing")


def test_the_checks_of_apps_above_refuse_at_the_office_and_flag_a_stranger(stage, refusing):
    stage.call()
    county = stage.hubei.county()
    row = enter_candidate(
        stage.year, scenes.application(stage.hubei, 870), by=county, at=at("04-06")
    )
    withdraw_candidate(row, reason="单位撤回", by=county, at=at("04-07"))
    refusing.add(row.person_id)
    with pytest.raises(Refused) as error:
        enter_candidate(stage.year, scenes.application(stage.hubei, 870), by=county, at=at("04-08"))
    assert clauses_of(error) == {"HB-9"}
    oneself(stage, n=870)
    assert Candidate.objects.get(state="applied").flags[-1]["clause"] == "HB-9"


def test_a_stranger_learns_nothing_and_a_known_person_gets_the_own_code(stage):
    stage.call()
    first = oneself(stage, n=880)
    assert oneself(stage, n=880).code == first.code
    other = oneself(stage, n=880, name="某人", phone="13900000001")
    assert other.code != first.code
    assert Candidate.objects.count() == 1
    assert "另有人" in Candidate.objects.get().flags[-1]["zh"]


def test_who_is_sent_back_reads_why_and_may_apply_anew_and_one_withdraws_oneself(stage):
    stage.call()
    county = stage.hubei.county()
    oneself(stage, n=890)
    row = Candidate.objects.get()
    with pytest.raises(BadInput):
        return_candidate(row, reason="", by=county, at=at("04-07"))
    returned = return_candidate(row, reason="单位名称不符", by=county, at=at("04-07"))
    assert (returned.state, returned.said) == ("returned", "单位名称不符")
    oneself(stage, n=890, day="04-08")
    fresh = Candidate.objects.get(state="applied")
    assert withdraw_candidacy(fresh, by=VISITOR, at=at("04-09")).state == "withdrawn"


@pytest.mark.clause("HB-2.2.2.i")
def test_the_core_team_sees_the_recommended_by_city_and_county_as_submitted(stage):
    stage.opened()
    rows = stage.entered(3, YILING) + stage.entered(1, XILING)
    for row in rows[:2]:
        put_forward(row.person_id, stage.year, says="夷陵区", recommendation=row.pk,
                    by=stage.hubei.county(), at=at("04-09"))  # fmt: skip
    seen = candidates_seen(stage.teams[YICHANG], frame(stage))
    found = numbers_by_place(seen)
    yiling, xiling = found[stage.places[YILING].pk], found[stage.places[XILING].pk]
    assert (yiling.recommended, yiling.all) == (2, 3)
    assert (xiling.recommended, xiling.all) == (0, 1)
    assert numbers_by_place(candidates_seen(stage.teams[WUHAN], frame(stage))) == {}


def test_each_office_sees_its_own_and_no_more(stage):
    stage.opened()
    here, there = stage.entered(1, YILING)[0], stage.entered(1, XILING)[0]
    seen = {
        who: set(candidates_seen(acting, frame(stage)).values_list("pk", flat=True))
        for who, acting in {
            "county": stage.hubei.county(), "city": stage.hubei.city(),
            "province": stage.hubei.province(), "other": stage.hubei.county("420104"),
            "wuhan": stage.teams[WUHAN], "centre": stage.centre,
        }.items()
    }  # fmt: skip
    both = {here.pk, there.pk}
    assert seen == {"county": {here.pk}, "city": both, "province": both, "other": set(),
                    "wuhan": set(), "centre": both}  # fmt: skip
    assert [one.key for one in regions_seen(stage.hubei.county(), frame(stage))] == ["2"]


def test_two_who_change_a_call_at_once_are_told_apart(stage):
    call = stage.call()
    facts = CallFacts(OPENS, CLOSES, 200)
    changed = change_call(call, facts, revision=call.revision, by=stage.teams[YICHANG],
                          at=at("04-05"))  # fmt: skip
    assert changed.seats == 200
    with pytest.raises(Stale):
        change_call(call, replace(facts, seats=9), revision=call.revision,
                    by=stage.teams[YICHANG], at=at("04-05"))  # fmt: skip
    assert Call.objects.get().seats == 200
