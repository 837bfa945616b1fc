"""The assessment track from April to August: package, call, class, marks, money, dossier.

Played by the provincial office, the working group, a core team's base, a county, trainees on the
phone and a lecturer; the site moves from day to day.
"""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from zhicai.demo.people import with_check

pytestmark = pytest.mark.browser

GROUP, OFFICE, BASE, COUNTY = "wuyue", "hejing", "xiaolan", "chenliqun"
TRAINEE, LECTURER, TEACHES = "guojianjun", "wanglixin", "王立新"
TITLE = "2022 年宜昌考核班"
NEWCOMER, NUMBER, PHONE_NUMBER = "林晓梅", "420506199003070026", "13871234567"
EMPLOYER = "夷陵恒达新材料有限公司"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-04-25")


def move_to(site, day):
    """Let the site stand on another day, as the calendar does."""
    site.stop()
    site.on = day
    site.start()


def confirmed(page):
    """Press what the page asks to be sure of."""
    page.locator("#zc-confirm [data-zc-go]").click()


def presses(page, name, *, sure=False):
    """Press a button of the page."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    if sure:
        confirmed(page)


def picks(page, selector, words):
    """Choose the first option that holds some words."""
    chosen = page.locator(f"{selector} option", has_text=words).first
    page.select_option(selector, value=chosen.get_attribute("value"))


def shows(page, words):
    expect(page.locator("main")).to_contain_text(words)


# --- April: the way in, and the package --------------------------------------------------------


def registers_on_the_phone(phone):
    """Check oneself first, fill in three screens; return the code to keep."""
    phone.goto("/admission/apply/1/")
    shows(phone, "先查一查")
    phone.goto("/admission/apply/1/?step=1")
    phone.fill("#id_name", NEWCOMER)
    phone.fill("#id_id_number", with_check(NUMBER))
    phone.fill("#id_phone", PHONE_NUMBER)
    presses(phone, "下一步")
    phone.fill("#id_employer", EMPLOYER)
    phone.select_option("#id_employer_type", label="科技型企业")
    picks(phone, "#id_employer_place", "夷陵区")
    phone.fill("#id_post", "专利管理员")
    presses(phone, "下一步")
    presses(phone, "提交报名")
    shows(phone, "请记下确认码")
    return phone.locator(".zc-strong").inner_text()


def is_confirmed(county):
    county.goto(f"/admission/calls/candidates/?q={NEWCOMER}")
    county.get_by_role("link", name=NEWCOMER).click()
    presses(county, "确认报名")
    shows(county, "已确认")


def package_is_sent(group):
    group.goto("/plans/package/")
    shows(group, "每份考题和实操任务都写明对照能力标准第 1 版的哪些条目")
    presses(group, "报省局办公室审定", sure=True)
    shows(group, "等待办理")


def package_is_approved(office):
    office.goto("/plans/package/")
    shows(office, "对应条目")
    presses(office, "审定")
    shows(office, "鄂知培审〔2022〕1号")


def class_is_set_up(group):
    """Open the class of Yichang out of the approved package; return its number."""
    group.goto("/training/assessment/")
    row = group.get_by_role("row", name=re.compile(TITLE))
    row.get_by_role("button", name=re.compile("建班")).click()
    group.goto("/training/assessment/")
    link = group.get_by_role("link", name=TITLE).get_attribute("href")
    return re.search(r"/training/(\d+)/", link)[1]


# --- May: screening, the list, the class ---------------------------------------------------------


def screens(base):
    """Put the first page and two people on the list, everybody else in reserve; finish."""
    base.goto("/admission/calls/")
    base.locator("main").get_by_role("link", name=re.compile("宜荆荆恩")).first.click()
    number = re.search(r"/calls/(\d+)/", base.url)[1]
    base.goto(f"/admission/calls/{number}/screening/")
    presses(base, "开始遴选")
    decides(base, "候补", everyone=True)
    decides(base, "录取")
    for name in (NEWCOMER, "郭建军"):
        base.goto(f"/admission/calls/{number}/screening/?q={name}")
        decides(base, "录取")
    base.goto(f"/admission/calls/{number}/screening/")
    presses(base, "完成遴选", sure=True)
    shows(base, "重新遴选")
    return number


def decides(base, what, *, everyone=False):
    base.locator("thead input[type=checkbox]").check()
    if everyone:
        base.locator("[data-zc-take-all]").click()
    presses(base, what)


def list_is_sealed(base, call):
    base.goto(f"/admission/lists/{call}/")
    presses(base, "生成名单")
    presses(base, "自动编班")
    presses(base, "锁定名单", sure=True)
    shows(base, "锁定")
    presses(base, "公布名单", sure=True)
    shows(base, "公示")


def roster_follows_the_list(base, number):
    """Who is on the sealed list has a seat, and nobody is added by hand."""
    base.goto(f"/admission/classes/{number}/?q={NEWCOMER}")
    shows(base, NEWCOMER)
    expect(base.get_by_role("link", name="逐人报名")).to_have_count(0)


def is_budgeted(base, number):
    base.goto(f"/training/{number}/money/")
    for n, (kind, amount) in enumerate((("场地费", "80000"), ("讲课费", "60000")), start=1):
        base.select_option(f"#id_part_{n}", index=1)
        base.select_option(f"#id_kind_{n}", label=kind)
        picks(base, f"#id_fund_{n}", "专员培训专项资金")
        base.fill(f"#id_amount_{n}", amount)
    presses(base, "保存预算")
    shows(base, "140,000")


def lecturers_are_listed(group, office, number):
    """Appoint from the pool, put one before the lessons, send the list; the office files it."""
    group.goto(f"/training/{number}/lecturer-list/")
    picks(group, "#id_lecturer", TEACHES)
    presses(group, "委派")
    group.goto(f"/training/{number}/lecturers/")
    first = group.locator("select[name^=lecturer-]").first
    mine = first.locator("option", has_text=TEACHES).first
    first.select_option(value=mine.get_attribute("value"))
    presses(group, "保存师资安排")
    group.goto(f"/training/{number}/lecturer-list/")
    presses(group, "报送名单")
    office.goto(f"/training/{number}/lecturer-list/")
    presses(office, "备案")
    shows(office, "鄂知培师〔2022〕1号")


def lecturer_finds_the_lesson(lecturer):
    lecturer.goto("/training/mine/")
    shows(lecturer, TITLE)


# --- June: the class, hours, marks ---------------------------------------------------------------


def takes_step(page, number, step, then):
    page.goto(f"/training/{number}/")
    presses(page, step)
    shows(page, then)


def hours_are_taken(base, number):
    """Tick the whole class in every lesson."""
    base.goto(f"/attendance/classes/{number}/")
    links = base.locator("main a[href*='/attendance/lessons/']")
    lessons = {re.search(r"/lessons/\d+/", link)[0] for link in links.evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )}  # fmt: skip
    assert len(lessons) == 12
    for lesson in sorted(lessons):
        base.goto(f"/attendance{lesson}")
        presses(base, "全班登记到课", sure=True)
        shows(base, "缺勤 0")


def marks_are_imported(base, number):
    """Fill in the template: the newcomer fails the examination, everybody else passes."""
    address = f"/results/classes/{number}/marks/"
    filled = openpyxl.load_workbook(io.BytesIO(base.request.get(f"{address}template/").body()))
    sheet = filled.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any("姓名" in str(cell.value) for cell in row))
    place = {str(cell.value).lstrip("*"): cell.column - 1 for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        if who := row[place["姓名"]].value:
            row[place["考试成绩"]].value = 52 if who == NEWCOMER else 78
            row[place["实操成绩"]].value = 81
    kept = io.BytesIO()
    filled.save(kept)
    base.goto(f"{address}import/")
    base.set_input_files(
        "input[type=file]",
        {"name": "成绩.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": kept.getvalue()},
    )
    presses(base, "上传并检查")
    base.locator("main").get_by_role("button", name=re.compile("^导入 ")).click()
    base.goto(address)
    presses(base, "公布结果", sure=True)


def make_up_is_arranged(base, number, day):
    base.goto(f"/results/classes/{number}/marks/")
    base.fill("input[name=set_for]", day)
    base.fill("input[name=venue]", "三峡大学机房")
    presses(base, "安排补考")
    shows(base, "录入补考成绩")


def make_up_is_marked(base, number):
    base.goto(f"/results/classes/{number}/marks/enter/?round=makeup")
    base.locator("main input[name^=exam-]").first.fill("66")
    presses(base, "保存成绩")
    base.goto(f"/results/classes/{number}/marks/?q={NEWCOMER}")
    shows(base, "合格")


# --- July and August: money and dossier ----------------------------------------------------------


def money_is_settled(group, number):
    group.goto(f"/training/{number}/money/")
    for one in group.locator("input[name^=why_]").all():
        one.fill("按实际结算，结余退回资金。")
    presses(group, "核定经费", sure=True)
    shows(group, "核定表校验码")


def dossier_is_sent(group, number):
    group.goto(f"/dossiers/closing/{number}/")
    presses(group, "开始编制")
    group.goto(f"/dossiers/closing/{number}/evaluation/")
    for question in group.locator("fieldset.zc-q").all():
        question.locator("input[value='4']").check(force=True)
    for text in group.locator("form textarea").all():
        text.fill("学员能独立完成检索，结业作业质量提高。")
    presses(group, "保存评估")
    group.goto(f"/dossiers/closing/{number}/report/")
    for text in group.locator("#report textarea").all():
        text.fill("按审定材料组织，驻班管理。")
    presses(group, "保存报告")
    group.goto(f"/dossiers/closing/{number}/")
    presses(group, "报送省局办公室", sure=True)
    shows(group, "SHA-256")


def dossier_is_archived(office, number):
    office.goto(f"/dossiers/closing/{number}/")
    office.locator("#handle").get_by_role("button", name=re.compile("归档")).click()
    confirmed(office)
    shows(office, "已归档")


def in_april(site, desk):
    """Registration, confirmation, the package approved, a class set up; code and number of it."""
    code = registers_on_the_phone(desk(site, viewport=PHONE))
    is_confirmed(desk(site, COUNTY))
    group = desk(site, GROUP)
    package_is_sent(group)
    package_is_approved(desk(site, OFFICE))
    return code, class_is_set_up(group)


def in_may(site, desk, code, number):
    """Screening, the sealed list, the class open with its budget, its lecturers on file."""
    base = desk(site, BASE)
    list_is_sealed(base, screens(base))
    roster_follows_the_list(base, number)
    takes_step(base, number, "开放报名", "报名中")
    is_budgeted(base, number)
    lecturers_are_listed(desk(site, GROUP), desk(site, OFFICE), number)
    lecturer_finds_the_lesson(desk(site, LECTURER))
    phone = desk(site, viewport=PHONE)
    phone.goto("/admission/apply/receipt/")
    phone.fill("#id_code", code)
    phone.fill("#id_phone", PHONE_NUMBER)
    presses(phone, "查询")
    shows(phone, "录取")


def in_june(site, desk, number):
    """The class held, hours and marks; its make-up arranged."""
    base = desk(site, BASE)
    takes_step(base, number, "开班", "进行中")
    hours_are_taken(base, number)
    takes_step(base, number, "结束培训", "已结束")
    marks_are_imported(base, number)
    make_up_is_arranged(base, number, "2022-06-20")
    trainee = desk(site, TRAINEE, viewport=PHONE)
    trainee.goto("/results/me/marks/")
    shows(trainee, "合格")


def in_july(site, desk, number):
    """Money settled, dossier sent."""
    group = desk(site, GROUP)
    money_is_settled(group, number)
    dossier_is_sent(group, number)


def test_the_track_runs_from_the_package_to_the_archived_dossier(site, desk):
    code, number = in_april(site, desk)
    move_to(site, "2022-05-06")
    in_may(site, desk, code, number)
    move_to(site, "2022-06-04")
    in_june(site, desk, number)
    move_to(site, "2022-06-20")
    make_up_is_marked(desk(site, BASE), number)
    move_to(site, "2022-07-12")
    in_july(site, desk, number)
    move_to(site, "2022-08-01")
    dossier_is_archived(desk(site, OFFICE), number)
