"""One sentence in two languages."""

import pytest

from zhicai.foundation.text import Text

COUNTY = Text("县", "county")


@pytest.mark.parametrize(
    ("code", "shown"),
    [("zh-hans", "县"), ("zh", "县"), ("en", "county"), ("en-gb", "county"), ("de", "县")],
)
def test_each_reader_gets_their_own_language_and_chinese_by_default(code, shown):
    assert COUNTY.in_language(code) == shown


def test_values_are_filled_in_each_in_its_language():
    sentence = Text("{place}有 {n} 期", "{n} in a {place}")
    assert sentence.format_map({"place": COUNTY, "n": 2}) == Text("县有 2 期", "2 in a county")


def test_a_value_that_is_not_given_is_an_error():
    with pytest.raises(KeyError):
        Text("{place}", "{place}").format_map({})


def test_as_a_string_it_is_chinese():
    assert f"{COUNTY}" == "县"


def test_it_can_be_a_key_and_never_changes():
    assert {COUNTY: 1}[Text("县", "county")] == 1
    with pytest.raises(AttributeError):
        COUNTY.zh = "市"
