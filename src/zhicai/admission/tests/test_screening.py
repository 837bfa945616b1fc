"""Screening: the published rank, quotas, decisions with reasons, two officers at once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.admission.actions import (
    Pick,
    begin_screening,
    confirm_candidates,
    enter_tests,
    finish_screening,
    judge,
    put_forward,
    reopen_screening,
    screen,
    withdraw_candidate,
)
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import frame_of
from zhicai.admission.queries.screening import screening_of
from zhicai.admission.rules.screening import (
    ACCEPT,
    APPLIED,
    CLOSED,
    CONFIRMED,
    DECISIONS,
    REFUSE,
    RESERVE,
    STATES,
    STEPS,
    Asked,
    Facts,
    RankLine,
    Standing,
    decide,
    proposal,
    quotas_of,
    ranked,
    shares,
    within,
)
from zhicai.admission.tests import call_scenes
from zhicai.admission.tests.call_scenes import WUHAN, XILING, YICHANG, at, picks
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.messages.models import Message
from zhicai.places.models import Organisation

NOON = datetime(2022, 4, 6, 4, tzinfo=UTC)
SCALE = (
    RankLine("recommended", Decimal(30), Text("有推荐", "recommended")),
    RankLine("condition", Decimal(20), Text("条件", "condition")),
    RankLine("ip-post", Decimal(20), Text("岗位", "post")),
    RankLine("test", Decimal("0.5"), Text("测试", "test")),
)
SETTINGS = settings(max_examples=120, deadline=None)


# --- pure ----------------------------------------------------------------------------------------


def standing(pk, **changes):
    known = {"city": "a", "applied_at": NOON + timedelta(minutes=pk)}
    return Standing(pk, **(known | changes))


def test_candidates_stand_by_points_and_equal_ones_by_the_time_they_applied():
    found = ranked(
        [
            standing(1), standing(2, recommended=True), standing(3, test=Decimal(80)),
            standing(4, ip_post=True, conditions=1), standing(5),
        ],
        SCALE,
    )  # fmt: skip
    assert [(one.pk, one.points) for one in found] == [
        (3, Decimal("40.0")), (4, 40), (2, 30), (1, 0), (5, 0),
    ]  # fmt: skip
    assert found[1].lines == ((SCALE[1].says, Decimal(20)), (SCALE[2].says, Decimal(20)))


@SETTINGS
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 200), min_size=1),
    st.integers(0, 400),
)
def test_shares_give_all_seats_to_nobody_more_than_it_has_and_never_two_off(candidates, seats):
    found = shares(candidates, seats)
    assert sum(found.values()) == min(seats, sum(candidates.values()))
    assert all(0 <= found[city] <= number for city, number in candidates.items())
    total = sum(candidates.values())
    if total > seats:
        assert all(abs(found[c] - seats * n / total) < 1 for c, n in candidates.items())


@SETTINGS
@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=40),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 10)),
    st.integers(0, 30),
)
def test_a_proposal_keeps_quotas_and_seats_and_passes_over_nobody_of_the_same_city(
    cities, fixed, seats
):
    people = [standing(n, city=city) for n, city in enumerate(cities, start=1)]
    order = ranked(people, SCALE)
    where = {one.pk: one.city for one in people}
    counts = {city: cities.count(city) for city in set(cities)}
    quotas = quotas_of(fixed, counts, seats)
    found = proposal(order, where, quotas, seats)
    taken = [pk for pk, decision in found.items() if decision == ACCEPT]
    assert len(taken) <= seats
    for city in counts:
        here = [one.pk for one in order if where[one.pk] == city]
        accepted = [pk for pk in here if found[pk] == ACCEPT]
        assert len(accepted) <= quotas[city]
        assert accepted == here[: len(accepted)]
        assert city not in fixed or len(accepted) <= fixed[city]


FACTS = st.builds(
    Facts, name=st.just("人选"), state=st.sampled_from(STATES),
    call=st.sampled_from(["draft", "open", "closed", "screened"]),
    conditions=st.lists(st.sampled_from([Text("甲", "a"), Text("乙", "b")]), unique=True),
    met=st.dictionaries(st.sampled_from(["甲", "乙"]), st.booleans()),
    answered=st.booleans(), tested=st.booleans(),
)  # fmt: skip
ASKED = st.builds(Asked, questionnaire=st.booleans(), test=st.booleans())


@SETTINGS
@given(FACTS, ASKED, st.sampled_from(DECISIONS))
def test_nobody_is_taken_with_an_unmet_condition_or_outside_screening(facts, asked, wanted):
    decision = decide(facts, wanted, asked)
    sound = facts.state == CONFIRMED and facts.call == CLOSED
    if wanted == REFUSE:
        assert decision.allowed == sound
        return
    met = all(facts.met.get(one.zh) for one in facts.conditions)
    fine = (facts.answered or not asked.questionnaire) and (facts.tested or not asked.test)
    assert decision.allowed == (sound and met and fine)


@SETTINGS
@given(st.lists(st.sampled_from(STATES), max_size=6))
def test_an_application_that_ended_never_comes_back_and_is_confirmed_at_most_once(wanted):
    state, path = APPLIED, [APPLIED]
    for one in wanted:
        if one in STEPS[state]:
            state = one
            path.append(one)
    assert path.count(CONFIRMED) <= 1
    assert not any(STEPS[one] for one in path[:-1] if one in ("withdrawn", "returned"))


def test_accepting_more_than_fixed_quotas_or_seats_is_named():
    assert within({"a": 2}, ["a"], {"a": 2}, seats=10) == ["a"]
    assert within({"a": 2}, ["b"], {"a": 2}, seats=2) == [""]
    assert within({"a": 1}, ["a", "b"], {"a": 2}, seats=3) == []


# --- with the database ---------------------------------------------------------------------------


@pytest.fixture
def stage(db):
    found = call_scenes.stage()
    found.hubei.decide("questionnaire-required", False)
    return found


def table(call, day="05-03"):
    call = Call.objects.select_related("programme_year__province").get(pk=call.pk)
    return screening_of(call, frame_of(call.programme_year, on=at(day).date()))


def everyone(call):
    return list(Candidate.objects.filter(call=call).order_by("pk"))


@pytest.mark.clause("HB-2.2.2.k")
def test_each_is_checked_by_the_rules_and_decided_with_a_reason_that_is_read(stage):
    stage.hubei.decide("admission-conditions", [{"zh": "从事满一年", "en": "a year"}])
    call, team = stage.screening(seats=10), stage.teams[YICHANG]
    rows = everyone(call)
    with pytest.raises(Refused) as error:
        screen(call, picks(rows), ACCEPT, by=team, at=at("05-03"))
    assert len(error.value.reasons) == 5
    assert {one.clause for one in error.value.reasons} == {"HB-3.1.BZ.d"}
    judge(call, picks(rows[:4]), "从事满一年", met=True, by=team, at=at("05-03"))
    judge(call, picks(rows[4:]), "从事满一年", met=False, by=team, at=at("05-03"))
    screen(call, picks(rows[:3]), ACCEPT, by=team, at=at("05-03"))
    screen(call, picks(rows[3:4]), RESERVE, by=team, at=at("05-03"))
    with pytest.raises(Refused):
        screen(call, picks(rows[4:]), ACCEPT, by=team, at=at("05-03"))
    with pytest.raises(BadInput):
        screen(call, picks(rows[4:]), REFUSE, by=team, at=at("05-03"))
    screen(call, picks(rows[4:]), REFUSE, reason="从业不满一年", by=team, at=at("05-03"))
    assert [row.decision for row in everyone(call)] == [ACCEPT] * 3 + [RESERVE, REFUSE]
    assert all(row.reason for row in everyone(call))
    finish_screening(call, by=team, at=at("05-09"))
    told = Message.objects.filter(place=stage.places[XILING], level="county").get()
    assert "不录取 1 人" in told.title_zh


def test_somebody_judged_unfit_after_all_is_undecided_again(stage):
    call = stage.screening(seats=10, conditions=("满一年",))
    team, rows = stage.teams[YICHANG], everyone(call)
    judge(call, picks(rows), "满一年", met=True, by=team, at=at("05-03"))
    screen(call, picks(rows), ACCEPT, by=team, at=at("05-03"))
    judge(call, picks(rows[:1]), "满一年", met=False, by=team, at=at("05-04"))
    assert everyone(call)[0].decision == ""
    with pytest.raises(BadInput):
        judge(call, picks(rows), "别的条件", met=True, by=team, at=at("05-04"))


def test_of_two_officers_screening_at_once_the_second_is_told_and_nothing_is_overwritten(stage):
    call, team = stage.screening(seats=10), stage.teams[YICHANG]
    user = open_account("second", name="同事", by=SYSTEM)
    home = Organisation.objects.get(pk=team.organisation_id)
    give_membership(user, Role.MEMBER, place=home.home, organisation=home, by=SYSTEM,
                    since=stage.hubei.on)  # fmt: skip
    second = actings_of(user, on=stage.hubei.on)[0]
    seen = picks(everyone(call))
    screen(call, seen[:2], ACCEPT, by=second, at=at("05-03", 11))
    with pytest.raises(Stale) as error:
        screen(call, seen[1:3], REFUSE, reason="材料不全", by=team, at=at("05-03", 12))
    assert (error.value.by, error.value.at) == ("同事", "11:00")
    assert [row.decision for row in everyone(call)] == [ACCEPT, ACCEPT, "", "", ""]
    assert screen(call, seen[2:3], REFUSE, reason="材料不全", by=team, at=at("05-03", 12)) == 1
    with pytest.raises(Stale):
        screen(call, [Pick(999999, 1)], ACCEPT, by=team, at=at("05-03"))
    with pytest.raises(BadInput):
        screen(call, [], ACCEPT, by=team, at=at("05-03"))


def test_screening_begins_after_the_last_day_and_ends_when_everyone_is_decided(stage):
    call, team = stage.call(seats=10), stage.teams[YICHANG]
    rows = stage.entered(2)
    with pytest.raises(Refused) as error:
        begin_screening(call, by=team, at=at("04-30"))
    assert error.value.reasons[0].clause == "HB-3.1.BZ.a"
    with pytest.raises(Refused):
        screen(call, picks(rows), ACCEPT, by=team, at=at("05-01"))
    with pytest.raises(OutOfScope):
        begin_screening(call, by=stage.teams[WUHAN], at=at("05-02"))
    begin_screening(call, by=team, at=at("05-02"))
    with pytest.raises(Refused):
        finish_screening(call, by=team, at=at("05-03"))
    screen(call, picks(rows), ACCEPT, by=team, at=at("05-03"))
    assert finish_screening(call, by=team, at=at("05-03")).state == "screened"
    assert sorted(row.rank for row in everyone(call)) == [1, 2]
    with pytest.raises(Refused):
        screen(call, picks(rows), REFUSE, reason="不该再改", by=team, at=at("05-04"))
    reopen_screening(call, reason="补充核查", by=team, at=at("05-04"))
    assert screen(call, picks(rows[:1]), REFUSE, reason="核查不符", by=team, at=at("05-04")) == 1


def test_the_published_rank_is_data_of_the_province(stage):
    call = stage.screening(seats=10)
    last = everyone(call)[-1]
    put_forward(last.person_id, stage.year, says="西陵区", recommendation=1,
                by=stage.hubei.county(XILING), at=at("05-02"))  # fmt: skip
    assert table(call).lines[0].pk == last.pk
    scale = [{"item": "recommended", "points": "0", "zh": "有推荐", "en": "recommended"}]
    stage.hubei.decide("screening-rank", scale)
    assert table(call).lines[0].pk == everyone(call)[0].pk


def test_a_quota_of_the_province_holds_and_a_share_only_proposes(stage):
    call, team = stage.screening(seats=4), stage.teams[YICHANG]
    rows = everyone(call)
    assert [one.quota for one in table(call).quotas] == [4]
    assert [line.proposed for line in table(call).lines] == [ACCEPT] * 4 + [RESERVE]
    stage.hubei.decide("screening-quotas", [{"city": "420500", "seats": "2"}])
    assert [line.proposed for line in table(call).lines] == [ACCEPT] * 2 + [RESERVE] * 3
    with pytest.raises(Refused) as error:
        screen(call, picks(rows[:3]), ACCEPT, by=team, at=at("05-03"))
    assert error.value.reasons[0].clause == "HB-2.2.2.k"
    assert screen(call, picks(rows[:2]), ACCEPT, by=team, at=at("05-03")) == 2


def test_with_an_entrance_test_nobody_is_accepted_without_a_mark(stage):
    call, team = stage.screening(seats=10), stage.teams[YICHANG]
    rows = everyone(call)
    with pytest.raises(Refused):
        enter_tests(call, {rows[0].pk: Decimal(80)}, by=team, at=at("05-03"))
    stage.hubei.decide("entrance-test", True)
    with pytest.raises(Refused) as error:
        screen(call, picks(rows[:1]), ACCEPT, by=team, at=at("05-03"))
    assert error.value.reasons[0].clause == "HB-2.2.2.p"
    with pytest.raises(BadInput):
        enter_tests(call, {rows[0].pk: Decimal(-1)}, by=team, at=at("05-03"))
    assert enter_tests(call, {rows[0].pk: Decimal("80.5")}, by=team, at=at("05-03")) == 1
    assert table(call).lines[0].pk == rows[0].pk
    assert screen(call, picks(rows[:1]), ACCEPT, by=team, at=at("05-03")) == 1


def test_the_questionnaire_holds_back_only_where_the_setting_asks_for_it(stage):
    call, team = stage.screening(seats=10), stage.teams[YICHANG]
    rows = everyone(call)
    stage.hubei.decide("questionnaire-required", True)
    with pytest.raises(Refused) as error:
        screen(call, picks(rows[:1]), ACCEPT, by=team, at=at("05-03"))
    assert error.value.reasons[0].clause == "HB-2.2.2.j"
    stage.hubei.decide("questionnaire-required", False)
    assert screen(call, picks(rows[:1]), ACCEPT, by=team, at=at("05-03")) == 1


def test_who_withdraws_leaves_the_table_and_a_late_confirmation_joins_it(stage):
    call = stage.screening(seats=10)
    county, row = stage.hubei.county(), everyone(call)[0]
    withdraw_candidate(row, reason="单位另有安排", by=county, at=at("05-03"))
    assert len(table(call).lines) == 4
    late = everyone(call)[1]
    Candidate.objects.filter(pk=late.pk).update(state="applied", confirmed_at=None)
    assert len(table(call).lines) == 3
    confirm_candidates([late.pk], stage.year, by=county, at=at("05-04"))
    assert len(table(call).lines) == 4


def test_the_table_of_hundreds_asks_a_fixed_number_of_queries(stage, django_assert_max_num_queries):
    call = stage.call(seats=100)
    stage.entered(150)
    with django_assert_max_num_queries(24):
        assert len(table(call).lines) == 150


def test_an_employer_of_another_type_is_flagged_or_refused_as_the_setting_says():
    reason = Reason(Text("单位类型不符", "another type"), "HB-1.e")
    facts = Facts("人选", CONFIRMED, CLOSED, type_reason=reason)
    flagged = decide(facts, ACCEPT, Asked())
    assert (flagged.allowed, flagged.reasons) == (True, (reason,))
    assert not decide(facts, ACCEPT, Asked(strict=True)).allowed
