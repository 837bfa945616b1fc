"""Signs a certificate's PDF with the issuer's own certificate, where one is configured.

``ZHICAI_PDF_KEY`` names a PKCS #12 file of an authority that the readers trust; its passphrase is
the first line of the file that ``ZHICAI_PDF_PASSPHRASE`` names. Without it a PDF stays as it is.
The signature is invisible and added to the file: the PDF/A below stays as it was written.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign import sign_pdf as add_signature
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from zhicai.foundation.errors import ZhicaiError
from zhicai.foundation.text import Text

FIELD = "Issuer"


class NoSigner(ZhicaiError):  # noqa: N818
    """The configured key cannot be used as it is."""

    status = 500


def signs() -> bool:
    """Say whether certificates are signed here."""
    return bool(settings.ZHICAI_PDF_KEY)


def sign_pdf(content: bytes) -> bytes:
    """Return a PDF certified by the configured key, unchanged where there is none.

    :raises NoSigner: where a key is configured that cannot be opened; nothing goes out unsigned.
    """
    if not signs():
        return content
    path = Path(settings.ZHICAI_PDF_KEY)
    try:
        state = path.stat()
    except OSError as error:
        raise _no_signer(path) from error
    told = PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    signer = _signer(path, settings.ZHICAI_PDF_PASSPHRASE, state.st_mtime_ns)
    out = BytesIO()
    # pyHanko starts an event loop of its own, which a thread that has one does not take.
    with ThreadPoolExecutor(max_workers=1) as alone:
        writer = IncrementalPdfFileWriter(BytesIO(content))
        alone.submit(add_signature, writer, told, signer=signer, output=out).result()
    return out.getvalue()


@lru_cache(maxsize=2)
def _signer(path: Path, passphrase: str, changed: int) -> SimpleSigner:
    """Read the key in the state that ``changed`` stands for."""
    secret = b""
    if passphrase:
        secret = Path(passphrase).read_text("utf-8").partition("\n")[0].strip().encode()
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise _no_signer(path)
    signer: SimpleSigner | None = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(path), passphrase=secret
    )
    if signer is None:
        raise _no_signer(path)
    return signer


def _no_signer(path: Path) -> NoSigner:
    return NoSigner(
        Text(
            f"证书签名密钥 {path} 不能使用：文件、口令或权限（应为 600）不对。"
            "改好后继续生成证书文件。",
            f"The key {path} that signs certificates cannot be used: its file, passphrase or mode "
            "(600) is wrong. Mend it and go on with the documents.",
        )
    )
