"""The rules: no certificate with an unmet condition whatever the facts, each no with its clause."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.certificates.rules import (
    COMPLETION,
    SPECIALIST,
    Facts,
    expiry,
    in_groups,
    kinds_of,
    may_issue,
    number,
    pattern_faults,
)

KEYS = ("issues", "track", "award", "kinds", "final", "make-up", "hours", "exam", "practical")
CLAUSES = {key: f"clause-of-{key}" for key in KEYS}
GOOD = Facts(
    issues=True, certified_track=True, state="qualified", hours_done=True, exam_passed=True,
    practical_passed=True, published=True,
)  # fmt: skip
KINDS = st.sampled_from([SPECIALIST, COMPLETION])
FACTS = st.builds(
    Facts,
    issues=st.booleans(),
    certified_track=st.booleans(),
    state=st.sampled_from(["qualified", "pending", "makeup", "not_qualified", ""]),
    hours_done=st.booleans(),
    exam_passed=st.booleans(),
    practical_passed=st.booleans(),
    published=st.booleans(),
    same_person=st.booleans(),
    made_up=st.booleans(),
    kind=KINDS,
    kinds=st.sets(KINDS),
    held=st.sets(KINDS),
)


@given(FACTS)
def test_one_is_issued_exactly_where_every_condition_is_met(facts):
    met = (
        facts.issues and facts.certified_track and facts.state == "qualified" and facts.hours_done
        and facts.exam_passed and facts.practical_passed and facts.published and facts.same_person
        and facts.kind in facts.kinds and facts.kind not in facts.held
    )  # fmt: skip
    decision = may_issue(facts, CLAUSES)
    assert decision.allowed == met
    assert all(reason.clause in CLAUSES.values() for reason in decision.reasons)
    assert bool(decision.reasons) != met


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"issues": False}, "issues", "不颁发证书"),
        ({"certified_track": False}, "track", "只有考核班"),
        ({"state": "not_qualified", "made_up": True}, "final", "补考后仍不合格"),
        ({"state": "not_qualified"}, "final", "不合格"),
        ({"state": "makeup"}, "make-up", "补考合格后"),
        ({"state": "pending"}, "award", "还没有定"),
        ({"hours_done": False}, "hours", "学时"),
        ({"exam_passed": False}, "exam", "考试"),
        ({"practical_passed": False}, "practical", "实操"),
        ({"published": False}, "award", "公布"),
        ({"same_person": False}, "award", "不是此人"),
        ({"kind": COMPLETION}, "kinds", "这种证书"),
        ({"held": [SPECIALIST]}, "award", "已有一张"),
    ],
)
def test_every_refusal_says_why_and_names_its_clause(change, key, words):
    facts = Facts(**{name: getattr(GOOD, name) for name in GOOD.__slots__} | change)
    decision = may_issue(facts, CLAUSES)
    assert not decision.allowed
    assert decision.reasons[0].clause == CLAUSES[key]
    assert words in decision.reasons[0].says.zh
    assert may_issue(GOOD, CLAUSES).allowed


@given(st.integers(1, 200_000), st.integers(1, 200_000), st.integers(2022, 2090))
def test_numbers_of_two_serials_differ(one, other, year):
    made = [
        number("鄂〔{year}〕{serial}号", province="42", year=year, serial=n) for n in (one, other)
    ]
    assert (made[0] == made[1]) == (one == other)


def test_a_pattern_without_year_or_serial_is_faulty_and_nothing_else_is_filled_in():
    assert len(pattern_faults("证")) == 2
    assert not pattern_faults("{year}{serial}")
    odd = number("{year.__class__}{serial}{0}", province="42", year=2022, serial=12345)
    assert odd == "{year.__class__}12345{0}"


def test_kinds_codes_and_ends():
    assert kinds_of("two") == (SPECIALIST, COMPLETION)
    assert kinds_of(None) == (SPECIALIST,)
    assert in_groups("23456789ABCD") == "2345-6789-ABCD"
    assert expiry(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert expiry(date(2022, 6, 20), 3) == date(2025, 6, 20)
    assert expiry(date(2022, 6, 20), None) is None
