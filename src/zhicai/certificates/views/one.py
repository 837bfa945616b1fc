"""One certificate: its facts and trail, its document, what the issuer does with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.certificates import actions
from zhicai.certificates.forms import PaperForm, ReasonForm
from zhicai.certificates.models import Certificate, CertificateEvent
from zhicai.certificates.queries import (
    certificate_for,
    certificate_law,
    certificates,
    events_of,
    may_issue_in,
    successor_of,
)
from zhicai.certificates.queries.law import END, PAPERS
from zhicai.certificates.rules import in_groups
from zhicai.certificates.views.parts import paper_words, shown, site_of, state_tag
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.queries.records import person_for
from zhicai.results.views.parts import hub
from zhicai.ui.asked import faults_of, word


def _facts(found: Certificate, *, whole: bool) -> list[dict[str, Any]]:
    seat = found.outcome.registration
    rows: list[tuple[str, Any]] = [
        (_("证书名称"), found.title),
        (_("姓名"), shown(found, whole=whole)),
        (_("证件号码"), found.id_masked or "—"),
        (_("工作单位"), seat.employer_name or "—"),
        (_("班次"), found.class_title),
        (_("培训日期"), f"{found.held_from:%Y-%m-%d} — {found.held_to:%Y-%m-%d}"),
        (_("学时"), f"{found.hours.normalize():f}"),
        (_("颁发单位"), found.issuer),
        (_("颁发日期"), f"{found.issued_on:%Y-%m-%d}"),
        (_("有效期至"), f"{found.expires_on:%Y-%m-%d}" if found.expires_on else _("长期有效")),
        (_("验证码"), in_groups(found.code)),
        (_("文件"), paper_words(found)),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _trail(found: Certificate) -> list[dict[str, Any]]:
    return [
        {
            "title": str(event.get_kind_display()),
            "state": "returned" if event.kind in ("revoked", "replaced") else "done",
            "who": f"{event.by} {event.office}".strip(),
            "at": f"{event.at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}",
            "opinion": event.reason,
        }
        for event in events_of(found)
    ]


def _show(
    request: OfficeRequest, found: Certificate, error: BadInput | Refused | None = None
) -> HttpResponse:
    law = certificate_law(found.programme_year, on=clock.today())
    whole = holds(request.acting, PAPERS)
    ends = holds(request.acting, END) and may_issue_in(request.acting, law)
    context = {
        "hub": hub(request, "certificates"),
        "found": found,
        "name": shown(found, whole=whole),
        "tag": state_tag(found),
        "facts": _facts(found, whole=whole),
        "trail": _trail(found),
        "papers": whole,
        "ends": ends and found.state == Certificate.State.VALID,
        "uploads": ends and found.needs_hand and found.document_id is None,
        "replaced_by": successor_of(found),
        "clause": law.clauses["award"],
        "form": ReasonForm(request.POST) if error else ReasonForm(),
        "paper": PaperForm(),
        "did": word(request, "do"),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "certificates/certificate.html", context, status=status)


@needs("certificates.read")
@require_safe
def certificate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one certificate with its trail."""
    return _show(request, certificate_for(request.acting, pk, on=clock.today()))


@needs("certificates.end")
@require_POST
def act(request: OfficeRequest, pk: int) -> HttpResponse:
    """Reprint, replace or revoke with a reason; take the finished PDF of one that needs a hand."""
    found = certificate_for(request.acting, pk, on=clock.today())
    done, reason = word(request, "do"), request.POST.get("reason", "")
    by, at = request.acting, clock.now()
    goes = found
    try:
        if done == "reprint":
            actions.reprint(found, reason=reason, by=by, at=at)
            messages.success(request, _("已登记补打，可以下载打印"))
        elif done == "replace":
            goes = actions.replace(found, reason=reason, by=by, at=at)
            messages.success(request, _("已换发，新编号 %(n)s") % {"n": goes.number})
        elif done == "revoke":
            actions.revoke(found, reason=reason, by=by, at=at)
            messages.success(request, _("证书已撤销"))
        elif done == "upload":
            actions.upload_document(found, request.FILES.get("file"), by=by, at=at)
            messages.success(request, _("文件已上传"))
        else:
            raise OutOfScope
    except (BadInput, Refused) as error:
        return _show(request, found, error)
    return HttpResponseRedirect(reverse("certificates:certificate", args=[goes.pk]))


def hand_out(
    request: OfficeRequest, found: Certificate, *, kind: str = "downloaded"
) -> HttpResponseBase:
    """Return the document of a certificate, made now if it is not yet; the trail notes it.

    Refused where a character keeps it from being made.
    """
    made = actions.render_one(found, by=request.acting, at=clock.now(), site=site_of(request))
    if made.document is None:
        says = Text(made.needs_hand_says, made.needs_hand_says)
        raise Refused([Reason(says, None)])
    actions.note(made, kind, by=request.acting, at=clock.now())
    return serve_file(made.document, inline=word(request, "inline") == "1")


@needs("certificates.papers")
def document(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out the PDF of a certificate."""
    found = certificate_for(request.acting, pk, on=clock.today())
    inline = word(request, "inline") == "1"
    kind = CertificateEvent.Kind.PRINTED if inline else CertificateEvent.Kind.DOWNLOADED
    return hand_out(request, found, kind=kind)


@needs("certificates.read")
@require_safe
def of_person(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the certificates of one person."""
    on = clock.today()
    person = person_for(request.acting, pk, on=on)
    rows = certificates(request.acting, on=on).filter(person=person)
    context = {
        "hub": hub(request, "certificates"),
        "person": person,
        "rows": [{"one": one, "tag": state_tag(one)} for one in rows.order_by("-issued_on", "-pk")],
    }
    return render(request, "certificates/person.html", context)
