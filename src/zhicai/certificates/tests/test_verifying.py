"""Checking a certificate in public: what is said, what is not, how often one may be wrong."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhicai.certificates import actions
from zhicai.certificates.models import Certificate
from zhicai.certificates.papers import address_of
from zhicai.certificates.queries.verifying import found_by_number
from zhicai.certificates.tests.scenes import ISSUED
from zhicai.certificates.verifying.checking import Answer, answer_of, check_number
from zhicai.certificates.verifying.tokens import read
from zhicai.files.storage import open_content
from zhicai.foundation import clock
from zhicai.signin.visitors import Visitor

OFFICE = "203.0.113.7"


@pytest.fixture
def one(scene):
    return scene.issued(scene.class_())[0]


@pytest.fixture
def limits(settings):
    settings.ZHICAI_VERIFY_PER_NUMBER = 3
    settings.ZHICAI_VERIFY_PER_ADDRESS = 10
    settings.ZHICAI_VERIFY_MINUTES = 60
    return settings


def ask(client, number, name, **more):
    return client.post(reverse("verify:home"), {"number": number, "name": name}, **more)


def text_of(response):
    """The page without what differs in every answer: the visitor's own token."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def checked(number, name, *, by=OFFICE, when=ISSUED):
    visitor = Visitor(address=by)
    return check_number(number, name, by=visitor, on=when.date(), at=when).answer


def shape(act):
    """The queries of a check without their values."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    plain = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in asked]
    return [re.sub(r"[0-9a-f]{16,}|s\d+_x\d+", "?", sql) for sql in plain]


# --- what is said --------------------------------------------------------------------------------


def test_the_code_of_the_qr_code_shows_the_verdict_first_and_the_name_masked(client, one):
    with clock.standing_at(ISSUED):
        page = client.get(reverse("verify:code", args=[one.code]))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("证书真实有效") < text.index(one.number)
    assert "2022 年 6 月 20 日" in text
    assert one.issuer in text
    assert one.programme_title in text
    assert one.name not in text
    assert f"{one.name[0]}*" in text
    assert "身份证" not in text
    assert "证件" not in text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{1}"])
def test_number_and_name_are_found_however_they_are_typed(client, one, written):
    lower = one.number.replace("〔", "(").replace("〕", ")")
    page = ask(client, written.format(one.number, lower), f" {one.name} ")
    assert "证书真实有效" in page.content.decode()
    assert one.code not in page.content.decode()


def test_a_revoked_certificate_says_so_in_words_and_not_why(client, scene, one):
    actions.revoke(one, reason="冒名顶替", by=scene.province(), at=ISSUED)
    for page in (
        client.get(reverse("verify:code", args=[one.code])),
        ask(client, one.number, one.name),
    ):
        text = page.content.decode()
        assert "证书已撤销" in text
        assert "撤销日期" in text
        assert "证书真实有效" not in text
        assert "冒名顶替" not in text


def test_a_replaced_certificate_leads_to_the_new_one(client, scene, one):
    actions.replace(one, reason="姓名更正", by=scene.province(), at=ISSUED)
    successor = Certificate.objects.get(replaces=one)
    text = client.get(reverse("verify:code", args=[one.code])).content.decode()
    assert "证书已换发" in text
    assert successor.number in text
    assert reverse("verify:code", args=[successor.code]) in text
    assert "姓名更正" not in text
    assert (
        "证书真实有效" in client.get(reverse("verify:code", args=[successor.code])).content.decode()
    )


def test_a_certificate_with_a_last_day_is_expired_on_the_next_and_a_revoked_one_stays_revoked(one):
    one.expires_on = ISSUED.date()
    after = one.expires_on + timedelta(days=1)
    assert answer_of(one, on=one.expires_on) == Answer.VALID
    assert answer_of(one, on=after) == Answer.EXPIRED
    one.state = Certificate.State.REVOKED
    assert answer_of(one, on=after) == Answer.REVOKED


def test_the_code_is_found_in_groups_and_small_letters_too(client, one):
    grouped = f"{one.code[:4]}-{one.code[4:8]}-{one.code[8:]}".lower()
    found = client.get(reverse("verify:home"), {"code": grouped}, follow=True)
    assert "证书真实有效" in found.content.decode()


def test_a_machine_gets_the_same_masked_facts(client, one):
    told = client.get(reverse("verify:verdict", args=[one.code])).json()
    assert told["answer"] == "valid"
    assert told["certificate"]["number"] == one.number
    assert one.name not in str(told)
    unknown = client.get(reverse("verify:verdict", args=["ABCDEFGHJKLM"]))
    assert (unknown.status_code, unknown.json()["answer"]) == (404, "unknown")
    assert "certificate" not in unknown.json()


def test_pages_are_english_too(client, one):
    client.cookies["zhicai_language"] = "en"
    assert (
        "genuine and valid" in client.get(reverse("verify:code", args=[one.code])).content.decode()
    )
    assert "Verify a certificate" in client.get(reverse("verify:home")).content.decode()


# --- the file ------------------------------------------------------------------------------------


def test_the_issued_file_is_known_by_its_hash_and_another_is_not(client, one):
    actions.render_one(one, at=ISSUED)
    one.refresh_from_db()
    with open_content(one.document.sha256) as file:
        content = file.read()
    page = reverse("verify:file")
    sent = client.post(page, {"document": SimpleUploadedFile("我的证书.pdf", content)})
    assert "证书真实有效" in sent.content.decode()
    hashed = client.post(page, {"sha256": one.sha256})
    assert "证书真实有效" in hashed.content.decode()
    changed = client.post(page, {"document": SimpleUploadedFile("a.pdf", content + b"\n")})
    assert "没有找到这张证书" in changed.content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"GIF89a", "这不是 PDF 文件"), (b"%PDF-" + b"0" * (5 * 2**20), "超过 5 MB"), (b"", "")],
)
def test_what_is_no_certificate_file_is_refused_with_its_reason(client, db, content, says):
    sent = client.post(reverse("verify:file"), {"document": SimpleUploadedFile("a.pdf", content)})
    assert sent.status_code == 422
    assert says in sent.content.decode()


# --- what is not said ----------------------------------------------------------------------------


def test_an_unknown_number_and_a_wrong_name_differ_in_nothing(client, one):
    unknown = ask(client, "鄂知专〔2021〕第99999号", "张三")
    wrong = ask(client, one.number, "张三")
    assert unknown.status_code == wrong.status_code == 404
    assert text_of(unknown) == text_of(wrong)
    assert "没有找到这张证书" in text_of(wrong)
    assert one.number not in text_of(wrong)


def test_an_unknown_number_and_a_wrong_name_ask_the_database_the_same(one):
    checked("warm", "up")
    unknown = shape(lambda: checked("鄂知专〔2021〕第99998号", "张三"))
    wrong = shape(lambda: checked(one.number, "张三"))
    assert unknown == wrong
    assert shape(lambda: found_by_number("x", "张三")) == shape(
        lambda: found_by_number(one.number, "张三")
    )


def test_a_number_that_was_guessed_at_too_often_is_not_looked_at(one, limits):
    for _ in range(3):
        assert checked(one.number, "张三") == Answer.UNKNOWN
    right = shape(lambda: checked(one.number, one.name))
    wrong = shape(lambda: checked(one.number, "张三"))
    assert right == wrong
    assert checked(one.number, one.name) == Answer.TOO_MANY


# --- how often -----------------------------------------------------------------------------------


def test_an_office_behind_one_address_checks_all_day(scene, client, limits):
    found = scene.issued(scene.class_(), 2)
    for _ in range(15):
        for one in found:
            assert checked(one.number, one.name) == Answer.VALID
    assert checked(found[0].number, "张三") == Answer.UNKNOWN
    assert checked(found[0].number, found[0].name) == Answer.VALID


def test_wrong_names_close_the_number_for_every_address_and_no_other_number(scene, limits):
    guessed, other = scene.issued(scene.class_(), 2)
    for last in range(3):
        assert checked(guessed.number, "张三", by=f"198.51.100.{last}") == Answer.UNKNOWN
    assert checked(guessed.number, guessed.name, by="192.0.2.1") == Answer.TOO_MANY
    assert checked(other.number, other.name, by="192.0.2.1") == Answer.VALID
    later = ISSUED + timedelta(minutes=61)
    assert checked(guessed.number, guessed.name, by="192.0.2.1", when=later) == Answer.VALID


def test_numbers_that_do_not_exist_are_counted_just_so(one, limits):
    for _ in range(3):
        assert checked("没有这个号", "张三") == Answer.UNKNOWN
    assert checked("没有这个号", "张三") == Answer.TOO_MANY


def test_an_address_that_tries_number_after_number_is_stopped_and_others_are_not(one, limits):
    for nth in range(10):
        assert checked(f"没有-{nth}", "张三") == Answer.UNKNOWN
    assert checked("没有-11", "张三") == Answer.TOO_MANY
    assert checked(one.number, one.name) == Answer.TOO_MANY
    assert checked(one.number, one.name, by="192.0.2.1") == Answer.VALID


def test_codes_are_answered_even_to_an_address_that_tried_too_often(client, one, limits):
    for nth in range(10):
        assert client.get(reverse("verify:code", args=[f"XXXX{nth}"])).status_code == 404
    stopped = client.get(reverse("verify:code", args=["XXXXXXXX"]))
    assert stopped.status_code == 429
    assert "查询过于频繁" in stopped.content.decode()
    assert client.get(reverse("verify:code", args=[one.code])).status_code == 200


def test_a_page_says_from_when_it_goes_on(client, one, limits):
    for _ in range(3):
        ask(client, one.number, "张三")
    page = ask(client, one.number, one.name)
    assert page.status_code == 429
    again = (ISSUED + timedelta(hours=1)).astimezone(clock.CHINA)
    assert f"请在 {again:%H:%M} 之后再试" in page.content.decode()
    assert "扫描证书上的二维码不受次数限制" in page.content.decode()


# --- the pages -----------------------------------------------------------------------------------


def test_a_check_costs_few_queries(client, one, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(reverse("verify:code", args=[one.code]))
    with django_assert_max_num_queries(5):
        ask(client, one.number, one.name)


def test_the_public_home_leads_to_the_check(client, scene):
    assert (
        f'href="{reverse("verify:home")}"'
        in client.get(reverse("portal:public_home")).content.decode()
    )


def test_what_is_missing_is_said_at_its_field(client, db):
    page = ask(client, "", "")
    assert page.status_code == 422
    assert client.post(reverse("verify:file"), {"sha256": "no hash"}).status_code == 422
    assert client.get(reverse("verify:code", args=["'; DROP --"])).status_code == 404


@pytest.mark.clause("HB-3.2.0.c")
def test_who_passed_gets_a_numbered_pdf_of_the_province_whose_code_anyone_can_verify(scene, client):
    found = scene.class_()
    failed = scene.results.failed(found)
    (one,) = scene.issued(found)
    assert one.person != failed.person
    assert not Certificate.objects.filter(person=failed.person).exists()
    assert re.fullmatch(r".*2022.*\d+.*", one.number)
    assert one.issuer == "湖北省知识产权局"
    one = actions.render_one(one, at=ISSUED)
    with open_content(one.document.sha256) as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    address = address_of(one, site="https://zhicai.example.gov.cn")
    path, _, signed = address.removeprefix("https://zhicai.example.gov.cn").partition("#")
    assert read(signed).number == one.number
    for page in (
        client.get(path),
        ask(client, one.number, one.name),
        client.post(reverse("verify:file"), {"document": SimpleUploadedFile("a.pdf", content)}),
    ):
        text = page.content.decode()
        assert "证书真实有效" in text
        assert one.number in text
        assert one.issuer in text
    failing = ask(client, one.number, failed.person.name)
    assert "没有找到这张证书" in failing.content.decode()
