"""Writing a notice: new, editor with autosave, files, dropping, passing on, replacing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.documents.numbers import is_prefix
from zhicai.files.attachments import Attached, Attachments
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.notices import actions
from zhicai.notices.forms import DraftForm, draft_from
from zhicai.notices.models import Notice
from zhicai.notices.queries import Directory, directory_of, known_of, notice_for, own_draft_for
from zhicai.notices.rules.content import faults_of, number_for
from zhicai.notices.rules.drafts import Draft
from zhicai.programmes.forms import put_faults
from zhicai.programmes.queries import year_for


@require_POST
def _new(request: OfficeRequest) -> HttpResponse:
    """Begin a notice and go to its editor."""
    year = year_for(request.acting, on=clock.today())
    notice = actions.open_draft(year, by=request.acting, at=clock.now())
    return _to("edit", notice.pk)


new = needs("notices.write")(_new)


@needs("notices.write")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the editor; take what is posted and do what its button says."""
    notice = own_draft_for(request.acting, pk)
    if request.method != "POST":
        return _page(request, notice, notice.draft)
    draft = draft_from(request.POST)
    try:
        return _done(request, notice, draft)
    except Stale as error:
        return _page(request, notice, draft, faults=[Fault(error.says)], stale=True, status=409)
    except BadInput as error:
        notice = own_draft_for(request.acting, pk)
        return _page(request, notice, draft, faults=error.faults, status=422)
    except Refused as error:
        faults = [Fault(one.says, clause=one.clause) for one in error.reasons]
        notice = own_draft_for(request.acting, pk)
        return _page(request, notice, draft, faults=faults, status=409)


def _done(request: OfficeRequest, notice: Notice, draft: Draft) -> HttpResponse:
    """Save the draft and do what the button asks."""
    at, by = clock.now(), request.acting
    saved = actions.save_draft(notice, by=by, draft=draft, revision=_revision(request), at=at)
    do = request.POST.get("do", "")
    if do == "send":
        sent = actions.send_notice(saved, by=by, revision=saved.revision, at=at)
        count = sent.receipts.count()
        words = ngettext("已发给 %(n)d 个单位", "已发给 %(n)d 个单位", count)
        toasts.success(request, words % {"n": count})
        return _to("notice", sent.pk)
    if do == "preview":
        return _to("notice", saved.pk)
    if do == "drop":
        actions.drop_draft(saved, by=by)
        toasts.success(request, _("草稿已删除"))
        return HttpResponseRedirect(reverse("notices:drafts"))
    toasts.success(request, _("草稿已保存"))
    return _to("edit", saved.pk)


def _to(name: str, pk: int, anchor: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse(f"notices:{name}", args=[pk]) + anchor)


def _revision(request: OfficeRequest) -> int:
    written = request.POST.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


@require_POST
def _autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save what is typed and answer with the checks that follow from it."""
    notice = own_draft_for(request.acting, pk)
    try:
        saved = actions.save_draft(
            notice, by=request.acting, draft=draft_from(request.POST),
            revision=_revision(request), at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return JsonResponse({"by": error.by, "at": error.at, "message": ""}, status=409)
    checks = _checks(saved, saved.draft, directory_of(saved, on=clock.today()))
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": f"{localtime(saved.edited_at):%H:%M}",
            "parts": {
                "notice-checks": render_to_string(
                    "ui/components/checklist.html", {"items": checks["items"]}, request
                )
            },
        }
    )


autosave = needs("notices.write")(_autosave)


def _checks(notice: Notice, draft: Draft, directory: Directory) -> dict[str, Any]:
    """What must be mended before sending, and what will then happen, as a check list."""
    on = clock.today()
    known = known_of(notice, draft, directory, on=on)
    faults = faults_of(draft, known)
    items: list[dict[str, Any]] = [
        {"state": "error", "text": fault.says, "url": f"#id_{fault.field}"} for fault in faults
    ]
    if known.addressees:
        n = known.addressees
        items.append({"state": "ok", "text": Text(f"发给 {n} 个单位", f"goes to {n} addressees")})
    if draft["number"].strip() or is_prefix(draft["sign"].strip()):
        number = number_for(draft, known.used, on)
        if number not in known.used:
            items.append({"state": "ok", "text": Text(f"文号 {number}", f"number: {number}")})
    return {"items": items, "ready": not faults, "addressees": known.addressees}


def _page(
    request: OfficeRequest,
    notice: Notice,
    draft: Draft,
    *,
    faults: Sequence[Fault] = (),
    stale: bool = False,
    status: int = 200,
    file_faults: Sequence[Fault] = (),
) -> HttpResponse:
    directory = directory_of(notice, on=clock.today())
    form = DraftForm(draft)
    put_faults(form, [fault for fault in faults if fault.field in form.fields])
    checks = _checks(notice, draft, directory)
    context = {
        "notice": notice,
        "form": form,
        "faults": faults,
        "stale": stale,
        "groups": directory.groups,
        "chosen": set(draft["to"]),
        "to_fault": next((fault.says for fault in faults if fault.field == "to"), None),
        "checks": checks,
        "revision": request.POST.get("revision", "") if stale else notice.revision,
        "saved_at": f"{localtime(notice.edited_at):%m-%d %H:%M}" if notice.revision else "",
        "attachments": _attachments(notice, file_faults),
        "buttons": [
            {"label": _("保存并预览"), "name": "do", "value": "preview", "icon": "eye"},
            {
                "label": _("发送通知"), "name": "do", "value": "send", "icon": "send",
                "primary": True,
                "confirm": _("发送后不能再改，所选单位会立即收到，并取定文号。"),
            },
        ],
    }  # fmt: skip
    return render(request, "notices/edit.html", context, status=status)


def _attachments(notice: Notice, faults: Sequence[Fault]) -> Attachments:
    rows = [
        Attached(
            one.file,
            reverse("notices:file", args=[notice.pk, one.pk]),
            reverse("notices:detach", args=[notice.pk, one.pk]),
        )
        for one in notice.attachments.select_related("file")
    ]
    return Attachments(rows, reverse("notices:attach", args=[notice.pk]), faults=faults)


@require_POST
def _attach(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a file to a draft."""
    notice = own_draft_for(request.acting, pk)
    try:
        actions.attach_file(notice, request.FILES.get("file"), by=request.acting, at=clock.now())
    except BadInput as error:
        return _page(request, notice, notice.draft, status=422, file_faults=error.faults)
    return _to("edit", pk, "#attachments")


attach = needs("notices.write")(_attach)


@require_POST
def _detach(request: OfficeRequest, pk: int, file: int) -> HttpResponse:
    """Take a file out of a draft."""
    notice = own_draft_for(request.acting, pk)
    actions.detach_file(notice, file, by=request.acting)
    return _to("edit", pk, "#attachments")


detach = needs("notices.write")(_detach)


@require_POST
def _forward(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin a notice that passes this one on."""
    notice = notice_for(request.acting, pk)
    year = year_for(request.acting, on=clock.today())
    made = actions.forward_notice(notice, year, by=request.acting, at=clock.now())
    return _to("edit", made.pk)


forward = needs("notices.write")(_forward)


@require_POST
def _supersede(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin the notice that replaces this one."""
    notice = notice_for(request.acting, pk)
    made = actions.supersede_notice(notice, by=request.acting, at=clock.now())
    return _to("edit", made.pk)


supersede = needs("notices.write")(_supersede)
