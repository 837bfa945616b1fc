"""The pages through the browser's requests, with a budget of queries."""

import io

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhicai.handbooks.actions import acknowledge_edition
from zhicai.handbooks.models import Edition, Reading
from zhicai.handbooks.queries import draft_of, handbook_of
from zhicai.handbooks.tests.scenes import (
    GUIDE,
    MEASURES,
    STANDARD,
    TODAY,
    WORKBOOK,
    base,
    day,
    drafted,
    kind,
    officer,
    published,
    working_group,
    written,
)
from zhicai.programmes.tests import scenes as programme
from zhicai.programmes.tests.scenes import browser

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"handbooks:{name}", args=args)


def posted(draft, revision, do="save"):
    fields = {"section": [], "revision": str(revision), "do": do, "note": draft["note"]}
    for row in draft["sections"]:
        fields["section"].append(row["key"])
        fields[f"title-{row['key']}"] = row["title"]
        fields[f"body-{row['key']}"] = row["body"]
    return fields


@pytest.mark.clause("HB-2.1.c")
def test_an_editor_publishes_the_guide_and_organisers_and_trainees_open_it(year):
    page = browser(officer())
    saved = page.post(url("edit", GUIDE), posted(written(year, assessment="先考后评"), 1))
    assert saved.status_code == 302
    answer = page.post(url("publish", GUIDE), {"in_force_from": "2022-02-10", "note": "首次发布"})
    assert answer.status_code == 302
    for reader in (programme.county_officer(), base()):
        assert "先考后评" in browser(reader).get(url("document", GUIDE)).content.decode()
    trainee = Client()
    assert "先考后评" in trainee.get(url("public_document", GUIDE)).content.decode()
    page.post(url("edit", GUIDE), posted(written(year, assessment="边学边考"), 3))
    page.post(url("publish", GUIDE), {"in_force_from": "2022-02-10", "note": "改了考评"})
    assert "边学边考" in trainee.get(url("public_document", GUIDE)).content.decode()
    old = browser(base()).get(url("document", GUIDE) + "?version=1").content.decode()
    assert "先考后评" in old
    assert "这不是现行版本" in old


@pytest.mark.clause("HB-2.4.1.a")
def test_the_province_publishes_the_measures_and_every_specialist_reads_them(year):
    published(year, MEASURES, rules="专员每年登记一次。")
    published(year, MEASURES, note="改为两年", on=day(2, 10), rules="专员每两年登记一次。")
    page = Client().get(url("public_document", MEASURES)).content.decode()
    assert "每两年登记" in page
    assert "第 2 版" in page


@pytest.mark.clause("HB-2.4.2.f")
def test_an_editor_publishes_the_work_handbook_and_every_specialist_downloads_it(year):
    published(year, WORKBOOK, daily_work="先登记，后检索。\n- 填表\n- 存档")
    answer = Client().get(url("public_download", WORKBOOK))
    assert answer.status_code == 200
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "先登记，后检索。" in text
    assert "填表" in text
    published(year, WORKBOOK, note="改", daily_work="先检索。")
    later = Client().get(url("public_download", WORKBOOK))
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(later.content)).paragraphs)
    assert "先检索。" in text
    assert "先登记" not in text


def test_the_editor_says_which_parts_are_missing_and_refuses_to_publish(year):
    page = browser(officer())
    page.post(url("edit", GUIDE), posted(written(year, business_training=""), 1))
    answer = page.post(url("publish", GUIDE), {"in_force_from": "2022-02-10", "note": "发布"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "HB-2.1.d" in words
    assert "“业务培训”还是空的" in words
    assert not Edition.objects.exists()


def test_autosave_keeps_what_is_typed_and_tells_a_second_writer(year):
    page = browser(officer())
    first = page.post(url("autosave", GUIDE), posted(written(year, assessment="一半"), 1))
    assert first.json()["revision"] == 2
    assert "必备内容" in first.json()["parts"]["handbook-checks"]
    late = browser(working_group()).post(
        url("autosave", GUIDE), posted(written(year, assessment="另一半"), 1)
    )
    assert late.status_code == 409
    assert late.json()["by"] == "lin某"
    bodies = {row["key"]: row["body"] for row in draft_of(year, GUIDE)["sections"]}
    assert bodies["assessment"] == "一半"


def test_sections_of_ones_own_are_added_and_dropped(year):
    page = browser(officer())
    page.post(url("edit", GUIDE), posted(written(year), 1, "add"))
    row = handbook_of(year, GUIDE)
    assert [s["key"] for s in row.draft["sections"]][-1] == "s1"
    page.post(url("edit", GUIDE), posted(row.draft, row.revision, "drop s1"))
    assert [s["key"] for s in draft_of(year, GUIDE)["sections"]] == [
        "business-training", "assessment",
    ]  # fmt: skip


def test_the_working_group_asks_and_cannot_publish(year):
    group = working_group()
    page = browser(group)
    page.post(url("edit", GUIDE), posted(written(year), 1, "ask"))
    assert handbook_of(year, GUIDE).asked_by == "wu某"
    words = page.get(url("edit", GUIDE)).content.decode()
    assert "送审定" in words
    assert "发布新版本" not in words


def test_looking_notes_that_the_office_has_opened_and_pressing_acknowledges(year):
    published(year)
    page = browser(programme.county_officer())
    assert "确认已阅" in page.get(url("document", GUIDE)).content.decode()
    assert Reading.objects.get().acknowledged_on is None
    page.post(url("acknowledge", GUIDE))
    assert Reading.objects.get().acknowledged_on == TODAY
    assert "请阅读后确认" not in page.get(url("document", GUIDE)).content.decode()


def test_the_province_sees_who_has_not_acknowledged_and_takes_the_list_away(year):
    edition = published(year)
    acknowledge_edition(year, kind(year), edition, by=programme.county_officer(), on=TODAY)
    page = browser(officer())
    words = page.get(url("readers", GUIDE)).content.decode()
    assert "夷陵区" in words
    assert "确认 1" in words
    assert page.get(url("readers", GUIDE) + "?export=xlsx").status_code == 200
    assert page.post(url("readers", GUIDE)).status_code == 302


def test_versions_are_laid_side_by_side(year):
    published(year, assessment="每班考一次")
    published(year, note="改", assessment="每班考两次")
    words = browser(base()).get(url("versions", GUIDE)).content.decode()
    assert "<del>" in words
    assert "<ins>" in words
    assert "另有 1 个部分没有变化" in words
    assert browser(base()).get(url("versions", GUIDE) + "?from=7").status_code == 404


def test_the_standard_shows_its_statements_with_their_ids(year):
    published(year, STANDARD, know_1="会查新法\n会解读政策")
    words = browser(base()).get(url("document", STANDARD)).content.decode()
    assert "know-1.2" in words
    assert "会解读政策" in words


def test_search_finds_and_says_what_to_do_where_it_does_not(year):
    published(year, assessment="先检索后分析")
    page = browser(programme.county_officer())
    assert "<mark>检索</mark>" in page.get(url("shelf") + "?q=检索").content.decode()
    assert "换个说法再找" in page.get(url("shelf") + "?q=没有这个词").content.decode()
    assert "<mark>检索</mark>" in Client().get(url("public_shelf") + "?q=检索").content.decode()


@pytest.mark.parametrize("name", ["edit", "readers"])
def test_others_do_not_find_the_editors_pages(year, name):
    published(year)
    assert browser(programme.county_officer()).get(url(name, GUIDE)).status_code == 404


@pytest.mark.parametrize(
    "address", ["no-such/", "training-guide/?version=9", "training-guide/?version=x%00", "open/no/"]
)
def test_what_is_not_there_is_404(year, address):
    published(year)
    assert browser(officer()).get(f"/handbooks/{address}").status_code == 404


def test_bad_input_is_told_at_its_field(year):
    drafted(year)
    answer = browser(officer()).post(url("publish", GUIDE), {"in_force_from": "x", "note": ""})
    assert answer.status_code == 422
    assert "请写明这一版改了什么" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "args"),
    [("shelf", ()), ("document", (GUIDE,)), ("readers", (GUIDE,)), ("edit", (GUIDE,))],
)
def test_pages_cost_the_same_for_many_versions(year, name, args, django_assert_max_num_queries):
    for key in (GUIDE, STANDARD, MEASURES, WORKBOOK):
        published(year, key)
    page = browser(officer())
    page.get(url(name, *args))
    with CaptureQueriesContext(connection) as few:
        assert page.get(url(name, *args)).status_code == 200
    for number in range(30):
        published(year, note=f"第 {number} 次", assessment=f"第 {number} 次的内容")
    with django_assert_max_num_queries(len(few)):
        assert page.get(url(name, *args)).status_code == 200
    assert len(few) < 60


def test_pages_speak_english(year):
    published(year)
    page = browser(officer())
    page.cookies["django_language"] = "en"
    for name in ("shelf", "document", "edit", "readers", "versions"):
        args = () if name == "shelf" else (GUIDE,)
        assert page.get(url(name, *args), headers={"accept-language": "en"}).status_code == 200
