"""A city officer's Monday and a county officer's week, at their desks, on the real demo.

The site stands on 8 April 2022: plans are in, classes are about to begin.
"""

import io
import re

import pytest
from docx import Document
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CITY, COUNTY, OTHER_COUNTY = "zhangwei", "chenliqun", "u420502"
TASK = "核对第一期班的讲师和场地"
NEW_PASSWORD = "Yiling-officer-2022"


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-04-08")


def confirmed(page):
    """Press what the page asks to be sure of."""
    page.locator("#zc-confirm [data-zc-go]").click()


def slip_for_a_colleague(county):
    """Open an account and print its slip; return the person's page and the slip's link."""
    county.goto("/staff/open/")
    county.fill("#id_name", "方小敏")
    county.fill("#id_username", "fangxiaomin")
    county.select_option("#id_role", label="经办人")
    county.get_by_role("button", name="开通账号").click()
    county.wait_for_url(re.compile(r"/staff/\d+/$"))
    person = county.url
    county.locator("form[action$='/slip/'] button").click()
    confirmed(county)
    county.wait_for_url(re.compile("/slip/$"))
    return person, re.search(r"/staff/enter/[\w-]+/", county.locator("body").inner_text())[0]


def entered_by_slip(colleague, link):
    """Set a password by the slip's link, sign in, work in the office."""
    colleague.goto(link)
    colleague.fill("#id_password", NEW_PASSWORD)
    colleague.fill("#id_again", NEW_PASSWORD)
    colleague.get_by_role("checkbox").check()
    colleague.get_by_role("button", name="设置密码").click()
    colleague.goto("/accounts/login/")
    if colleague.locator("input[name=username]").count():
        colleague.fill("input[name=username]", "fangxiaomin")
        colleague.fill("input[name=password]", NEW_PASSWORD)
        colleague.click("form button.btn-primary")
    colleague.goto("/plans/mine/")
    expect(colleague.locator("main")).to_contain_text("夷陵区")
    return colleague


def test_a_city_officers_monday(site, desk):
    city = desk(site, CITY)

    # What waits comes first, the nearest due date on top, each with its way to where it is done.
    city.goto("/")
    expect(city).to_have_url(re.compile("/desk/$"))
    rows = city.locator("table.zc-desk tbody tr")
    assert rows.count() > 0
    expect(city.locator("nav .zc-count").first).to_be_visible()

    # A county's target below the minimum of the notice is refused with its clause.
    city.goto("/coordination/targets/")
    cell = city.get_by_label(re.compile("夷陵区 .*人数"))
    cell.fill("60")
    city.get_by_role("button", name="下达目标").click()
    confirmed(city)
    refused = city.locator("[data-zc-errors]")
    expect(refused).to_contain_text("夷陵区")
    expect(refused).to_contain_text("HB-3.1.7.1.b")
    cell = city.get_by_label(re.compile("夷陵区 .*人数"))
    cell.fill("130")
    city.get_by_role("button", name="下达目标").click()
    confirmed(city)
    expect(city.locator("main")).to_contain_text("已下达")

    # A task to two counties.
    city.goto("/coordination/tasks/new/")
    city.get_by_label("夷陵区").check()
    city.get_by_label("西陵区").check()
    city.fill("#id_title", TASK)
    city.fill("#id_text", "请在开班前一周核对，并写明讲师姓名和教室。")
    city.fill("#id_due", "2022-04-15")
    city.get_by_role("button", name="发出").click()
    expect(city.locator("h1")).to_contain_text(TASK)
    expect(city.locator("main")).to_contain_text("2 个未完成")

    # A notice in the official layout, sent to every county of the city.
    city.goto("/notices/")
    city.get_by_role("button", name="拟写通知").click()
    city.wait_for_url("**/edit/")
    city.fill("#id_title", "关于做好2022年预科班开班准备的通知")
    city.fill("#id_text", "一、开班时间\n各地按计划开班。\n二、学员费用\n学员只承担往返交通费。")
    city.locator("input[name=to]").first.check()
    city.get_by_role("button", name="发送通知").click()
    confirmed(city)
    city.wait_for_url(re.compile(r"/notices/\d+/(receipts/)?$"))
    number = re.search(r"/notices/(\d+)/", city.url)[1]
    with city.expect_download() as download:
        city.goto(f"/notices/{number}/")
        city.get_by_role("link", name=re.compile("下载")).first.click()
    paper = Document(io.BytesIO(download.value.path().read_bytes()))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "关于做好2022年预科班开班准备的通知" in words
    assert "学员只承担往返交通费" in words


def test_a_county_officers_week(site, desk):
    county = desk(site, COUNTY)

    # Monday: the task and the notice have come; both are done from the inbox.
    county.goto("/desk/")
    county.get_by_role("link", name=re.compile(TASK)).click()
    county.fill("#id_unit", "知识产权股")
    county.fill("#id_person", "陈立群")
    county.fill("#id_note", "讲师 2 名、教室 1 间，均已落实。")
    county.get_by_role("button", name="登记完成").click()
    expect(county.locator("main")).to_contain_text("已完成")
    county.goto("/desk/")
    expect(county.get_by_role("link", name=re.compile(TASK))).to_have_count(0)
    county.get_by_role("link", name=re.compile("开班准备")).click()
    county.get_by_role("button", name="确认收悉").click()
    expect(county.get_by_role("button", name="确认收悉")).to_have_count(0)
    expect(county.locator(".zc-timeline")).to_contain_text("陈立群 · 2022-04-08")

    # Tuesday: the handbook in force is read and taken along.
    county.goto("/handbooks/work-handbook/")
    with county.expect_download() as download:
        county.goto("/handbooks/")
        county.locator("a[href*='work-handbook/download']").click()
    assert download.value.path().stat().st_size > 5000

    # Wednesday: a colleague gets an account by a slip without a password.
    person, link = slip_for_a_colleague(county)
    colleague = entered_by_slip(desk(site), link)

    # Friday: the colleague leaves, and what is the office's stays with the office.
    county.goto(person)
    county.get_by_role("link", name=re.compile("离岗")).first.click()
    county.select_option("#id_successor", index=1)
    county.fill("#id_reason", "调往外地工作")
    county.get_by_role("button", name="办理离岗").click()
    confirmed(county)
    expect(county.locator("main")).to_contain_text("已离岗")
    colleague.goto("/plans/mine/")
    expect(colleague).to_have_url(re.compile("/accounts/login/"))
    county.goto("/plans/mine/")
    expect(county.locator("main")).to_contain_text("夷陵区")

    # Another county sees nothing of it.
    other = desk(site, OTHER_COUNTY)
    assert other.goto(person.replace(site.url, "")).status == 404
