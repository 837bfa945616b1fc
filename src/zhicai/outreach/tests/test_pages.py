"""The pages through the browser's requests, with a budget of queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhicai.foundation.clock import standing_at
from zhicai.outreach import actions
from zhicai.outreach.models import FollowUp, Opinion, PracticeCase, Visit
from zhicai.outreach.rules.visits import ToDo
from zhicai.outreach.tests.scenes import (
    NOON,
    TODAY,
    WUHAN,
    base,
    city,
    county,
    enterprise,
    province,
    published,
    sent,
    submitted,
    told,
    visited,
)
from zhicai.planning.tests import scenes as planning
from zhicai.programmes.tests import scenes as programme
from zhicai.programmes.tests.scenes import browser

pytestmark = pytest.mark.django_db

VISIT = {
    "visited_on": "2022-02-08", "form": "visit", "topic": "item:know-3", "entity": "兴发化工",
    "entity_code": "", "people": "", "findings": "想学风险排查。", "what-0": "送一次课",
    "owner-0": "张薇", "due-0": "2022-03-01",
}  # fmt: skip
OPINION = {
    "sort": "need", "topic": "item:skill-1", "says": "希望多讲检索实操。", "place": "420506",
    "sender": "兴发化工", "contact": "周工", "phone": "0717-7820000",
}  # fmt: skip
CASE = {
    "title": "送课进园区",
    "topic": "theme:patent",
    "summary": "企业少跑路。",
    "body": "每月一次。",
}


def url(name, *args):
    return reverse(f"outreach:{name}", args=args)


@pytest.mark.clause("HB-4.5.b")
def test_a_city_records_a_visit_with_date_findings_and_follow_ups(year):
    page = browser(city())
    assert page.post(url("new_visit"), VISIT).status_code == 302
    row = Visit.objects.get()
    words = page.get(url("visit", row.pk)).content.decode()
    for part in ("2022 年 2 月 8 日", "兴发化工", "想学风险排查。", "送一次课", "张薇"):
        assert part in words
    listed = page.get(url("visits")).content.decode()
    assert "2022-02-08" in listed
    page.post(url("settle_follow_up", row.follow_ups.get().pk), {"result": "已送课"})
    assert FollowUp.objects.get().done_on == TODAY
    more = {"what": "回访", "owner": "张薇", "due": "2022-03-20"}
    page.post(url("add_follow_up", row.pk), more)
    assert "回访" in page.get(url("visit", row.pk)).content.decode()


def test_a_visit_with_faults_keeps_what_was_typed(year):
    answer = browser(city()).post(url("new_visit"), VISIT | {"findings": "", "due-0": ""})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "送一次课" in words
    assert not Visit.objects.exists()


def token_of(page):
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    return found[1]


@pytest.mark.clause("HB-4.5.c")
def test_an_enterprise_is_heard_and_answered_and_topics_stand_beside_courses(year):
    planned = planning.Hubei(year, {p.code: p for p in planning.Place.objects.all()}, on=TODAY)
    plan = planning.good_draft(planning.lesson(courses=[
        planning.course(),
        planning.course("k2", title="专利检索分析实务", items=["skill-1"], hours="4"),
    ]))  # fmt: skip
    planned.accepted("420506", draft=plan)
    firm = browser(enterprise())
    before = TODAY - timedelta(days=6)
    with standing_at(before):
        assert firm.post(url("new_opinion"), OPINION).status_code == 302
    need = Opinion.objects.get()
    theirs = browser(city())
    listed = theirs.get(url("opinions")).content.decode()
    assert "待答复 1 件" in listed
    assert re.search(r'class="zc-num">6<', listed)
    with standing_at(planning.at("03-25")):
        topics = theirs.get(url("topics")).content.decode()
        row = topics[topics.index("会检索查新") :].partition("</tr>")[0]
        assert "?topic=item%3Askill-1" in row
        assert "专利检索分析实务" in row
        assert "4 学时" in row
    assert theirs.post(url("answer", need.pk), {"answer": "4 月加开实操。"}).status_code == 302
    assert "4 月加开实操。" in firm.get(url("opinion", need.pk)).content.decode()
    assert "待答复 0 件" in theirs.get(url("opinions")).content.decode()


def test_a_visitor_sends_a_need_and_asks_how_it_stands(year):
    page = Client()
    with standing_at(NOON):
        token = token_of(page.get(url("say")))
    with standing_at(NOON + timedelta(minutes=2)):
        said = page.post(url("say"), OPINION | {"token": token, "website": ""})
    code = re.search(r'zc-code">([A-Z0-9]+)<', said.content.decode())[1]
    assert "正在办理" in page.post(url("status"), {"code": code}).content.decode()
    actions.answer(Opinion.objects.get().pk, says="已安排。", by=city(), at=NOON)
    assert "已安排。" in page.post(url("status"), {"code": code.lower()}).content.decode()
    unknown = page.post(url("status"), {"code": "ZZZZ"})
    assert unknown.status_code == 422
    assert "没有找到这个查询码" in unknown.content.decode()


@pytest.mark.parametrize(
    "more", [{"website": "http://spam"}, {"token": ""}, {"token": "forged:sig"}, {}], ids=str
)
def test_a_machine_gets_the_page_again(year, more):
    page = Client()
    with standing_at(NOON):
        token = token_of(page.get(url("say")))
        answer = page.post(url("say"), OPINION | {"token": token, "website": ""} | more)
    assert answer.status_code == 422
    assert "希望多讲检索实操。" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_before_the_first_year_the_public_page_says_so(db):
    assert "还没有开始征集" in Client().get(url("say")).content.decode()


@pytest.mark.clause("HB-4.5.g")
def test_a_city_submits_a_case_the_province_selects_and_publishes_and_all_read_it(year):
    theirs, ours = browser(city()), browser(province())
    assert theirs.post(url("new_case"), CASE | {"do": "send"}).status_code == 302
    case = PracticeCase.objects.get()
    assert "送课进园区" in ours.get(url("cases")).content.decode()
    assert browser(county()).get(url("case", case.pk)).status_code == 404
    ours.post(url("decide_case", case.pk), {"do": "select", "opinion": "做法可学"})
    ours.post(url("decide_case", case.pk), {"do": "publish"})
    for reader in (county(), city(WUHAN), base(), programme.keeper()):
        assert "送课进园区" in browser(reader).get(url("cases")).content.decode()
        assert "每月一次。" in browser(reader).get(url("case", case.pk)).content.decode()
    found = browser(county()).get(url("cases") + "?topic=theme:patent&q=园区").content.decode()
    assert "送课进园区" in found
    other = browser(county()).get(url("cases") + "?topic=theme:trademark").content.decode()
    assert "送课进园区" not in other


def test_a_case_that_lacks_something_is_kept_as_a_draft_and_says_what(year):
    page = browser(city())
    page.post(url("new_case"), {"title": "送课", "do": "send"})
    case = PracticeCase.objects.get()
    words = page.get(url("edit_case", case.pk)).content.decode()
    assert case.filing.state == "draft"
    assert "请写案例正文。" in words
    answer = page.post(url("edit_case", case.pk), {"title": "", "revision": "1"})
    assert answer.status_code == 422


def test_a_case_is_not_returned_without_words(year):
    case = submitted(year)
    page = browser(province())
    assert page.post(url("decide_case", case.pk), {"do": "return"}).status_code == 422
    assert (
        page.post(url("decide_case", case.pk), {"do": "return", "opinion": "补数据"}).status_code
        == 302
    )
    assert "补数据" in browser(city()).get(url("edit_case", case.pk)).content.decode()
    assert page.post(url("decide_case", case.pk), {"do": "nothing"}).status_code == 404


def test_it_is_passed_on_from_its_page(year):
    row = sent(year)
    page = browser(city())
    words = page.get(url("opinion", row.pk)).content.decode()
    key = re.search(r'value="(county-\d+)">夷陵区', words)[1]
    assert page.post(url("forward", row.pk), {"to": "", "note": ""}).status_code == 422
    page.post(url("forward", row.pk), {"to": key, "note": "请就近答复"})
    assert "请就近答复" in browser(county()).get(url("opinion", row.pk)).content.decode()
    assert browser(county()).post(url("answer", row.pk), {"answer": " "}).status_code == 422


def test_an_enterprise_sees_its_own_only(year):
    row = sent(year)
    other = browser(enterprise("别家公司"))
    assert other.get(url("opinion", row.pk)).status_code == 404
    assert "希望多讲检索实操" not in other.get(url("opinions")).content.decode()
    assert other.get(url("visits")).status_code == 403


@pytest.mark.parametrize("name", ["visits", "opinions", "topics", "cases"])
def test_every_list_goes_to_excel(year, name):
    visited(year)
    sent(year)
    published(year)
    answer = browser(city()).get(url(name) + "?export=xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("name", ["visits", "opinions", "topics", "cases"])
def test_pages_cost_the_same_for_many_rows(year, name, django_assert_max_num_queries):
    page = browser(city())

    def fill(rows):
        due, firm = TODAY + timedelta(days=3), enterprise()
        for number in range(rows):
            words = f"{rows}-{number}"
            visited(year, entity=words, follow_ups=[ToDo("送课", "张薇", due)])
            sent(year, by=firm, says=words)
            published(year, title=words)

    fill(2)
    page.get(url(name))
    with CaptureQueriesContext(connection) as few:
        page.get(url(name))
    fill(55)
    with django_assert_max_num_queries(len(few) + 1):  # one more: the list has a second page
        assert page.get(url(name)).status_code == 200
    assert len(few) < 60


@pytest.mark.parametrize(
    "address",
    ["visits/?topic=x&place=999999&page=zz", "opinions/?state=zz&place=4205", "visits/999999/",
     "cases/?q=%00", "opinions/999999/"],
)  # fmt: skip
def test_bad_addresses_are_no_failures(year, address):
    assert browser(city()).get(f"/outreach/{address}").status_code in (200, 404)


def test_pages_speak_english(year):
    visited(year)
    told(year)
    page = browser(city())
    for name in ("visits", "new_visit", "opinions", "new_opinion", "topics", "cases", "new_case"):
        assert page.get(url(name), headers={"accept-language": "en"}).status_code == 200
