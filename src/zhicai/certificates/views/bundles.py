"""Many certificates at once, as the filters show them: a ZIP of all, or one PDF for printing."""

import zipfile
from io import BytesIO

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

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
    """Return the valid certificates within the filters; Refused for too many."""
    law = law_asked(request)
    rows = issued_page(request, law).matching.filter(
        state=Certificate.State.VALID, needs_hand=False
    )
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        says = Text(
            f"一次最多 {MOST} 张，请按班次筛选后再下载。",
            f"At most {MOST} at once; narrow the list down to a class.",
        )
        raise Refused([Reason(says, None)])
    return found


def _nothing(request: OfficeRequest) -> HttpResponse:
    """Lead back to the list, which shows that it is empty."""
    messages.info(request, _("没有可以下载的证书。"))
    return HttpResponseRedirect(f"{reverse('certificates:home')}?{request.GET.urlencode()}")


@needs("certificates.papers")
def bundle(request: OfficeRequest) -> HttpResponse:
    """Hand out the PDF files of the certificates as one ZIP; those not made yet are made now."""
    site = site_of(request)
    found = [
        actions.render_one(one, by=request.acting, at=clock.now(), site=site)
        for one in _asked(request)
    ]
    if not found:
        return _nothing(request)
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
    found = _asked(request)
    if not found:
        return _nothing(request)
    content = certificate_pdf(found, site=site_of(request))
    kind = CertificateEvent.Kind.PRINTED
    actions.note_many(found, kind, by=request.acting, at=clock.now())
    return download(content, f"{found[0].title}.pdf")
