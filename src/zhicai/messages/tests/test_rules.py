"""The pure rules of what leaves: tries, quiet hours, defaults, words."""

from datetime import datetime, time, timedelta

import pytest

from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.messages.rules.outbox import (
    FIRST_WAIT,
    LONGEST_WAIT,
    MOST_TRIES,
    Quiet,
    key_of,
    leaves_at,
    next_wait,
    robot_faults,
    wanted_by_default,
)
from zhicai.messages.rules.wording import (
    LONGEST_SHORT,
    Template,
    filled,
    short_text,
    start_of,
    template_faults,
)


def at(hour, minute=0, day=1):
    return datetime(2022, 4, day, hour, minute, tzinfo=CHINA)


def test_waits_double_up_to_an_hour_and_end():
    waits = [next_wait(tries, 0.5) for tries in range(1, MOST_TRIES + 1)]
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert max(wait for wait in waits if wait) <= LONGEST_WAIT
    assert waits[-1] is None


def test_chance_shifts_a_wait_by_a_fifth_at_most():
    assert next_wait(1, 0.0) == FIRST_WAIT * 0.8
    assert next_wait(1, 1.0) == pytest.approx(FIRST_WAIT * 1.2, abs=timedelta(seconds=0.001))


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        (at(20, 59), at(20, 59)),
        (at(21), at(8, day=2)),
        (at(23, 30), at(8, day=2)),
        (at(7, 59), at(8)),
        (at(8), at(8)),
    ],
)
def test_what_is_written_at_night_leaves_in_the_morning(written, leaves):
    assert leaves_at(written, Quiet()) == leaves


def test_equal_ends_mean_no_quiet_hours_and_daytime_ones_are_kept():
    assert leaves_at(at(23), Quiet(time(8), time(8))) == at(23)
    assert leaves_at(at(12, 30), Quiet(time(12), time(14))) == at(14)


def test_the_local_folder_takes_all_until_something_else_is_configured():
    assert wanted_by_default("filing", "file", ["file"])
    assert not wanted_by_default("filing", "file", ["file", "sms"])
    assert wanted_by_default("reminder", "sms", ["file", "sms"])
    assert not wanted_by_default("filing", "sms", ["file", "sms"])
    assert not wanted_by_default("filing", "webhook", ["webhook"])


def test_a_delivery_has_one_name_and_every_other_delivery_another():
    names = {
        key_of("step-1", at(9), channel, user) for channel in ("sms", "mail") for user in (1, 2)
    }
    assert len(names) == 4
    assert key_of("step-1", at(9), "sms", 1) in names
    assert key_of("step-1", at(9, day=2), "sms", 1) not in names


def test_a_robot_is_wecoms_or_nothing():
    assert robot_faults("") == []
    assert robot_faults("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab12-34") == []
    for wrong in (
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a&x=1",
        "http://169.254.169.254/",
    ):
        assert robot_faults(wrong)


# --- words -------------------------------------------------------------------------------------

LINK = "https://ip.hubei.example.gov.cn/messages/123456/"
VALUES = {
    "to": "夷陵区局",
    "unit": "宜昌市局",
    "title": "宜昌市局催办：县级班次计划备案（夷陵区，已逾期 12 天，请尽快报送）",
    "body": "正文",
    "link": LINK,
}


@pytest.mark.parametrize("kind", ["reminder", "notice", "filing", "system", "urgent", "account"])
def test_the_sites_own_words_are_right_and_fit_an_sms(kind):
    assert template_faults(start_of(kind)) == []
    for language in ("zh", "en"):
        text = short_text(getattr(start_of(kind).short, language), VALUES)
        assert len(text) <= LONGEST_SHORT
        assert LINK in text
        assert "局" in text


def test_a_title_gives_way_before_the_office_and_the_address():
    text = short_text("{unit}：{title} {link}", VALUES)
    assert text.startswith("宜昌市局：宜昌市局催办")
    assert text.endswith(f"… {LINK}")


def test_an_address_that_leaves_no_room_is_left_out():
    text = short_text("{unit}：{title} {link}", VALUES | {"link": "https://a.cn/" + "x" * 80})
    assert "https" not in text
    assert len(text) <= LONGEST_SHORT


def test_a_short_title_stays_whole():
    assert short_text("{unit}：{title} {link}", VALUES | {"title": "开班", "link": "/m/1"}) == (
        "宜昌市局：开班 /m/1"
    )


def test_everything_wrong_with_a_template_is_told_at_once():
    wrong = Template(
        Text("{unit}：{title}" + "很长" * 20, "{unit} {titel} {link}"),
        Text("", "{title}"),
        Text("{body} {link", "{body} {link}"),
    )
    faults = template_faults(wrong)
    assert [fault.field for fault in faults] == [
        "short_zh", "short_zh", "short_en", "short_en", "subject_zh", "subject_zh", "body_zh",
        "body_zh",
    ]  # fmt: skip
    assert any("titel" in fault.says.zh for fault in faults)


def test_braces_in_a_title_are_no_placeholders():
    assert filled("{title}", {"title": "{body}", "body": "secret"}) == "{body}"
