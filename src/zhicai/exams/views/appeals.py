"""Appeals of marks: asked from the page of the result, listed by their due day, answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.exams.actions import appeals as actions
from zhicai.exams.forms.marking import AppealFilters
from zhicai.exams.models import Appeal
from zhicai.exams.presenters.marking import TURNS, kind_label, parts_of
from zhicai.exams.presenters.tasks import tried_in
from zhicai.exams.queries.appeals import (
    ANSWER,
    appeal_for,
    appeals_visible_to,
    clause_of_setting,
    has_marked,
    markings_of,
)
from zhicai.exams.queries.marking import alias_of, model_of
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.sittings import answers_of, files_of, own_sitting
from zhicai.exams.rules.rubrics import read_tenths
from zhicai.exams.views.bank import tabs_for
from zhicai.exams.views.sittings import result_page
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

TONES = {"open": "amber", "upheld": "green", "refused": "idle"}
COLUMNS = (
    Column("exam", gettext_lazy("考试"), ("sitting__exam__starts_at", "pk")),
    Column("number", gettext_lazy("题号"), ("number", "pk")),
    Column("says", gettext_lazy("理由")),
    Column("at", gettext_lazy("申请时间"), ("at",)),
    Column("due", gettext_lazy("答复期限"), ("due", "pk")),
    Column("state", gettext_lazy("状态"), ("state", "due")),
)


@require_POST
def _ask(request: OfficeRequest, code: str) -> HttpResponse:
    """Ask to have one's marks looked at again."""
    found = own_sitting(request.acting, code)
    try:
        actions.appeal(
            found, number(request, "number"), says=word(request, "says"), by=request.acting,
            at=clock.now(),
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return result_page(request, found, error)
    messages.success(request, _("已申请复核，答复后发消息通知您"))
    return HttpResponseRedirect(reverse("exams:result", args=[code]))


ask = signed_in(_ask)


@needs("exams.publish")
@require_safe
def appeals(request: OfficeRequest) -> HttpResponse:
    """List the appeals, those that wait first."""
    page: ListPage[Any] = ListPage(
        request, appeals_visible_to(request.acting), columns=COLUMNS, filters=AppealFilters
    )
    on = clock.today()
    context = {
        "tabs": tabs_for(request, "appeals"),
        "page": page,
        "rows": [{"one": one, "tag": _tag(one), "late": _is_late(one, on)} for one in page],
    }
    return render(request, "exams/marking/appeals.html", context)


def _tag(one: Appeal) -> dict[str, str]:
    return {"label": str(one.get_state_display()), "tone": TONES[one.state]}


def _is_late(one: Appeal, on: Any) -> bool:
    return one.state == Appeal.State.OPEN and one.due < on


@needs("exams.publish")
def appeal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the answer that an appeal is about, without a name, and decide on it."""
    found = appeal_for(request.acting, pk)
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        try:
            _decided(request, found)
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
        else:
            return HttpResponseRedirect(reverse("exams:appeals"))
    sitting = found.sitting
    questions = opened(sitting.exam.paper_id)
    item = found.number or number(request, "number")
    asked = next((one for one in questions if one.number == item), None)
    context = {
        "found": found,
        "exam": sitting.exam,
        "tag": _tag(found),
        "late": _is_late(found, clock.today()),
        "alias": alias_of(sitting.pk)[:6].upper(),
        "questions": [(one.number, kind_label(one.kind)) for one in questions],
        "asked": asked,
        "open": found.state == Appeal.State.OPEN,
        "own": item is not None and has_marked(request.acting, sitting.pk, item),
        "own_says": actions.OWN_MARKING,
        "clause": clause_of_setting(sitting.exam, ANSWER),
        "marks": word(request, "marks") if request.method == "POST" else "",
        "answer": word(request, "answer") if request.method == "POST" else "",
        "faults": faults,
    }
    if asked is not None:
        context |= _answered(found, asked)
    return render(request, "exams/marking/appeal.html", context, status=status)


def _answered(found: Appeal, asked: Question) -> dict[str, Any]:
    sitting = found.sitting
    url = reverse("exams:marking_file", args=[sitting.exam_id, alias_of(sitting.pk), asked.number])
    row = answers_of(sitting).get(asked.number)
    version = model_of(sitting.exam.paper_id, asked.number)
    score = getattr(sitting, "score", None)
    return {
        "kind": kind_label(asked.kind),
        "passage": asked.content.stem if asked.kind == "case" else "",
        "parts": parts_of(asked, version, row.value if row else None, files_of(sitting), url),
        "tries": tried_in(sitting, asked),
        "markings": [
            {"turn": TURNS[one.turn], "one": one} for one in markings_of(sitting.pk, asked.number)
        ],
        "stands": score.by_item.get(str(asked.number)) if score else None,
    }


def _decided(request: OfficeRequest, found: Appeal) -> None:
    do, marks = word(request, "do"), None
    if do == "uphold":
        marks = read_tenths(word(request, "marks"))
        if marks is None:
            says = Text("请填更正后的分数。", "Give the marks as they are to be.")
            raise BadInput([Fault(says, "marks")])
    elif do != "refuse":
        raise OutOfScope
    actions.answer_appeal(
        found, marks=marks, answer=word(request, "answer"), number=number(request, "number"),
        by=request.acting, at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("已答复，考生已收到通知"))
