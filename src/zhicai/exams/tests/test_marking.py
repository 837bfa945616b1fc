"""What answers are worth, and which contents cannot be read at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.exams.rules.items import marks_of, read_content
from zhicai.exams.rules.marking import HALF, NONE, SHARE, mark, plain

OPTIONS = {"stem": "题", "options": [
    {"text": "甲", "right": True}, {"text": "乙", "right": True}, {"text": "丙"},
    {"text": "丁", "right": True},
]}  # fmt: skip


def worth(kind, raw, answer, *, marks=6, partial=SHARE):
    content = read_content(kind, raw)
    assert not isinstance(content, tuple), content
    return mark(content, answer, Decimal(marks), partial=partial).marks


@pytest.mark.parametrize(
    ("answer", "partial", "marks"),
    [
        ([0, 1, 3], NONE, 6), ([3, 1, 0], SHARE, 6),
        ([0, 1], NONE, 0), ([0, 1], HALF, 3), ([0, 1], SHARE, 4),
        ([0, 2], SHARE, 0), ([], SHARE, 0), (None, SHARE, 0), ("甲", SHARE, 0),
        ([True, 1, 3], SHARE, 0),
    ],
)  # fmt: skip
def test_a_multiple_choice_partly_right_earns_what_the_rule_says(answer, partial, marks):
    assert worth("multiple", OPTIONS, answer, partial=partial) == marks


def test_a_filled_gap_is_compared_without_width_case_and_spaces():
    raw = {"stem": "____和____", "blanks": [["新颖性"], ["PCT", "专利合作条约"]]}
    assert worth("fill-in", raw, ["新 颖性。", "ｐｃｔ"]) == 6
    assert worth("fill-in", raw, ["新颖性"]) == 3
    assert plain(" Ａ b.") == "ab"


def test_matching_counts_each_left_side_and_ordering_each_right_neighbour():
    pairs = {"stem": "配", "pairs": [{"left": "甲", "right": "1"}, {"left": "乙", "right": "2"}],
             "distractors": ["3"]}  # fmt: skip
    assert worth("matching", pairs, [0, 2]) == 3
    steps = {"stem": "排", "steps": ["一", "二", "三", "四"]}
    assert worth("ordering", steps, [0, 1, 2, 3]) == 6
    assert worth("ordering", steps, [1, 2, 3, 0]) == 4
    assert worth("ordering", steps, [0, 0, 1, 2]) == 0


def test_a_case_is_marked_by_parts_and_waits_where_one_of_them_is_in_words():
    choice = {"kind": "single", "marks": 2, "stem": "问",
              "options": [{"text": "对", "right": True}, {"text": "错"}]}  # fmt: skip
    short = {"kind": "short", "stem": "述", "rubric": [{"point": "点", "marks": 4}]}
    assert worth("case", {"passage": "案情", "parts": [choice, choice]}, [0, 1], marks=4) == 2
    both = {"passage": "案情", "parts": [choice, short]}
    assert marks_of("case", both) == 6
    assert marks_of("short", short) == 4
    assert worth("case", both, [0, "答"]) is None
    assert worth("case", both, [0, None]) == 2


def test_words_wait_for_a_person_and_no_words_are_worth_nothing():
    raw = {"stem": "述", "rubric": [{"point": "点", "marks": 6}]}
    assert worth("short", raw, "答") is None
    assert worth("short", raw, "") == 0


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
))  # fmt: skip
def test_no_answer_of_whatever_shape_breaks_marking_or_leaves_the_range(answer):
    shapes = {
        "single": {"stem": "题", "options": [{"text": "甲", "right": True}, {"text": "乙"}]},
        "multiple": OPTIONS,
        "true-false": {"stem": "题", "right": True},
        "fill-in": {"stem": "____", "blanks": [["一"]]},
        "matching": {"stem": "题", "pairs": [{"left": "甲", "right": "1"},
                                            {"left": "乙", "right": "2"}]},
        "ordering": {"stem": "题", "steps": ["一", "二", "三"]},
        "short": {"stem": "题", "rubric": [{"point": "点", "marks": 6}]},
        "case": {"passage": "案", "parts": [{"kind": "true-false", "stem": "题", "right": True,
                                            "marks": 6}]},
    }  # fmt: skip
    for kind, raw in shapes.items():
        found = worth(kind, raw, answer)
        assert found is None or 0 <= found <= 6


@pytest.mark.parametrize(
    ("kind", "raw", "fields"),
    [
        ("single", {"stem": "", "options": [{"text": "甲"}, {"text": "甲"}]},
         {"stem", "options"}),
        ("multiple", {"stem": "题", "options": [{"text": "甲", "right": True}]}, {"options"}),
        ("fill-in", {"stem": "没有空", "blanks": [["一"]]}, {"stem"}),
        ("short", {"stem": "题", "rubric": [{"point": "", "marks": "多"}]},
         {"rubric.0.point", "rubric.0.marks"}),
        ("case", {"passage": "案", "parts": [{"kind": "case"}]}, {"parts.0.kind"}),
        ("riddle", {"stem": "题"}, {"kind"}),
    ],
)  # fmt: skip
def test_content_that_cannot_be_read_tells_every_fault_with_its_place(kind, raw, fields):
    found = read_content(kind, raw)
    assert isinstance(found, tuple)
    assert {one.field for one in found} >= fields
