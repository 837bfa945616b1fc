"""A certificate as PDF/A-2a with its tags: the same bytes for the same certificate.

A character without a glyph is never drawn as a hole: :func:`lacking` names it, and the document
waits for a further font (``ZHICAI_FONTS``) or for the finished PDF of an officer.
"""

import base64
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhicai.certificates.models import Certificate
from zhicai.certificates.rules import COMPLETION, in_groups
from zhicai.certificates.verifying.tokens import qr_address
from zhicai.documents.glyphs import missing
from zhicai.documents.pdf import Template, compile_pdf, faces, fonts_in
from zhicai.documents.qr import qr_svg
from zhicai.documents.writing import chinese_day
from zhicai.foundation.text import Text

TEMPLATE = Template("certificate.typ", Path(__file__).parent / "typst", tagged=True)
DARK = "#123f7c"
WORDS = {"number": "证书编号", "comrade": "同志：", "scan": "扫码核验证书真伪", "code": "验证码"}
VOID = "样章·无效"
"""Stands on the seal that Zhicai draws: a real one comes from the issuer's own service."""


def extra_fonts() -> Path | None:
    """Return the folder of further fonts that the site names."""
    return Path(settings.ZHICAI_FONTS) if settings.ZHICAI_FONTS else None


@cache
def seal_svg(path: str) -> str:
    """Return the province's own seal image as SVG, empty where none is configured."""
    if not path:
        return ""
    file = Path(path)
    if file.suffix.lower() == ".svg":
        return file.read_text("utf-8")
    kind = "jpeg" if file.suffix.lower() in (".jpg", ".jpeg") else "png"
    content = base64.b64encode(file.read_bytes()).decode("ascii")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 100 100"><image width="100" height="100" '
        f'xlink:href="data:image/{kind};base64,{content}"/></svg>'
    )


def lacking(found: Certificate) -> tuple[str, ...]:
    """Return the characters of a certificate that no font here can show."""
    fonts = fonts_in(extra_fonts())
    return missing("".join((found.name, found.class_title, found.issuer)), *fonts)


def lacking_says(signs: Sequence[str]) -> Text:
    """Return which characters no font has, with their code points."""
    named = "、".join(f"{one}（U+{ord(one):04X}）" for one in signs)
    return Text(
        f"字库里没有：{named}。请配置扩展字库，或上传制作好的 PDF。",
        f"No font has: {named}. Configure a further font, or upload the finished PDF.",
    )


def address_of(found: Certificate, *, site: str) -> str:
    """Return the address to which the code on a certificate leads."""
    return qr_address(found, site=site)


def certificate_pdf(certificates: Sequence[Certificate], *, site: str) -> bytes:
    """Return certificates as one PDF, a page each; nothing of them may lack its glyph."""
    first = certificates[0]
    day = max(one.issued_on for one in certificates)
    data = {
        "title": first.number if len(certificates) == 1 else first.title,
        "author": first.issuer,
        "made": [day.year, day.month, day.day],
        "faces": faces(extra_fonts()),
        "seal": seal_svg(settings.ZHICAI_SEAL),
        "void": VOID,
        "words": WORDS,
        "pages": [page_of(one, site=site) for one in certificates],
    }
    return compile_pdf(TEMPLATE, data, dated=day, extra=extra_fonts())


def page_of(found: Certificate, *, site: str) -> dict[str, Any]:
    """Return a certificate as the template reads it."""
    address = address_of(found, site=site)
    plain = address.partition("#")[0]
    return {
        "number": found.number,
        "programme": found.programme_title,
        "title": found.title,
        "english": found.title_english,
        "name": found.name,
        "id": found.id_masked,
        "body": _body(found),
        "qr": qr_svg(address, dark=DARK),
        "address": plain,
        "shown": plain,
        "code": in_groups(found.code),
        "until": f"有效期至 {_spaced(found.expires_on)}" if found.expires_on else "",
        "issuer": found.issuer,
        "day": chinese_day(found.issued_on),
    }


def _body(found: Certificate) -> tuple[str, str, str]:
    """Return the sentence of a certificate: before, the class, after."""
    days = _spaced(found.held_from)
    if found.held_to != found.held_from:
        days = f"{days}至 {_spaced(found.held_to)}"
    close = "准予结业。" if found.kind == COMPLETION else ""
    return (
        f"于 {days}参加",
        f"“{found.class_title}”",
        f"，完成规定的 {found.hours.normalize():f} 学时学习，考试、实操均合格，{close}特发此证。",
    )


def _spaced(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
