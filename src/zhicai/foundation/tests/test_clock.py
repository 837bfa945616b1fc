"""What day it is, in China, and how the whole site is put on another day."""

from datetime import UTC, date, datetime, time

import pytest

from zhicai.foundation.clock import CHINA, midday, now, standing, standing_at, today


@pytest.fixture(autouse=True)
def present(monkeypatch):
    monkeypatch.delenv("ZHICAI_TODAY", raising=False)


def test_the_present_is_aware_and_utc():
    assert now().tzinfo is UTC
    assert abs((now() - datetime.now(UTC)).total_seconds()) < 5
    assert standing() is None


def test_a_day_means_its_noon_in_china():
    with standing_at(date(2022, 6, 20)):
        assert now() == datetime(2022, 6, 20, 4, 0, tzinfo=UTC)
        assert today() == date(2022, 6, 20)
        assert standing() == date(2022, 6, 20)
    assert standing() is None


def test_midnight_in_china_begins_the_day():
    with standing_at(datetime(2022, 3, 31, 15, 59, 59, tzinfo=UTC)):
        assert today() == date(2022, 3, 31)
    with standing_at(datetime(2022, 3, 31, 16, 0, tzinfo=UTC)):
        assert today() == date(2022, 4, 1)


def test_a_time_without_a_zone_is_chinas():
    with standing_at(datetime(2022, 6, 20, 9, 30)):  # noqa: DTZ001  # that is what is shown
        assert now().astimezone(CHINA).time() == time(9, 30)


def test_days_may_stand_inside_days():
    with standing_at(date(2022, 1, 1)):
        with standing_at(date(2023, 1, 1)):
            assert today().year == 2023
        assert today().year == 2022


def test_an_error_inside_gives_the_present_back():
    with pytest.raises(RuntimeError), standing_at(date(2022, 1, 1)):
        raise RuntimeError
    assert standing() is None


def test_the_environment_puts_the_whole_site_on_a_day(monkeypatch):
    monkeypatch.setenv("ZHICAI_TODAY", "2022-06-20")
    assert today() == date(2022, 6, 20)
    assert now().tzinfo is UTC
    with standing_at(date(2024, 9, 11)):
        assert today() == date(2024, 9, 11)


def test_a_day_that_is_none_is_told_by_name(monkeypatch):
    monkeypatch.setenv("ZHICAI_TODAY", "20 June")
    with pytest.raises(ValueError, match="ZHICAI_TODAY is a date such as 2022-06-20"):
        today()


def test_midday_is_aware():
    assert midday(date(2022, 6, 20)).utcoffset().total_seconds() == 8 * 3600
