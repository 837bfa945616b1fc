"""Many certificates at once, as the filters show them: a ZIP of all, or one PDF for printing."""

import zipfile
from io import BytesIO

from django.http import HttpResponse

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.certificates import actions
from zhicai.certificates.models import Certificate, CertificateEvent
from zhicai.certificates.papers import certificate_pdf
from zhicai.certificates.views.lists import issued_page, law_asked
from zhicai.certificates.views.parts import site_of
from zhicai.files.storage import open_content
from zhicai.foundation import clock
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.sheets.downloads import download

MOST = 700
"""Certificates in one file: a large class and its like, not a province's decade."""


def _asked(request: OfficeRequest) -> list[Certificate]:
    """Return the valid certificates within the filters; Refused for none and for too many."""
    law = law_asked(request)
    rows = issued_page(request, law).matching.filter(
        state=Certificate.State.VALID, needs_hand=False
    )
    found = list(rows[: MOST + 1])
    if not found:
        says = Text("没有可以下载的证书。", "There is no certificate to download.")
        raise Refused([Reason(says, None)])
    if len(found) > MOST:
        says = Text(
            f"一次最多 {MOST} 张，请按班次筛选后再下载。",
            f"At most {MOST} at once; narrow the list down to a class.",
        )
        raise Refused([Reason(says, None)])
    return found


@needs("certificates.papers")
def bundle(request: OfficeRequest) -> HttpResponse:
    """Hand out the PDF files of the certificates as one ZIP; those not made yet are made now."""
    site = site_of(request)
    found = [
        actions.render_one(one, by=request.acting, at=clock.now(), site=site)
        for one in _asked(request)
    ]
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        for one in found:
            if one.document is not None:
                with open_content(one.document.sha256) as file:
                    packed.writestr(f"{one.document.name}", file.read())
    given = [one for one in found if one.document is not None]
    kind = CertificateEvent.Kind.DOWNLOADED
    actions.note_many(given, kind, by=request.acting, at=clock.now())
    return download(content.getvalue(), f"{found[0].title}.zip")


@needs("certificates.papers")
def print_all(request: OfficeRequest) -> HttpResponse:
    """Hand out the certificates as one PDF for the printer, a page each."""
    found = [one for one in _asked(request) if one.document is None or not one.needs_hand]
    content = certificate_pdf(found, site=site_of(request))
    kind = CertificateEvent.Kind.PRINTED
    actions.note_many(found, kind, by=request.acting, at=clock.now())
    return download(content, f"{found[0].title}.pdf")
