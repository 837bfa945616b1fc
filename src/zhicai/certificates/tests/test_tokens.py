"""The signed text in the QR code: short, true under the published key alone, checked offline."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from zhicai.certificates.models import Certificate
from zhicai.certificates.verifying.offline import offline_page
from zhicai.certificates.verifying.tokens import qr_address, read, token
from zhicai.documents.qr import BORDER, modules
from zhicai.foundation.signing import add_signing_key, public_keys

SITE = "https://zhicai.province.example.gov.cn"
MOST_MODULES = 65
"""At 25 mm a module is then 0.38 mm wide, which phones read; QR codes of letters have 0.35 mm."""


@pytest.fixture(autouse=True)
def ring(tmp_path, monkeypatch, settings):
    monkeypatch.delenv("ZHICAI_KEYS", raising=False)
    monkeypatch.setenv("ZHICAI_DATA", str(tmp_path))
    settings.ZHICAI_SITE = SITE


@pytest.fixture
def one():
    return Certificate(
        number="鄂知专〔2022〕第00001号", kind="specialist", name="欧阳建军",
        title="知识产权专员证书", class_title="2022 年第一期知识产权专员考核班",
        held_from=date(2022, 6, 6), held_to=date(2022, 6, 17), hours=Decimal("48.0"),
        programme_title="湖北省知识产权人才培育工程（2022 年度）", issuer="湖北省知识产权局",
        issued_on=date(2022, 6, 20), code="A2B3C4D5E6F7", status_index=5,
    )  # fmt: skip


def changed(text, at):
    raw = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[at] ^= 1
    return urlsafe_b64encode(bytes(raw)).decode().rstrip("=")


def test_the_signed_text_tells_the_masked_facts_and_not_the_name(one):
    told = read(token(one))
    assert told.number == one.number
    assert told.name == "欧**军"
    assert told.kind == "specialist"
    assert told.issuer == one.issuer
    assert told.issued_on == one.issued_on
    assert told.key == public_keys()[-1].short


@pytest.mark.parametrize("at", [0, 1, 6, 10, 20, -70, -1])
def test_one_changed_bit_and_nothing_is_told(one, at):
    assert read(token(one)) is not None
    assert read(changed(token(one), at)) is None


@pytest.mark.parametrize("text", ["", "A", "好", "AAAA", "A" * 300, "#", "%%%"])
def test_what_is_no_signed_text_is_none(text):
    assert read(text) is None


def test_after_a_rotation_old_texts_still_hold_and_new_ones_name_the_new_key(one):
    old = token(one)
    added = add_signing_key(on=date(2023, 1, 1))
    assert read(old).number == one.number
    assert read(token(one)).key == added.short


def test_the_qr_code_leads_to_the_page_and_is_readable_at_25_mm(one):
    address = qr_address(one)
    assert address.startswith(f"{SITE}{reverse('verify:code', args=[one.code])}#")
    assert len(modules(address)) + 2 * BORDER <= MOST_MODULES


def test_the_keys_are_published_where_everyone_looks_for_them(client, db):
    told = client.get("/.well-known/zhicai-keys.json").json()
    assert [key["short"] for key in told["keys"]] == [key.short for key in public_keys()]
    assert told["keys"][0]["algorithm"] == "Ed25519"


def test_the_offline_page_is_one_file_that_may_load_and_send_nothing(client, db):
    page = client.get(reverse("verify:offline"))
    text = page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "src=" not in text.replace("default-src", "").replace("script-src", "")
    assert "<link" not in text
    assert "TweetNaCl.js 1.0.3 (Unlicense)" in text
    saved = client.get(reverse("verify:offline"), {"save": 1})
    assert "attachment" in saved["Content-Disposition"]


@pytest.mark.browser
def test_without_network_the_saved_page_tells_true_from_forged(one, page, tmp_path):
    file = tmp_path / "zhicai-verify.html"
    file.write_text(offline_page().html, "utf-8")
    page.context.set_offline(True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{file}#{token(one)}")
    verdict = page.locator("#zc-verdict")
    assert "签名真实" in verdict.inner_text()
    for fact in (one.number, "欧**军", "专员证书", one.issuer, "2022-06-20"):
        assert fact in verdict.inner_text()
    assert "看不到证书后来是否被撤销" in verdict.inner_text()
    for typed, says in (
        (changed(token(one), 20), "不是本平台签发的内容"),
        (f"{SITE}/v/A2B3C4D5E6F7/", "没有读到签名内容"),
        (qr_address(one), "签名真实"),
    ):
        page.fill("#zc-typed", typed)
        page.click("button")
        assert says in verdict.inner_text()
    assert {url.partition("#")[0] for url in asked} == {f"file://{file}"}
