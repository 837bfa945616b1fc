"""The text of an item, its life, masked names, without a database."""

from datetime import date

import pytest

from zhicai.publicity.rules.items import State, may_review, may_step
from zhicai.publicity.rules.logging import action_faults
from zhicai.publicity.rules.names import masked
from zhicai.publicity.rules.writing import blocks_of, body_faults, metrics_in


@pytest.mark.parametrize(
    ("name", "shown"),
    [("郭志军", "郭*军"), ("张三", "张*"), ("欧阳明", "欧阳*"), ("欧阳志明", "欧阳*明"),
     ("欧阳", "欧*"), ("阿卜杜拉", "阿**拉"), ("李", "*"), ("John Smith", "J*** S***"), (" ", "")],
)  # fmt: skip
def test_the_surname_shows_and_the_rest_is_masked(name, shown):
    assert masked(name) == shown


def test_a_text_falls_into_headings_paragraphs_lists_and_figures():
    blocks = blocks_of("## 概况\r\n今年计划 {{figure:a.b}} 人。\n第二行\n- 一\n- 二\n\n完")
    assert [b.kind for b in blocks] == ["heading", "paragraph", "list", "paragraph"]
    parts = blocks[1].lines[0]
    assert [(p.words, p.metric) for p in parts] == [
        ("今年计划 ", ""), ("", "a.b"), (" 人。\n第二行", ""),
    ]  # fmt: skip
    assert len(blocks[2].lines) == 2
    assert metrics_in("{{figure:a.b}}{{ figure: c.d }}{{figure:a.b}}") == ("a.b", "c.d")


def test_a_figure_that_nobody_knows_or_that_is_misspelt_is_a_fault():
    known = frozenset({"a.b"})
    assert body_faults("{{figure:a.b}}", known) == []
    (unknown,) = body_faults("{{figure:x.y}}", known)
    assert "x.y" in unknown.says.zh
    (misspelt,) = body_faults("{{数字:a.b}}", known)
    assert "不是可以显示的数字" in misspelt.says.zh
    assert body_faults("字" * 20_001, known)


def test_an_item_goes_its_way_and_no_other():
    assert may_step("sent", State.DRAFT).allowed
    assert may_step("published", State.REVIEW).allowed
    assert not may_step("published", State.DRAFT).allowed
    assert not may_step("saved", State.PUBLISHED).allowed
    assert may_step("saved", State.WITHDRAWN).allowed


def test_the_author_does_not_review_and_the_refusal_names_its_clause():
    assert may_review(author=1, reviewer=2, clause="X-1").allowed
    refused = may_review(author=1, reviewer=1, clause="X-1")
    assert not refused.allowed
    assert refused.reasons[0].clause == "X-1"


def test_an_action_is_logged_once_it_has_taken_place():
    day = date(2022, 4, 8)
    assert action_faults(on=day, today=day, reach=None) == []
    late = action_faults(on=date(2022, 4, 9), today=day, reach=10**9)
    assert [fault.field for fault in late] == ["on", "reach"]
