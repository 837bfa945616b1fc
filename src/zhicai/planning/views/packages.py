"""The assessment package: drawn up, checked, sent, decided, read in each version, printed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.filing.models import Version
from zhicai.filing.queries import history_of
from zhicai.filing.rules import RETURNING, State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Handling
from zhicai.planning import actions
from zhicai.planning.forms import day_from, notes_from
from zhicai.planning.models import Package
from zhicai.planning.package_sheets import package_sheet
from zhicai.planning.presenters.package import (
    line_views,
    names_for,
    paper_views,
    remarks_by_class,
    sums,
)
from zhicai.planning.presenters.timeline import Way, timeline
from zhicai.planning.presenters.words import days_left, state_tag
from zhicai.planning.queries.packages import (
    asked_package,
    content_of,
    draft_content,
    drafts_package,
    is_own,
    leaves_of,
    lines_in_force,
    may_edit,
    may_settle,
    package_due,
    package_for,
    package_in_province,
    package_of,
    packages_visible_to,
    sees_slot,
    version_of,
)
from zhicai.planning.queries.plans import returned_until
from zhicai.planning.rules.differences import Change
from zhicai.planning.rules.package import PackageContent, read_draft
from zhicai.planning.rules.package_checks import AskedPackage, package_checks
from zhicai.planning.rules.package_differences import package_differences
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.planning.views.parts import office_words, waiting_words
from zhicai.ui.asked import faults_of, number, word

DAYS_TO_MEND = 3


@needs("planning.packages")
def package(request: OfficeRequest) -> HttpResponse:
    """Go to the package of the year; where there is none, say so and let the group open it."""
    setting = setting_of(request)
    found = packages_visible_to(request.acting).filter(programme_year=setting.year).first()
    if found is not None:
        edits = is_own(request.acting, found) and found.filing.state in (
            State.DRAFT,
            State.RETURNED,
        )
        view = "package_edit" if edits else "package_read"
        return HttpResponseRedirect(reverse(f"planning:{view}", args=[found.pk]))
    context = {
        "setting": setting,
        "due": package_due(setting.year, on=setting.on),
        "asked": asked_package(setting.year, on=setting.on),
        "drafts": drafts_package(request.acting, setting.year, on=setting.on)
        and package_of(setting.year) is None,
    }
    return render(request, "planning/package_none.html", context)


@require_POST
def _open(request: OfficeRequest) -> HttpResponse:
    """Open the package of the year."""
    setting = setting_of(request)
    found = actions.open_package(setting.year, by=request.acting, at=clock.now())
    return HttpResponseRedirect(reverse("planning:package_edit", args=[found.pk]))


open_package = needs("planning.package")(_open)


# --- reading and deciding ------------------------------------------------------------------------


def common_context(request: OfficeRequest, found: Package, setting: Setting) -> dict[str, Any]:
    """Return what every page of the package shows: state, due date, the way through offices."""
    due = package_due(setting.year, on=setting.on)
    until = returned_until(found.filing)
    still = found.filing.state in (State.DRAFT, State.RETURNED)
    way = Way(found.organisation.short_name or found.organisation.name, office_words(found.filing))
    steps = timeline(found.filing, list(history_of(found.filing)), way, due=due, on=setting.on)
    return {
        "package": found,
        "setting": setting,
        "tag": state_tag(found.filing.state, waits_for=waiting_words(found.filing)),
        "due": until or due,
        "left": days_left(until or due, setting.on) if still else None,
        "steps": steps,
        "slot": sees_slot(request.acting, found),
        "title": _("%(year)d 年度考核培训材料") % {"year": setting.year.year},
    }


def reading_context(request: OfficeRequest, found: Package, setting: Setting) -> dict[str, Any]:
    """Return what a page that shows the package needs; OutOfScope for what may not be read."""
    wanted = number(request, "version")
    own = is_own(request.acting, found)
    version = version_of(found, wanted)
    if wanted is None and found.filing.state == State.SENT and (own or _handles(request)):
        version = found.filing.versions.last()
    if version is None and not own:
        raise OutOfScope
    asked = asked_package(setting.year, on=setting.on)
    content = content_of(version) if version else draft_content(found, on=setting.on)
    before = (
        found.filing.versions.filter(number__lt=version.number).order_by("-number").first()
        if version
        else None
    )
    leaves = leaves_of(found)
    checks = package_checks(content, (), asked, leaves=leaves)
    return common_context(request, found, setting) | {
        "asked": asked,
        "version": version,
        "content": content,
        "lines": line_views(
            content, asked, checks=checks, remarks=remarks_by_class(found.filing), leaves=leaves
        ),
        "before": before,
        "changes": _changes(before, content, asked, slot=sees_slot(request.acting, found))
        if before
        else (),
        "papers": paper_views(content.papers, asked),
        "versions": list(found.filing.versions.order_by("-number")),
        "sums": sums(content, asked),
        "warnings": [check for check in checks if check.state != "ok"],
        "leaves": list(found.leaves.all()),
        "own": own,
        "may_edit": own and may_edit(request.acting, found, on=setting.on),
        "may_settle": may_settle(request.acting, found),
        "may_withdraw": own and found.filing.state == State.SENT,
        "may_pass": holds(request.acting, "planning.let_pass"),
        "in_force": list(lines_in_force(setting.year)) if found.filing.in_force_id else [],
    }


def _changes(
    before: Version, content: PackageContent, asked: AskedPackage, *, slot: bool
) -> list[Change]:
    """What changed since the version before; what lies in the slot only to those who see it."""
    found = package_differences(content_of(before), content, names_for(asked))
    return [change for change in found if slot or change.field != "papers"]


def _handles(request: OfficeRequest) -> bool:
    return request.acting.organisation_id is None


@needs("planning.packages")
def read(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a version with its differences; the registry returns or approves it here."""
    found = package_for(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    if request.method == "POST":
        require(request.acting, "planning.settle_package")
        try:
            return _decided(request, found)
        except (BadInput, Refused) as error:
            found = package_for(request.acting, pk)
            page = _reading(request, found, setting, faults=faults_of(error))
            page.status_code = error.status
            return page
    return _reading(request, found, setting)


def _reading(
    request: OfficeRequest, found: Package, setting: Setting, faults: list[Any] | None = None
) -> HttpResponse:
    context = reading_context(request, found, setting) | {
        "faults": faults or [],
        "returns": Handling(found.filing.handling) in RETURNING,
        "opinion": request.POST.get("opinion", ""),
        "until": request.POST.get("until", (setting.on + timedelta(days=DAYS_TO_MEND)).isoformat()),
    }
    return render(request, "planning/package.html", context)


def _decided(request: OfficeRequest, found: Package) -> HttpResponse:
    at, by, opinion = clock.now(), request.acting, request.POST.get("opinion", "")
    if word(request, "do") == "return":
        actions.return_package(
            found, by=by, opinion=opinion, notes=notes_from(request.POST),
            until=day_from(request.POST, "until"), at=at,
        )  # fmt: skip
        messages.success(request, _("已退回修改，工作组会收到意见"))
    elif word(request, "do") == "approve":
        number_given = word(request, "number")
        actions.approve_package(found, by=by, opinion=opinion, number=number_given, at=at)
        messages.success(request, _("已审定，考核班次生效"))
    else:
        raise OutOfScope
    return HttpResponseRedirect(reverse("planning:package_read", args=[found.pk]))


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the package back before anyone has acted on it."""
    found = package_for(request.acting, pk)
    actions.withdraw_package(found, by=request.acting, at=clock.now())
    messages.success(request, _("已撤回，可以继续修改"))
    return HttpResponseRedirect(reverse("planning:package_edit", args=[pk]))


withdraw = needs("planning.package")(_withdraw)


@needs("planning.let_pass")
def passing(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let classes outside the window, or one batch more, pass; each with its reason."""
    found = package_in_province(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    faults: list[Any] = []
    status = 200
    if request.method == "POST":
        what, _space, key = word(request, "what").partition(" ")
        try:
            actions.let_pass(
                found, what, key=key, reason=word(request, "reason"), by=request.acting,
                at=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已放行，理由随材料公布"))
            return HttpResponseRedirect(reverse("planning:package_pass", args=[pk]))
        except BadInput as error:
            faults, status = faults_of(error), error.status
    asked = asked_package(setting.year, on=setting.on)
    content, unread = read_draft(found.draft)
    leaves = leaves_of(found)
    checks = package_checks(content, unread, asked, leaves=leaves)
    views = line_views(content, asked, checks=checks, leaves=leaves)
    stopped = {check.clause for check in checks if check.state == "error"}
    context = {
        "package": found, "setting": setting, "faults": faults, "asked": asked,
        "lines": [view for view in views if view.outside],
        "batches": asked.most_batches is not None
        and asked.most_batches.clause in stopped
        and len(content.batches) > asked.most_batches.figure,
        "leaves": [
            (row, next((v.name for v in views if v.line.key == row.key), None))
            for row in found.leaves.all()
        ],
        "reason": word(request, "reason"),
    }  # fmt: skip
    return render(request, "planning/package_pass.html", context, status=status)


@require_safe
def _sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the package as the A4 document that is signed."""
    found = package_for(request.acting, pk)
    context = reading_context(request, found, setting_of(request, found.programme_year))
    return render(request, "planning/package_print.html", context)


sheet = needs("planning.packages")(_sheet)


@require_safe
def _export(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the class plan and course designs as an Excel file."""
    found = package_for(request.acting, pk)
    setting = setting_of(request, found.programme_year)
    asked = asked_package(setting.year, on=setting.on)
    if word(request, "version") == "draft" and is_own(request.acting, found):
        content = draft_content(found, on=setting.on)
    else:
        content = reading_context(request, found, setting)["content"]
    title = _("%(year)d 年度考核培训班次与课程设计") % {"year": setting.year.year}
    return package_sheet(content, asked, title)


export = needs("planning.packages")(_export)
