"""Placing in classes: proven against every possibility on small cases, explained, refused."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.admission.rules.placement import (
    CITY,
    KIND,
    REGION,
    Applicant,
    Offer,
    Placing,
    Quota,
    Reached,
    place,
    reached_by,
)
from zhicai.foundation.text import Text

WUHAN, HUANGSHI, YICHANG, JINGZHOU = "420100", "420200", "420500", "421000"
EAST, WEST = "1", "2"
REGION_OF = {WUHAN: EAST, HUANGSHI: EAST, YICHANG: WEST, JINGZHOU: WEST}
COMPANY, SCHOOL = "high-tech-enterprise", "university"
NAMES = {
    (CITY, WUHAN): Text("武汉市", "Wuhan"),
    (CITY, HUANGSHI): Text("黄石市", "Huangshi"),
    (CITY, YICHANG): Text("宜昌市", "Yichang"),
    (CITY, JINGZHOU): Text("荆州市", "Jingzhou"),
    (KIND, COMPANY): Text("高新技术企业", "high-tech enterprise"),
    (KIND, SCHOOL): Text("高校", "university"),
    (REGION, EAST): Text("武汉1+8城市圈", "Wuhan circle"),
    (REGION, WEST): Text("宜荆荆恩城市群", "Yichang group"),
}


def applicant(key, city=WUHAN, kind=COMPANY, *, rank=None, suits=None):
    return Applicant(key, rank or key, REGION_OF[city], city, kind, suits)


def offer(key, seats, city=WUHAN, *quotas):
    return Offer(key, Text(f"{key} 班", f"class {key}"), seats, REGION_OF[city], city, quotas)


def placing(applicants, *offers):
    return Placing(tuple(applicants), tuple(offers), NAMES)


def where(decision):
    return {key: one.offer for key, one in decision.places.items()}


def said(decision, key):
    return " ".join(one.zh for one in decision.places[key].why)


# --- where people go -----------------------------------------------------------------------------


def test_everyone_goes_to_the_class_in_the_own_city_else_in_the_own_region():
    decision = place(
        placing(
            [applicant(1), applicant(2, YICHANG), applicant(3, JINGZHOU)],
            offer(10, 5, WUHAN),
            offer(20, 5, YICHANG),
        )
    )
    assert where(decision) == {1: 10, 2: 20, 3: 20}
    assert decision.proven
    assert said(decision, 1) == "办班地就在单位所在市州。"
    assert said(decision, 3) == "办班地在单位所在区域内。"


def test_where_seats_are_few_the_better_ranked_have_them_and_the_rest_learn_why():
    decision = place(placing([applicant(n) for n in (1, 2, 3, 4)], offer(10, 3)))
    assert where(decision) == {1: 10, 2: 10, 3: 10, 4: None}
    assert said(decision, 4) == "名额已满：10 班（3 人）。"


def test_more_people_count_for_more_than_better_ranks():
    """The best of Wuhan would shut two others out, whose classes take nobody else."""
    many = [applicant(1), applicant(2, kind=SCHOOL), applicant(3, HUANGSHI, SCHOOL)]
    decision = place(placing(many, offer(10, 2, WUHAN, Quota(KIND, SCHOOL, least=2))))
    assert where(decision) == {1: None, 2: 10, 3: 10}
    assert "高校不少于 2 人，席位按此留出" in said(decision, 1)


def test_an_upper_quota_sends_who_is_over_it_on_to_the_next_class_and_says_so():
    many = [applicant(n) for n in (1, 2, 3)]
    quota = Quota(CITY, WUHAN, most=2)
    decision = place(placing(many, offer(10, 5, WUHAN, quota), offer(20, 5, YICHANG)))
    assert where(decision) == {1: 10, 2: 10, 3: 20}
    assert "10 班：武汉市最多 2 人，已满" in said(decision, 3)


def test_a_lower_quota_draws_somebody_away_and_says_so():
    many = [applicant(1), applicant(2)]
    quota = Quota(CITY, WUHAN, least=1)
    decision = place(placing(many, offer(10, 5), offer(20, 5, YICHANG, quota)))
    assert where(decision) == {1: 10, 2: 20}
    assert "20 班：武汉市不少于 1 人" in said(decision, 2)


def test_of_classes_equally_near_both_are_filled_by_their_seats():
    many = [applicant(n) for n in range(1, 10)]
    decision = place(placing(many, offer(10, 20), offer(20, 10)))
    held = list(where(decision).values())
    assert (held.count(10), held.count(20)) == (6, 3)
    assert "按名额均衡" in said(decision, 1)


def test_dates_that_suit_count_for_more_than_the_way():
    decision = place(
        placing(
            [applicant(1, suits=frozenset({20})), applicant(2)],
            offer(10, 5),
            offer(20, 5, YICHANG),
        )
    )
    assert where(decision) == {1: 20, 2: 10}


def test_without_a_class_nobody_is_placed_and_it_is_said():
    decision = place(placing([applicant(1)]))
    assert where(decision) == {1: None}
    assert said(decision, 1) == "还没有可编的班次。"


def test_the_same_question_has_the_same_answer():
    many = _many(120, 3)
    offers = [offer(10, 30), offer(20, 40, YICHANG), offer(30, 40, HUANGSHI)]
    first = place(placing(many, *offers))
    shuffled = list(many)
    random.Random(5).shuffle(shuffled)
    assert place(placing(many, *offers)) == first
    assert place(placing(shuffled, *offers)).reached == first.reached


# --- quotas that clash ---------------------------------------------------------------------------


def test_lower_quotas_beyond_the_seats_are_named_with_what_would_mend_them():
    many = [applicant(n, kind=kind) for n, kind in enumerate([COMPANY, SCHOOL] * 5, start=1)]
    quotas = Quota(KIND, COMPANY, least=3), Quota(KIND, SCHOOL, least=3)
    decision = place(placing(many, offer(10, 5, WUHAN, *quotas), offer(20, 5)))
    assert not decision.feasible
    assert decision.places == {}
    clashes = [one.zh for one in decision.clashes]
    assert clashes[:3] == [
        "10 班：名额 5 人。",
        "10 班：高新技术企业不少于 3 人。",
        "10 班：高校不少于 3 人。",
    ]
    assert len(decision.mends) == 1
    assert decision.mends[0].zh.endswith("下限从 3 人减到 2 人。")


def test_a_lower_quota_beyond_the_people_there_are_says_how_many_there_are():
    many = [applicant(1), applicant(2), applicant(3, YICHANG)]
    decision = place(placing(many, offer(10, 5, WUHAN, Quota(CITY, YICHANG, least=2))))
    assert [one.zh for one in decision.clashes] == [
        "10 班：宜昌市不少于 2 人。",
        "录取人员中，宜昌市共 1 人。",
    ]
    assert decision.mends[0].zh == "把10 班的宜昌市下限从 2 人减到 1 人。"


def test_only_the_bounds_that_clash_are_named():
    many = [applicant(n) for n in range(1, 6)] + [applicant(6, YICHANG, SCHOOL)]
    decision = place(
        placing(
            many,
            offer(10, 4, WUHAN, Quota(CITY, WUHAN, least=3, most=4), Quota(KIND, SCHOOL, most=3)),
            offer(20, 4, YICHANG, Quota(REGION, EAST, least=3), Quota(CITY, YICHANG, least=1)),
        )
    )
    assert {one.zh for one in decision.clashes} == {
        "10 班：武汉市不少于 3 人。",
        "20 班：武汉1+8城市圈不少于 3 人。",
        "录取人员中，武汉市共 5 人。",
        "录取人员中，武汉1+8城市圈共 5 人。",
    }


# --- against every possibility -------------------------------------------------------------------

CITIES = (WUHAN, HUANGSHI, YICHANG)
quotas = st.one_of(
    st.builds(Quota, st.just(CITY), st.sampled_from(CITIES), st.integers(0, 2), st.none()),
    st.builds(
        Quota, st.just(KIND), st.sampled_from((COMPANY, SCHOOL)), st.just(0), st.integers(0, 2)
    ),
    st.builds(
        Quota, st.just(REGION), st.sampled_from((EAST, WEST)), st.integers(0, 1), st.integers(1, 3)
    ),
)


@st.composite
def cases(draw):
    offers = [
        offer(
            10 * n,
            draw(st.integers(0, 3)),
            draw(st.sampled_from(CITIES)),
            *draw(st.lists(quotas, max_size=2)),
        )
        for n in range(1, draw(st.integers(1, 3)) + 1)
    ]
    keys = [one.key for one in offers]
    some = st.one_of(st.none(), st.frozensets(st.sampled_from(keys), min_size=1))
    people = [
        applicant(
            n,
            draw(st.sampled_from(CITIES)),
            draw(st.sampled_from((COMPANY, SCHOOL))),
            rank=draw(st.integers(1, 5)),
            suits=draw(some),
        )
        for n in range(1, draw(st.integers(0, 5)) + 1)
    ]
    return placing(people, *offers)


def holds(case, chosen):
    """Say whether a placing keeps seats and quotas; written apart from the code under test."""
    for one in case.offers:
        here = [p for p in case.applicants if chosen[p.key] == one.key]
        if len(here) > one.seats:
            return False
        for quota in one.quotas:
            n = sum(
                quota.value == {CITY: p.city, KIND: p.kind, REGION: p.region}[quota.by]
                for p in here
            )
            if n < quota.least or (quota.most is not None and n > quota.most):
                return False
    return True


def every(case):
    keys = [None, *(one.key for one in case.offers)]
    for chosen in itertools.product(keys, repeat=len(case.applicants)):
        found = dict(zip((p.key for p in case.applicants), chosen, strict=True))
        if holds(case, found):
            yield found


@settings(max_examples=150, deadline=None)
@given(cases())
def test_no_placing_that_keeps_the_bounds_is_better(case):
    decision = place(case)
    possible = [reached_by(case, chosen).as_tuple() for chosen in every(case)]
    assert decision.feasible == bool(possible)
    if possible:
        assert decision.proven
        assert holds(case, where(decision))
        assert decision.reached.as_tuple() == min(possible)
        assert decision.reached == reached_by(case, where(decision))
        assert all(one.why for one in decision.places.values())


@settings(max_examples=60, deadline=None)
@given(cases())
def test_nobody_is_passed_over_whom_a_worse_ranked_place_would_fit(case):
    decision = place(case)
    chosen = where(decision)
    for out, held in itertools.permutations(case.applicants, 2):
        passed = out.rank < held.rank and chosen.get(out.key) is None
        if decision.feasible and passed and chosen[held.key] is not None:
            swapped = chosen | {out.key: chosen[held.key], held.key: None}
            assert not holds(case, swapped)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_what_is_said_to_mend_a_clash_mends_it(case):
    decision = place(case)
    if decision.feasible:
        return
    lowered = {}
    for one in decision.mends:
        head, _, tail = one.zh.removeprefix("把").partition("下限从 ")
        lowered[head] = int(tail.partition("减到 ")[2].removesuffix(" 人。"))
    offers = [
        offer_with(one, [lower(case, one, quota, lowered) for quota in one.quotas])
        for one in case.offers
    ]
    assert place(Placing(case.applicants, tuple(offers), NAMES)).feasible


def offer_with(one, bounds):
    return Offer(one.key, one.name, one.seats, one.region, one.city, tuple(bounds))


def lower(case, one, quota, lowered):
    left = lowered.get(f"{one.name.zh}的{case.named(quota).zh}", quota.least)
    return Quota(quota.by, quota.value, min(quota.least, left), quota.most)


# --- many ----------------------------------------------------------------------------------------


def _many(people, seed):
    chance = random.Random(seed)
    return [
        applicant(n, chance.choice(list(REGION_OF)), chance.choice((COMPANY, SCHOOL)))
        for n in range(1, people + 1)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_hundreds_are_placed_within_their_bounds_and_each_is_told_why(seed):
    case = placing(
        _many(640, seed),
        offer(10, 220, WUHAN, Quota(KIND, SCHOOL, most=90), Quota(CITY, HUANGSHI, least=20)),
        offer(20, 180, YICHANG, Quota(REGION, WEST, most=150)),
        offer(30, 200, JINGZHOU, Quota(KIND, COMPANY, least=80)),
    )
    decision = place(case)
    assert decision.proven
    assert holds(case, where(decision))
    assert decision.reached.placed == 600
    assert all(one.why for one in decision.places.values())
    assert decision.reached == reached_by(case, where(decision))


def test_what_a_placing_by_hand_reaches_is_reckoned_alike():
    case = placing([applicant(1), applicant(2)], offer(10, 5), offer(20, 5, YICHANG))
    assert reached_by(case, {1: 20}) == Reached(1, 1, 0, 2, 1)
