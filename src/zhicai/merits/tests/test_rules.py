"""The pure rules, held by properties: sums, caps, reversals, grades, content."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.foundation.errors import BadInput
from zhicai.foundation.text import Text
from zhicai.law.library import Library
from zhicai.law.schema import MeritContent
from zhicai.merits.rules.content import content_of, stored_of, with_item
from zhicai.merits.rules.earning import Fact, Used, credits_for, in_tenths
from zhicai.merits.rules.grading import Standing, grade_by_rule
from zhicai.merits.rules.ledger import lines_of, reversed_lines, running
from zhicai.merits.rules.simulating import simulate

WORDS = {"zh": "某", "en": "some"}
EVENTS = ("certificate", "title", "achievement", "training", "honour", "talk")
tenths = st.integers(0, 10_000).map(lambda n: Decimal(n) / 10)
points = st.builds(
    lambda n, **more: {"id": f"r{n}", "says": WORDS, **more},
    st.integers(0, 10**6), event=st.sampled_from(EVENTS), points=tenths,
    most_a_year=st.none() | tenths, most_in_all=st.none() | tenths,
    valid_years=st.none() | st.integers(1, 5), evidence=st.booleans(),
)  # fmt: skip
contents = st.lists(points, max_size=6, unique_by=lambda one: one["id"]).map(
    lambda rows: content_of({"points": rows})
)
facts = st.lists(
    st.builds(
        lambda n, event, person, day, evidence: Fact(
            f"{event}:{n}", event, person, date(2022, 1, 1) + timedelta(day), Text("某", "some"),
            evidence=evidence,
        ),
        st.integers(0, 10**6), st.sampled_from(EVENTS), st.integers(1, 3),
        st.integers(0, 1000), st.booleans(),
    ),
    max_size=40, unique_by=lambda one: one.key,
)  # fmt: skip
END = date(2024, 12, 31)
SOME = settings(max_examples=60, deadline=None)


@SOME
@given(contents, facts, st.sets(st.sampled_from([2022, 2023])))
def test_caps_are_never_exceeded_and_no_fact_earns_twice_or_in_a_settled_year(
    content, rows, settled
):
    years = dict.fromkeys((2022, 2023, 2024), content)
    told = credits_for(rows, years, used=Used(), settled=settled, on=END)
    assert len({one.fact.key for one in told}) == len(told)
    in_year, in_all = {}, {}
    for one in told:
        assert one.tenths >= 0
        assert one.cut >= 0
        assert one.tenths + one.cut == in_tenths(one.rule.points)
        assert bool(one.cut) == bool(one.cut_by)
        assert one.year not in settled
        assert one.year >= one.fact.on.year
        who = (one.fact.person, one.rule.id)
        in_year[who, one.year] = in_year.get((who, one.year), 0) + one.tenths
        in_all[who] = in_all.get(who, 0) + one.tenths
    rules = {one.id: one for one in content.points}
    for ((_, rule), _year), n in in_year.items():
        most = rules[rule].most_a_year
        assert most is None or n <= in_tenths(most)
    for (_, rule), n in in_all.items():
        most = rules[rule].most_in_all
        assert most is None or n <= in_tenths(most)


@SOME
@given(contents, facts)
def test_what_is_credited_in_two_goes_is_what_is_credited_in_one(content, rows):
    years = dict.fromkeys((2022, 2023, 2024), content)
    rows = sorted(rows, key=lambda one: (one.on, one.key))
    whole = credits_for(rows, years, used=Used(), settled=(), on=END)
    used, half = Used(), len(rows) // 2
    parts = [
        one
        for some in (rows[:half], rows[half:])
        for one in credits_for(some, years, used=used, settled=(), on=END)
    ]
    assert parts == whole


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(-1000, 1000)))
def test_lines_sum_to_nothing_a_reversal_is_exact_and_the_balance_is_the_sum(n, booked):
    lines = lines_of("r", n)
    assert sum(one.tenths for one in lines) == 0
    undone = reversed_lines(lines)
    assert [a.tenths + b.tenths for a, b in zip(lines, undone, strict=True)] == [0, 0]
    assert running(booked)[-1:] == ([sum(booked)] if booked else [])


GRADES = content_of(
    {
        "grades": [
            {"grade": 1, "says": WORDS, "points": "0"},
            {"grade": 2, "says": WORDS, "points": "40", "years_below": 1},
            {"grade": 3, "says": WORDS, "points": "80"},
        ]
    }
)
ON = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (Standing(0, True), 1),
        (Standing(400, True, 1, date(2022, 6, 2)), 1),
        (Standing(400, True, 1, date(2022, 6, 1)), 2),
        (Standing(399, True, 1, date(2020, 1, 1)), 1),
        (Standing(800, True, 1, date(2023, 1, 1)), 3),
        (Standing(900, False, None), None),
        (Standing(0, True, 3, date(2022, 1, 1), "rule"), 3),
    ],
)
def test_a_grade_follows_from_points_certificate_and_time_and_does_not_fall(now, expected):
    assert grade_by_rule(GRADES, now, on=ON, at_certificate=1) == expected


def test_a_grade_falls_only_where_the_rules_say_so_and_never_one_given_by_review():
    lowers = content_of({**stored_of(GRADES), "lowers": True})
    fell = Standing(0, True, 3, date(2022, 1, 1), "rule")
    assert grade_by_rule(lowers, fell, on=ON, at_certificate=1) == 1
    kept = Standing(0, True, 3, date(2022, 1, 1), "review")
    assert grade_by_rule(lowers, kept, on=ON, at_certificate=1) == 3


def test_a_content_says_what_is_wrong_and_an_item_changes_without_breaking_the_rest():
    rule = {"id": "a", "says": WORDS, "event": "title", "points": "1.55"}
    with pytest.raises(BadInput) as bad:
        content_of({"points": [rule, {**rule, "points": "x"}]})
    assert len(bad.value.faults) == 2
    whole = with_item({}, "points", None, {**rule, "points": "2"})
    with pytest.raises(BadInput):
        with_item(whole, "points", None, {**rule, "points": "3"})
    assert with_item(whole, "points", "a", None) == stored_of(MeritContent())
    with pytest.raises(BadInput):
        with_item(stored_of(GRADES), "grades", "3", {"grade": 3, "says": WORDS, "points": "1"})
    with pytest.raises(BadInput):
        with_item({}, "points", "nothing", None)


def test_the_example_that_ships_holds_together_and_comes_back_from_its_stored_form():
    example = Library().programme("hubei-2022").merits["example"]
    stored = stored_of(example)
    assert stored_of(content_of(stored)) == stored
    assert set(stored) == {"points", "grades", "categories", "lowers"}
    fact = Fact("title:1", "title", 7, date(2022, 3, 1), Text("某", "some"), "senior", True)
    told = simulate(
        content_of(stored), [fact], in_force=None, people={7: Standing(0, True, 1)}, year=2022,
        at_certificate=1,
    )  # fmt: skip
    assert [(one.before, one.after, one.grade_after) for one in told] == [(0, 350, 1)]
