"""The city's own pages: generate, write with autosave, send, take back, answer opinions."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.dossiers import actions
from zhicai.dossiers.forms import words_from
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.presenters import parts_of
from zhicai.dossiers.queries.asked import clause_of
from zhicai.dossiers.queries.summaries import (
    Shown,
    city_for,
    may_edit,
    open_remarks,
    own_summary_for,
)
from zhicai.dossiers.rules.changes import decide_sending
from zhicai.dossiers.rules.figures import figures_of
from zhicai.dossiers.views.asked import (
    asked_by,
    body_of,
    difference_of,
    head_of,
    saved_answer,
    stale_answer,
)
from zhicai.filing.rules import State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.planning.presenters.words import moment
from zhicai.ui.asked import faults_of, number, word


@require_POST
def _generate(request: OfficeRequest) -> HttpResponse:
    """Fix the figures as the records have them now, and go on writing."""
    asked = asked_by(request)
    code = word(request, "place") or request.acting.place_code
    found = actions.generate(asked.year, city=code, by=request.acting, at=clock.now())
    messages.success(request, _("数字已按今天的记录生成"))
    return HttpResponseRedirect(reverse("dossiers:edit", args=[found.pk]))


generate = needs("dossiers.summarise")(_generate)


@needs("dossiers.summarise")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the editor; save the words that are posted and send where the button says so."""
    found = own_summary_for(request.acting, pk)
    if not may_edit(found.filing):
        return HttpResponseRedirect(reverse("dossiers:summary"))
    if request.method != "POST":
        return _editor(request, found, found.words)
    words, at, by = words_from(request.POST), clock.now(), request.acting
    try:
        saved = actions.save_words(
            found, by=by, words=words, revision=number(request, "revision") or 0, at=at
        )
        if word(request, "do") != "send":
            messages.success(request, _("草稿已保存"))
            return HttpResponseRedirect(reverse("dossiers:edit", args=[pk]))
        actions.send_summary(saved, by=by, at=at, revision=saved.revision)
    except Stale as error:
        return _editor(request, found, words, faults=[Fault(error.says)], stale=True)
    except (BadInput, Refused) as error:
        found = own_summary_for(request.acting, pk)
        page = _editor(request, found, words, faults=faults_of(error))
        page.status_code = error.status
        return page
    messages.success(request, _("已报送省局办公室"))
    return HttpResponseRedirect(reverse("dossiers:summary"))


def _editor(
    request: OfficeRequest,
    found: ClassSummary,
    words: Mapping[str, str],
    *,
    faults: Sequence[Fault] = (),
    stale: bool = False,
) -> HttpResponse:
    asked = asked_by(request, found.programme_year)
    city = city_for(request.acting, found.place.code, on=asked.on)
    shown = Shown(figures_of(found.figures), words)
    head = head_of(request, asked, city, found)
    decision = decide_sending(shown.figures, words, head["clause"] or None)
    again = found.filing.versions.exists()
    context = {
        **head,
        **body_of(found, shown),
        "parts": parts_of(
            words,
            remarks=open_remarks(found),
            faults={one.field: one.says for one in faults if one.field},
        ),
        "difference": difference_of(asked, city, shown),
        "decision": decision,
        "returned": found.filing.state == State.RETURNED,
        "faults": faults,
        "conflict": stale,
        "revision": (number(request, "revision") or 0) if stale else found.revision,
        "saved_at": moment(found.edited_at),
        "buttons": [
            {"label": _("保存草稿"), "name": "do", "value": "save"},
            {
                "label": _("再报一版") if again else _("报送省局办公室"),
                "name": "do", "value": "send", "icon": "send", "primary": True,
            },
        ],
    }  # fmt: skip
    return render(request, "dossiers/edit.html", context, status=409 if stale else 200)


@require_POST
def _autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save what is typed and answer with the checks that follow from it."""
    found = own_summary_for(request.acting, pk)
    try:
        saved = actions.save_words(
            found, by=request.acting, words=words_from(request.POST),
            revision=number(request, "revision") or 0, at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return stale_answer(error)
    decision = decide_sending(
        figures_of(saved.figures), saved.words, clause_of(saved.programme_year) or None
    )
    checks = render_to_string("dossiers/parts/checks.html", {"decision": decision}, request)
    return saved_answer(saved, {"summary-checks": checks})


autosave = needs("dossiers.summarise")(_autosave)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back what was sent."""
    found = own_summary_for(request.acting, pk)
    actions.withdraw_summary(found, by=request.acting, at=clock.now())
    messages.success(request, _("已撤回，可以继续修改"))
    return HttpResponseRedirect(reverse("dossiers:edit", args=[pk]))


withdraw = needs("dossiers.summarise")(_withdraw)


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer an opinion on one's own summary."""
    found = own_summary_for(request.acting, pk)
    remark = number(request, "remark")
    if remark is None:
        says = Text("请选择要答复的意见。", "Choose the opinion to answer.")
        raise BadInput([Fault(says, field="remark")])
    actions.answer_opinion(
        found, remark_id=remark, by=request.acting, answer=word(request, "answer"), at=clock.now()
    )
    messages.success(request, _("已答复意见"))
    return HttpResponseRedirect(reverse("dossiers:edit", args=[pk]))


answer = needs("dossiers.summarise")(_answer)
