"""Blueprints solved: every row met, no item twice, alike in difficulty; or what the bank lacks."""

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.exams.rules.blueprints import Row, Stock, equivalent, lacking, read_rows
from zhicai.exams.rules.solving import Unsolved, solve
from zhicai.foundation.errors import Fault

WIDE = Decimal(4)


def row(count, *, topic="know-1", kind="single", easiest=1, hardest=5, marks=2):
    return Row(topic, kind, easiest, hardest, count, Decimal(marks))


def shelf(*difficulties, topic="know-1", kind="single", marks=2, first=1):
    return [
        Stock(first + n, topic, kind, difficulty, Decimal(marks))
        for n, difficulty in enumerate(difficulties)
    ]


def test_two_papers_share_no_item_and_are_as_hard_as_each_other():
    rows = [row(2), row(1, kind="short", marks=5)]
    stock = shelf(1, 2, 4, 5) + shelf(3, 3, kind="short", marks=5, first=10)
    forms = solve(rows, stock, forms=2, bound=Decimal(0), seed="a")
    assert equivalent(rows, forms, bound=Decimal(0)) == []
    assert [form.difficulty for form in forms] == [3, 3]
    assert {form.total for form in forms} == {Decimal(9)}


def test_the_same_seed_makes_the_same_papers_and_another_seed_others():
    stock = shelf(*[3] * 40)
    made = [solve([row(10)], stock, forms=2, bound=WIDE, seed=seed) for seed in ("a", "a", "b")]
    assert made[0] == made[1] != made[2]


def test_items_that_were_seen_less_come_first():
    stock = [Stock(n, "know-1", "single", 3, Decimal(2), exposures=n % 2) for n in range(10)]
    (form,) = solve([row(5)], stock, forms=1, bound=WIDE, seed="a")
    assert {one.item.exposures for one in form.items} == {0}


def test_a_row_of_written_items_takes_only_those_of_its_marks():
    stock = shelf(3, kind="short", marks=4) + shelf(3, kind="short", marks=5, first=7)
    (form,) = solve([row(1, kind="short", marks=5)], stock, forms=1, bound=WIDE, seed="a")
    assert [one.item.key for one in form.items] == [7]


def test_what_the_bank_lacks_is_told_by_row():
    rows = [row(3), row(2, kind="multiple")]
    found = solve(rows, shelf(1, 2, 3, 4), forms=2, bound=WIDE, seed="a")
    assert [(one.row, one.wanted, one.there) for one in found.lacks] == [
        (rows[0], 6, 4), (rows[1], 4, 0),
    ]  # fmt: skip


def test_rows_that_compete_for_the_same_items_are_no_paper():
    rows = [row(2, hardest=3), row(2, easiest=3)]
    found = solve(rows, shelf(3, 3, 3), forms=1, bound=WIDE, seed="a")
    assert found == Unsolved(())
    assert lacking(rows, shelf(3, 3, 3), forms=1) == ()


@given(
    difficulties=st.lists(st.integers(1, 5), min_size=4, max_size=7),
    first=st.integers(1, 2),
    easiest=st.integers(1, 4),
)
@settings(max_examples=60, deadline=None)
def test_papers_are_found_whenever_there_are_any_and_none_are_more_alike(
    difficulties, first, easiest
):
    rows = [row(first), row(1, easiest=easiest)]
    stock = shelf(*difficulties)
    best = _most_alike(rows, stock)
    found = solve(rows, stock, forms=2, bound=WIDE, seed="a")
    if best is None:
        assert isinstance(found, Unsolved)
        return
    assert equivalent(rows, found, bound=WIDE) == []
    sums = [sum(one.item.difficulty for one in form.items) for form in found]
    assert abs(sums[0] - sums[1]) == best


def _most_alike(rows, stock):
    """The least difference of two papers' summed difficulties, by trying everything."""
    papers = set()
    for one, two in product(
        combinations([i for i in stock if i.fits(rows[0])], rows[0].count),
        [i for i in stock if i.fits(rows[1])],
    ):
        if two not in one:
            papers.add(frozenset((*one, two)))
    sums = [
        abs(sum(i.difficulty for i in a) - sum(i.difficulty for i in b))
        for a, b in combinations(papers, 2)
        if not a & b
    ]
    return min(sums, default=None)


def test_a_changed_paper_is_not_equivalent():
    rows = [row(2)]
    forms = solve(rows, shelf(2, 2, 2, 5), forms=2, bound=WIDE, seed="a")
    assert len(equivalent(rows, forms, bound=Decimal("0.1"))) == 1
    assert len(equivalent(rows, (forms[0], forms[0]), bound=WIDE)) == 1
    assert len(equivalent([row(3)], forms, bound=WIDE)) == 2


def test_every_fault_of_a_blueprint_is_told_by_row_and_column():
    raw = [
        {"topic": "know-1", "kind": "single", "easiest": "1", "hardest": "5", "count": "3",
         "marks": "2"},
        {"topic": "?", "kind": "?", "easiest": "4", "hardest": "2", "count": "0", "marks": "0.25"},
    ]  # fmt: skip
    found = read_rows(raw, topics=["know-1"], kinds=["single"])
    assert [(one.row, one.column) for one in found] == [
        (2, "topic"), (2, "kind"), (2, "difficulty"), (2, "count"), (2, "marks"),
    ]  # fmt: skip
    assert isinstance(read_rows([], topics=[], kinds=[])[0], Fault)
    assert read_rows(raw[:1], topics=["know-1"], kinds=["single"]) == (row(3),)
