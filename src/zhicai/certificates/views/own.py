"""One's own certificates, made for the phone: show, download, let it be scanned."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.certificates.papers import DARK, address_of
from zhicai.certificates.queries import own_certificates
from zhicai.certificates.rules import in_groups
from zhicai.certificates.views.one import hand_out
from zhicai.certificates.views.parts import site_of, state_tag
from zhicai.documents.qr import qr_svg
from zhicai.foundation.errors import OutOfScope


@signed_in
@require_safe
def mine(request: OfficeRequest) -> HttpResponse:
    """Show one's own certificates, each with its code to be scanned."""
    rows = []
    for one in own_certificates(request.acting):
        address = address_of(one, site=site_of(request))
        rows.append(
            {
                "one": one,
                "tag": state_tag(one),
                "code": in_groups(one.code),
                "address": address.partition("#")[0],
                "qr": qr_svg(address, dark=DARK) if one.state == "valid" else "",
            }
        )
    context = own_frame(request.acting, "people") | {"rows": rows}
    answer = render(request, "certificates/mine.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
def own_document(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out the PDF of one's own certificate."""
    found = own_certificates(request.acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return hand_out(request, found)
