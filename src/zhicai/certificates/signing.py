"""Signs a certificate's PDF with the issuer's own certificate, where one is configured.

``ZHICAI_PDF_KEY`` names a PKCS #12 file of an authority that the readers trust; its passphrase is
the first line of the file that ``ZHICAI_PDF_PASSPHRASE`` names. Without it a PDF stays as it is.
The signature is invisible and added to the file: the PDF/A below stays as it was written.
"""

import os
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

from zhicai.foundation.errors import ZhicaiError
from zhicai.foundation.text import Text


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
    signer = _signer(path, settings.ZHICAI_PDF_PASSPHRASE, state.st_mtime_ns)
    signed: bytes = _pades().certified(content, signer)
    return signed


@cache
def _pades() -> Any:
    """What signs: pyHanko brings an HTTP client, which every process would else load."""
    return import_module("zhicai.certificates.pades")


@lru_cache(maxsize=2)
def _signer(path: Path, passphrase: str, changed: int) -> Any:
    """Read the key in the state that ``changed`` stands for."""
    secret = b""
    if passphrase:
        secret = Path(passphrase).read_text("utf-8").partition("\n")[0].strip().encode()
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise _no_signer(path)
    signer = _pades().signer_of(str(path), secret)
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
