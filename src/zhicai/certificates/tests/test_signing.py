"""PDF signed by the issuer's own key: accepted by pdfsig, nothing where no key is configured."""

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.urls import reverse

from zhicai.certificates import actions
from zhicai.certificates.signing import NoSigner, sign_pdf
from zhicai.certificates.tests.scenes import ISSUED
from zhicai.documents.paper import Paper, Paragraph
from zhicai.documents.pdf import write_pdf
from zhicai.files.storage import open_content

NO_PDFSIG = "no pdfsig on this machine: Debian has it in package poppler-utils"
PASSPHRASE = b"four words of a test"


@pytest.fixture(scope="module")
def plain():
    return write_pdf(Paper(title="证书", body=[Paragraph("合格")]))


@pytest.fixture(scope="module")
def bundle():
    """A key with a certificate of its own making, as PKCS #12."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Zhicai test issuer")])
    begun = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_may_sign(), critical=True)
        .sign(key, hashes.SHA256())
    )
    hidden = BestAvailableEncryption(PASSPHRASE)
    return pkcs12.serialize_key_and_certificates(b"test", key, made, None, hidden)


def _may_sign():
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False
    )  # fmt: skip
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **uses)


@pytest.fixture
def configured(settings, tmp_path, bundle):
    key, words = tmp_path / "issuer.p12", tmp_path / "passphrase"
    key.write_bytes(bundle)
    words.write_bytes(PASSPHRASE + b"\n")
    key.chmod(0o600)
    settings.ZHICAI_PDF_KEY, settings.ZHICAI_PDF_PASSPHRASE = str(key), str(words)
    return key


def pdfsig(content, folder):
    if shutil.which("pdfsig") is None:
        pytest.skip(NO_PDFSIG)
    file = folder / "signed.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True)
    return done.stdout


def test_without_a_key_a_pdf_stays_as_it_is(settings, plain):
    settings.ZHICAI_PDF_KEY = ""
    assert sign_pdf(plain) == plain


def test_a_signed_pdf_is_accepted_by_pdfsig_and_a_changed_one_is_not(configured, plain, tmp_path):
    signed = sign_pdf(plain)
    assert signed.startswith(plain)
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Zhicai test issuer" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    spoilt = bytearray(signed)
    spoilt[len(plain) // 2] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(spoilt), tmp_path)


def test_a_key_that_does_not_open_lets_nothing_out_unsigned(configured, settings, plain, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("another", "utf-8")
    settings.ZHICAI_PDF_PASSPHRASE = str(wrong)
    with pytest.raises(NoSigner):
        sign_pdf(plain)
    settings.ZHICAI_PDF_KEY = str(tmp_path / "absent.p12")
    with pytest.raises(NoSigner):
        sign_pdf(plain)


def test_a_key_that_others_may_read_is_not_used(configured, plain):
    configured.chmod(0o644)
    with pytest.raises(NoSigner) as refused:
        sign_pdf(plain)
    assert "600" in refused.value.says.zh


def test_a_certificate_goes_out_signed_and_is_known_by_the_signed_file(
    configured, scene, client, tmp_path
):
    one = actions.render_one(scene.issued(scene.class_())[0], at=ISSUED)
    with open_content(one.document.sha256) as file:
        content = file.read()
    assert "Signature is Valid" in pdfsig(content, tmp_path)
    sent = client.post(reverse("verify:file"), {"sha256": hashlib.sha256(content).hexdigest()})
    assert "证书真实有效" in sent.content.decode()


def test_a_key_that_does_not_open_leaves_the_certificate_without_a_document(
    configured, settings, scene, tmp_path
):
    settings.ZHICAI_PDF_KEY = str(tmp_path / "absent.p12")
    (one,) = scene.issued(scene.class_())
    with pytest.raises(NoSigner):
        actions.render_one(one, at=ISSUED)
    one.refresh_from_db()
    assert one.document is None
    assert not one.needs_hand
