"""In a real browser: nothing axe objects to, nothing cut off, selection, autosave, confirmation."""

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parents[4] / "tests" / "vendor" / "axe-core" / "axe.min.js"
SAMPLES = [
    "",
    "cockpit-sample/",
    "plan-sample/",
    "list-sample/",
    "trainee-sample/",
    "paper-sample/",
]
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
CUT_OFF = """() => [...document.querySelectorAll('main *, header *')].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  if (e.closest('.visually-hidden, .zc-user-name')) return false;
  for (let up = e.parentElement; up; up = up.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return false;
  return true;
}).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN"}


@pytest.fixture
def site(live_server, settings):
    settings.ZHICAI_GALLERY = True
    return live_server.url + "/ui/"


@pytest.fixture
def plan(page, site):
    """The plan form, open; what the browser complained about must stay empty."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(site + "plan-sample/")
    yield page
    assert complaints == []


def status(page):
    return page.locator("[data-zc-save-status] [data-zc-text]")


def wait_for(page, words):
    status(page).filter(has_text=re.compile(words)).wait_for(timeout=8000)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_has_nothing_that_axe_objects_to_and_nothing_cut_off(page, site, sample, width):
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
    page.goto(site + sample)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.evaluate(CUT_OFF) == []


def test_ticking_rows_turns_the_filters_into_actions_that_ask_first(page, site):
    page.goto(site + "list-sample/")
    page.check("tbody tr:nth-child(1) input")
    assert page.locator("[data-zc-count]").inner_text() == "已选 1 项"
    assert page.locator("[data-zc-filters]").is_hidden()
    page.check("[data-zc-select-all]")
    page.click("[data-zc-take-all]")
    assert page.locator("[data-zc-count]").inner_text() == "已选全部 128 项"
    page.click("button[value=return]")
    dialog = page.locator("#zc-confirm")
    dialog.get_by_text("所选人员会收到退回通知").wait_for()
    with page.expect_navigation():
        dialog.locator("[data-zc-go]").click()
    assert len(page.inner_text("body").split(",")) == 128


def test_a_change_is_saved_by_itself(plan):
    plan.fill("#id_head", "李四")
    wait_for(plan, "已自动保存")
    assert plan.get_attribute("#plan", "data-zc-revision") == "4"
    assert plan.evaluate("Object.keys(localStorage).length") == 0


def test_without_network_the_words_stay_here_and_go_out_when_it_is_back(plan):
    plan.context.set_offline(True)
    plan.fill("#id_head", "王五")
    wait_for(plan, "网络已断开")
    assert plan.evaluate("Object.keys(localStorage).length") == 1
    plan.context.set_offline(False)
    wait_for(plan, "已自动保存")
    assert plan.evaluate("Object.keys(localStorage).length") == 0


def test_what_was_not_sent_is_there_again_after_reopening(plan):
    context, address = plan.context, plan.url
    context.set_offline(True)
    plan.fill("#id_head", "赵六")
    plan.check("#id_kind_0")
    wait_for(plan, "网络已断开")
    plan.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    again.get_by_text("存在本机、尚未提交的内容").wait_for()
    assert again.input_value("#id_head") == "赵六"
    assert again.is_checked("#id_kind_0")


def test_a_colleagues_change_stops_saving_and_overwrites_nothing(plan):
    plan.route("**/save/", lambda route: route.fulfill(
        status=409, json={"by": "张薇", "at": "14:31", "message": "对方改了联系人。"}
    ))  # fmt: skip
    plan.fill("#id_head", "孙七")
    plan.get_by_text("张薇 在 14:31 改过这份内容").wait_for(timeout=8000)
    assert status(plan).inner_text() == "已停止自动保存"
    assert plan.input_value("#id_head") == "孙七"
    assert plan.evaluate("Object.keys(localStorage).length") == 1


def test_parts_of_the_page_follow_what_was_saved(plan):
    answer = {"revision": 4, "saved_at": "14:32", "parts": {"check-list": "<p>全部通过</p>"}}
    plan.route("**/save/", lambda route: route.fulfill(json=answer))
    plan.fill("#id_head", "周八")
    plan.locator("#check-list").get_by_text("全部通过").wait_for(timeout=8000)


def test_files_are_never_sent_by_autosave(plan):
    sent = []
    plan.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    plan.set_input_files(
        "#id_plan", {"name": "a.pdf", "mimeType": "text/plain", "buffer": b"SECRET"}
    )
    wait_for(plan, "已自动保存")
    assert sent
    assert not [body for body in sent if b"SECRET" in body]


def test_a_refused_submit_leads_to_the_field(plan):
    plan.fill("#id_mobile", "123")
    plan.click("button[value=draft]")
    plan.locator("[data-zc-errors]").wait_for()
    assert plan.evaluate("document.activeElement.hasAttribute('data-zc-errors')")
    plan.click("[data-zc-errors] a >> nth=0")
    assert plan.evaluate("document.activeElement.id") == "id_mobile"


def test_the_navigation_opens_and_closes_on_a_phone(page, site):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site)
    side = page.locator("#zc-side")
    assert side.is_hidden()
    page.click("[data-bs-toggle=offcanvas]")
    page.locator("#zc-side.show").wait_for()
    page.keyboard.press("Escape")
    side.wait_for(state="hidden")


def test_the_keyboard_reaches_the_content_at_once(page, site):
    page.goto(site + "cockpit-sample/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "zc-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "zc-content"
