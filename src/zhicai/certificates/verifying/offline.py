"""The page that checks a certificate's signed text without network: one file, kept anywhere.

The page holds its script, the library beneath it and the published keys; its policy lets it load
nothing and send nothing.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhicai.certificates.models import Certificate
from zhicai.certificates.verifying.tokens import PURPOSE
from zhicai.foundation.signing import public_keys

STATIC = Path(__file__).parent.parent / "static"
SCRIPTS = (
    STATIC / "vendor" / "tweetnacl" / "nacl-fast.min.js",
    STATIC / "certificates" / "offline.js",
)
STYLE = STATIC / "certificates" / "offline.css"


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """The page and the policy under which it is served."""

    html: str
    policy: str


def offline_page() -> OfflinePage:
    """Return the page with the keys of now, in the language of now."""
    scripts = [_script(path) for path in SCRIPTS]
    hashes = " ".join(f"'sha256-{_hash(one)}'" for one in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )
    context = {
        "policy": policy,
        "style": mark_safe(STYLE.read_text("utf-8")),
        "scripts": _elements(scripts),
        "told": {"keys": published(), "kinds": dict(Certificate.Kind.choices), "words": _words()},
    }
    told = json.dumps(context["told"], ensure_ascii=False, default=str).replace("<", "\\u003c")
    html = render_to_string(
        "certificates/verify/offline.html", {**context, "told": mark_safe(told)}
    )
    return OfflinePage(html, f"{policy}; frame-ancestors 'none'")


def published() -> list[dict[str, str]]:
    """Return the public keys that may have signed a certificate, oldest first."""
    return [
        {
            "id": key.id,
            "short": key.short,
            "made": key.made.isoformat(),
            "algorithm": "Ed25519",
            "publicKey": b64encode(key.raw).decode(),
        }
        for key in public_keys()
    ]


def purpose() -> str:
    """Return what stands before a text that is signed, as base64."""
    return b64encode(PURPOSE).decode()


def _words() -> dict[str, str]:
    return {
        "good": _("签名真实，内容未被改动"),
        "bad": _("不是本平台签发的内容"),
        "badText": _("签名不符：内容被改动过，或者不是本平台的证书。请联网查验。"),
        "unreadable": _("没有读到签名内容"),
        "unreadableText": _("请粘贴扫描二维码得到的完整网址（含 # 以后的部分）。"),
        "name": _("姓名"),
        "number": _("证书编号"),
        "kind": _("证书种类"),
        "issuer": _("发证机构"),
        "day": _("发证日期"),
        "key": _("签名密钥"),
    }


def _elements(scripts: list[str]) -> SafeString:
    return mark_safe("".join(f"<script>{one}</script>" for one in scripts))


@cache
def _script(path: Path) -> str:
    return path.read_text("utf-8")


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
