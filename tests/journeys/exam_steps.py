"""What the people of an exam do at their pages, step by step; ``test_exam_day`` plays them."""

import json
import re
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.journeys.exam_class import CANDIDATES
from tests.journeys.test_assessment_year import picks, presses, shows
from tests.screens.test_axe import AXE, lost, objections

OFFLINE, MOVES, FAILS = CANDIDATES
BLUEPRINT, STEM = "结业考试蓝图", "说明判断新颖性和判断创造性时使用对比文件的区别。"
WORDS = "新颖性用一份对比文件单独比较，创造性可以把几份结合起来看。"
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def whole(page, *, phone=False):
    """Nothing for axe to object to and nothing cut off, also on a phone where it is used there.

    Each kind of page is looked at once in a size: the same address with the same headings.
    """
    faults, before = [], page.viewport_size
    heads = re.sub(r"\d+", "", "".join(page.locator("h2").all_inner_texts()))
    kind = re.sub(r"/(\d+|s/\w+)/", "/*/", page.url) + heads
    for size in SIZES.values() if phone else (before,):
        if (kind, size["width"]) in _looked_at:
            continue
        _looked_at.add((kind, size["width"]))
        if size != page.viewport_size:
            page.set_viewport_size(size)
        page.evaluate(AXE.read_text("utf-8"))
        faults += [f"{size['width']}: {one}" for one in (*objections(page), *lost(page))]
    if page.viewport_size != before:
        page.set_viewport_size(before)
    assert faults == [], page.url


_looked_at = set()


@contextmanager
def at_hand(page, path, *, phone=False):
    """Go to a page, look at it closely, go on."""
    page.goto(path)
    whole(page, phone=phone)
    yield page


def told(page, words):
    """A word about what was just done."""
    expect(page.locator("body")).to_contain_text(words)


def number_in(url, before):
    return int(re.search(rf"/{before}/(\d+)/", url)[1])


# --- the bank ------------------------------------------------------------------------------------


def is_proposed(author):
    """Write a short answer with its points and what it rests on; send it to a second reader."""
    with at_hand(author, "/exams/bank/new/"):
        author.get_by_role("link", name="简答题").click()
    author.fill("#id_stem", STEM)
    for n, point in enumerate(("单独对比", "结合对比")):
        author.fill(f"[name='rubric.{n}.point']", point)
        author.fill(f"[name='rubric.{n}.marks']", "4")
    author.fill("#id_why", "依照专利法第二十二条。")
    picks(author, "[name='basis.0.text']", "专利法")
    author.fill("[name='basis.0.article']", "第二十二条")
    author.select_option("#id_topic", value="know-1")
    author.select_option("#id_difficulty", "4")
    whole(author)
    presses(author, "保存并送二读")
    shows(author, "待二读")
    whole(author)
    return re.search(r"know-1-\d+", author.locator("h1").inner_text())[0]


def is_read_blind(reader, code):
    """Answer without the key, see it, find the item sound."""
    with at_hand(reader, "/exams/bank/reading/"):
        reader.get_by_role("link", name=code).first.click()
    assert "单独对比" not in reader.content()
    whole(reader)
    reader.locator("main textarea").first.fill(WORDS)
    presses(reader, "提交作答，查看答案")
    shows(reader, "单独对比")
    whole(reader)
    reader.check("input[name=sound][value='1']", force=True)
    presses(reader, "提交结论")
    told(reader, f"{code} 已启用")


# --- the papers ----------------------------------------------------------------------------------


def blueprint_is_made(group):
    """Six choices, one judgement, one answer in words: forty marks in an hour."""
    group.goto("/exams/papers/new/")
    group.fill("#id_title", BLUEPRINT)
    group.fill("#id_minutes", "60")
    rows = (("skill-5", "single", 6, 5), ("skill-4", "true-false", 1, 2), ("know-1", "short", 1, 8))
    for n, (topic, kind, count, marks) in enumerate(rows, start=1):
        group.select_option(f"#id_topic-{n}", topic)
        group.select_option(f"#id_kind-{n}", kind)
        group.fill(f"#id_count-{n}", str(count))
        group.fill(f"#id_marks-{n}", str(marks))
    whole(group)
    presses(group, "保存蓝图")
    return group.url


def lacks(group, url):
    """Two papers without a common item need two answers in words; the bank has one."""
    group.goto(f"{url}?forms=2")
    shows(group, "简答题需要 2 道，题库可用 1 道")
    wants_two(group)
    shows(group, "还差 1 道")
    whole(group)


def wants_two(group):
    for n, (label, use) in enumerate((("首考卷", "首考"), ("补考卷", "补考")), start=1):
        group.fill(f"#id_label-{n}", label)
        group.select_option(f"#id_use-{n}", label=use)
    presses(group, "组卷并密封")


def papers_are_sealed(group):
    """What was written for the two stands still on the page that refused them."""
    expect(group.locator("#id_label-2")).to_have_value("补考卷")
    presses(group, "组卷并密封")
    told(group, "已密封 2 份试卷")
    assert STEM not in group.content()
    whole(group)


# --- the exam set up -----------------------------------------------------------------------------


def exam_is_set_up(unit, number, offer, starts, seats):
    """Paper, hour, room and invigilator from the class's own page; return the exam's number."""
    with at_hand(unit, f"/exams/class/{number}/"):
        unit.locator(f"main a[href$='{offer}']").click()
    presses(unit, "安排考试并排座")
    shows(unit, "请填开考时间")
    picks(unit, "#id_paper", BLUEPRINT)
    unit.fill("#id_starts", starts)
    picks(unit, "#id_chief", "肖岚")
    picks(unit, "#id_watcher-1", "秦芳")
    whole(unit)
    presses(unit, "安排考试并排座")
    told(unit, "考生都有了座位")
    expect(unit.locator("main").get_by_text("未签到")).to_have_count(seats)
    whole(unit)
    exam = number_in(unit.url, "exams")
    slips = unit.request.get(f"/exams/{exam}/print/slips.pdf")
    assert slips.headers["content-type"] == "application/pdf"
    return exam


def slip_is_taken(candidate):
    """Find the slip with its code on the phone; return the code."""
    with at_hand(candidate, "/exams/mine/", phone=True):
        candidate.locator("main a[href*='/exams/s/']").first.click()
    code = re.search(r"/s/(\w+)/", candidate.url)[1]
    with at_hand(candidate, f"/exams/s/{code}/slip/", phone=True):
        expect(candidate.locator("main svg").first).to_be_visible()
    return code


# --- the exam ------------------------------------------------------------------------------------


def signs_in(candidate, code):
    with at_hand(candidate, f"/exams/s/{code}/", phone=True):
        presses(candidate, "签到")
    told(candidate, "已签到")


def are_checked(watcher, exam):
    """Look at faces and documents, tick everybody."""
    with at_hand(watcher, f"/exams/room/{exam}/"):
        watcher.locator("thead input[type=checkbox]").check()
    presses(watcher, "核对照片和证件")
    shows(watcher, "已核对")
    whole(watcher)


def starts(candidate, code):
    candidate.goto(f"/exams/s/{code}/")
    presses(candidate, "开始考试")
    candidate.wait_for_url("**/write/**")
    candidate.wait_for_selector("form.zc-ex-live")


def saved(page):
    expect(page.locator("[data-save-text]")).to_contain_text("已保存", timeout=20_000)


def turn(page, number):
    """Go back or on to an item of the paper."""
    order = numbers(page)
    at = next(n for n in order if page.locator(f"#item-{n}").is_visible())
    by = order.index(number) - order.index(at)
    for _n in range(abs(by)):
        page.locator(f"[data-turn='{1 if by > 0 else -1}']").click()


def gives(page, keys, *, right=True, words=WORDS):
    """Answer the items given, as the key has them or not, in words where there is no key."""
    for number in [one for one in numbers(page) if one in keys]:
        turn(page, number)
        item, key = page.locator(f"#item-{number}"), keys[number]
        if key is None:
            item.locator("textarea").fill(words)
        else:
            picked = f"input[value='{key}']" if right else f"input:not([value='{key}'])"
            item.locator(f".zc-ex-opt:has({picked})").first.click()


def numbers(page):
    found = page.eval_on_selector_all("[data-item]", "l => l.map(e => e.dataset.item)")
    return [int(one) for one in found]


def hands_in(page):
    """By the button at the top; on a phone by the one after the last item."""
    if not page.locator(".zc-ex-hand").is_visible():
        turn(page, numbers(page)[-1])
        page.locator("[data-turn='1']").click()
    else:
        page.locator(".zc-ex-hand").click()
    page.locator("#hand-in [data-hand-in]").click()
    shows(page, "已交卷")


def keys_of(site, exam):
    """The keys of a paper that is open, by number: an option, a truth; None for words."""
    rows = site.database.rows(
        "SELECT i.number, v.content FROM exams_paperitem i JOIN exams_itemversion v "
        "ON v.id = i.item_version_id JOIN exams_exam e ON e.paper_id = i.paper_id "
        f"WHERE e.id = {exam}"
    )
    found = {}
    for number, raw in rows:
        content = json.loads(raw) if isinstance(raw, str) else raw
        options = content.get("options", [])
        right = [n for n, one in enumerate(options) if one.get("right")]
        found[number] = right[0] if right else None
        if "rubric" not in content and not options:
            found[number] = 1 if content["right"] else 0
    return found


def answered(site, code):
    """The numbers that the server has an answer to."""
    rows = site.database.rows(
        "SELECT a.number, a.value FROM exams_answer a JOIN exams_sitting s ON s.id = a.sitting_id "
        f"WHERE s.code = '{code}'"
    )
    return {number for number, value in rows if value not in (None, "null")}


def loses_the_network(site, page, code, keys):
    """Half is written while the network is away; after a reload and its return nothing is lost."""
    first, rest = dict(list(keys.items())[:3]), dict(list(keys.items())[3:])
    gives(page, first)
    saved(page)
    whole(page, phone=True)
    page.wait_for_function("caches.open('zc-exam').then(s => s.keys()).then(k => k.length > 2)")
    page.context.set_offline(True)
    gives(page, rest)
    expect(page.locator("[data-save-text]")).to_have_text("已存在本机", timeout=10_000)
    assert answered(site, code) == set(first)
    page.reload()
    page.wait_for_selector("form.zc-ex-live")
    expect(page.locator("[data-count]").first).to_have_text(str(len(keys)))
    page.context.set_offline(False)
    saved(page)
    assert answered(site, code) == set(keys)
    hands_in(page)


def changes_the_device(site, old, new, code, keys, watcher, exam):
    """The computer breaks down; the invigilator lets the candidate go on with the phone."""
    first, rest = dict(list(keys.items())[:4]), dict(list(keys.items())[4:])
    gives(old, first)
    saved(old)
    with at_hand(new, f"/exams/s/{code}/write/", phone=True):
        expect(new.locator("h1")).to_have_text("考试正在另一台设备上作答")
    watcher.goto(f"/exams/room/{exam}/")
    watcher.get_by_role("checkbox", name=re.compile(MOVES)).check()
    watcher.fill("#id_reason", "电脑死机")
    presses(watcher, "同意换设备")
    told(watcher, "已办理 1 人")
    watcher.get_by_role("link", name=MOVES).click()
    shows(watcher, "电脑死机")
    whole(watcher)
    new.get_by_role("link", name=re.compile("监考员已同意")).click()
    presses(new, "在这台设备上继续")
    new.wait_for_selector("form.zc-ex-live")
    expect(new.locator("[data-count]").first).to_have_text(str(len(first)))
    gives(new, rest)
    saved(new)
    assert answered(site, code) == set(keys)
    hands_in(new)
    old.goto("about:blank")


def is_ended_and_signed(unit, exam):
    unit.goto(f"/exams/room/{exam}/")
    presses(unit, "结束考试", sure=True)
    told(unit, "请签署考场记录")
    whole(unit)
    unit.fill("#id_words", "考场秩序正常。")
    presses(unit, "签署考场记录", sure=True)
    told(unit, "已签署考场记录")


# --- marks and results ---------------------------------------------------------------------------


def marks(marker, exam, times):
    """Give marks to nameless answers: none to who wrote next to nothing."""
    for _n in range(times):
        marker.goto(f"/exams/marking/{exam}/desk/")
        content = marker.locator("main").inner_text()
        assert not any(name in content for name in CANDIDATES)
        points = marker.locator("input[name^=point-]")
        share = 0.9 if WORDS in content else 0
        for point in points.all():
            most = float(point.get_attribute("data-most"))
            point.fill(f"{int(most * share)}")
        whole(marker)
        presses(marker, "记分，评下一份")
        told(marker, "已记")


def is_published(group, exam):
    with at_hand(group, f"/exams/marking/{exam}/"):
        presses(group, "公布成绩", sure=True)
    told(group, "成绩已公布")
    shows(group, f"{FAILS[0]}*")
    expect(group.locator("main")).not_to_contain_text(FAILS)
    whole(group)


def is_final(group, exam):
    group.goto(f"/exams/marking/{exam}/")
    presses(group, "定分，写入考核成绩", sure=True)
    told(group, "成绩已写入考核成绩")


def reads_the_result(candidate, code, verdict):
    with at_hand(candidate, f"/exams/s/{code}/result/", phone=True):
        expect(candidate.locator("main").get_by_text(verdict, exact=True).first).to_be_visible()
    with at_hand(candidate, f"/exams/s/{code}/published/", phone=True):
        expect(candidate.locator("main")).not_to_contain_text(FAILS)


def make_up_is_offered(unit, number, day):
    unit.goto(f"/results/classes/{number}/marks/?q={FAILS}")
    presses(unit, "公布结果", sure=True)
    unit.goto(f"/results/classes/{number}/marks/")
    unit.fill("input[name=set_for]", day)
    unit.fill("input[name=venue]", "三峡大学机房")
    presses(unit, "安排补考")
