"""Launch and expansion as pure rules: the base, the payers, the people beyond the base."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zhicai.finance.rules.parts import (
    APPROVED_PLAN,
    CLASSES,
    LAUNCH,
    MINIMUM,
    PEOPLE,
    Base,
    PartTerms,
    Peer,
    Plan,
    Shares,
    base_of,
    decide_inside,
    decide_launch,
    decide_part,
)
from zhicai.finance.rules.sources import Source

PEERS = tuple(Peer(key, people, planned=key != "d") for key, people in
              (("a", 240), ("b", 240), ("c", 240), ("d", 100)))  # fmt: skip
PLAN = Plan(PEERS, planned_classes=3, planned_people=720, least_classes=3, least_people=600)
TERMS = PartTerms(
    payers={LAUNCH: ("province",), CLASSES: ("city",), PEOPLE: ("city",)},
    clauses={LAUNCH: "a", CLASSES: "b", PEOPLE: "c"}, noted=True, rule=APPROVED_PLAN,
    note_clause="n",
)  # fmt: skip
PROVINCE = Source("省专项", "province", special=True)
CITY = Source("市专项", "city", special=True)
COUNTY = Source("县资金", "county")


def test_the_base_is_the_plan_as_approved_first_or_the_notices_minimum():
    assert base_of("c", PLAN, APPROVED_PLAN) == Base(True, 240, 240, 3, 720)
    assert base_of("d", PLAN, APPROVED_PLAN) == Base(False, 0, 100, 3, 720)
    assert base_of("b", PLAN, MINIMUM) == Base(True, 240, 240, 3, 600)
    last = base_of("c", PLAN, MINIMUM)
    assert (last.own, last.beyond, last.exceeds) == (120, 120, True)
    assert base_of("d", PLAN, MINIMUM).inside is False
    assert base_of("x", PLAN, MINIMUM) is None


@given(
    some.lists(some.tuples(some.integers(0, 400), some.booleans()), min_size=1, max_size=8),
    some.integers(0, 900), some.integers(0, 5), some.integers(0, 900),
    some.sampled_from((APPROVED_PLAN, MINIMUM)),
)  # fmt: skip
def test_no_more_people_are_launched_than_the_base_has(rows, planned, classes, least, rule):
    peers = tuple(Peer(str(n), people, on) for n, (people, on) in enumerate(rows))
    plan = Plan(peers, classes, planned, classes, least)
    found = [base_of(one.key, plan, rule) for one in peers]
    whole = least if rule == MINIMUM else planned
    assert sum(one.own for one in found) <= whole
    assert all(0 <= one.own <= one.people for one in found)
    assert all(one.beyond == one.people for one in found if not one.inside)


def test_each_part_is_paid_by_its_special_fund_or_by_a_note():
    assert decide_part(PROVINCE, LAUNCH, TERMS)
    assert decide_part(CITY, CLASSES, TERMS)
    assert decide_part(CITY, PEOPLE, TERMS)
    for source, part, clause in (
        (CITY, LAUNCH, "a"), (PROVINCE, CLASSES, "b"), (PROVINCE, PEOPLE, "c"),
        (COUNTY, PEOPLE, "c"), (replace(PROVINCE, special=False), LAUNCH, "a"),
    ):  # fmt: skip
        refused = decide_part(source, part, TERMS)
        assert not refused
        assert refused.reasons[0].clause == clause
        noted = decide_part(replace(source, noted=True), part, TERMS)
        assert noted
        assert noted.reasons[0].clause == "n"
        closed = replace(TERMS, noted=False)
        assert not decide_part(replace(source, noted=True), part, closed)


def test_a_class_beyond_the_base_is_expansion_alone():
    beyond = replace(TERMS, base=base_of("d", PLAN, APPROVED_PLAN))
    assert decide_inside(LAUNCH, beyond).reasons[0].clause == "b"
    assert decide_inside(CLASSES, beyond)
    assert decide_inside(LAUNCH, replace(TERMS, base=base_of("a", PLAN, APPROVED_PLAN)))
    assert decide_inside(LAUNCH, TERMS)


def test_people_beyond_the_base_are_expansion_by_head():
    half = replace(TERMS, base=base_of("c", PLAN, MINIMUM))
    assert decide_launch([(LAUNCH, 500), (PEOPLE, 500)], half)
    refused = decide_launch([(LAUNCH, 501), (PEOPLE, 499)], half)
    assert refused.reasons[0].clause == "c"
    assert not decide_launch([(LAUNCH, 1000)], half)
    whole = replace(TERMS, base=base_of("a", PLAN, APPROVED_PLAN))
    flagged = decide_launch([(LAUNCH, 500), (PEOPLE, 1)], whole)
    assert flagged.allowed
    assert "没有超出" in flagged.reasons[0].says.zh
    assert decide_launch([(LAUNCH, 500)], whole).reasons == ()


@pytest.mark.parametrize(("shares", "main"), [
    (Shares(50, 0, 50), False), (Shares(30, 21, 49), True), (Shares(0, 0, 1), False),
    (Shares(), None),
])  # fmt: skip
def test_the_special_funds_are_the_main_part_above_the_percent_set(shares, main):
    assert shares.main(50) is main
