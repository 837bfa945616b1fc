"""The rules of money: exact amounts, sources with their clause, nothing from trainees."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zhicai.finance.models import Budget, Charge, Cost, Fund, Payer
from zhicai.finance.rules.charges import ChargeTerms, decide_charge, is_own_cost
from zhicai.finance.rules.kinds import CHARGED, COSTS, FUND_KINDS, ITEMS, PAYERS
from zhicai.finance.rules.limits import Ceilings, decide_day, decide_lecture
from zhicai.finance.rules.lines import LineFacts, line_faults
from zhicai.finance.rules.money import MOST_FEN, read_yuan, yuan
from zhicai.finance.rules.sources import (
    Source,
    SourceTerms,
    decide_cost,
    decide_fence,
    decide_remark,
    decide_source,
)

TERMS = SourceTerms(("county", "city"), True, "C-1", "C-2", "C-3", "C-4", ("fare",))
FEN = some.integers(-MOST_FEN, MOST_FEN)


@given(FEN)
def test_an_amount_is_read_as_it_is_written(fen):
    assert read_yuan(yuan(fen)) == fen
    assert read_yuan(f"{yuan(fen)} 元") == fen


@given(some.text(max_size=12))
def test_whatever_is_typed_is_whole_fen_or_nothing(typed):
    found = read_yuan(typed)
    assert found is None or isinstance(found, int)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("5200", 520_000), ("5,200.05元", 520_005), ("５２００", 520_000), ("0.52万元", 520_000),
        ("￥12.3", 1230), ("1.001", None), ("12,34", None), ("", None), ("1e5", None),
        ("NaN", None), ("999999999999999", None),
    ],
)  # fmt: skip
def test_amounts_as_offices_write_them(typed, fen):
    assert read_yuan(typed) == fen


@given(some.lists(some.integers(1, 10**9), min_size=1, max_size=30))
def test_fen_add_up_without_loss(amounts):
    written = [yuan(fen) for fen in amounts]
    assert sum(read_yuan(one) for one in written) == sum(amounts)


@pytest.mark.parametrize("payer", sorted(PAYERS))
def test_a_source_pays_by_its_level_or_by_the_provinces_note(payer):
    source = Source("某笔资金", payer)
    decision = decide_source(source, TERMS)
    assert decision.allowed == (payer in ("county", "city"))
    if not decision:
        assert decision.reasons[0].clause == "C-1"
        assert "请省局说明" in decision.reasons[0].says.zh
    noted = decide_source(Source("某笔资金", payer, noted=True), TERMS)
    assert noted.allowed
    closed = SourceTerms(("county",), False, "C-1")
    refused = decide_source(Source("某笔资金", payer, noted=True), closed)
    assert refused.allowed == (payer == "county")
    assert decide_source(source, SourceTerms(None, False)).allowed


def test_who_does_not_usually_pay_says_why():
    assert decide_remark(Source("县", "county"), "", TERMS).allowed
    assert decide_remark(Source("市", "city"), " ", TERMS).reasons[0].clause == "C-1"
    assert decide_remark(Source("市", "city"), "补助场地", TERMS).allowed


def test_ring_fenced_money_stays_with_its_track():
    fenced = Source("专项", "province", True, "assessment")
    assert decide_fence(fenced, "assessment", {}, TERMS).allowed
    assert decide_fence(fenced, "preparatory", {}, TERMS).reasons[0].clause == "C-3"
    assert decide_fence(Source("专项", "province", False, "x"), "y", {}, TERMS).allowed
    assert decide_fence(Source("专项", "province", True, ""), "y", {}, TERMS).allowed


def test_only_the_fare_is_no_cost_of_the_class():
    assert [kind for kind in COSTS if not decide_cost(kind, TERMS)] == ["trainee-fare"]
    assert decide_cost("trainee-fare", TERMS).reasons[0].clause == "C-4"
    assert decide_cost("trainee-fare", SourceTerms(None, False)).allowed


@pytest.mark.parametrize("item", sorted(ITEMS))
@pytest.mark.parametrize("payer", sorted(CHARGED))
def test_nobody_is_charged_but_for_what_the_settings_leave(payer, item):
    free = ChargeTerms(True, ("fare",), False, "C-5", "C-4")
    decision = decide_charge(payer, item, free)
    assert decision.allowed == (payer == "trainee" and item == "fare")
    assert is_own_cost(payer, item, free) == decision.allowed
    if not decision:
        assert decision.reasons[0].clause == "C-5"
    employers = ChargeTerms(True, ("fare",), True, "C-5")
    assert decide_charge("employer", item, employers).allowed
    anyone = ChargeTerms(False)
    assert decide_charge(payer, item, anyone).allowed
    assert not is_own_cost(payer, item, anyone)


def test_a_ceiling_binds_only_once_it_is_set():
    none, most = Ceilings(), Ceilings(50_000, 45_000, "C-6")
    assert decide_lecture("lecturers", 10**9, None, none).allowed
    assert decide_day(10**9, 1, 1, none).allowed
    assert decide_lecture("lecturers", 200_000, Decimal(4), most).allowed
    over = decide_lecture("lecturers", 200_001, Decimal(4), most)
    assert over.reasons[0].clause == "C-6"
    assert decide_lecture("lecturers", 200_000, None, most).reasons[0].field == "hours"
    assert decide_lecture("venue", 10**9, None, most).allowed
    assert decide_day(9_000_000, 100, 2, most).allowed
    assert not decide_day(9_000_001, 100, 2, most)


def test_every_fault_of_a_budget_is_named_at_once():
    lines = [
        LineFacts("venue", 1, 100), LineFacts("venue", 1, 100), LineFacts("x", 9, None),
        LineFacts("meals", 1, 0),
    ]  # fmt: skip
    found = {fault.field for fault in line_faults(lines, [1])}
    assert found == {"kind_2", "kind_3", "fund_3", "amount_3", "amount_4"}
    assert line_faults([], [1])[0].field == "lines"


def test_the_words_of_the_rules_are_those_of_the_tables():
    assert {key: str(label) for key, label in Cost.choices} == {k: t.zh for k, t in COSTS.items()}
    assert set(Payer.values) == set(PAYERS)
    assert set(Charge.By.values) == set(CHARGED)
    assert set(Fund.Kind.values) == set(FUND_KINDS)
    assert Budget.State.values == ["open", "closed"]
