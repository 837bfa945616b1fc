"""The pure rules: decisions of scores, quotas, evaluation scores, full years."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.foundation.errors import BadInput
from zhicai.law.schema.reviews import AwardRule, IndicatorRule, LevelRule, ScoredRule
from zhicai.reviews.rules import commending, evaluating, upgrading
from zhicai.reviews.rules.content import content_of, stored_of
from zhicai.reviews.rules.facts import full_years, plain

LEVEL = LevelRule(grade=2, zh="中级", passing=60, gap=15)
AWARD = AwardRule(id="a", zh="优秀", quota=3, per_place=2)
marks = st.decimals(0, 100, places=1)
wide = st.tuples(marks, marks).filter(lambda two: abs(two[0] - two[1]) > 15)
RULES = (
    ScoredRule(id="a", grade=2, zh="一", weight=30), ScoredRule(id="b", grade=2, zh="二", weight=70)
)  # fmt: skip


@given(marks, marks)
def test_two_close_scores_are_their_mean_and_two_far_apart_ask_for_a_third(one, two):
    found = upgrading.decide(LEVEL, {1: one, 2: two})
    if abs(one - two) <= 15:
        assert found.score == upgrading.rounded((one + two) / 2)
        assert found.passed == (found.score >= 60)
    else:
        assert (found.score, found.needs) == (None, 3)


@given(wide, marks)
def test_the_third_counts_with_the_nearer_and_the_order_of_the_two_does_not_matter(two, third):
    one = upgrading.decide(LEVEL, {1: two[0], 2: two[1], 3: third})
    other = upgrading.decide(LEVEL, {1: two[1], 2: two[0], 3: third})
    assert one.score == other.score
    nearest = min(abs(two[0] - third), abs(two[1] - third))
    assert abs(one.score - third) <= nearest / 2 + upgrading.CENT


@given(marks, marks)
def test_a_weighted_total_lies_between_its_scores_and_grows_with_them(one, two):
    total = upgrading.total_of(RULES, {"a": one, "b": two})
    assert min(one, two) <= total <= max(one, two)
    assert upgrading.total_of(RULES, {"a": one, "b": Decimal(100)}) >= total


@given(st.dictionaries(st.sampled_from("ab"), st.one_of(st.none(), st.decimals())))
def test_scores_are_taken_whole_or_not_at_all(given_):
    faults = upgrading.score_faults(RULES, given_)
    good = all(
        (v := given_.get(k)) is not None and v.is_finite() and 0 <= v <= 100 and not v * 10 % 1
        for k in "ab"
    )
    assert bool(faults) != good


@given(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["city", "county", "base", None]))
def test_an_office_never_nominates_beyond_its_quota(already, more, who):
    found = commending.may_nominate(AWARD, nominator=who, already=already, more=more, clause="X")
    assert found.allowed == (who is not None and already + more <= 2)
    assert found.allowed or all(one.clause == "X" for one in found.reasons)


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(1, 3)), max_size=6))
def test_order_by_hand_goes_before_votes(rows):
    found = [commending.Standing(n, votes, order) for n, (votes, order) in enumerate(rows)]
    ranked = commending.ranked(found)
    assert sorted(ranked) == list(range(len(rows)))
    ordered = [rows[key][1] for key in ranked]
    assert ordered == sorted(ordered, key=lambda one: (one is None, one or 0))


@given(st.decimals(0, 50, places=1), st.decimals(0, 50, places=1))
def test_a_fact_scores_its_share_of_the_full_value_and_never_more_than_a_hundred(one, two):
    rule = IndicatorRule(id="a", group="g", zh="x", weight=100, how="fact", fact="hours", full=20)
    low, high = sorted((one, two))
    assert 0 <= evaluating.score_of(rule, low) <= evaluating.score_of(rule, high) <= 100
    total = evaluating.total_of((rule,), {"a": evaluating.score_of(rule, high)})
    assert total == evaluating.score_of(rule, high)
    assert evaluating.band_of(total)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 20))
def test_a_year_is_full_on_the_day_and_not_the_day_before(since, years):
    if (since.month, since.day) == (2, 29):
        since = since.replace(day=28)
    day = since.replace(year=since.year + years)
    assert full_years(since, day) == years
    if years:
        assert full_years(since, date.fromordinal(day.toordinal() - 1)) == years - 1


def test_nobody_reviews_oneself_or_the_own_employers_people():
    ask = {"reviewer": 1, "applicant_user": 2, "reviewer_units": frozenset({7}), "employer": 8}
    assert upgrading.conflict(**ask) is None
    assert upgrading.conflict(**ask | {"applicant_user": 1}) is not None
    assert upgrading.conflict(**ask | {"employer": 7}) is not None


GOOD = {
    "kind": "upgrade", "levels": [{"grade": 2, "zh": "中级", "passing": 60, "gap": 15}],
    "scored": [{"id": "a", "grade": 2, "zh": "一", "weight": 100}],
    "conditions": [{"of": "2", "fact": "hours", "at_least": "1.5"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"levels": []},
        {"scored": []},
        {"scored": [{"id": "a", "grade": 3, "zh": "一", "weight": 100}]},
        {"scored": [{"id": "a", "grade": 2, "zh": "一", "weight": 99}]},
        {"conditions": [{"of": "3", "fact": "hours", "at_least": 1}]},
        {"conditions": [{"of": "2", "fact": "luck", "at_least": 1}]},
        {"conditions": [{"of": "2", "fact": "hours", "kinds": ["a"], "at_least": 1}]},
        {"conditions": [{"of": "2", "fact": "hours", "at_least": "nan"}]},
        {"awards": [{"id": "a", "zh": "x", "quota": 1, "per_place": 1}]},
        {"kind": "else"},
    ],
)
def test_criteria_that_do_not_hold_together_are_refused_and_good_ones_read_back(change):
    assert stored_of(content_of(stored_of(content_of(GOOD)))) == stored_of(content_of(GOOD))
    with pytest.raises(BadInput):
        content_of(GOOD | change)
    assert plain(Decimal("1.50")) == "1.5"
