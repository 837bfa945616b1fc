"""The editor of the package: kept while it is typed, lines added and dropped, sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.planning import actions
from zhicai.planning.forms import package_from
from zhicai.planning.models import Package
from zhicai.planning.presenters.package import (
    form_choices,
    line_views,
    paper_views,
    remarks_by_class,
    sums,
)
from zhicai.planning.presenters.words import moment
from zhicai.planning.queries.packages import (
    asked_package,
    draft_content,
    is_own,
    leaves_of,
    may_edit,
    package_for,
)
from zhicai.planning.rules import package as drafts
from zhicai.planning.rules.package import PackageContent, read_draft
from zhicai.planning.rules.package_checks import package_checks
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.planning.views.packages import common_context
from zhicai.ui.asked import faults_of, number, said, word

SEND_ASKS = Text(
    "班次计划、课程设计和考题内容一并报送，审定以前不能修改。",
    "Class plan, course designs and exam content go together; no change before the decision.",
)


@needs("planning.package")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the draft with its checks; save it, add and drop lines, send it."""
    found = package_for(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    if not may_edit(request.acting, found, on=setting.on):
        return HttpResponseRedirect(reverse("planning:package_read", args=[pk]))
    if request.method != "POST":
        return _editor(request, found, setting, found.draft)
    typed = drafts.clean(package_from(request.POST))
    try:
        return _edited(request, found, setting, typed)
    except Stale as error:
        page = _editor(request, found, setting, typed, faults=faults_of(error), stale=True)
        page.status_code = error.status
        return page
    except (BadInput, Refused) as error:
        fresh = package_for(request.acting, pk)
        page = _editor(request, fresh, setting, typed, faults=faults_of(error))
        page.status_code = error.status
        return page


def _edited(
    request: OfficeRequest, found: Package, setting: Setting, typed: dict[str, Any]
) -> HttpResponse:
    do, _space, target = word(request, "do").partition(" ")
    typed, anchor = _changed(typed, do, target)
    at, by = clock.now(), request.acting
    saved = actions.save_package(
        found, by=by, draft=typed, revision=number(request, "revision") or 0, at=at
    )
    if do == "send":
        actions.send_package(saved, by=by, at=at, revision=saved.revision)
        messages.success(request, _("已报省局办公室审定"))
        return HttpResponseRedirect(reverse("planning:package_read", args=[found.pk]))
    if do == "save":
        messages.success(request, _("草稿已保存"))
    return HttpResponseRedirect(reverse("planning:package_edit", args=[found.pk]) + anchor)


def _changed(typed: dict[str, Any], do: str, target: str) -> tuple[dict[str, Any], str]:
    if do == "add-class":
        typed = drafts.with_class(typed)
        return typed, f"#{typed['classes'][-1]['key']}"
    if do == "drop-class":
        return drafts.without_class(typed, target), "#classes"
    if do == "add-course":
        return drafts.with_course(typed, target), f"#{target}"
    if do == "drop-course":
        key, _dash, course = target.partition("-")
        return drafts.without_course(typed, key, course), f"#{key}"
    if do == "spread":
        return drafts.with_design_of(typed, target), f"#{target}"
    return typed, ""


def _context(
    request: OfficeRequest, found: Package, setting: Setting, typed: dict[str, Any]
) -> dict[str, Any]:
    """What follows from what is typed: lines with their faults, checks, sums, coverage."""
    asked = asked_package(setting.year, on=setting.on)
    stored = draft_content(found, on=setting.on)
    read, unread = read_draft(typed)
    content = PackageContent(read.classes, read.notes, read.reason, stored.standard, stored.papers)
    leaves = leaves_of(found)
    checks = package_checks(content, unread, asked, leaves=leaves)
    return {
        "package": found,
        "asked": asked,
        "lines": line_views(
            content, asked, typed=typed, checks=checks, remarks=remarks_by_class(found.filing),
            leaves=leaves,
        ),
        "checks": checks,
        "sums": sums(content, asked),
        "papers": paper_views(content.papers, asked),
    }  # fmt: skip


def _editor(
    request: OfficeRequest,
    found: Package,
    setting: Setting,
    typed: dict[str, Any],
    *,
    faults: list[Any] | None = None,
    stale: bool = False,
) -> HttpResponse:
    own = is_own(request.acting, found)
    context = common_context(request, found, setting) | _context(request, found, setting, typed)
    context |= {
        "typed": typed,
        "forms": form_choices(),
        "faults": faults or [],
        "stale": stale,
        "revision": number(request, "revision") if stale else found.revision,
        "saved_at": moment(found.edited_at),
        "own": own,
        "buttons": _buttons(own=own),
    }
    return render(request, "planning/package_edit.html", context)


def _buttons(*, own: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": _("保存草稿"), "name": "do", "value": "save"}]
    if own:
        label = _("报省局办公室审定")
        found.append({"label": label, "name": "do", "value": "send", "icon": "send",
                      "primary": True, "confirm": SEND_ASKS})  # fmt: skip
    return found


# --- kept while it is typed ----------------------------------------------------------------------


@require_POST
def _autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep what is typed and answer with the parts of the page that follow from it."""
    found = package_for(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    if not may_edit(request.acting, found, on=setting.on):
        raise OutOfScope
    typed = drafts.clean(package_from(request.POST))
    try:
        saved = actions.save_package(
            found, by=request.acting, draft=typed, revision=number(request, "revision") or 0,
            at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return JsonResponse({"by": error.by, "at": error.at, "message": ""}, status=409)
    except Refused as error:
        words = " ".join(said(reason.says) for reason in error.reasons)
        return JsonResponse({"message": words}, status=422)
    parts = _context(request, saved, setting, saved.draft)
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": moment(saved.edited_at)[-5:],
            "parts": _live_parts(request, parts),
        }
    )


autosave = needs("planning.package")(_autosave)


def _live_parts(request: OfficeRequest, parts: dict[str, Any]) -> dict[str, str]:
    """The parts of the page that follow from what is typed: sums, checks, coverage, faults."""
    found: dict[str, str] = {
        f"package-{name}": render_to_string(f"planning/parts/package_{name}.html", parts, request)
        for name in ("sums", "checks", "matrix")
    }
    for one in parts["lines"]:
        for field in one.fields:
            words = said(field.fault) if field.fault else ""
            found[f"id_{field.name}_fault"] = str(conditional_escape(words))
    return found
