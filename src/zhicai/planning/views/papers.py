"""The sealed slot, and the package's lines from an Excel file."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import require
from zhicai.filing.rules import State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.planning import actions
from zhicai.planning.models import Package
from zhicai.planning.package_sheets import package_template, read_package
from zhicai.planning.presenters.package import paper_views, sort_choices, source_page
from zhicai.planning.queries.packages import (
    asked_package,
    is_own,
    may_edit,
    package_for,
    paper_for,
    papers_of,
    readers_of,
    readers_offered,
    reads_papers,
    sees_slot,
    user_named,
)
from zhicai.planning.rules.package import PAPER, draft_of, read_draft
from zhicai.planning.sources import offered_papers
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.planning.views.files import NO_FILE, marked_file
from zhicai.ui.asked import faults_of, number, word

REMOVABLE = (State.DRAFT, State.RETURNED)


@needs("planning.packages")
def slot(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what lies in the sealed slot, who may open it and who did; put a file in."""
    found = _with_slot(request, pk)
    error: BadInput | Refused | None = None
    if request.method == "POST":
        require(request.acting, "planning.package")
        try:
            return _changed(request, found)
        except (BadInput, Refused) as refusal:
            error = refusal
    return slot_page(request, found, error)


def _with_slot(request: OfficeRequest, pk: int) -> Package:
    found = package_for(request.acting, pk)
    if not sees_slot(request.acting, found):
        raise OutOfScope
    return found


def _changed(request: OfficeRequest, found: Package) -> HttpResponse:
    do, by, at = word(request, "do"), request.acting, clock.now()
    if do == "seal":
        actions.seal_paper(
            found, request.FILES.get("file"), by=by, at=at,
            sort=word(request, "sort") or PAPER, items=request.POST.getlist("items"),
        )  # fmt: skip
        messages.success(request, _("已密封，只有指定的启封人可以打开"))
    elif do == "take":
        source, _space, key = word(request, "paper").partition(" ")
        actions.seal_from_source(found, source, key, by=by, at=at)
        messages.success(request, _("已放入密封卷，到开考时间由系统启封"))
    elif do == "name":
        actions.name_reader(found, user_named(number(request, "user")), by=by, at=at)
        messages.success(request, _("已指定启封人"))
    elif do == "end":
        actions.end_reader(found, number(request, "user") or 0, by=by, at=at)
        messages.success(request, _("已取消启封人"))
    else:
        raise OutOfScope
    return HttpResponseRedirect(reverse("planning:package_slot", args=[found.pk]))


def slot_page(
    request: OfficeRequest, found: Package, error: BadInput | Refused | None = None
) -> HttpResponse:
    """Return the page of the slot, with what was refused if anything was."""
    setting = setting_of(request, found.programme_year)
    own = is_own(request.acting, found)
    asked = asked_package(setting.year, on=setting.on)
    papers = list(papers_of(found))
    views = paper_views(papers, asked)
    held = {one.source_key for one in papers if one.in_draft}
    opened = own and found.filing.state not in (State.SENT, State.ARCHIVED)
    context = {
        "package": found,
        "setting": setting,
        "asked": asked,
        "sorts": sort_choices(),
        "papers": [
            (one, view, source_page(one, own=own)) for one, view in zip(papers, views, strict=True)
        ],
        "sealed": [
            (source, one)
            for source, one in (offered_papers(setting.year) if opened else ())
            if one.key not in held
        ],
        "readers": list(readers_of(found)),
        "offered": list(readers_offered(found, on=setting.on)) if own else [],
        "reads": reads_papers(request.acting, found),
        "own": own,
        "open": opened,
        "clause": asked.cites.get("papers"),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "planning/package_slot.html", context, status=status)


@require_POST
def _open(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open a paper for a reason; the file goes to who is named and is kept nowhere on the way."""
    paper = paper_for(request.acting, pk)
    try:
        content = actions.open_paper(
            paper, reason=word(request, "reason"), by=request.acting, at=clock.now()
        )
    except (BadInput, Refused) as error:
        return slot_page(request, package_for(request.acting, paper.package_id), error)
    answer = HttpResponse(content, content_type=paper.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


open_paper = needs("planning.packages")(_open)


@require_POST
def _name_items(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say what a file is and which items of the capability standard it meets."""
    paper = paper_for(request.acting, pk)
    try:
        actions.name_items(
            paper, sort=word(request, "sort"), items=request.POST.getlist("items"),
            by=request.acting, at=clock.now(),
        )  # fmt: skip
    except Refused as error:
        return slot_page(request, package_for(request.acting, paper.package_id), error)
    messages.success(request, _("已写明对应条目"))
    return HttpResponseRedirect(reverse("planning:package_slot", args=[paper.package_id]))


name_items = needs("planning.package")(_name_items)


@require_POST
def _remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a paper out of the slot."""
    paper = paper_for(request.acting, pk)
    actions.remove_paper(paper, by=request.acting)
    messages.success(request, _("已取出"))
    return HttpResponseRedirect(reverse("planning:package_slot", args=[paper.package_id]))


remove = needs("planning.package")(_remove)


# --- Excel in ------------------------------------------------------------------------------------


@require_safe
def _template(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the empty table."""
    found = package_for(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    return package_template(asked_package(setting.year, on=setting.on))


template = needs("planning.package")(_template)


@needs("planning.package")
def import_lines(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the lines of a file in place of the draft's; a file with faults changes nothing."""
    found = package_for(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    if not may_edit(request.acting, found, on=setting.on):
        return HttpResponseRedirect(reverse("planning:package_read", args=[pk]))
    if request.method != "POST":
        return _page(request, found, setting)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, found, setting, BadInput([Fault(NO_FILE, field="file")]))
    original = upload.read()
    try:
        asked = asked_package(setting.year, on=setting.on)
        _table, classes = read_package(original, asked)
        facts = replace(read_draft(found.draft)[0], classes=classes)
        actions.carry_package(
            found, by=request.acting, draft=draft_of(facts), at=clock.now(),
            revision=number(request, "revision") or 0, source=upload.name or "",
        )  # fmt: skip
    except (BadInput, Refused, Stale) as error:
        return _page(request, found, setting, error, original)
    n = len(classes)
    messages.success(request, ngettext("已导入 %(n)d 个班", "已导入 %(n)d 个班", n) % {"n": n})
    return HttpResponseRedirect(reverse("planning:package_edit", args=[pk]))


def _page(
    request: OfficeRequest,
    found: Package,
    setting: Setting,
    error: BadInput | Refused | Stale | None = None,
    original: bytes = b"",
) -> HttpResponse:
    faults: list[Any] = faults_of(error) if error else []
    context = {
        "package": found,
        "setting": setting,
        "faults": faults,
        "rows": len({fault.row for fault in faults if fault.row}),
        "marked": marked_file(error, original),
        "has_lines": bool(found.draft["classes"]),
    }
    status = error.status if error else 200
    return render(request, "planning/package_import.html", context, status=status)
