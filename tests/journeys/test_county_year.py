"""A county's year, from the class on its plan to the city's summary, on desktops and phones.

The site moves from day to day: registration closes, the class is held, November comes.
"""

import re

import pytest
from playwright.sync_api import expect

from zhicai.demo.people import with_check

pytestmark = pytest.mark.browser

COUNTY, CITY, BASE, TRAINEE = "u420504", "zhangwei", "xiaolan", "guojianjun"
TITLE = "点军区知识产权专员（预科）第 3 期"
NEWCOMER = "林晓梅"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-04-08")


def move_to(site, day):
    """Let the site stand on another day, as the calendar does."""
    site.stop()
    site.on = day
    site.start()


def confirmed(page):
    """Press what the page asks to be sure of."""
    page.locator("#zc-confirm [data-zc-go]").click()


def registers_on_the_phone(phone):
    """Find the class before signing in, fill in three screens; return the address of the class."""
    phone.goto("/classes/")
    phone.get_by_role("link", name=TITLE).click()
    phone.get_by_role("link", name="报名", exact=True).click()
    joining = re.search(r"/admission/join/(\d+)/", phone.url)[1]
    phone.fill("#id_name", NEWCOMER)
    phone.fill("#id_id_number", with_check("420504199003070026"))
    phone.fill("#id_phone", "13871234567")
    phone.get_by_role("button", name="下一步").click()
    phone.fill("#id_employer", "点军恒达软件有限公司")
    phone.select_option("#id_employer_type", label="科技型企业")
    phone.fill("#id_post", "专利管理员")
    phone.get_by_role("button", name="下一步").click()
    phone.locator("main form button.btn-primary").click()
    expect(phone.locator("main")).to_contain_text("报名")
    assert re.search(r'zc-strong">\w{8}<', phone.content()), "no code to keep"
    return joining


def is_accepted(county, number):
    county.goto(f"/admission/classes/{number}/?q={NEWCOMER}")
    county.get_by_role("link", name=NEWCOMER).click()
    county.get_by_role("button", name="录取", exact=True).click()
    expect(county.locator("main")).to_contain_text("已录取")


def begins(county, number):
    county.goto(f"/training/{number}/")
    county.get_by_role("button", name="开班").click()
    expect(county.locator("main")).to_contain_text("进行中")


def is_held(county, number):
    """Everyone is ticked in every lesson; the class ends."""
    county.goto(f"/attendance/classes/{number}/")
    links = county.locator("main a[href*='/attendance/lessons/']")
    lessons = {re.search(r"/lessons/\d+/", link)[0] for link in links.evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )}  # fmt: skip
    assert len(lessons) == 5
    for lesson in sorted(lessons):
        county.goto(f"/attendance{lesson}")
        county.get_by_role("button", name="全班登记到课").click()
        confirmed(county)
        expect(county.locator("main")).to_contain_text("缺勤 0")
    county.goto(f"/training/{number}/")
    county.get_by_role("button", name="结束").click()
    expect(county.locator("main")).to_contain_text("已结束")


def is_evaluated(base, number):
    base.goto(f"/training/{number}/evaluation/")
    form = base.locator("form:has(input[name=kind][value=effect])")
    for name in ("knowledge", "skills", "practice", "satisfaction"):
        form.locator(f"input[name=score-{name}][value='4']").check(force=True)
    form.locator("textarea[name=says]").fill("检索实操进步明显。")
    form.get_by_role("button", name="提交评估").click()
    expect(base.locator("main")).to_contain_text("检索实操进步明显")


def test_a_class_goes_from_the_phone_of_a_newcomer_to_the_citys_summary(site, desk):
    number = registers_on_the_phone(desk(site, viewport=PHONE))
    is_accepted(desk(site, COUNTY), number)

    move_to(site, "2022-04-11")
    begins(desk(site, COUNTY), number)
    move_to(site, "2022-04-14")
    county = desk(site, COUNTY)
    is_held(county, number)
    county.goto(f"/results/classes/{number}/?q={NEWCOMER}")
    expect(county.locator("main")).to_contain_text("已结业")

    trainee = desk(site, TRAINEE, viewport=PHONE)
    trainee.goto("/")
    expect(trainee.locator("main")).to_contain_text(TITLE)
    expect(trainee.locator("main")).to_contain_text("预科结业")

    is_evaluated(desk(site, BASE), number)
    county.goto(f"/training/{number}/")
    county.get_by_role("button", name="结班").click()
    expect(county.locator("main")).to_contain_text("已结班")
    county.goto("/cockpit/")
    expect(county.locator("main")).to_contain_text("61")

    move_to(site, "2022-11-25")
    city = desk(site, CITY)
    city.goto("/dossiers/summary/")
    city.get_by_role("button", name="生成汇总").click()
    expect(city.locator("main")).to_contain_text("点军区")
    city.goto("/results/?place=420504")
    expect(city.locator("main")).to_contain_text("点军区")
    expect(city.get_by_role("row", name=re.compile("点军区"))).to_contain_text("61")
