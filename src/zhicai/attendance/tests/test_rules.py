"""Properties of the ledger: any order, any repetition, one result."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhicai.attendance.rules import (
    LEAVE,
    MANUAL,
    PAPER,
    REVERSAL,
    SIGNED_IN,
    SIGNED_OUT,
    STAFF_TICK,
    LessonTime,
    Limits,
    Line,
    State,
    better,
    in_window,
    next_turn,
    presence,
)
from zhicai.attendance.tests.scenes import when

LESSON = LessonTime(when("09:00"), when("12:00"), Decimal(4))
KINDS = (SIGNED_IN, SIGNED_OUT, STAFF_TICK, PAPER, LEAVE, MANUAL)


@st.composite
def ledgers(draw):
    """Lines as the database lets them stand: some undone, at most one of a kind left."""
    lines, number = [], 0
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(KINDS))
        if next_turn(lines, kind) is None:
            there = [x for x in lines if x.kind == kind][-1]
            number += 1
            lines.append(Line(number, REVERSAL, LESSON.starts, there.id))
        number += 1
        at = LESSON.starts + timedelta(minutes=draw(st.integers(-30, 210)))
        lines.append(Line(number, kind, at))
    return lines


limits = st.builds(
    Limits,
    late=st.integers(0, 60),
    early=st.integers(0, 60),
    late_counts=st.sampled_from(["whole", "part", "none"]),
    out_needed=st.booleans(),
)


@given(ledgers(), limits, st.randoms(), st.integers(1, 3))
def test_order_and_repetition_change_nothing(lines, asked, chance, times):
    shuffled = lines * times
    chance.shuffle(shuffled)
    assert presence(LESSON, shuffled, asked) == presence(LESSON, lines, asked)


@given(ledgers(), limits)
def test_never_more_than_the_lesson_has_and_never_less_than_nothing(lines, asked):
    found = presence(LESSON, lines, asked)
    assert 0 <= found.hours <= LESSON.hours
    assert found.there or found.hours == 0


@given(ledgers(), limits, st.sampled_from(KINDS), st.integers(-30, 210))
def test_undoing_a_line_restores_what_was_before(lines, asked, kind, minutes):
    if next_turn(lines, kind) is None:
        return
    number = len(lines) + 1
    more = [
        *lines,
        Line(number, kind, LESSON.starts + timedelta(minutes=minutes)),
        Line(number + 1, REVERSAL, LESSON.starts, number),
    ]
    assert presence(LESSON, more, asked) == presence(LESSON, lines, asked)


@given(st.lists(st.integers(-30, 210), min_size=1, max_size=6), st.booleans(), st.randoms())
def test_the_best_of_several_sign_ins_stands_whatever_comes_first(minutes, out, chance):
    kind = SIGNED_OUT if out else SIGNED_IN
    moments = [LESSON.starts + timedelta(minutes=one) for one in minutes]

    def last_standing(order):
        found = None
        for at in order:
            if found is None or better(kind, at, found):
                found = at
        return found

    shuffled = list(moments)
    chance.shuffle(shuffled)
    assert last_standing(shuffled) == last_standing(moments) == (max if out else min)(moments)


def came(clock, left=None, **asked):
    lines = [Line(1, SIGNED_IN, when(clock))]
    if left:
        lines.append(Line(2, SIGNED_OUT, when(left)))
    return presence(LESSON, lines, Limits(**asked))


def test_late_and_early_by_the_limits():
    assert came("09:15").state == State.PRESENT
    assert came("09:16").state == State.LATE
    assert came("08:50", "11:45").state == State.PRESENT
    assert came("08:50", "11:44").state == State.EARLY
    assert came("09:01", late=0).state == State.LATE


def test_what_a_lesson_missed_in_part_gives():
    assert came("10:30").hours == Decimal("2.0")
    assert came("10:30", late_counts="whole").hours == Decimal(4)
    assert came("10:30", late_counts="none").hours == 0
    assert came("09:16", "10:00").hours == Decimal("0.9")
    assert came("09:10").hours == Decimal(4)


def test_where_signing_out_is_needed_nothing_counts_without_it():
    found = came("08:55", out_needed=True)
    assert (found.state, found.hours) == (State.EARLY, 0)
    assert came("08:55", "12:00", out_needed=True).hours == Decimal(4)
    whole = presence(LESSON, [Line(1, STAFF_TICK, when("09:00"))], Limits(out_needed=True))
    assert whole.hours == Decimal(4)


def test_leave_counts_nothing_and_presence_outweighs_it():
    leave = Line(1, LEAVE, when("09:00"))
    assert presence(LESSON, [leave], Limits()).state == State.LEAVE
    both = presence(LESSON, [leave, Line(2, STAFF_TICK, when("09:00"))], Limits())
    assert (both.state, both.hours) == (State.PRESENT, Decimal(4))


def test_the_window():
    asked = Limits(opens=30, closes=10)
    assert not in_window(LESSON, when("08:29"), asked, out=False)
    assert in_window(LESSON, when("08:30"), asked, out=False)
    assert in_window(LESSON, when("12:00"), asked, out=False)
    assert not in_window(LESSON, when("12:01"), asked, out=False)
    assert not in_window(LESSON, when("08:59"), asked, out=True)
    assert in_window(LESSON, when("12:10"), asked, out=True)
    assert not in_window(LESSON, when("12:11"), asked, out=True)
    shorter = replace(LESSON, ends=when("10:00"))
    assert not in_window(shorter, when("12:00"), asked, out=False)
