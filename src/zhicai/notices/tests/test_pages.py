"""The pages of notices: writing, reading, following, downloading."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from zhicai.accounts.models import Role
from zhicai.accounts.waiting import sources
from zhicai.documents.tests.scanning import scanned_png
from zhicai.notices import actions
from zhicai.notices.models import Notice
from zhicai.notices.tests.scenes import FILLED, LATER, TODAY, WUHAN, drafted, sent
from zhicai.notices.tests.test_sending import PICTURE
from zhicai.notices.waiting import count as waits
from zhicai.programmes.actions import issue_notice
from zhicai.programmes.tests import scenes


@pytest.fixture
def province(year):
    return scenes.browser(scenes.province_officer())


@pytest.fixture
def city(year):
    return scenes.browser(scenes.city_officer())


def typed(notice, **changes):
    """What the editor posts."""
    draft = {**notice.draft, **FILLED, "revision": notice.revision}
    return {**draft, **changes}


def said(answer):
    return answer.content.decode()


def test_a_notice_is_written_previewed_and_sent_in_the_browser(province):
    answer = province.post("/notices/new/")
    notice = Notice.objects.get()
    assert answer["Location"] == f"/notices/{notice.pk}/edit/"
    page = said(province.get(answer["Location"]))
    assert "写上通知的标题。" in page
    assert "全部市州知识产权局" in page
    answer = province.post(f"/notices/{notice.pk}/edit/", typed(notice, do="preview"), follow=True)
    assert "一、时间" in said(answer)
    assert "还没有发送" in said(answer)
    answer = province.post(
        f"/notices/{notice.pk}/edit/", typed(notice, revision=1, do="send"), follow=True
    )
    assert "鄂知发〔2022〕1号" in said(answer)
    assert notice.receipts.count() == 3
    assert "关于举办师资班的通知" in said(province.get("/notices/sent/"))


def test_autosave_answers_with_the_checks_and_tells_the_second_officer(province, year):
    notice = drafted(year)
    url = f"/notices/{notice.pk}/autosave/"
    answer = province.post(url, typed(notice, title=""))
    assert answer.json()["revision"] == 2
    assert "写上通知的标题" in answer.json()["parts"]["notice-checks"]
    keeper = scenes.browser(scenes.keeper())
    answer = keeper.post(url, typed(notice, title="我的标题"))
    assert (answer.status_code, answer.json()["by"]) == (409, scenes.province_officer().name)
    answer = keeper.post(f"/notices/{notice.pk}/edit/", typed(notice, title="我的标题", do="save"))
    assert answer.status_code == 409
    assert "我的标题" in said(answer)


def test_sending_what_is_not_ready_shows_each_fault_at_its_field(province, year):
    notice = drafted(year)
    answer = province.post(
        f"/notices/{notice.pk}/edit/", typed(notice, title="", to=[], due="2022-01-01", do="send")
    )
    assert answer.status_code == 422
    for words in ('href="#id_title"', 'href="#id_to"', "收悉期限 2022-01-01 已过"):
        assert words in said(answer)
    assert Notice.objects.get().state == "draft"


@pytest.mark.parametrize("posted", [{}, {"revision": "x" * 30, "to": ["all:nobody", "\x00"]}])
def test_anything_posted_is_answered(province, year, posted):
    notice = drafted(year)
    for do in ("send", "save", "nonsense"):
        answer = province.post(f"/notices/{notice.pk}/edit/", {**posted, "do": do})
        assert answer.status_code in (302, 409, 422)
    assert province.post(f"/notices/{notice.pk}/files/").status_code == 422
    bad = SimpleUploadedFile("x.exe", b"MZ")
    assert province.post(f"/notices/{notice.pk}/files/", {"file": bad}).status_code == 422


def test_an_addressee_reads_acknowledges_and_the_sender_follows(province, city, year):
    notice = sent(year)
    assert "关于举办师资班的通知" in said(city.get("/notices/"))
    assert waits(scenes.city_officer(), TODAY) == 1
    page = said(city.get(f"/notices/{notice.pk}/"))
    assert "确认收悉" in page
    row = notice.receipts.get(place__code=scenes.YICHANG)
    assert (row.opened_on, row.opened_by) == (TODAY, scenes.city_officer().name)
    city.post(f"/notices/{notice.pk}/acknowledge/")
    row.refresh_from_db()
    assert row.acknowledged_by == scenes.city_officer().name
    waiting = said(province.get(f"/notices/{notice.pk}/receipts/?state=waiting"))
    assert "武汉市" in waiting
    assert "宜昌市</th>" not in waiting
    answer = province.get(f"/notices/{notice.pk}/receipts/?state=acknowledged&export=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert "宜昌市" in rows[-1]
    answer = province.post(f"/notices/{notice.pk}/remind/", follow=True)
    assert "已催办 2 个单位" in said(answer)


def test_the_paper_is_the_official_layout_with_the_address_of_the_page(city, year):
    notice = sent(year)
    answer = city.get(f"/notices/{notice.pk}/paper/")
    document = docx.Document(BytesIO(answer.content))
    lines = [line.text for line in document.paragraphs]
    assert {"湖北省知识产权局文件", "鄂知发〔2022〕1号", "一、时间", "附件：报名回执"} <= set(lines)
    assert any(line.startswith("依据 HB-0.a") for line in lines)
    with ZipFile(BytesIO(answer.content)) as package:
        picture = next(package.read(name) for name in package.namelist() if "media/" in name)
    assert scanned_png(picture) == [f"http://testserver/notices/{notice.pk}/"]
    assert city.get(f"/notices/{notice.pk}/paper/").content == answer.content


def test_files_go_with_the_notice_to_those_who_got_it(province, city, year):
    notice = drafted(year, to=["office:420500:city"])
    url = f"/notices/{notice.pk}/files/"
    province.post(url, {"file": SimpleUploadedFile("名额.png", PICTURE)})
    pk = notice.attachments.get().pk
    assert city.get(f"{url}{pk}/").status_code == 404
    actions.send_notice(notice, by=scenes.province_officer(), revision=1, at=LATER)
    assert b"".join(city.get(f"{url}{pk}/").streaming_content) == PICTURE
    assert scenes.browser(scenes.city_officer(WUHAN)).get(f"{url}{pk}/").status_code == 404
    assert province.post(f"{url}{pk}/remove/").status_code == 404


def test_markup_that_is_typed_is_shown_as_text(city, year):
    notice = sent(year, text="<script>alert(1)</script>\n<b>粗</b>\t<i>斜</i>\n1\t2")
    page = said(city.get(f"/notices/{notice.pk}/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;粗" in page


def test_recalling_and_replacing_in_the_browser(province, city, year):
    notice = sent(year)
    url = f"/notices/{notice.pk}/recall/"
    assert province.get(url).status_code == 200
    assert province.post(url, {"reason": ""}).status_code == 422
    answer = province.post(f"/notices/{notice.pk}/supersede/")
    fresh = Notice.objects.get(supersedes=notice)
    assert answer["Location"] == f"/notices/{fresh.pk}/edit/"
    province.post(answer["Location"], typed(fresh, do="send"))
    page = said(city.get(f"/notices/{notice.pk}/"))
    assert "已被替代" in page
    assert f"/notices/{fresh.pk}/" in page
    assert "确认收悉</button>" not in page
    assert province.get(url).status_code == 302
    province.post(f"/notices/{fresh.pk}/recall/", {"reason": "停办"})
    assert "停办" in said(city.get(f"/notices/{fresh.pk}/"))


def test_a_city_passes_a_notice_on_in_the_browser(city, year):
    notice = sent(year)
    assert "转发给下级" in said(city.get(f"/notices/{notice.pk}/"))
    answer = city.post(f"/notices/{notice.pk}/forward/", follow=True)
    assert "转发关于举办师资班的通知" in said(answer)


def test_the_programmes_own_notice_stands_on_top_for_everyone_it_concerns(province, city, year):
    issue_notice(year, by=scenes.keeper(), on=TODAY, title="实施方案印发通知")
    for client in (province, city):
        assert "实施方案印发通知" in said(client.get("/notices/", follow=True))


def test_other_offices_find_nothing(city, year):
    draft = drafted(year)
    mine = sent(year, to=["office:420100:city"])
    for pk in (draft.pk, mine.pk, 999):
        for page in ("", "paper/", "receipts/", "edit/", "recall/"):
            assert city.get(f"/notices/{pk}/{page}").status_code == 404, (pk, page)
        for page in ("acknowledge/", "remind/", "forward/", "supersede/", "autosave/", "files/"):
            assert city.post(f"/notices/{pk}/{page}").status_code == 404, (pk, page)


def test_an_organisation_reads_and_acknowledges_and_writes_nothing(year, base):
    notice = sent(year, to=["kind:base"])
    member = scenes.acting(scenes.user("m", scenes.YICHANG, role=Role.MEMBER, organisation=base))
    client = scenes.browser(member)
    assert "关于举办师资班的通知" in said(client.get("/notices/"))
    client.post(f"/notices/{notice.pk}/acknowledge/")
    assert notice.receipts.get().acknowledged_by == member.name
    assert client.post("/notices/new/").status_code == 403
    assert client.get("/notices/sent/").status_code == 200


def test_what_waits_stands_in_the_inbox_until_it_is_acknowledged(year):
    later = sent(year, due="2022-03-20")
    first = sent(year, due="2022-03-01", title="先办的通知")
    source = next(one for one in sources() if one.key == "notices.to_acknowledge")
    officer = scenes.city_officer()
    found = source.items(officer, TODAY, 10)
    assert source.count(officer, TODAY) == 2
    assert [one.due.isoformat() for one in found] == ["2022-03-01", "2022-03-20"]
    assert found[0].url == f"/notices/{first.pk}/"
    actions.acknowledge_notice(later, by=officer, on=TODAY)
    assert source.count(officer, TODAY) == 1
    assert source.count(scenes.province_officer(), TODAY) == 0


def test_pages_ask_no_more_of_many_notices_than_of_one(city, province, year):
    notice, draft = sent(year, due=""), drafted(year)
    addresses = [
        (city, "/notices/"),
        (province, "/notices/sent/"),
        (province, "/notices/drafts/"),
        (province, f"/notices/{draft.pk}/edit/"),
        (city, f"/notices/{notice.pk}/"),
        (province, f"/notices/{notice.pk}/receipts/"),
    ]

    def asked(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return sum('"notices_' in query["sql"] for query in queries)

    few = [asked(*one) for one in addresses]
    for number in range(30):
        sent(year, title=f"第 {number} 号通知")
        drafted(year, title=f"第 {number} 份草稿")
    assert [asked(*one) for one in addresses] == few
    assert max(few) <= 14
