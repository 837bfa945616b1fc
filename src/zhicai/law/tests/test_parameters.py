"""Dated values: what was written becomes a value, or a sentence that says what is expected."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.law.folder import read_programme
from zhicai.law.schema import Expected, MonthDay, Parameter
from zhicai.law.tests.making import PARAMETERS, write_programme

CHOICES = [
    {"value": "city", "says": {"zh": "市州", "en": "city"}},
    {"value": "base", "says": {"zh": "基地", "en": "base"}},
]
STARTS = {
    "switch": "true",
    "number": "1",
    "choice": "city",
    "choices": ["city"],
    "text": "x",
    "date": "2022-03-31",
    "day": "03-31",
    "table": [{"a": "b"}],
}


def parameter(kind, **changed):
    row = {
        "id": "open-point",
        "point": "A-1",
        "clause": "S-1",
        "asks": {"zh": "问", "en": "Asks"},
        "changes": {"zh": "变", "en": "Changes"},
        "kind": kind,
        "start": {"2022-01-01": STARTS[kind]},
        "read_by": "programmes",
        **changed,
    }
    if kind.startswith("choice"):
        row["choices"] = CHOICES
    return Parameter.model_validate(row)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("switch", "true", True),
        ("switch", True, True),
        ("switch", "否", False),
        ("number", "12.50", Decimal("12.5")),
        ("number", 7, Decimal(7)),
        ("number", "１２", Decimal(12)),
        ("choice", "base", "base"),
        ("choices", ["base", "city", "base"], ("city", "base")),
        ("choices", "base", ("base",)),
        ("choices", [], ()),
        ("text", " 鄂知培 ", "鄂知培"),
        ("date", "2022-03-31", date(2022, 3, 31)),
        ("date", date(2022, 3, 31), date(2022, 3, 31)),
        ("day", "02-29", MonthDay(2, 29)),
        ("day", MonthDay(3, 1), MonthDay(3, 1)),
        ("table", [{"a": "1", "b": None}], ((("a", "1"), ("b", "")),)),
        ("table", [[["a", "1"]]], ((("a", "1"),),)),
        ("table", [], ()),
    ],
)
def test_what_is_written_becomes_a_value(kind, raw, value):
    found = parameter(kind).parse(raw)
    assert found == value
    assert parameter(kind).parse(found) == value, "a value read again stays the same"


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("switch", "perhaps", "is a switch: true or false"),
        ("number", "many", "needs a number"),
        ("number", "NaN", "needs a number"),
        ("number", "Infinity", "needs a number"),
        ("number", [1], "needs a number"),
        ("choice", "county", "is one of city, base"),
        ("choices", ["city", "county"], "is one of city, base"),
        ("choices", 5, "is one of city, base"),
        ("text", ["a"], "needs text"),
        ("date", "31.3.2022", "needs a date such as 2022-03-31"),
        ("date", "1711843200", "needs a date such as 2022-03-31"),
        ("day", "02-30", "needs a day of each year such as 03-31"),
        ("day", "2022-03-31", "needs a day of each year such as 03-31"),
        ("table", "a: b", "is a list of rows"),
        ("table", ["ab", "cd"], "needs each row written as"),
        ("table", [{"a": ["b"]}], "needs each row written as"),
        ("table", [{}], "needs each row written as"),
        ("table", [5], "needs each row written as"),
    ],
)
def test_what_does_not_fit_is_told_in_both_languages(kind, raw, expected):
    with pytest.raises(Expected) as caught:
        parameter(kind).parse(raw)
    assert expected in caught.value.says.en
    assert caught.value.says.zh.startswith("open-point：")


def test_limits_hold():
    bounded = parameter("number", least="1", most="10", whole="true")
    assert bounded.parse("10") == 10
    for wrong in ("0", "11", "2.5"):
        with pytest.raises(Expected):
            bounded.parse(wrong)


def test_only_an_optional_one_may_be_empty():
    assert parameter("date", optional="true").parse("") is None
    assert parameter("date", optional="true", start={"2022-01-01": None}).parse(None) is None
    with pytest.raises(Expected, match="needs a value"):
        parameter("date").parse(None)


@given(
    st.sampled_from(sorted(STARTS)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
        ),
        max_leaves=5,
    ),
)
def test_whatever_comes_is_a_value_or_told_what_is_expected(kind, raw):
    asked = parameter(kind)
    try:
        value = asked.parse(raw)
    except Expected as error:
        told = error.says
    else:
        told = None
        assert asked.parse(value) == value
    assert told is None or (told.zh and told.en)


def test_a_start_value_is_in_force_from_its_day(tmp_path):
    dated = PARAMETERS.replace("{2024-01-01: 7}", "{2024-01-01: 7, 2025-01-01: 10}")
    programme = read_programme(write_programme(tmp_path, dates=dated))

    def lead(day):
        return programme.start_values(day)["list-lead-days"]

    assert lead(date(2024, 12, 31)) == 7
    assert lead(date(2025, 1, 1)) == 10
    assert lead(date(2023, 1, 1)) == 7, "before the first day its value is the best there is"
