"""What templates write: money, numbers, dates, bilingual sentences, states, icons."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest
from django.utils import translation

from zhicai.foundation.text import Text
from zhicai.ui.states import STATES, TONES
from zhicai.ui.templatetags import ui

DAY = date(2022, 6, 20)
LATE_EVENING = datetime(2022, 6, 20, 16, 30, tzinfo=UTC)


def test_a_sentence_is_said_in_the_language_of_the_page():
    county = Text("县", "county")
    assert ui.said(county) == "县"
    with translation.override("en"):
        assert ui.said(county) == "county"


def test_a_plain_string_is_said_as_it_is_and_nothing_as_nothing():
    assert ui.said("武汉市") == "武汉市"
    assert ui.said(None) == ""
    assert ui.said(0) == "0"


@pytest.mark.parametrize(
    ("fen", "written"),
    [(2_360_000_000, "2,360.0"), (0, "0.0"), (-1_500_000, "-1.5"), (None, ""), ("", "")],
)
def test_fen_are_written_as_ten_thousand_yuan(fen, written):
    assert ui.wan(fen) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(11286, "11,286"), (Decimal("1234.5"), "1,234.5"), (7, "7"), ("x", "")],
)
def test_counts_get_separators(value, written):
    assert ui.thousands(value) == written


def test_shares_are_written_as_percentages():
    assert ui.percent(0.715) == "71.5%"
    assert ui.percent(Decimal("0.44"), 0) == "44%"
    assert ui.percent(None) == ""


def test_a_share_of_nothing_is_no_share():
    assert ui.share_of(6, 8) == Decimal("0.75")
    assert ui.share_of(6, 0) is None


@pytest.mark.parametrize(("share", "length"), [(0.5, "50.0%"), (1.7, "100.0%"), (-1, "0.0%")])
def test_a_length_stays_within_its_rail(share, length):
    assert ui.width(share) == length


def test_a_number_is_told_from_no_number():
    assert ui.is_number(0)
    assert not ui.is_number(None)
    assert not ui.is_number("")


def test_dates_are_written_in_prose_in_both_languages():
    assert ui.cn_date(DAY) == "2022 年 6 月 20 日"
    with translation.override("en"):
        assert ui.cn_date(DAY) == "20 June 2022"


def test_a_moment_belongs_to_its_day_in_china():
    assert ui.short_date(LATE_EVENING) == "06-21"
    assert ui.short_time(LATE_EVENING) == "06-21 00:30"
    assert ui.iso_date(LATE_EVENING) == "2022-06-21"


def test_an_absent_date_is_written_as_nothing():
    assert [ui.cn_date(None), ui.short_date(None), ui.iso_date(None), ui.short_time(None)] == [
        ""
    ] * 4


def test_short_texts_are_listed_the_way_of_the_language():
    assert ui.listed(["宜昌市", Text("县", "county")]) == "宜昌市、县"
    with translation.override("en"):
        assert ui.listed(["Yichang", Text("县", "county")]) == "Yichang, county"


def test_every_state_has_a_known_tone_and_a_word():
    assert {look.tone for look in STATES.values()} <= {*TONES, "none"}
    assert all(ui.state_word(state) for state in STATES)


def test_a_state_may_be_an_enum_member():
    class State(Enum):
        OVERDUE = "overdue"

    assert ui.state_tone(State.OVERDUE) == "late"


def test_an_icon_is_drawn_in_the_colour_of_the_text_and_hidden_from_readers():
    drawn = ui.icon("bell", 20)
    assert 'stroke="currentColor"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert 'width="20"' in drawn
