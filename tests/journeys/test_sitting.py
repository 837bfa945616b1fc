"""A candidate writes: through a lost network and a reload, at a second device, until the time is
over.

The site stands on 8 April 2022, when Guo Jianjun can practise; the real exam is furnished here.
"""

import json
from itertools import groupby

import pytest
from playwright.sync_api import expect

from tests.browsing import Desk
from tests.screens.test_axe import AXE, lost, objections

pytestmark = pytest.mark.browser

CANDIDATE, CODE = "guojianjun", "JRN2345678"
PHONE = {"width": 390, "height": 844}
FURNISH = f"""
from datetime import timedelta
from zhicai.exams.models import Exam, Sitting
from zhicai.foundation import clock
mock = Exam.objects.get(title="四知快速练习")
exam = Exam.objects.create(part="exam", round="first", title="考核考试", paper=mock.paper,
    starts_at=clock.now() - timedelta(minutes=1), minutes=60, made_at=clock.now(),
    made_by="吴越", office="工作组")
person = Sitting.objects.get(exam=mock).person
Sitting.objects.create(exam=exam, person=person, code="{CODE}", seed="journey", state="present",
    checked_at=clock.now(), checked_by="吴越")
"""
LEAVE = f"""
from zhicai.exams.models import Leave, Sitting
from zhicai.foundation import clock
found = Sitting.objects.get(code="{CODE}")
Leave.objects.create(exam=found.exam, sitting=found, what="device", reason="电脑死机",
    at=clock.now(), by="吴越")
"""
NEARLY_OVER = f"""
from datetime import timedelta
from zhicai.exams.models import Sitting
from zhicai.foundation import clock
Sitting.objects.filter(code="{CODE}").update(deadline=clock.now() + timedelta(seconds=12))
"""
AWAY = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource", "Failed to fetch")
"""What Chromium writes into its console while there is no network."""


@pytest.fixture(scope="module")
def site(serve):
    site = serve("2022-04-08")
    site.run(FURNISH)
    return site


@pytest.fixture(scope="module")
def signed_in(site, browser):
    """The state of the candidate's login, which both devices start from."""
    desk = Desk(browser, site)
    desk.sign_in(CANDIDATE)
    state = desk.context.storage_state()
    desk.close()
    # A device is known by its own cookie.
    state["cookies"] = [one for one in state["cookies"] if one["name"] != "zhicai_browser"]
    return state


@pytest.fixture
def device(site, browser, signed_in):
    """Open the candidate's browser at one more device."""
    opened = []

    def open_device(**options):
        opened.append(Desk(browser, site, state=signed_in, **options))
        return opened[-1].page

    yield open_device
    complaints = [words for one in opened for words in one.complaints]
    for one in opened:
        one.close()
    assert [one for one in complaints if not any(words in one for words in AWAY)] == []


def answers(site, title):
    """The answers that the server has, by number."""
    rows = site.database.rows(
        "SELECT a.number, a.value FROM exams_answer a JOIN exams_sitting s ON s.id = a.sitting_id "
        f"JOIN exams_exam e ON e.id = s.exam_id WHERE e.title = '{title}'"
    )
    return {n: json.loads(value) if isinstance(value, str) else value for n, value in rows}


def numbers_of(page):
    """The items in the order of this candidate's screen."""
    return [
        int(n) for n in page.eval_on_selector_all("[data-item]", "l => l.map(e => e.dataset.item)")
    ]


def saved(page):
    expect(page.locator("[data-save-text]")).to_contain_text("已保存", timeout=20_000)


def chosen(page, number):
    """What is chosen on the screen: one index, or several."""
    found = page.eval_on_selector_all(
        f"#item-{number} [data-ask] input:checked", "l => l.map(i => Number(i.value)).sort()"
    )
    return found[0] if page.locator(f"#item-{number} [data-ask=single]").count() else found


def test_what_is_written_without_network_survives_a_reload_and_arrives(site, device):
    page = device()
    page.goto("/exams/mine/")
    page.click("main form[action*=practise] button")
    page.click("form[action$='/start/'] button")
    page.wait_for_url("**/write/**")
    items = numbers_of(page)
    page.keyboard.press("b")
    saved(page)
    assert answers(site, "知识产权专员模拟考试") == {items[0]: chosen(page, items[0])}

    page.wait_for_function("caches.open('zc-exam').then(s => s.keys()).then(k => k.length > 2)")
    page.context.set_offline(True)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")
    expect(page.locator("[data-save-text]")).to_have_text("已存在本机", timeout=10_000)
    written = {n: chosen(page, n) for n in items[:3]}
    page.reload()
    page.wait_for_selector("form.zc-ex-live")
    expect(page.locator("[data-count]").first).to_have_text("3")
    assert {n: chosen(page, n) for n in items[:3]} == written
    page.keyboard.press("ArrowRight")
    page.keyboard.press("d")
    written[items[3]] = chosen(page, items[3])

    page.context.set_offline(False)
    saved(page)
    assert answers(site, "知识产权专员模拟考试") == written
    page.reload()
    page.wait_for_selector("form.zc-ex-live")
    assert {n: chosen(page, n) for n in items[:4]} == written

    page.click(".zc-ex-hand")
    dialog = page.locator("#hand-in")
    expect(dialog.locator("[data-sum=flagged] button")).to_have_text("2")
    expect(dialog.locator("[data-sum=open] button")).to_have_count(len(items) - 4)
    dialog.locator("[data-hand-in]").click()
    expect(page.locator("main")).to_contain_text("已交卷")
    page.click("text=查看成绩")
    expect(page.locator("main")).to_contain_text("正确答案")
    assert page.evaluate("caches.has('zc-exam')") is False


def test_two_tabs_agree_a_second_device_waits_to_be_let_and_the_clock_hands_in(site, device):
    desk, phone = device(), device(viewport=PHONE)
    desk.goto(f"/exams/s/{CODE}/")
    desk.click("form[action$='/start/'] button")
    desk.wait_for_url("**/write/**")
    items = numbers_of(desk)
    desk.keyboard.press("a")
    saved(desk)

    tab = desk.context.new_page()
    tab.goto(desk.url)
    tab.wait_for_selector("form.zc-ex-live")
    tab.keyboard.press("c")
    saved(tab)
    second = f"#item-{items[0]} .zc-ex-opt:nth-of-type(3) input"
    expect(desk.locator(second)).to_be_checked()
    desk.keyboard.press("b")
    saved(desk)
    assert answers(site, "考核考试")[items[0]] == chosen(desk, items[0]) == chosen(tab, items[0])
    tab.close()

    phone.goto(f"/exams/s/{CODE}/write/")
    expect(phone.locator("h1")).to_have_text("考试正在另一台设备上作答")

    site.run(LEAVE)
    phone.click("text=监考员已同意")
    phone.click("text=在这台设备上继续")
    phone.wait_for_selector("form.zc-ex-live")
    assert chosen(phone, items[0]) == chosen(desk, items[0])
    desk.keyboard.press("d")
    expect(desk.locator("[data-veil]")).to_contain_text("另一台设备", timeout=20_000)

    site.run(NEARLY_OVER)
    phone.click("[data-turn='1']")
    phone.locator(f"#item-{items[1]} .zc-ex-opt").first.click()
    saved(phone)
    expect(phone.locator(".zc-ex-timer")).to_have_class("zc-ex-timer zc-ex-timer--red")
    expect(phone.locator("main")).to_contain_text("已自动交卷", timeout=40_000)
    assert set(answers(site, "考核考试")) == set(items[:2])
    rows = site.database.rows(
        "SELECT j.kind FROM exams_journalentry j JOIN exams_sitting s ON s.id = j.sitting_id "
        f"WHERE s.code = '{CODE}' ORDER BY j.id"
    )
    kinds = [kind for kind, _ in groupby(kind for (kind,) in rows if kind not in ("left", "back"))]
    assert kinds == ["start", "save", "second", "device", "save", "time"]


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["desk", "phone"])
def test_the_pages_are_whole_and_accessible(site, device, size):
    page = device(viewport=size)
    code = site.database.rows(
        "SELECT s.code FROM exams_sitting s JOIN exams_exam e ON e.id = s.exam_id "
        "WHERE e.title = '四知快速练习'"
    )[0][0]
    page.goto("/exams/mine/")
    if page.locator("main form[action*=practise] button").count():
        page.click("main form[action*=practise] button")
        page.click("form[action$='/start/'] button")
        page.wait_for_url("**/write/**")
        writing = page.url
    else:
        writing = ""
    paths = ["/exams/mine/", "/exams/device/", f"/exams/s/{code}/", f"/exams/s/{code}/slip/",
             f"/exams/s/{code}/result/"]  # fmt: skip
    for path in [*paths, *([writing] if writing else [])]:
        page.goto(path)
        page.wait_for_timeout(300)
        page.evaluate(AXE.read_text("utf-8"))
        assert objections(page) == [], path
        assert lost(page) == [], path
