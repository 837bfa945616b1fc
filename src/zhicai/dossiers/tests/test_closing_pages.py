"""The pages of closing dossiers and of the roster: who sees what, few queries, every no said."""

import json
import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.accounts.models import User
from zhicai.dossiers import actions
from zhicai.dossiers.models import ClosingDossier, Roster, RosterCorrection
from zhicai.dossiers.tests import closing_scenes
from zhicai.dossiers.tests.closing_scenes import EFFECT, JULY, LATE, WORDS, WUHAN, at
from zhicai.filing.rules import State
from zhicai.foundation.clock import standing_at


@pytest.fixture
def world(db):
    return closing_scenes.world()


def browser(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def url(name, found, *more):
    return reverse(f"dossiers:{name}", args=[found.pk, *more])


def text(answer):
    return answer.content.decode()


def scores(world, found):
    return {f"score-{key}": 4 for key in world.scores(found)}


def test_the_group_begins_evaluates_writes_and_sends_and_the_office_archives(world):
    found = world.class_()
    group, registry = browser(world.group()), browser(world.registry())
    with standing_at(JULY):
        assert "开始编制" in text(group.get(url("closing_dossier", found)))
        group.post(url("closing_begin", found))
        page = text(group.get(url("closing_dossier", found)))
        assert "还缺 2 项" in page
        refused = group.post(url("closing_send", found))
        assert refused.status_code == 409
        assert "效果评估：还没有填写" in text(refused)
        assert "HB-3.2.6.6.a" in text(refused)
        answer = group.post(url("closing_evaluation", found), {**scores(world, found), **EFFECT})
        assert answer.status_code == 302
        words = {f"words-{key}": says for key, says in WORDS.items()}
        revision = ClosingDossier.objects.get().revision
        saved = group.post(url("closing_autosave", found), {**words, "revision": revision})
        assert saved.json()["revision"] == revision + 1
        assert "各部分都写好了" in saved.json()["parts"]["report-checks"]
        assert "四项材料齐备" in text(group.get(url("closing_dossier", found)))
        group.post(url("closing_send", found))
        assert ClosingDossier.objects.get().filing.state == State.SENT
        assert "通过并归档" in text(registry.get(url("closing_dossier", found)))
        registry.post(url("closing_handle", found), {"do": "archive", "opinion": "同意"})
        page = text(registry.get(url("closing_dossier", found)))
    assert "鄂知培档〔2022〕1号，2022-07-20 由何静归档，只读。" in page
    assert page.count("一致</span>") >= 7
    assert "校验不一致" not in page


def test_the_office_returns_with_remarks_at_items_and_the_group_answers(world):
    dossier = world.sent()
    found = dossier.training_class
    group, registry = browser(world.group()), browser(world.registry())
    with standing_at(JULY):
        empty = registry.post(url("closing_handle", found), {"do": "return"})
        assert empty.status_code == 422
        wrong = registry.post(
            url("closing_handle", found), {"do": "return", "opinion": "改", "until": "下周"}
        )
        assert wrong.status_code == 422
        registry.post(
            url("closing_handle", found),
            {"do": "return", "opinion": "补充", "note-report": "写明失分点", "until": "2022-08-01"},
        )
        page = text(group.get(url("closing_dossier", found)))
        assert "写明失分点" in page
        remark = dossier.filing.remarks.get()
        assert group.post(url("closing_answer", found), {"remark": "x"}).status_code == 422
        group.post(url("closing_answer", found), {"remark": remark.pk, "answer": "已写明"})
        remark.refresh_from_db()
        assert remark.answer == "已写明"
        group.post(url("closing_send", found))
        group.post(url("closing_withdraw", found))
    assert world.fresh(dossier).filing.state in (State.RETURNED, State.SENT)


def test_two_writers_do_not_overwrite_each_other(world):
    dossier = world.opened()
    found = dossier.training_class
    group = browser(world.group())
    with standing_at(JULY):
        group.post(url("closing_report", found), {"words-next": "甲", "revision": 1})
        again = group.post(url("closing_report", found), {"words-next": "乙", "revision": 1})
        assert again.status_code == 409
        assert "载入新版" in text(again)
        auto = group.post(url("closing_autosave", found), {"words-next": "乙", "revision": 1})
        assert auto.status_code == 409
    assert ClosingDossier.objects.get().words["next"] == "甲"


def test_figures_are_taken_over_from_the_page_of_the_dossier(world):
    dossier = world.complete()
    found = dossier.training_class
    world.scene.mark(world.scene.trainee(found), 95, 95, when=at("07-18"))
    group = browser(world.group())
    with standing_at(JULY):
        assert "更新后才能报送" in text(group.get(url("closing_dossier", found)))
        assert group.post(url("closing_send", found)).status_code == 409
        group.post(url("closing_figures", found), {"back": "dossier"})
        assert "四项材料齐备" in text(group.get(url("closing_dossier", found)))


@pytest.mark.parametrize("who", ["city", "unit"])
def test_the_own_city_and_unit_read_the_dossier_once_it_was_sent_and_write_nothing(world, who):
    found = world.class_()
    dossier = world.complete(found)
    acting = world.hubei.city() if who == "city" else world.scene.unit()
    client = browser(acting)
    with standing_at(JULY):
        page = text(client.get(url("closing_dossier", found)))
        assert "报送省局办公室" not in page
        assert client.get(url("closing_report", found)).status_code == 404
        assert client.post(url("closing_send", found)).status_code == 403
        actions.send_dossier(dossier, by=world.group(), at=at("07-20"))
        assert "企业最需要检索" in text(client.get(url("closing_report", found)))
        assert "SHA-256" in text(client.get(url("closing_dossier", found)))
        bundle = client.get(url("closing_bundle", found)).status_code
    assert bundle == (404 if who == "city" else 200)


def test_another_city_finds_nothing(world):
    dossier = world.sent()
    found = dossier.training_class
    client = browser(world.hubei.city(WUHAN))
    with standing_at(JULY):
        for name in ("closing_dossier", "closing_report", "closing_evaluation", "closing_roster",
                     "closing_bundle"):  # fmt: skip
            assert client.get(url(name, found)).status_code == 404, name
        file = dossier.files.all()[0]
        assert client.get(url("closing_file", found, file.pk)).status_code == 404
        assert found.title not in text(client.get(reverse("dossiers:closing")))


def test_the_list_has_due_state_and_lateness_and_few_queries(world, django_assert_max_num_queries):
    world.sent()
    world.class_(number="2022-02", title="武汉考核班", decided=False, settled=False)
    client = browser(world.registry())
    with standing_at(LATE):
        client.get(reverse("dossiers:closing"))
        with django_assert_max_num_queries(45):
            page = text(client.get(reverse("dossiers:closing")))
        assert "1 个班的材料逾期" in page
        assert "2022-08-03" in page
        late = text(client.get(reverse("dossiers:closing"), {"state": "late"}))
        sheet = client.get(reverse("dossiers:closing"), {"export": "xlsx"})
    assert "武汉考核班" in late
    assert "宜昌考核班</a></th>" not in late
    assert load_workbook(BytesIO(sheet.content)).active.max_row >= 3


def test_the_page_of_a_dossier_asks_few_questions(world, django_assert_max_num_queries):
    dossier = world.sent(world.class_(people=8))
    found = dossier.training_class
    client = browser(world.registry())
    with standing_at(JULY):
        client.get(url("closing_dossier", found))
        with django_assert_max_num_queries(75):
            client.get(url("closing_dossier", found))


@pytest.mark.parametrize("key", ["qualified", "registered", "exam"])
def test_a_figure_opens_to_its_people_masked(world, key):
    found = world.class_()
    client = browser(world.group())
    with standing_at(JULY):
        page = text(client.get(url("closing_figure", found, key)))
        assert client.get(url("closing_figure", found, "nothing")).status_code == 404
        assert client.get(url("closing_figure", found, "budget")).status_code == 404
    assert "郭*军" in page
    assert "郭建军" not in page


def test_the_report_is_handed_out_in_both_forms(world):
    found = world.complete().training_class
    client = browser(world.group())
    with standing_at(JULY):
        word = client.get(url("closing_paper", found, "docx"))
        pdf = client.get(url("closing_paper", found, "pdf"))
        assert client.get(url("closing_paper", found, "exe")).status_code == 404
    assert word.content.startswith(b"PK")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Type"] == "application/pdf"


def test_files_and_the_zip_are_handed_out_as_they_were_sent(world):
    dossier = world.archived()
    found = dossier.training_class
    client = browser(world.registry())
    with standing_at(JULY):
        answer = client.get(url("closing_bundle", found))
        file = dossier.files.filter(item="report").first()
        served = b"".join(client.get(url("closing_file", found, file.pk)))
        assert client.get(url("closing_file", found, 99999)).status_code == 404
    with zipfile.ZipFile(BytesIO(answer.content)) as kept:
        assert json.loads(kept.read("manifest.json"))["number"] == dossier.number
        assert kept.read(file.name) == served


def test_a_correction_is_entered_beside_the_archived_dossier(world):
    dossier = world.archived()
    found = dossier.training_class
    group = browser(world.group())
    with standing_at(LATE):
        empty = group.post(url("closing_correct", found), {"item": "report"})
        assert empty.status_code == 422
        group.post(
            url("closing_correct", found),
            {"item": "report", "says": "应为 118 家", "reason": "重复登记"},
        )
        page = text(group.get(url("closing_dossier", found)))
        again = group.post(url("closing_send", found))
    assert "应为 118 家" in page
    assert again.status_code == 409
    assert "只读" in text(again)


def test_a_class_that_goes_on_has_nothing_to_begin(world):
    found = world.class_(decided=False, settled=False, state="running")
    group = browser(world.group())
    with standing_at(found.starts_on):
        assert "结束后编制" in text(group.get(url("closing_dossier", found)))
        assert group.post(url("closing_begin", found)).status_code == 409


# --- the roster -----------------------------------------------------------------------------------


def test_the_group_freezes_the_roster_exports_it_and_corrects_beside(world):
    world.class_()
    group, province = browser(world.group()), browser(world.hubei.province())
    page = reverse("dossiers:rosters")
    with standing_at(LATE):
        assert "年度定稿" in text(group.get(page))
        assert "年度定稿" not in text(province.get(page))
        group.post(reverse("dossiers:rosters_freeze"))
        assert group.post(reverse("dossiers:rosters_freeze")).status_code == 409
        shown = text(group.get(page))
        assert Roster.objects.get().sha256 in shown
        assert "郭建军" not in shown
        wrong = group.post(reverse("dossiers:rosters_correct"), {"kind": "change", "position": "9"})
        assert wrong.status_code == 422
        group.post(
            reverse("dossiers:rosters_correct"),
            {"kind": "change", "position": "1", "says": "单位更名", "reason": "来函"},
        )
        masked = province.get(page, {"export": "xlsx"})
        assert province.post(reverse("dossiers:rosters_unmask")).status_code == 422
        whole = province.post(reverse("dossiers:rosters_unmask"), {"reason": "寄送证书"})
        printed = text(group.get(reverse("dossiers:rosters_print")))
        pdf = group.get(reverse("dossiers:rosters_pdf"))
    assert RosterCorrection.objects.get().row.position == 1
    assert "郭*军" in str(cells(masked))
    assert "郭建军" in str(cells(whole))
    assert "郭建军" in printed
    assert pdf.content.startswith(b"%PDF")


def cells(answer):
    sheet = load_workbook(BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_who_has_nothing_to_do_with_rosters_is_told_so(world):
    found = world.class_()
    client = browser(world.scene.unit())
    with standing_at(JULY):
        assert client.get(reverse("dossiers:rosters")).status_code == 403
        assert client.post(reverse("dossiers:rosters_unmask")).status_code == 403
        assert "草稿" in text(client.get(url("closing_roster", found)))


def test_the_class_s_roster_is_listed_and_exported_masked(world):
    found = world.class_()
    client = browser(world.hubei.city())
    with standing_at(JULY):
        page = text(client.get(url("closing_roster", found)))
        sheet = client.get(url("closing_roster", found), {"export": "xlsx"})
    assert "郭*军" in page
    assert "郭建军" not in str(cells(sheet))
