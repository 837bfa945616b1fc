"""The questionnaire of a call: written, sent to candidates, answers and response rate."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.admission import actions
from zhicai.admission.forms import QuestionsForm, SendForm
from zhicai.admission.models import Call
from zhicai.admission.queries.calls import CallFrame, call_for, candidates_seen, runs
from zhicai.admission.queries.screening import has_answered
from zhicai.admission.views.call_parts import CALL_TABS, STATE_TONES, call_tabs, name_of
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.surveys.queries import results
from zhicai.surveys.rules.content import content_of
from zhicai.surveys.rules.written import parse, write
from zhicai.surveys.screens import asked_in
from zhicai.ui.asked import faults_of, said, take_faults

STARTING = """# 一、本人
1. 您从事知识产权工作几年？【数字】【必答】
2. 您现在负责哪些工作？【多选】【必答】
- 专利申请和维护
- 专利检索分析
- 商标和品牌
- 许可、转让和维权
- 制度和项目管理
# 二、单位和需求
3. 单位现有有效专利多少件？【数字】
4. 您最需要提高哪项能力？【单选】【必答】
- 检索分析
- 布局和申请
- 运用和转化
- 保护和维权
5. 能全程参加集中培训和考核吗？【是非】【必答】
"""
MOST_LISTED = 300


@needs("admission.calls")
def questions(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write and send the questionnaire of a call; see who answered what."""
    row, frame = call_for(request.acting, pk, on=clock.today())
    tab = next(one for one in CALL_TABS if one.name == "questions")
    if not tab.shown(request, row, frame):
        raise OutOfScope
    mine = runs(request.acting, row, frame)
    writes = mine and row.round_id is None and row.state != Call.State.SCREENED
    form = QuestionsForm(request.POST if _posts(request, "save") else None, initial=_initial(row))
    send = SendForm(request.POST if _posts(request, "send") else None, initial=_until(row))
    error: BadInput | Refused | None = None
    status = 200
    if request.method == "POST":
        if not mine:
            raise OutOfScope
        try:
            if _act(request, row, form, send):
                return HttpResponseRedirect(reverse("admission:questions", args=[pk]))
            status = 422
        except (BadInput, Refused) as refused:
            error, status = refused, refused.status
            if form.is_bound:
                take_faults(form, refused)
    context = _context(request, row, frame) | {
        "form": form,
        "send": send,
        "writes": writes,
        "sends": mine and row.questionnaire_id is not None
        and row.state in (Call.State.OPEN, Call.State.CLOSED),
        "faults": faults_of(error) if error and not form.is_bound else [],
    }  # fmt: skip
    return render(request, "admission/questions.html", context, status=status)


def _posts(request: OfficeRequest, do: str) -> bool:
    return request.method == "POST" and request.POST.get("do") == do


def _initial(row: Call) -> dict[str, str]:
    if row.questionnaire is None:
        return {"title": _("考核培训需求问卷") + f" {row.pk}", "written": STARTING}
    return {
        "title": row.questionnaire.title,
        "written": write(content_of(row.questionnaire.draft)),
    }


def _until(row: Call) -> dict[str, Any]:
    return {"closes_on": row.round.closes_on if row.round is not None else row.closes_on}


def _act(request: OfficeRequest, row: Call, form: QuestionsForm, send: SendForm) -> bool:
    by, at = request.acting, clock.now()
    if form.is_bound and form.is_valid():
        content, faults = parse(form.cleaned_data["written"])
        for fault in faults:
            form.add_error("written", said(fault.says))
        if faults:
            return False
        title = form.cleaned_data["title"]
        actions.keep_questionnaire(row, title=title, content=content, by=by, at=at)
        messages.success(request, _("问卷已保存。"))
        return True
    if send.is_bound and send.is_valid():
        done = actions.send_questionnaire(
            row, closes_on=send.cleaned_data["closes_on"], by=by, at=at
        )
        messages.success(request, _("问卷已发给 %(n)d 人") % {"n": done})
        return True
    return False


def _context(request: OfficeRequest, row: Call, frame: CallFrame) -> dict[str, Any]:
    asked = candidates_seen(request.acting, frame).filter(
        call=row, state__in=("applied", "confirmed")
    )
    people = list(asked.order_by("employer_place__code", "pk"))
    invited = [one for one in people if one.invitation_id is not None]
    found = results(row.round, on=frame.on) if row.round is not None else None
    content = content_of(row.questionnaire.draft) if row.questionnaire is not None else None
    return {
        "call": row,
        "year": frame.year,
        "rules": frame.rules,
        "region": frame.region(row.region_key),
        "tone": STATE_TONES[row.state],
        "tabs": call_tabs(request, row, frame, "questions"),
        "results": found,
        "preview": [(s, asked_in(content, s, {})) for s in content.sections] if content else (),
        "invited": len(invited),
        "answered": sum(1 for one in invited if has_answered(one)),
        "missing": [
            {"row": one, "name": name_of(request, one, frame)}
            for one in invited
            if not has_answered(one)
        ][:MOST_LISTED],
        "unasked": len(people) - len(invited),
    }
