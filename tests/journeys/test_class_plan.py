"""The class plan runs from the county over the city to the province, in three browsers.

The site stands on 1 March 2022: Yiling has not begun its plan, and nothing of the story happens
after that day but what these offices do.
"""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DAY = "2022-03-01"
COUNTY, CITY, REGISTRAR = "chenliqun", "zhangwei", "hejing"
NEIGHBOUR = "u420581"
TASK = "county-files-class-plan/420506/county"
CITY_TASK = "city-files-plan-summary/420500/city"
WORDS = {
    "leader": "王建国", "contact": "知识产权股", "phone": "0717-7821234",
    "goals": "年内培养企业知识产权专员 126 名。", "needs": "绿色化工企业需要检索查新训练。",
    "c1-title": "夷陵区知识产权专员（预科）第 1 期", "c1-venue": "夷陵区行政服务中心",
    "c1-starts": "2022-05-16", "c1-ends": "2022-05-18", "c1-people": "96", "c1-budget": "2.4",
    "c1-k1-hours": "4",
}  # fmt: skip
REASON = "部分企业尚未报送人员，先按已报人数安排。"
REMARK = "请把未报送人员的企业补进来，合计不少于 100 人。"


@pytest.fixture(scope="module")
def site(serve):
    return serve(DAY)


def saved(page):
    """Wait until what was typed last is on the server."""
    status = page.locator("[data-zc-save-status]").first
    expect(status).not_to_contain_text(re.compile("正在|尚未|有改动"), timeout=15_000)
    expect(status).to_contain_text("已自动保存", timeout=15_000)


def add_course(page, item, hours):
    """Add an item of the curriculum to the first class."""
    number = page.locator("#c1 .zc-course").count() + 1
    page.select_option("#id_c1-pick", f"item:{item}")
    page.click("#c1 button:has-text('添加课程')")
    expect(page.locator(f"#id_c1-k{number}-title")).to_be_focused()
    page.fill(f"#id_c1-k{number}-hours", hours)


def draft(page):
    """The county begins its plan and writes everything but a practical course."""
    page.goto("/plans/mine/")
    page.click("text=编制计划")
    checks = page.locator("#plan-checks")
    expect(checks).to_contain_text("计划 0 期班，要求不少于 1 期")
    expect(checks).to_contain_text("HB-3.1.7.1.a")
    page.click("button:has-text('添加班次')")
    expect(page.locator("#id_c1-title")).to_be_focused()
    add_course(page, "skill-1", "4")
    for name, words in WORDS.items():
        page.fill(f"#id_{name}", words)
    saved(page)
    expect(checks).not_to_contain_text("要求不少于 1 期 须改")
    expect(checks).to_contain_text("缺实战课程")
    expect(checks).to_contain_text("比要求的 100 人少 4 人")
    return page.url


def refused_without_practical_course(page):
    """It cannot leave the draft: the message says what is missing, the check its clause."""
    page.fill("#id_reason", REASON)
    page.click("button[value=send]:visible")
    box = page.locator("[data-zc-errors]")
    expect(box.locator("li")).to_have_count(1)
    expect(box).to_contain_text("缺实战课程，这是必选内容")
    expect(box).to_contain_text("HB-3.1.6.b")
    expect(page.locator(".zc-head").first).to_contain_text("草稿")
    for name, words in WORDS.items():
        expect(page.locator(f"#id_{name}")).to_have_value(words)


def send(page):
    """Press the button that sends; the plan then shows that it is with the city."""
    page.click("button[value=send]:visible")
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    expect(page.locator(".zc-head").first).to_contain_text("宜昌市局办理中")


def switched_to_english(page):
    """The whole page changes its language and nothing else."""
    page.click("button[name=language][value=en]:visible")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_contain_text("Yiling")
    expect(page.locator("#id_leader")).to_have_value(WORDS["leader"])
    expect(page.locator("#plan-checks")).to_contain_text("practical course")
    page.click("button[name=language][value=zh-hans]:visible")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def review(page, *, until_number):
    """Open the county's plan from the city's list, in the version that is expected."""
    page.goto("/plans/counties/?q=夷陵")
    page.click("tbody a:has-text('审核')")
    expect(page.locator(".zc-head").first).to_contain_text(f"第 {until_number} 版")


def state_of(page, task=TASK):
    """The state that the cockpit shows for a seat's duty."""
    page.goto(f"/cockpit/obligations/{task}/")
    return page.locator("h1 .zc-light").inner_text().strip()


def cell_of(page, task=TASK):
    """The words of a seat's cell in the matrix of the cockpit."""
    page.goto("/cockpit/")
    return page.locator(f"table a[href*='{task}']").first.inner_text().strip()


def filed(page):
    """The province's office puts the summary on file; the number is the next one."""
    page.goto("/plans/summaries/")
    page.check("tr:has-text('宜昌市') input[name=selected]")
    page.click("[data-zc-batch] button[value=file]")
    page.locator("#zc-confirm [data-zc-go]").click()
    expect(page.locator("tr:has-text('宜昌市')")).to_contain_text("已备案")
    return page.locator("tr:has-text('宜昌市') td").last.inner_text().strip()


@pytest.mark.clause("HB-2.3.a", "HB-2.3.e", "HB-3.1.6.a", "HB-3.1.6.b", "HB-3.1.7.1.a")
@pytest.mark.clause("HB-3.1.7.1.b", "HB-3.1.7.2.a", "HB-3.1.7.2.c")
def test_a_plan_is_drafted_returned_mended_accepted_summed_up_and_filed(site, desk):
    county, city, registrar = (desk(site, name) for name in (COUNTY, CITY, REGISTRAR))
    assert state_of(county) == "进行中"

    address = draft(county)
    refused_without_practical_course(county)
    switched_to_english(county)
    add_course(county, "practical-1", "4")
    saved(county)
    expect(county.locator("#plan-checks")).not_to_contain_text("须改")
    send(county)
    assert state_of(county) == "完成", "what has been sent counts until it comes back"

    review(city, until_number=1)
    expect(city.locator(".zc-notices")).to_contain_text(REASON)
    city.click("#f-c1-people summary")
    city.fill("textarea[name=note-c1-people]", REMARK)
    city.fill("#id_opinion", "人数不足，请补足后再报。")
    city.fill("#id_until", "2022-03-09")
    city.click("button[value=return]")
    expect(city.locator(".zc-head").first).to_contain_text("退回")
    assert state_of(county) == cell_of(city) == "进行中"

    county.goto(address)
    notice = county.locator(".zc-notices")
    expect(notice).to_contain_text("已退回修改，1 处有意见")
    expect(notice).to_contain_text("3 月 9 日")
    notice.locator("a", has_text="请把未报送人员").click()
    assert county.evaluate("document.activeElement.id") == "id_c1-people"
    opinion = county.locator("#c1 .zc-opinion", has_text=REMARK)
    opinion.locator("input[name=answer]").fill("已补 30 人。")
    opinion.get_by_role("button", name="答复").click()
    expect(county.locator("#c1")).to_contain_text("已补 30 人。")
    county.fill("#id_c1-people", "126")
    saved(county)
    send(county)

    review(city, until_number=2)
    expect(city.locator(".zc-changes")).to_contain_text("96 → 126")
    city.click("button[value=accept]")
    expect(city.locator(".zc-head").first).to_contain_text("已通过")
    assert state_of(county) == cell_of(city) == "完成"

    city.goto("/plans/summary/")
    expect(city.locator("tbody")).to_contain_text("夷陵区")
    city.fill("#id_reason", "其余各县尚在编制，先报已审核的县。")
    city.click("button[value=send]")
    expect(city.locator("h1")).to_contain_text("省局办理中")
    assert state_of(city, CITY_TASK) == "完成"

    number = filed(registrar)
    assert number
    city.goto("/plans/summary/")
    expect(city.locator(".zc-head").first).to_contain_text("已备案")
    expect(city.locator(".zc-sub").first).to_contain_text(number)
    expect(city.locator("aside, .zc-aside").first).to_contain_text("03-01")
    assert state_of(city, CITY_TASK) == "完成"
    county.goto(address.removesuffix("edit/"))
    expect(county.locator("body")).to_contain_text(number)


def test_a_neighbours_plan_is_not_there_for_another_county(site, desk):
    own = desk(site, NEIGHBOUR)
    own.goto("/plans/mine/")
    link = own.locator("main a[href$='/edit/']").first.get_attribute("href")
    number = re.search(r"/plans/(\d+)/edit/", link)[1]
    assert own.goto(f"/plans/{number}/edit/").status == 200
    foreign = desk(site, COUNTY)
    assert opened(foreign, number) == opened(foreign, "999999")


def opened(page, number):
    """Open a plan that is not there; return the page without what echoes its address."""
    answer = page.goto(f"/plans/{number}/edit/")
    assert answer.status == 404
    return re.sub(r'value="[^"]*"', "", answer.text())
