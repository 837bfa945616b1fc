"""Papers sealed when they are made, and unreadable to anybody until their hour."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhicai.exams.actions.papers import (
    Wanted,
    make_blueprint,
    open_paper,
    seal_papers,
    unsealed,
    withdraw_paper,
)
from zhicai.exams.models import (
    Basis,
    BasisVersion,
    Exam,
    Item,
    ItemBasis,
    ItemVersion,
    Paper,
    PaperItem,
)
from zhicai.exams.queries.composing import hashes_in_use, stock_of
from zhicai.exams.queries.papers import opened
from zhicai.exams.tests.scenes import CHOICE, START, add_item
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.foundation.keyring import keyed_hash
from zhicai.planning.tests.scenes import YILING, hubei

ROW = {"topic": "know-1", "kind": "single", "easiest": "1", "hardest": "5", "count": "5",
       "marks": "2"}  # fmt: skip
BOTH = [Wanted("A", "first"), Wanted("B", "makeup")]


@pytest.fixture
def world(db):
    found = hubei()
    for n in range(12):
        add_item(n, "single", CHOICE, 2, difficulty=n % 5 + 1)
    return found


@pytest.fixture
def group(world):
    return world.body("working-group")


@pytest.fixture
def blueprint(world, group):
    return make(world, group)


def make(world, by, *, rows=(ROW,), title="考试蓝图", minutes=90):
    return make_blueprint(
        world.year, track="assessment", part="exam", title=title, minutes=minutes, rows=rows,
        standard=1, by=by, at=START - timedelta(days=40),
    )  # fmt: skip


def sealed(blueprint, by, wanted=BOTH):
    return seal_papers(blueprint, wanted, seed="1", by=by, at=START - timedelta(days=30))


def exam_with(paper, **changes):
    known = {
        "part": "exam", "round": "mock", "title": "考试", "paper": paper, "starts_at": START,
        "minutes": 90, "made_at": START, "made_by": "吴越", "office": "工作组",
    }  # fmt: skip
    return Exam.objects.create(**(known | changes))


def test_first_and_make_up_paper_are_sealed_and_share_no_item(blueprint, group):
    first, makeup = sealed(blueprint, group)
    assert (first.use, makeup.use, first.total) == ("first", "makeup", 10)
    assert not set(first.items_hashed) & set(makeup.items_hashed)
    assert abs(first.difficulty - makeup.difficulty) <= Decimal("0.2")
    assert not PaperItem.objects.exists()
    for key, marks in unsealed(first):
        assert f'[{key},"{marks}"]'.encode() not in bytes(first.sealed)


def test_sealing_the_same_papers_again_makes_no_others(blueprint, group):
    assert sealed(blueprint, group) == sealed(blueprint, group)
    assert Paper.objects.count() == 2


def test_a_third_paper_finds_no_items_left_and_says_how_many_are_missing(blueprint, group):
    sealed(blueprint, group)
    with pytest.raises(Refused, match="还差 3 道") as refusal:
        sealed(blueprint, group, [Wanted("C", "first")])
    assert refusal.value.reasons[0].clause == "HB-3.2.6.2.c"
    withdraw_paper(Paper.objects.get(label="B"), reason="换卷", by=group, at=START)
    assert len(sealed(blueprint, group, [Wanted("C", "makeup")])) == 1


def test_a_paper_stays_sealed_until_the_hour(blueprint, group):
    paper = sealed(blueprint, group)[0]
    exam = exam_with(paper)
    with pytest.raises(Refused, match="没有到开考时间"):
        open_paper(exam, by=group, at=START - timedelta(seconds=1))
    assert not PaperItem.objects.exists()
    open_paper(exam, by=group, at=START)
    assert [one.number for one in opened(paper.pk)] == [1, 2, 3, 4, 5]
    assert Item.objects.filter(exposures=1).count() == 5
    open_paper(exam, by=group, at=START)
    assert Item.objects.filter(exposures=1).count() == 5


def test_a_paper_that_was_tampered_with_is_not_opened(blueprint, group):
    paper = sealed(blueprint, group)[0]
    Paper.objects.filter(pk=paper.pk).update(sealed=bytes(paper.sealed)[:-1] + b"\0")
    with pytest.raises(Refused, match="被改动过"):
        open_paper(exam_with(paper), by=group, at=START)


def test_a_withdrawn_paper_or_one_of_a_cancelled_exam_is_not_opened(blueprint, group):
    first, second = sealed(blueprint, group)
    withdraw_paper(first, reason="疑似泄露", by=group, at=START)
    for paper, state in ((first, "planned"), (second, "cancelled")):
        with pytest.raises(Refused):
            open_paper(exam_with(paper, state=state), by=group, at=START)
    with pytest.raises(BadInput):
        withdraw_paper(second, reason=" ", by=group, at=START)
    open_paper(exam_with(second, starts_at=START), by=group, at=START)
    with pytest.raises(Refused, match="已启封"):
        withdraw_paper(second, reason="晚了", by=group, at=START)


def test_only_the_working_group_composes(world, blueprint, group):
    for other in (world.county(YILING), world.province(), world.body("base")):
        with pytest.raises((NotYourPage, OutOfScope)):
            make(world, other)
        with pytest.raises((NotYourPage, OutOfScope)):
            sealed(blueprint, other)


def test_every_fault_of_a_blueprint_is_told_at_once(world, group):
    with pytest.raises(BadInput) as refusal:
        make(world, group, rows=[ROW | {"count": "0"}], title="", minutes=1)
    assert {one.field or one.column for one in refusal.value.faults} == {
        "title", "minutes", "count",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wanted", [[], [Wanted("A", "party")], [Wanted("A", "first")] * 2, [Wanted(" ", "first")]]
)
def test_papers_without_label_or_use_are_not_made(blueprint, group, wanted):
    with pytest.raises(BadInput):
        sealed(blueprint, group, wanted)
    assert not Paper.objects.exists()


# --- what a paper must not be made of ------------------------------------------------------------

SMALL = ROW | {"count": "4"}


def stock(world):
    return stock_of(world.year, on=START.date(), without=hashes_in_use(world.year))


def test_an_item_of_a_mock_test_is_never_drawn_into_an_exam(world, group):
    for n in range(12, 16):
        add_item(n, "single", CHOICE, 2, difficulty=3)
    mock = make(world, group, rows=[SMALL], title="模拟")
    (practice,) = sealed(mock, group, [Wanted("M", "mock")])
    assert not {keyed_hash(f"item {one.key}") for one in stock(world)} & set(practice.items_hashed)
    first, makeup = sealed(make(world, group), group)
    for paper in (first, makeup):
        assert not set(paper.items_hashed) & set(practice.items_hashed)
    again = sealed(make(world, group, rows=[SMALL], title="再练"), group, [Wanted("N", "mock")])
    assert not set(again[0].items_hashed) & set(first.items_hashed + makeup.items_hashed)


def test_another_version_of_an_item_in_use_is_not_drawn_either(world, group):
    (paper,) = sealed(make(world, group, title="模拟"), group, [Wanted("M", "mock")])
    item = next(
        one.item for one in ItemVersion.objects.all()
        if keyed_hash(f"item {one.pk}") in paper.items_hashed
    )  # fmt: skip
    before = {one.key for one in stock(world)}
    fresh = ItemVersion.objects.create(
        item=item, number=2, content=CHOICE, plain="新", marks=2, made_at=START, made_by="吴越"
    )
    assert fresh.pk not in {one.key for one in stock(world)}
    assert {one.key for one in stock(world)} == before


def test_an_item_whose_basis_has_ended_is_not_drawn_even_before_the_nightly_review(world):
    item = Item.objects.first()
    basis = Basis.objects.create(code="old-law", kind="statute", zh="旧法")
    day = START.date()
    rest = BasisVersion.objects.create(
        basis=basis, version="2008", since=date(2009, 10, 1), until=day
    )
    version = item.versions.get()
    ItemBasis.objects.create(item_version=version, basis_version=rest, article="第一条")
    assert version.pk in {one.key for one in stock_of(world.year, on=day)}
    assert version.pk not in {one.key for one in stock_of(world.year, on=day + timedelta(days=1))}
    assert item.state == "live"
