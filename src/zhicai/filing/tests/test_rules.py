"""The machine of handling: total, and what is settled stays settled."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.filing.rules import (
    DELIVERED,
    SETTLED,
    SETTLING,
    State,
    Step,
    blocks,
    digest,
    late_sending,
    next_serial,
    next_state,
    number_of,
)
from zhicai.foundation.errors import Refused
from zhicai.law.schema import Handling

handlings, states, steps = st.sampled_from(Handling), st.sampled_from(State), st.sampled_from(Step)


@given(handlings, states, steps, states)
def test_every_combination_gets_an_answer_and_every_no_says_why(handling, state, step, before):
    move = next_state(handling, state, step, before=before)
    assert move.decision.allowed == (move.state is not None)
    if not move.decision.allowed:
        reason = move.decision.reasons[0]
        assert reason.says.zh
        assert reason.says.en
        with pytest.raises(Refused):
            move.insist()


@given(handlings, steps, states)
def test_what_is_archived_never_changes(handling, step, before):
    assert next_state(handling, State.ARCHIVED, step, before=before).state is None


@given(handlings, st.sampled_from(sorted(SETTLED)), steps, states)
def test_what_is_settled_changes_only_by_sending_a_new_version(handling, state, step, before):
    move = next_state(handling, state, step, before=before)
    assert move.state in ({None, State.SENT} if step is Step.SEND else {None})


@given(handlings, st.lists(steps, max_size=12))
def test_a_document_ends_only_in_the_state_of_its_own_handling(handling, walk):
    state, before = State.DRAFT, State.DRAFT
    for step in walk:
        move = next_state(handling, state, step, before=before)
        if move.state is not None:
            before, state = state, move.state
    assert state in {State.DRAFT, State.SENT, State.RETURNED, SETTLING[handling][1]}


@pytest.mark.parametrize("handling", Handling)
def test_each_handling_runs_from_draft_to_its_end(handling):
    step, end = SETTLING[handling]
    sent = next_state(handling, State.DRAFT, Step.SEND).insist()
    assert sent is State.SENT
    assert next_state(handling, sent, step).insist() is end
    assert end in DELIVERED


@pytest.mark.parametrize(
    ("handling", "returns"),
    [
        ("acceptance", True),
        ("approval", True),
        ("review", True),
        ("filing", False),
        ("submission", False),
    ],
)
def test_only_who_decides_may_return(handling, returns):
    move = next_state(Handling(handling), State.SENT, Step.RETURN)
    assert (move.state is State.RETURNED) == returns


def test_only_an_approval_blocks_and_only_until_it_has_decided():
    assert blocks(Handling.APPROVAL, State.SENT)
    assert not blocks(Handling.APPROVAL, State.APPROVED)
    assert not any(blocks(h, s) for h in Handling if h is not Handling.APPROVAL for s in State)


def test_after_the_due_date_only_a_supplement_is_taken():
    due = date(2022, 3, 31)
    assert not late_sending(due, due, supplement=False).reasons
    late = late_sending(date(2022, 4, 1), due, supplement=True, clause="HB-3.1.7.2.b")
    assert late.allowed
    assert late.reasons[0].clause == "HB-3.1.7.2.b"
    assert not late_sending(date(2022, 4, 1), due, supplement=False)


def test_the_digest_knows_facts_not_the_order_of_keys():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"b": [1, 2]}) != digest({"b": [2, 1]})


@given(st.lists(st.integers(1, 10**6), max_size=5), st.integers(2000, 2100))
def test_a_new_number_is_never_one_given_before(serials, year):
    pattern = "鄂知培备〔{year}〕{serial}号"
    given_out = [number_of(pattern, year=year, serial=n) for n in serials]
    other_year = number_of(pattern, year=year + 1, serial=10**7)
    serial = next_serial(pattern, year=year, given=[*given_out, other_year, "旧编号"])
    assert number_of(pattern, year=year, serial=serial) not in given_out
    assert serial == max(serials, default=0) + 1
