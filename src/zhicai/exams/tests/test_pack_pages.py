"""The province's pages of an exam without network, through the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from zhicai.audit.models import Entry
from zhicai.exams.models import AnswersBrought, ExamPack, Paper
from zhicai.exams.packs import archives
from zhicai.exams.tests.pack_scenes import PackScene
from zhicai.exams.tests.room_scenes import SET_UP, browser, text
from zhicai.exams.tests.scenes import START, after
from zhicai.foundation import clock


@pytest.fixture(scope="module")
def scene_built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield PackScene(people=3)
        transaction.set_rollback(True)


@pytest.fixture
def scene(scene_built, db):
    with clock.standing_at(SET_UP):
        yield scene_built


@pytest.fixture
def at_base(scene):
    return browser(scene.base)


def page_of(scene):
    return f"/exams/{scene.exam.pk}/packs/"


def upload(client, scene, data, name="a.zcanswers"):
    file = SimpleUploadedFile(name, data)
    return client.post(page_of(scene), {"do": "bring", "file": file})


def test_a_pack_is_made_handed_out_and_its_key_shown_once(scene, at_base):
    page = page_of(scene)
    assert "还没有考试包" in text(at_base.get(page))
    assert at_base.post(page, {"do": "make"}).status_code == 302
    other = browser(scene.staff("周老师"))
    file = at_base.post(page, {"do": "fetch"})
    pack = ExamPack.objects.get()
    assert file.content == bytes(pack.data)
    assert ".zcpack" in file["Content-Disposition"]
    early = other.post(page, {"do": "key"})
    assert (early.status_code, "还没有到可以查看密钥的时间" in text(early)) == (422, True)
    with clock.standing_at(after(-10)):
        refused = at_base.post(page, {"do": "key"})
        assert "由另一人办理" in text(refused)
        shown = other.post(page, {"do": "key"})
        assert "的密钥</h2>" in text(shown)
        assert "的密钥</h2>" not in text(other.get(page))
    letter = other.post(page, {"do": "letter"})
    assert (letter["Content-Type"], letter.content[:4]) == ("application/pdf", b"%PDF")
    assert Entry.objects.filter(verb__startswith="exams.pack_").count() == 4


def test_answers_are_checked_shown_and_merged(scene, at_base):
    pack = scene.made()
    data = scene.export(pack, people=3)
    with clock.standing_at(after(300)):
        went = upload(at_base, scene, data)
        assert "开考 3 人，已交卷 3 人" in text(at_base.get(went["Location"]))
        assert Paper.objects.get(pk=scene.paper.pk).state == "sealed"
        assert at_base.post(went["Location"]).status_code == 302
        assert "新增开考 3 人" in text(at_base.get(went["Location"]))
        assert upload(at_base, scene, data)["Location"] == went["Location"]
    assert scene.exam.sittings.filter(state="submitted", submitted_by="pack").count() == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x", "不是答案文件"),
        (archives.packed({"answers.json": b"{}", "signature.bin": b""}), "不是答案文件"),
        (b"", "请选择考场导出的答案文件"),
        (b"0" * (archives.LARGEST_FILE + 1), "文件太大"),
    ],
    ids=["no zip", "another zip", "empty", "too large"],
)
def test_what_is_no_answers_file_is_refused_in_words(scene, at_base, data, says):
    scene.made()
    answer = upload(at_base, scene, data)
    assert (answer.status_code, says in text(answer)) == (422, True)


def test_who_does_not_run_the_exam_finds_no_page(scene):
    pack = scene.made()
    for stranger in (scene.outsider(), scene.province, scene.county):
        answer = browser(stranger).get(page_of(scene))
        assert answer.status_code in (403, 404)
        answer = browser(stranger).post(page_of(scene), {"do": "fetch"})
        assert answer.status_code in (403, 404)
    assert not pack.handlings.exists()


def test_more_files_than_a_page_cost_no_more_queries(scene, at_base, django_assert_max_num_queries):
    pack = scene.made()
    AnswersBrought.objects.bulk_create(
        AnswersBrought(
            pack=pack, sha256=f"{n:064}", name="a", data=b"", number=n, exported_at=START,
            at=START, by="x",
        )
        for n in range(60)
    )  # fmt: skip
    with django_assert_max_num_queries(30):
        assert "共 60 个文件" in text(at_base.get(page_of(scene)))
