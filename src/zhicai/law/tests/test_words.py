"""What the engine says in words, in both languages."""

from datetime import date
from decimal import Decimal

import pytest

from zhicai.foundation.text import Text
from zhicai.law.dates import Span
from zhicai.law.engine import Facts, goal_in_words, judge
from zhicai.law.tests.making import rule
from zhicai.law.units import UNITS, amount

YEAR = Span(date(2022, 4, 1), date(2022, 11, 30))


@pytest.mark.parametrize(
    ("aim", "zh", "en"),
    [
        ({"at_least": "100"}, "不少于 100 人", "at least 100 people"),
        ({"at_least": "1"}, "不少于 1 人", "at least 1 person"),
        ({"at_most": "0"}, "不多于 0 人", "at most 0 people"),
        ({"exactly": "4"}, "等于 4 人", "exactly 4 people"),
        ({"between": ["1", "2"]}, "1 至 2 人", "1 to 2 people"),
        ({"direction": "increase"}, "比基期增长", "more than the base"),
        ({"direction": "improve"}, "比基期改善", "better than the base"),
    ],
)
def test_a_goal_is_written_as_an_office_would(aim, zh, en):
    assert goal_in_words(rule(**aim)) == Text(zh, en)


def test_one_of_a_unit_is_singular():
    assert [amount(1, unit).en for unit in ("class", "batch", "city", "base", "CNY")] == [
        "1 class",
        "1 batch",
        "1 city",
        "1 base",
        "1 yuan",
    ]
    assert amount(Decimal("2.50"), "hour") == Text("2.5 学时", "2.5 class hours")


def test_every_unit_has_both_names():
    assert all(unit.zh and unit.en for unit in UNITS.values())


def test_the_arithmetic_says_what_there_is_what_is_asked_and_what_is_missing():
    verdict = judge(rule(), facts=Facts(Decimal(60)), span=YEAR, on=date(2022, 8, 1))
    assert verdict.arithmetic == Text(
        "现有 60 人，要求不少于 100 人，差 40 人。",
        "Now 60 people, asked at least 100 people, 40 people short.",
    )
    assert verdict.share == Decimal("0.6")
    assert verdict.remaining == 121


def test_a_total_tells_what_its_pace_asks():
    verdict = judge(rule(pace="linear"), facts=Facts(Decimal(60)), span=YEAR, on=date(2022, 7, 31))
    assert verdict.arithmetic.zh.endswith("时间已过 50.0%，按序时应有 50。")


def test_a_broken_limit_tells_by_how_much():
    verdict = judge(
        rule(at_most="0", unit="CNY"), facts=Facts(Decimal(20)), span=YEAR, on=date(2022, 8, 1)
    )
    assert verdict.arithmetic.en == "Now 20 yuan, asked at most 0 yuan, 20 yuan over."


def test_a_direction_tells_its_base():
    growing = rule(direction="increase")
    known = judge(growing, facts=Facts(Decimal(5), base=Decimal(4)), span=YEAR, on=YEAR.opens)
    unknown = judge(growing, facts=Facts(Decimal(5)), span=YEAR, on=YEAR.opens)
    assert known.arithmetic.zh == "现有 5 人，要求比基期增长，基期 4 人。"
    assert "no base figure yet" in unknown.arithmetic.en


def test_what_nobody_counts_is_said_so():
    verdict = judge(rule(), facts=Facts(), span=YEAR, on=YEAR.opens)
    assert verdict.arithmetic.en == "Asked: at least 100 people; nobody counts it yet."
    assert verdict.share is None
