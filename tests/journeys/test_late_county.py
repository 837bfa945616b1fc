"""A county is late: it is reminded, the province closes the door, then grants one office more time.

The site stands on 8 April 2022: Laifeng has drafted its plan and not sent it by 31 March.
"""

from datetime import date
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

RULE_KEEPER, CITY, COUNTY = "zhoumin", "u422800", "u422827"
TASK = "/cockpit/obligations/county-files-class-plan/422827/county/"
DUE, MORE_TIME = date(2022, 3, 31), date(2022, 4, 20)
WHY_CLOSED = "各县已有两个月准备，逾期不再收件。"
WHY_LATER = "县局四月初机构调整，经手人更换。"


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-04-08")


@pytest.fixture
def county(site, desk):
    return desk(site, COUNTY)


def state_of(page):
    page.goto(TASK)
    return page.locator("h1 .zc-light").inner_text().strip()


def cell_of(page):
    """The words of the county's cell in the city's matrix."""
    page.goto("/cockpit/")
    return page.locator(f"table a[href*='{TASK}']").first.inner_text().strip()


def send(page):
    """Press the button that sends the county's plan."""
    page.goto("/plans/mine/")
    page.locator("main a[href$='/edit/']").first.click()
    page.click("button[value=send]:visible")
    page.wait_for_load_state()


@pytest.mark.clause("HB-4.5.j")
def test_a_city_reminds_a_late_county_and_the_county_finds_the_message(site, desk, county):
    city = desk(site, CITY)
    city.goto("/cockpit/tasks/")
    days = city.locator(".zc-below summary > b").all_inner_texts()
    assert days
    assert days == sorted(days)
    group = city.locator(".zc-below", has_text="班次计划").filter(has_text="来凤县")
    group.locator("li", has_text="来凤县").locator("input").check()
    city.get_by_role("button", name="催办所选").click()
    expect(city.locator("h1")).to_have_text("催办结果")
    expect(city.locator("[aria-labelledby=sent] tbody")).to_contain_text("来凤县")

    county.goto("/messages/")
    message = county.locator("tr.zc-unread", has_text="恩施").filter(has_text="班次计划").first
    expect(message).to_contain_text("催办")
    message.locator("a").first.click()
    assert "/plans/" in county.url or "county-files-class-plan" in county.url


def flip(page, on):
    """The province decides whether anything late is still taken, and says why."""
    page.goto("/programme/points/supplement-after-due/")
    page.get_by_label("是" if on else "否", exact=True).check()
    page.fill("#id_reason", WHY_CLOSED)
    page.get_by_role("button", name="保存设置").click()
    expect(page.locator(".zc-timeline")).to_contain_text(WHY_CLOSED)
    expect(page.locator(".zc-timeline")).to_contain_text("周敏")


def extend(page):
    """The province grants one office more time."""
    page.goto("/programme/deadlines/decide/?obligation=county-files-class-plan")
    seats, every = page.locator("input[name=places]"), page.get_by_label("选择全部")
    every.check()
    assert page.locator("input[name=places]:checked").count() == seats.count() == 103
    every.uncheck()
    page.locator("tr", has_text="来凤县").locator("input").check()
    page.get_by_label("延期", exact=True).check()
    page.fill("#id_due", MORE_TIME.isoformat())
    page.fill("#id_reason", WHY_LATER)
    page.get_by_role("button", name="作出决定").click()
    page.wait_for_url("**/programme/deadlines/")
    expect(page.locator("tr", has_text="来凤县").first).to_contain_text("2022-04-20")


def open_feed(page):
    """Open the office's calendar address; return it."""
    page.goto("/cockpit/calendar/")
    page.get_by_role("button", name="开通日历地址").click()
    return page.get_by_label("日历地址").input_value()


def revoke_feed(page):
    page.goto("/cockpit/calendar/")
    page.get_by_role("button", name="停用地址").click()
    page.locator("#zc-confirm [data-zc-go]").click()
    expect(page.get_by_role("button", name="开通日历地址")).to_be_visible()


def days_in(address):
    """The days of the class plan in the calendar at an address, read without signing in."""
    with urlopen(address, timeout=20) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        events = Calendar.from_ical(answer.read()).walk("VEVENT")
    return [event["dtstart"].dt for event in events if "班次计划" in event["summary"]]


def test_a_setting_is_flipped_with_a_reason_a_date_moved_and_everything_obeys(site, desk, county):
    keeper, city = desk(site, RULE_KEEPER), desk(site, CITY)
    assert state_of(county) == cell_of(city) == "已逾期"
    address = open_feed(county)
    assert days_in(address) == [DUE]

    flip(keeper, on=False)
    send(county)
    expect(county.locator("[data-zc-errors]")).to_contain_text("逾期")
    assert state_of(county) == "已逾期", "what was refused has not been sent"

    extend(keeper)
    assert state_of(county) == cell_of(city) == "低于序时"
    expect(county.locator("main")).to_contain_text(WHY_LATER)
    assert days_in(address) == [MORE_TIME]
    send(county)
    expect(county.locator(".zc-head").first).to_contain_text("办理中")
    assert state_of(county) == cell_of(city) == "完成"

    revoke_feed(county)
    with pytest.raises(HTTPError, match="404"):
        urlopen(address, timeout=20)
