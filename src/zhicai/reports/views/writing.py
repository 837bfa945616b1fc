"""Writing a report: begin, words with autosave, the steps to its publication."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.programmes.queries import years_for
from zhicai.reports import actions
from zhicai.reports.forms import SignedForm, words_from
from zhicai.reports.models import Report
from zhicai.reports.queries.body import Body, body_of_report
from zhicai.reports.queries.seen import kind_of, worked_report_for
from zhicai.reports.rules.sentences import unwritten
from zhicai.reports.views.parts import head_of, page, shown_grids
from zhicai.reports.views.reports import show
from zhicai.ui.asked import faults_of, number, word


def _to(name: str, report: Report) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"reports:{name}", args=[report.pk]))


@require_POST
def _begin(request: OfficeRequest) -> HttpResponse:
    """Begin the report of a year, or go on with the one there is."""
    year = years_for(request.acting).filter(pk=number(request, "year") or 0).first()
    if year is None:
        raise OutOfScope
    made = actions.open_report(year, word(request, "kind"), by=request.acting, at=clock.now())
    messages.success(request, _("已用现在的数据生成报告，可以修改文字"))
    return _to("edit", made)


begin = needs("reports.write")(_begin)


@needs("reports.write")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the editor of the words; save what is posted."""
    found = worked_report_for(request.acting, pk)
    if not head_of(request, found)["may_word"]:
        return _to("report", found)
    if request.method != "POST":
        return _editor(request, found)
    words = words_from(request.POST, kind_of(found))
    try:
        actions.save_report(
            found, words, revision=number(request, "revision") or 0, by=request.acting,
            at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return _editor(request, found, words, faults=[Fault(error.says)], stale=True)
    except Refused as error:
        return _editor(request, found, words, faults=faults_of(error), status=error.status)
    messages.success(request, _("报告已保存"))
    return _to("edit", found)


def _editor(
    request: OfficeRequest, found: Report, words: Mapping[str, str] | None = None, *,
    faults: list[Fault] | None = None, stale: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    body = body_of_report(found, words=words)
    return page(
        request, "edit", status=409 if stale else status, body=body, faults=faults or [],
        chapters=[
            {"one": one, "name": f"words-{one.chapter.id}", "rows": _lines(one.words),
             "grids": shown_grids(found, one.grids)}
            for one in body.chapters
        ],
        checks=checks_of(found, body), conflict=stale,
        revision=(number(request, "revision") or 0) if stale else found.revision,
        saved_at=f"{found.edited_at.astimezone(CHINA):%m-%d %H:%M}",
        buttons=[{"label": _("保存报告"), "name": "do", "value": "save", "primary": True}],
        **head_of(request, found),
    )  # fmt: skip


def _lines(words: str) -> int:
    return min(14, max(3, words.count("\n") + 1 + len(words) // 60))


def checks_of(found: Report, body: Body) -> dict[str, Any]:
    """Return what is still to be looked at: chapters to write, numbers that the words lost."""
    written = {one.chapter.id: one.words for one in body.chapters}
    return {
        "unwritten": unwritten(body.kind, written),
        "lost": [one for one in body.chapters if one.missing],
    }


@require_POST
def _autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save what is typed and answer with what is still to be looked at."""
    found = worked_report_for(request.acting, pk)
    try:
        saved = actions.save_report(
            found, words_from(request.POST, kind_of(found)),
            revision=number(request, "revision") or 0, by=request.acting, at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return JsonResponse({"by": error.by, "at": error.at, "message": ""}, status=409)
    context = {"checks": checks_of(saved, body_of_report(saved))}
    parts = {"report-checks": render_to_string("reports/parts/checks.html", context, request)}
    saved_at = f"{saved.edited_at.astimezone(CHINA):%H:%M}"
    return JsonResponse({"revision": saved.revision, "saved_at": saved_at, "parts": parts})


autosave = needs("reports.write")(_autosave)


@require_POST
def _step(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take one step: figures anew, freeze, approve, take back, set aside, publish, attach."""
    found = worked_report_for(request.acting, pk)
    try:
        done = _take(request, found)
    except (BadInput, Refused, Stale) as error:
        return show(
            request, found, status=error.status, faults=faults_of(error),
            reason=word(request, "reason"),
        )  # fmt: skip
    messages.success(request, done)
    return _to("edit" if word(request, "back") == "edit" else "report", found)


def _take(request: OfficeRequest, found: Report) -> str:
    by, at, do = request.acting, clock.now(), word(request, "do")
    revision, reason = number(request, "revision") or 0, word(request, "reason")
    if do == "take":
        actions.take_figures(found, by=by, at=at)
        return _("数字已按现在的记录更新，您写的文字不变")
    if do == "freeze":
        actions.freeze_report(found, revision=revision, by=by, at=at)
        return _("数据已冻结，文字在审定前还可以修改")
    if do == "approve":
        actions.approve_report(found, revision=revision, by=by, at=at)
        return _("报告已审定")
    if do == "reopen":
        actions.reopen_words(found, reason=reason, by=by, at=at)
        return _("已退回修改文字，数据不变")
    if do == "set-aside":
        actions.set_aside(found, reason=reason, by=by, at=at)
        return _("报告已作废，可以重新编制")
    if do == "publish":
        actions.publish_report(found, by=by, at=at)
        return _("报告已发布")
    if do == "attach":
        form = SignedForm(request.POST, request.FILES)
        form.is_valid()
        actions.attach_signed(found, form.cleaned_data.get("file"), by=by, at=at)
        return _("签字盖章件已上传")
    raise OutOfScope


step = needs("reports.write")(_step)
