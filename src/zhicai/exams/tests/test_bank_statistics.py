"""How items fared: the figures against a slow count, what is conspicuous, and from which papers."""

from decimal import Decimal
from statistics import StatisticsError, correlation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.actions.statistics import count_statistics
from zhicai.exams.models import Answer, Exam, ItemStatistic, PaperItem
from zhicai.exams.rules.statistics import (
    EASY,
    HARD,
    LEAST,
    LURE,
    NEGATIVE,
    Sums,
    add_paper,
    figures,
)  # fmt: skip
from zhicai.exams.tests.scenes import START, after

FULL = {1: 2.0, 2: 2.0, 3: 5.0}
PAPERS = st.lists(
    st.fixed_dictionaries({1: st.sampled_from([0.0, 1.0, 2.0]), 2: st.sampled_from([0.0, 2.0]),
                           3: st.integers(0, 50).map(lambda n: n / 10)}),
    min_size=1, max_size=60,
)  # fmt: skip


@given(PAPERS)
def test_sums_say_what_a_slow_count_says(papers):
    sums = {}
    for paper in papers:
        add_paper(sums, paper, FULL)
    for item, worth in FULL.items():
        found = figures(sums[item])
        shares = [paper[item] / worth for paper in papers]
        rest = [
            (sum(paper.values()) - paper[item]) / (sum(FULL.values()) - worth) for paper in papers
        ]
        assert found.n == len(papers)
        assert float(found.share) == pytest.approx(sum(shares) / len(shares), abs=0.001)
        try:
            slow = correlation(shares, rest)
        except StatisticsError:
            slow = None
        if slow is None or found.discrimination is None:
            assert found.discrimination is None
        else:
            assert float(found.discrimination) == pytest.approx(slow, abs=0.001)


@pytest.mark.parametrize(
    ("shares", "rest", "counts", "flags"),
    [
        ([1] * 40, [0.1, 0.9] * 20, {"1": 40}, {EASY}),
        ([0] * 40, [0.1, 0.9] * 20, {"0": 40}, {HARD, LURE}),
        ([1, 0] * 20, [0.1, 0.9] * 20, {"1": 20, "0": 20}, {NEGATIVE}),
        ([0, 1] * 20, [0.1, 0.9] * 20, {"1": 20, "0": 12, "2": 8}, set()),
        ([1] * (LEAST - 1), [0.5] * (LEAST - 1), {"0": 9}, set()),
    ],
)
def test_conspicuous_items_are_flagged_once_enough_have_answered(shares, rest, counts, flags):
    sums = Sums(counts=counts)
    for x, y in zip(shares, rest, strict=True):
        sums.add(x, y)
    assert set(figures(sums, key=(1,)).flags) == flags


def test_whatever_an_answer_is_counting_it_breaks_nothing():
    sums = Sums()
    for answer in (0, [0, 2], None, "甲", True, [None, "x"], {"a": 1}, 10**12):
        sums.choose(answer)
    assert sums.counts == {"0": 2, "2": 1, "1": 1}


@pytest.mark.django_db
def test_figures_come_from_papers_handed_in_and_not_from_mocks(
    scene, django_assert_max_num_queries
):
    for n in range(1, 5):
        who = scene.candidate(n, state="submitted", submitted_at=after(30))
        for number in range(1, 5):
            Answer.objects.create(
                sitting=who.sitting, number=number, value=0 if n > 1 or number > 1 else 3,
                revision=1, saved_at=after(1),
            )  # fmt: skip
        score_submitted([who.sitting.pk], now=after(31))
    scene.candidate(5)
    assert count_statistics(by=SYSTEM, at=START) == 0
    Exam.objects.update(round="first", training_class=None)
    PaperItem.objects.filter(number=4).update(voided_for="题干有误")
    with django_assert_max_num_queries(12):
        assert count_statistics(by=SYSTEM, at=START) == 4
    first = ItemStatistic.objects.get(item_version__item__code="know-1-1")
    assert (first.n, first.share, first.counts) == (4, Decimal("0.750"), {"0": 3, "3": 1})
    assert not ItemStatistic.objects.filter(item_version__item__code="know-1-4").exists()
    words = ItemStatistic.objects.get(item_version__item__kind="short")
    assert words.n == 4
    count_statistics(by=SYSTEM, at=after(60))
    assert ItemStatistic.objects.count() == 4
