"""The notice goes out to every addressee; each confirms; who has not is listed.

The site stands on 5 January 2022: the year has been opened, the notice has not been issued.
"""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

RULE_KEEPER, CITY, BASE = "zhoumin", "zhangwei", "xiaolan"


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-01-05")


def confirm(page):
    """Open the notice out of the message that it has come, and confirm it."""
    page.goto("/messages/")
    page.locator("tr.zc-unread a", has_text="通知").first.click()
    page.goto("/programme/receipts/")
    page.get_by_role("button", name="确认收悉").click()
    expect(page.locator(".zc-head").first).to_contain_text("已确认收悉")


@pytest.mark.clause("HB-0.a", "HB-0.e")
def test_the_notice_is_issued_confirmed_and_those_who_have_not_confirmed_are_listed(site, desk):
    keeper = desk(site, RULE_KEEPER)
    keeper.goto("/programme/receipts/")
    expect(keeper.locator("main")).to_contain_text("通知还没有印发")
    keeper.click("text=印发通知")
    listed = keeper.locator(".zc-columns-list")
    for name in (
        "武汉市",
        "恩施土家族苗族自治州",
        "仙桃市",
        "神农架林区",
        "三峡大学知识产权培训基地",
    ):
        expect(listed).to_contain_text(name)
    keeper.get_by_role("button", name="印发给").click()
    keeper.locator("#zc-confirm [data-zc-go]").click()
    keeper.wait_for_url("**/receipts/")

    for name in (CITY, BASE):
        confirm(desk(site, name))

    keeper.goto("/programme/receipts/")
    rows = keeper.locator("tbody tr")
    expect(rows.filter(has_text="宜昌市")).to_contain_text("张薇")
    expect(rows.filter(has_text="三峡大学")).to_contain_text("肖岚")
    expect(rows.filter(has_text="鄂州市")).not_to_contain_text("已确认")
    waiting = keeper.locator("tbody tr").filter(has_not_text="已确认")
    assert waiting.count() == keeper.locator("tbody tr").count() - 2
