"""The pages of the summary: who opens which, what stands on them, few queries."""

import zipfile
from io import BytesIO

import openpyxl

from zhicai.dossiers import actions
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.tests.scenes import (
    DECEMBER,
    NOVEMBER,
    WORDS,
    XIANTAO,
    XILING,
    YICHANG,
    YILING,
    at,
    standing,
)
from zhicai.filing.rules import State

BUDGET = 56
"""Queries of the editor: session, user, year, figures gathered anew, the summary, bell."""


def get(world, acting, path, on=NOVEMBER, status=200):
    with standing(on):
        page = world.browser(acting).get(path)
    assert page.status_code == status, page.status_code
    return page.content.decode() if status == 200 else ""


def post(world, acting, path, data=None, on=NOVEMBER):
    with standing(on):
        return world.browser(acting).post(path, data or {})


def test_a_city_generates_writes_and_sends_on_its_pages(world):
    city = world.city()
    assert "还没有生成汇总" in get(world, city, "/dossiers/summary/")
    answer = post(world, city, "/dossiers/generate/", {"place": YICHANG})
    found = ClassSummary.objects.get()
    assert answer.url == f"/dossiers/{found.pk}/edit/"
    page = get(world, city, answer.url)
    assert "1 个单位还没有办班：西陵区" in page
    assert 'name="words-shortfall"' in page
    typed = {f"words-{key}": text for key, text in WORDS.items()}
    refused = post(world, city, answer.url, {"revision": "1", "do": "send"})
    assert refused.status_code == 409
    assert "请在“未完成计划的原因”里说明后再报送" in refused.content.decode()
    sent = post(world, city, answer.url, {**typed, "revision": "1", "do": "send"})
    assert sent.url == "/dossiers/summary/"
    found.filing.refresh_from_db()
    assert found.filing.state == State.SENT
    assert "分三片组织。" in get(world, city, "/dossiers/summary/")


def test_autosave_keeps_words_and_says_what_is_still_to_explain(world):
    found = world.generated()
    path = f"/dossiers/{found.pk}/autosave/"
    answer = post(world, world.city(), path, {"revision": "1", "words-next": "明年早排。"})
    assert answer.json()["revision"] == 2
    assert "西陵区" in answer.json()["parts"]["summary-checks"]
    again = post(world, world.city(), path, {"revision": "1", "words-next": "别的"})
    assert again.status_code == 409
    assert ClassSummary.objects.get().words["next"] == "明年早排。"


def test_changed_records_show_the_difference_and_a_button_that_takes_it_over(world):
    found = world.worded()
    world.held(XILING, state="running")
    page = get(world, world.city(), f"/dossiers/{found.pk}/edit/")
    assert "生成之后记录有变化" in page
    assert "1 → 2 班" in page
    post(world, world.city(), "/dossiers/generate/", {"place": YICHANG})
    assert "生成之后记录有变化" not in get(world, world.city(), f"/dossiers/{found.pk}/edit/")


def test_every_figure_opens_to_its_records(world):
    world.sent()
    page = get(world, world.province(), f"/dossiers/summary/?place={YICHANG}")
    found = ClassSummary.objects.get()
    behind = f"/dossiers/{found.pk}/figures/people-completed/"
    assert f"{behind}?version=1" in page
    assert "/coordination/problems/?place=420500" in page
    lines = get(world, world.province(), behind)
    assert "夷陵区第 1 期预科班" in lines
    assert "/admission/classes/" in lines
    get(world, world.province(), f"/dossiers/{found.pk}/figures/nothing/", status=404)


def test_the_province_lists_reminds_and_takes_in(world):
    world.sent(on="11-28")
    page = get(world, world.province(), "/dossiers/all/", on=DECEMBER)
    assert "16 个市州逾期未报" in page
    assert "催报未报市州（16）" in page
    post(world, world.province(), "/dossiers/all/", {"do": "remind", "missing": "1"}, on=DECEMBER)
    registry = world.registry()
    post(world, registry, "/dossiers/all/", {"do": "take", "selected": [YICHANG]}, on=DECEMBER)
    assert ClassSummary.objects.get().filing.state == State.RECORDED
    late = get(world, registry, "/dossiers/all/?state=late", on=DECEMBER)
    assert "仙桃市" in late
    assert "宜昌市</a></th>" not in late


def test_the_registry_returns_with_remarks_that_stand_at_their_sections(world):
    world.hubei.decide("handling-city-class-summary", "acceptance")
    found = world.sent()
    path = f"/dossiers/{found.pk}/handle/"
    bare = post(world, world.registry(), path, {"do": "return"})
    assert bare.status_code == 422
    post(
        world, world.registry(), path,
        {"do": "return", "opinion": "补写成效。", "note-words-results": "写两个企业的例子。"},
    )  # fmt: skip
    page = get(world, world.city(), f"/dossiers/{found.pk}/edit/")
    assert "写两个企业的例子。" in page
    remark = found.filing.remarks.get()
    post(
        world, world.city(), f"/dossiers/{found.pk}/answer/",
        {"remark": remark.pk, "answer": "已补。"},
    )  # fmt: skip
    remark.refresh_from_db()
    assert remark.answer == "已补。"


def test_a_summary_goes_out_as_paper_document_and_tables(world):
    found = world.sent()
    reader = world.province()
    sheet = get(world, reader, f"/dossiers/{found.pk}/print/")
    assert "附表：班次明细" in sheet
    with standing(NOVEMBER):
        browser = world.browser(reader)
        paper = browser.get(f"/dossiers/{found.pk}/paper.docx")
        annex = browser.get(f"/dossiers/{found.pk}/annex.xlsx")
        counties = browser.get(f"/dossiers/{found.pk}/annex.xlsx?table=counties")
    text = zipfile.ZipFile(BytesIO(paper.content)).read("word/document.xml").decode()
    for words in ("班次落实情况汇总", "分三片组织。", "附件", "夷陵区第 1 期预科班", "HB-4.5.k"):
        assert words in text, words
    rows = list(openpyxl.load_workbook(BytesIO(annex.content)).active.values)
    assert any("夷陵区第 1 期预科班" in row for row in rows)
    names = [row[1] for row in openpyxl.load_workbook(BytesIO(counties.content)).active.values]
    assert "夷陵区" in names


def test_pages_are_closed_to_others(world):
    found = world.worded()
    get(world, world.city(XIANTAO), f"/dossiers/summary/?place={YICHANG}", status=404)
    get(world, world.city(XIANTAO), f"/dossiers/{found.pk}/edit/", status=404)
    get(world, world.province(), f"/dossiers/{found.pk}/print/", status=404)
    get(world, world.hubei.county(), "/dossiers/all/", status=403)
    assert post(world, world.province(), "/dossiers/generate/").status_code == 403
    assert "这个市州还没有报送" in get(
        world, world.province(), f"/dossiers/summary/?place={YICHANG}"
    )


def test_bad_input_is_answered(world):
    world.hubei.decide("handling-city-class-summary", "acceptance")
    found = world.sent()
    path = f"/dossiers/{found.pk}/handle/"
    answer = post(world, world.registry(), path, {"do": "return", "opinion": "改", "until": "x"})
    assert answer.status_code == 422
    assert post(world, world.city(), f"/dossiers/{found.pk}/answer/", {}).status_code == 422
    get(world, world.province(), f"/dossiers/summary/?place={YICHANG}&version=99", status=404)


def test_the_queries_of_a_page_do_not_grow_with_the_classes(world, django_assert_max_num_queries):
    found = world.worded()
    paths = (f"/dossiers/{found.pk}/edit/", "/dossiers/summary/")

    def asked(path):
        browser = world.browser(world.city())
        with standing(NOVEMBER), django_assert_max_num_queries(BUDGET) as counted:
            assert browser.get(path).status_code == 200
        return len(counted)

    few = [asked(path) for path in paths]
    for number in range(2, 12):
        world.held(YILING, number=str(number))
    actions.generate(world.year, city=YICHANG, by=world.city(), at=at("11-20"))
    assert [asked(path) for path in paths] == few


def test_the_list_of_cities_asks_the_same_whatever_was_sent(world, django_assert_max_num_queries):
    def asked():
        browser = world.browser(world.province())
        with standing(NOVEMBER), django_assert_max_num_queries(BUDGET) as counted:
            assert browser.get("/dossiers/all/").status_code == 200
        return len(counted)

    few = asked()
    world.sent()
    world.sent(XIANTAO)
    assert asked() <= few + 1
