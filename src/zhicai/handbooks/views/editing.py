"""Writing a document: the editor with autosave, asking for a decision, publishing, its readers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.handbooks import actions
from zhicai.handbooks.forms import PublishForm, draft_from
from zhicai.handbooks.models import Handbook
from zhicai.handbooks.queries import (
    draft_of,
    edition_for,
    editions_of,
    handbook_of,
    kind_for,
    may_decide,
    may_edit,
    owner_of,
    parts_in,
    reader_rows,
)
from zhicai.handbooks.rules.content import (
    Draft,
    laid_out,
    may_publish,
    with_section,
    without_section,
)
from zhicai.handbooks.sheets import readers_sheet
from zhicai.law.decision import Decision
from zhicai.law.schema import HandbookKind
from zhicai.programmes.forms import put_faults
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.programmes.scope import year_of
from zhicai.ui.lists import ListPage

Place = tuple[ProgrammeYear, HandbookKind]


def _mine(request: OfficeRequest, key: str) -> Place:
    """Return a document that the user writes; OutOfScope for any other."""
    year = year_of(request)
    kind = kind_for(request.acting, year, key)
    if not may_edit(request.acting, year, kind, on=clock.today()):
        raise OutOfScope
    return year, kind


def _revision(request: OfficeRequest) -> int:
    written = request.POST.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _save(request: OfficeRequest, place: Place, draft: Draft) -> Handbook:
    year, kind = place
    return actions.save_draft(
        year, kind, draft, revision=_revision(request), by=request.acting, at=clock.now()
    )


@needs("handbooks.edit")
def edit(request: OfficeRequest, key: str) -> HttpResponse:
    """Show the editor; take what is posted and do what its button says."""
    year, kind = place = _mine(request, key)
    if request.method != "POST":
        return _page(request, place, draft_of(year, key))
    draft = draft_from(request.POST)
    do, _space, target = request.POST.get("do", "").partition(" ")
    if do == "add":
        draft = with_section(draft)
    elif do == "drop":
        draft = without_section(draft, target)
    try:
        _save(request, place, draft)
        if do == "ask":
            actions.ask_for_decision(year, kind, by=request.acting, at=clock.now())
    except Stale as error:
        return _page(request, place, draft, faults=[Fault(error.says)], status=error.status)
    except Refused as error:
        faults = [Fault(one.says, one.field, clause=one.clause) for one in error.reasons]
        return _page(request, place, draft, faults=faults, status=error.status)
    if do == "ask":
        toasts.success(request, _("已送审定，负责单位的待办里会出现"))
    elif do in ("", "save"):
        toasts.success(request, _("草稿已保存"))
    anchor = f"#{draft['sections'][-1]['key']}" if do == "add" else ""
    return HttpResponseRedirect(reverse("handbooks:edit", args=[key]) + anchor)


@require_POST
def _autosave(request: OfficeRequest, key: str) -> HttpResponse:
    """Save what is typed and answer with the check list that follows from it."""
    year, kind = place = _mine(request, key)
    draft = draft_from(request.POST)
    try:
        saved = _save(request, place, draft)
    except Stale as error:
        return JsonResponse({"by": error.by, "at": error.at, "message": ""}, status=409)
    checks = render_to_string(
        "handbooks/parts/checks.html", _checks(year, kind, saved.draft), request
    )
    local = saved.edited_at.astimezone(clock.CHINA)
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": f"{local:%H:%M}",
            "parts": {"handbook-checks": checks},
        }
    )


autosave = needs("handbooks.edit")(_autosave)


def _checks(year: ProgrammeYear, kind: HandbookKind, draft: Draft) -> dict[str, Any]:
    """What must be there before publishing, each part with its state."""
    sections = laid_out(parts_in(year, kind), draft)
    return {
        "checks": [
            {
                "state": "warn" if section.empty else "ok",
                "text": section.title,
                "url": f"#{section.key}",
                "clause": section.clause,
            }
            for section in sections
            if section.part is not None
        ],
        "ready": may_publish(sections, clause=kind.clause[0]).allowed,
    }


def _page(
    request: OfficeRequest,
    place: Place,
    draft: Draft,
    *,
    form: PublishForm | None = None,
    faults: Sequence[Fault] = (),
    refusal: Decision | None = None,
    status: int = 200,
) -> HttpResponse:
    year, kind = place
    row, on = handbook_of(year, kind.id), clock.today()
    decides = may_decide(request.acting, year, kind, on=on)
    initial = {"in_force_from": on, "note": draft.get("note", "")}
    save = {"label": _("保存草稿"), "name": "do", "value": "save"}
    ask = {"label": _("送审定"), "name": "do", "value": "ask", "icon": "send", "primary": True}
    local = row.edited_at.astimezone(clock.CHINA) if row else None
    context = {
        "year": year,
        "kind": kind,
        "row": row,
        "sections": laid_out(parts_in(year, kind), draft),
        "draft": draft,
        "revision": row.revision if row else 1,
        "saved_at": f"{local:%H:%M}" if local else "",
        "buttons": [save] if decides else [save, ask],
        "decides": decides,
        "owner": law_of(year).bodies[owner_of(year, kind, on=on)].name,
        "form": form or PublishForm(initial=initial),
        "faults": faults,
        "refusal": refusal,
        "latest": editions_of(year, kind.id).first(),
        **_checks(year, kind, draft),
    }
    return render(request, "handbooks/edit.html", context, status=status)


@require_POST
def _publish(request: OfficeRequest, key: str) -> HttpResponse:
    """Publish the draft as saved."""
    year, kind = place = _mine(request, key)
    form, refusal, status = PublishForm(request.POST), None, 422
    if form.is_valid():
        try:
            edition = actions.publish(
                year, kind, **form.cleaned_data, by=request.acting, at=clock.now()
            )
        except BadInput as error:
            put_faults(form, error.faults)
        except Refused as error:
            refusal, status = Decision(allowed=False, reasons=error.reasons), error.status
        else:
            said = _("第 %(n)d 版已发布，%(day)s 起施行") % {
                "n": edition.number,
                "day": edition.in_force_from.isoformat(),
            }
            toasts.success(request, said)
            return HttpResponseRedirect(reverse("handbooks:document", args=[key]))
    draft = draft_of(year, key)
    return _page(request, place, draft, form=form, refusal=refusal, status=status)


publish = needs("handbooks.edit")(_publish)


@needs("handbooks.edit")
def readers(request: OfficeRequest, key: str) -> HttpResponse:
    """Show who has opened and acknowledged the version in force; remind those who have not."""
    year, kind = _mine(request, key)
    on = clock.today()
    edition = edition_for(year, key, on=on)
    if request.method == "POST":
        if edition is None:
            raise OutOfScope
        sent = actions.remind_readers(year, kind, edition, by=request.acting, at=clock.now())
        said = _("已提醒 %(n)d 个单位") if sent else _("今天已经提醒过，或都已确认")
        toasts.success(request, said % {"n": sent} if sent else said)
        return HttpResponseRedirect(reverse("handbooks:readers", args=[key]))
    rows = reader_rows(year, kind, edition, on=on) if edition else []
    page = ListPage(request, rows, page_size=200)
    if page.exporting:
        return readers_sheet(kind, rows)
    context = {
        "year": year,
        "kind": kind,
        "edition": edition,
        "page": page,
        "done": sum(row.acknowledged_on is not None for row in rows),
        "opened": sum(row.opened_on is not None for row in rows),
    }
    return render(request, "handbooks/readers.html", context)
