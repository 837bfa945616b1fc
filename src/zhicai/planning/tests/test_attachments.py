"""Files of a plan: attached in the draft, frozen with each version, fetched within scope."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhicai.accounts.models import User
from zhicai.files import storage
from zhicai.files.models import StoredFile
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.planning.actions import (
    attach_file,
    remove_attachment,
    return_plan,
    send_plan,
    withdraw_plan,
)
from zhicai.planning.actions.attaching import MOST
from zhicai.planning.queries.attachments import attachments_in, draft_attachments
from zhicai.planning.queries.plans import reading_of
from zhicai.planning.tests.scenes import WUHAN, XILING, at

PDF = b"%PDF-1.7\n%%%%EOF\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"


def pdf(words="分工表", name=None):
    return SimpleUploadedFile(name or f"{words}.pdf", PDF + words.encode() + b"%%EOF")


def attach(hubei, plan, words="分工表"):
    return attach_file(plan, by=hubei.county(), upload=pdf(words), at=at("03-05"))


def names(rows):
    return [row.file.name for row in rows]


def client_of(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


@pytest.fixture(autouse=True)
def _in_march():
    with clock.standing_at(at("03-18")):
        yield


def test_each_version_keeps_the_files_it_was_sent_with(hubei):
    plan = hubei.plan()
    first, second = attach(hubei, plan), attach(hubei, plan, "经费说明")
    sent = send_plan(plan, by=hubei.county(), at=at("03-06"))
    city = hubei.city()
    returned = return_plan(sent, by=city, opinion="请更换分工表", at=at("03-08"))
    remove_attachment(first, by=hubei.county())
    attach(hubei, returned, "新分工表")
    assert names(draft_attachments(returned)) == ["经费说明.pdf", "新分工表.pdf"]
    assert names(attachments_in(plan, reading_of(returned))) == ["分工表.pdf", "经费说明.pdf"]
    again = send_plan(returned, by=hubei.county(), at=at("03-09"))
    assert names(attachments_in(plan, reading_of(again))) == ["经费说明.pdf", "新分工表.pdf"]
    assert names(attachments_in(plan, reading_of(again, number=1))) == names([first, second])
    frozen = again.filing.versions.get(number=1).content["attachments"]
    assert frozen[0]["sha256"] == first.file.sha256


def test_a_changed_file_is_another_version_even_where_no_word_changed(hubei):
    plan = hubei.sent()
    withdraw_plan(plan, by=hubei.county(), at=at("03-18", 11))
    attach(hubei, plan)
    again = send_plan(plan, by=hubei.county(), at=at("03-18", 12))
    assert again.filing.versions.count() == 2


def test_a_file_that_was_never_sent_goes_with_its_row(hubei):
    plan = hubei.plan()
    made = attach(hubei, plan)
    remove_attachment(made, by=hubei.county())
    assert not StoredFile.objects.exists()
    assert list(draft_attachments(plan)) == []


def test_what_is_under_review_is_not_changed(hubei):
    plan = hubei.plan()
    made = attach(hubei, plan)
    sent = send_plan(plan, by=hubei.county(), at=at("03-06"))
    with pytest.raises(Refused, match="撤回"):
        attach(hubei, sent, "新分工表")
    with pytest.raises(Refused, match="撤回"):
        remove_attachment(made, by=hubei.county())


def test_the_same_file_and_one_too_many_are_told(hubei):
    plan = hubei.plan()
    attach(hubei, plan)
    with pytest.raises(BadInput, match=r"已经在附件里：分工表\.pdf"):
        attach_file(plan, by=hubei.county(), upload=pdf(name="另一个名字.pdf"), at=at("03-05"))
    for n in range(MOST - 1):
        attach(hubei, plan, f"附件{n}")
    with pytest.raises(BadInput, match=f"最多 {MOST} 个"):
        attach(hubei, plan, "再一个")
    assert StoredFile.objects.count() == MOST


def test_only_the_office_itself_attaches_and_removes(hubei):
    plan = hubei.plan()
    made = attach(hubei, plan)
    for other in (hubei.county(XILING), hubei.city()):
        with pytest.raises(OutOfScope):
            attach_file(plan, by=other, upload=pdf("别的"), at=at("03-05"))
        with pytest.raises(OutOfScope):
            remove_attachment(made, by=other)


def test_an_officer_attaches_downloads_and_removes_on_the_page(
    hubei, django_assert_max_num_queries
):
    plan = hubei.plan()
    client = client_of(hubei.county())
    url = f"/plans/{plan.pk}/attachments/"
    answer = client.post(url, {"file": pdf("夷陵区分工表")}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/plans/{plan.pk}/edit/#attachments", 302)]
    assert "夷陵区分工表.pdf" in page
    assert "已添加附件" in page
    row = plan.attachments.get()
    with django_assert_max_num_queries(25):
        answer = client.get(f"/plans/attachments/{row.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment;")
    shown = client.get(f"/plans/attachments/{row.pk}/?inline=1")
    assert shown["Content-Disposition"].startswith("inline;")
    assert b"".join(shown.streaming_content).startswith(b"%PDF")
    page = client.post(f"/plans/attachments/{row.pk}/remove/", follow=True).content.decode()
    assert "还没有附件" in page
    assert client.get(f"/plans/attachments/{row.pk}/").status_code == 404


def test_what_is_wrong_with_a_file_stands_beside_its_field(hubei):
    plan = hubei.plan()
    client = client_of(hubei.county())
    url = f"/plans/{plan.pk}/attachments/"
    answer = client.post(url, {"file": SimpleUploadedFile("计划.pdf", b"MZ a program")})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "只接收 PDF" in page
    assert 'aria-invalid="true"' in page
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"file": "no file"}).status_code == 422
    assert list(storage.contents()) == []


def test_a_draft_is_fetched_by_its_office_and_what_was_sent_by_those_above(hubei):
    plan = hubei.plan()
    made = attach(hubei, plan)
    url = f"/plans/attachments/{made.pk}/"
    readers = {
        "own": client_of(hubei.county()),
        "neighbour": client_of(hubei.county(XILING)),
        "city": client_of(hubei.city()),
        "other city": client_of(hubei.city(WUHAN)),
        "province": client_of(hubei.province()),
    }

    def statuses():
        found = {}
        for who, client in readers.items():
            answer = client.get(url)
            found[who] = answer.status_code
            b"".join(answer)  # read to its end, which closes the file
        return found

    before = statuses()
    assert before["own"] == 200
    assert {before[who] for who in ("neighbour", "other city", "province")} == {404}
    send_plan(plan, by=hubei.county(), at=at("03-06"))
    after = statuses()
    assert {after[who] for who in ("own", "city", "province")} == {200}
    assert {after[who] for who in ("neighbour", "other city")} == {404}
    assert readers["own"].get("/plans/attachments/999999/").status_code == 404
    reading = readers["city"].get(f"/plans/{plan.pk}/").content.decode()
    assert "分工表.pdf" in reading
    assert "上传附件" not in reading
