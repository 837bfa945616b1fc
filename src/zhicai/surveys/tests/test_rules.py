"""Questionnaires as written, shown, checked and counted, without a database."""

from decimal import Decimal

import pytest

from zhicai.surveys.rules.answering import check
from zhicai.surveys.rules.content import Condition, content_of, holds, is_shown, read
from zhicai.surveys.rules.counting import hidden_of, mean_of, scores_of, tally
from zhicai.surveys.rules.written import parse, write

WRITTEN = """# 一、了解
1. 听说过吗？【是非】【必答】
2. 了解程度？【1-5】【必答】【维度：认知度】【第1题=是】
3. 从哪里了解？【多选】【第1题=是】
- 网站
- 公众号
4. 请评价【矩阵】【必答】
* 课程
* 师资
- 满意
- 不满意
# 二、其他
5. 还想推荐吗？【1-10】【第2题>=4】
6. 几人参加？【数字】
7. 哪天方便？【日期】
8. 建议？【文字】
9. 去过哪个？【单选】
- 武汉
- 宜昌
"""


@pytest.fixture
def content():
    data, faults = parse(WRITTEN)
    assert faults == []
    return content_of(data)


def test_what_is_written_reads_back_the_same(content):
    assert content_of(parse(write(content))[0]) == content
    assert [q.kind.value for q in content.questions] == [
        "yes_no", "scale", "multiple", "matrix", "scale", "number", "date", "text", "single",
    ]  # fmt: skip
    assert content.topics == ("认知度",)


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("随便写一行", "看不懂"),
        ("- 选项", "要先有题目"),
        ("1. 问【五选一】", "看不懂"),
        ("1. 问【文字】【第2题=是】", "前面的题"),
        ("1. 问【单选】\n- 一个", "2 到 40 个选项"),
        ("1. 问【单选】\n- 同\n- 同", "重复"),
        ("1. 问【文字】【维度：满意度】", "不是打分题"),
        ("1. 是吗【是非】\n2. 问【文字】【第1题=也许】", "不是第 1 题的答案"),
        ("1. 说吧【文字】\n2. 问【文字】【第1题>=4】", "不是第 1 题的答案"),
        ("", "还没有问题"),
    ],
)
def test_what_cannot_be_understood_is_said_in_words(written, part):
    faults = parse(written)[1]
    assert any(part in fault.says.zh for fault in faults)


def test_every_fault_comes_at_once_with_its_line():
    faults = parse("甲\n1. 问【奇怪】\n乙")[1]
    assert [fault.row for fault in faults] == [1, 2, 3]


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"sections": 3}, {"sections": [None, {"questions": [None, 5, {"kind": []}]}]},
     {"sections": [{"questions": [{"kind": "scale", "says": "x", "low": [], "high": {}}]}]},
     {"sections": [{"questions": [{"kind": "text", "says": "x", "show": [1]}]}]}],
)  # fmt: skip
def test_nonsense_is_a_fault_and_never_a_crash(data):
    assert read(data)[1]


def test_a_question_hangs_on_an_answer_and_on_what_that_question_hangs_on(content):
    scale, later = content.by_id["q2"], content.by_id["q5"]
    assert not is_shown(scale, content, {})
    assert is_shown(scale, content, {"q1": "yes"})
    assert is_shown(later, content, {"q1": "yes", "q2": "4"})
    assert not is_shown(later, content, {"q1": "yes", "q2": "3"})
    assert not is_shown(later, content, {"q1": "no", "q2": "5"})


def test_conditions_take_lists_numbers_and_nothing_else():
    some = Condition("q", values=("a", "b"))
    assert holds(some, ["c", "b"])
    assert not holds(some, ["c"])
    assert not holds(some, None)
    between = Condition("q", at_least=Decimal(2), at_most=Decimal(4))
    assert [n for n in "12345x" if holds(between, n)] == ["2", "3", "4"]


def test_all_that_is_wrong_is_said_at_once_and_hidden_answers_do_not_count(content):
    kept, faults = check(
        content,
        {"q1": "no", "q2": "9", "q4": {"r1": "o1"}, "q6": "许多", "q7": "明天", "q9": "o7"},
    )
    assert [fault.field for fault in faults] == ["q4", "q6", "q7", "q9"]
    assert kept == {"q1": "no"}


def test_a_required_question_that_shows_must_be_answered(content):
    whole = {"q4": {"r1": "o1", "r2": "o2"}}
    assert [f.field for f in check(content, whole | {"q1": "yes"})[1]] == ["q2"]
    kept, faults = check(content, whole | {"q1": "no", "q2": "5"})
    assert faults == []
    assert "q2" not in kept


@pytest.mark.parametrize(
    "wrong", [{"q1": ["yes"]}, {"q2": {}}, {"q3": "x"}, {"q4": ["r1"]}, {"q8": 5}]
)
def test_answers_of_the_wrong_shape_are_faults(content, wrong):
    answers = {"q1": "yes", "q2": "5", "q4": {"r1": "o1", "r2": "o1"}} | wrong
    if wrong == {"q2": {}}:
        assert [f.field for f in check(content, answers)[1]] == ["q2"]
    else:
        assert check(content, answers)[1]


def test_scores_run_from_0_to_100_over_those_who_answered(content):
    answers = [{"q1": "yes", "q2": n} for n in ("5", "3", "1")] + [{"q1": "no"}]
    assert scores_of(content, answers, anonymous=True) == {"认知度": Decimal("50.0")}
    assert scores_of(content, answers[:2], anonymous=True) == {"认知度": None}
    assert scores_of(content, answers[:2], anonymous=False) == {"认知度": Decimal("75.0")}
    assert mean_of(["5", "4", "x"]) == Decimal("4.50")


def test_counts_below_three_are_hidden_and_cannot_be_reckoned_from_the_rest():
    assert hidden_of({"a": 2, "b": 5, "c": 9}) == {"a", "b"}
    assert hidden_of({"a": 1, "b": 1, "c": 9}) == {"a", "b", "c"}
    assert hidden_of({"a": 2, "b": 2, "c": 9}) == {"a", "b"}
    assert hidden_of({"a": 0, "b": 3}) == frozenset()


def test_a_tally_of_an_anonymous_round_hides_what_few_said(content):
    question = content.by_id["q9"]
    answers = [{"q9": "o1"}] * 5 + [{"q9": "o2"}]
    assert [cell.count for cell in tally(question, answers, anonymous=True).cells] == [None, None]
    assert [cell.count for cell in tally(question, answers, anonymous=False).cells] == [5, 1]
    assert tally(content.by_id["q8"], [{"q8": "甲"}] * 2, anonymous=True).hidden
    assert tally(content.by_id["q8"], [{"q8": "甲"}] * 2, anonymous=False).texts == ("甲", "甲")
