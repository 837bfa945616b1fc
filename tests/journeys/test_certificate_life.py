"""A certificate from the published result to its end, as its people live it.

Played by the base that publishes, the province that issues and revokes, the specialist on the
phone, and a visitor without an account who checks it before and after. With points and grades in
use, the certificate brings both; with its end they go.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import Desk
from tests.journeys.exam_class import TITLE
from tests.journeys.exam_steps import SIZES, at_hand, told, whole
from tests.journeys.test_assessment_year import confirmed, presses, shows

pytestmark = pytest.mark.browser

UNIT, PROVINCE, HOLDER, NAME = "xiaolan", "linhao", "guojianjun", "郭建军"
WHY = "任职证明不实，经核查撤销"
SET_UP = """
from tests.journeys import exam_class, merit_rules
exam_class.pass_all()
merit_rules.put_in_force()
"""
GRADE = "初级专员"
NUMBER = r"\S+〔2022〕第\d+号"


@pytest.fixture(scope="module")
def site(serve):
    """The told spring with an assessment class in which everybody has passed."""
    site = serve("2022-04-08")
    site.run(SET_UP)
    return site


@pytest.fixture
def seat(browser, site):
    """Open a browser for one of the cast, or for a visitor; nothing may go wrong in any."""
    opened = []

    def open_seat(username=None, size="desk"):
        one = Desk(browser, site, viewport=SIZES[size])
        opened.append(one)
        return one.sign_in(username) if username else one.page

    yield open_seat
    complaints = [words for one in opened for words in one.complaints]
    for one in opened:
        one.close()
    assert complaints == []


def class_of(site):
    (row,) = site.database.rows(f"SELECT id FROM training_trainingclass WHERE title = '{TITLE}'")
    return row[0]


def results_are_published(unit, number):
    """Before it nobody waits for a certificate."""
    with at_hand(unit, f"/results/classes/{number}/marks/"):
        presses(unit, "公布结果", sure=True)
    told(unit, "已公布")


def are_issued(province, number):
    """From the class to those who wait; all of them in one go, with their documents."""
    with at_hand(province, f"/certificates/classes/{number}/"):
        expect(province.locator("main tbody tr")).to_have_count(3)
        province.get_by_role("button", name="为全部 3 人发证").click()
    confirmed(province)
    told(province, "已发证 3 张")
    expect(province.locator("main")).to_contain_text("3 张证书的文件全部生成", timeout=30_000)
    whole(province)


def holds_it_on_the_phone(phone):
    """See it, show its code, take the document; return number and code."""
    with at_hand(phone, "/certificates/me/", phone=True):
        content = phone.locator("main").inner_text()
    number = re.search(NUMBER, content)[0]
    code = phone.locator(".zc-cert-qr b").inner_text()
    expect(phone.locator(".zc-cert-qr svg")).to_be_visible()
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="下载 PDF").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    return number, code


def stands_at(phone, points, *, graded):
    """Read the own points and grade, and what they came from."""
    with at_hand(phone, "/merits/me/", phone=True):
        shows(phone, f"余额 {points}")
        standing = phone.locator("section[aria-labelledby=standing]")
        words = f"{GRADE}" if graded else "未定级"
        expect(standing).to_contain_text(words)


def checks(visitor, number, code, verdict):
    """By number and name, then by the code; the name is masked."""
    with at_hand(visitor, "/verify/", phone=True):
        visitor.fill("#id_number", number)
        visitor.fill("#id_name", NAME)
    presses(visitor, "查验证书")
    reads(visitor, verdict)
    visitor.goto("/verify/")
    visitor.fill("#zc-code", code)
    visitor.locator("form:has(#zc-code) button").click()
    reads(visitor, verdict)


def reads(visitor, verdict):
    shows(visitor, verdict)
    expect(visitor.locator("main")).not_to_contain_text(NAME)
    whole(visitor, phone=True)


def is_revoked(province, number):
    """Not without the reason; then for good."""
    province.goto(f"/certificates/?q={NAME}")
    province.get_by_role("link", name=number, exact=True).click()
    whole(province)
    presses(province, "撤销证书")
    expect(province.locator("#id_reason:invalid")).to_have_count(1)
    province.fill("#id_reason", WHY)
    presses(province, "撤销证书", sure=True)
    shows(province, WHY)
    expect(province.get_by_role("button", name="撤销证书")).to_have_count(0)
    whole(province)


def test_a_certificate_is_issued_shown_checked_and_revoked(site, seat):
    number = class_of(site)
    province, holder, visitor = seat(PROVINCE), seat(HOLDER, "phone"), seat(size="phone")
    province.goto("/certificates/waiting/")
    expect(province.locator("main tbody tr")).to_have_count(0)
    results_are_published(seat(UNIT), number)
    are_issued(province, number)
    given, code = holds_it_on_the_phone(holder)
    stands_at(holder, 20, graded=True)
    checks(visitor, given, code, "证书真实有效")
    is_revoked(province, given)
    checks(visitor, given, code, "已撤销")
    with at_hand(holder, "/certificates/me/", phone=True):
        shows(holder, WHY)
        expect(holder.get_by_role("link", name="下载 PDF")).to_have_count(0)
    stands_at(holder, 0, graded=False)
    shows(holder, "冲销")


LISTS = (
    "/merits/", "/merits/rules/", "/merits/grades/", "/merits/years/", "/reviews/",
    "/reviews/commendations/", "/reviews/evaluations/", "/reviews/criteria/", "/reports/",
    "/archive/", "/people/duplicates/", "/people/transfers/", "/people/retention/",
)  # fmt: skip


def test_the_lists_of_points_reviews_reports_and_records_are_whole_on_a_phone_too(seat):
    province = seat(PROVINCE)
    for path in LISTS:
        with at_hand(province, path, phone=True):
            expect(province.get_by_role("heading", level=1)).to_be_visible()
