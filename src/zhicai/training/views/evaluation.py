"""Evaluations of a class: entered and read side by side."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.training import actions
from zhicai.training.forms import scores_from
from zhicai.training.queries.classes import class_for
from zhicai.training.queries.evaluations import evaluation_due, sheets_of
from zhicai.training.queries.feedback import asked_of_trainees, class_feedback
from zhicai.training.queries.organisers import evaluators
from zhicai.training.rules.evaluation import LEAST, MOST, REACHED
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of, word


@needs("training.read")
def evaluation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the scores of every step side by side, with the forms that one may enter."""
    return _page(request, pk)


def _page(
    request: OfficeRequest, pk: int, error: BadInput | Refused | None = None, kind: str = ""
) -> HttpResponse:
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    sheets = sheets_of(request.acting, found, asked)
    rows = []
    for sheet in sheets:
        posted = error is not None and sheet.kind == kind
        keys = [question.key for question in sheet.questions]
        mine = sheet.mine.scores if sheet.mine else {}
        given = scores_from(request.POST, keys) if posted else mine
        final = found.state == "closed" and sheet.mine is not None
        rows.append(
            {
                "sheet": sheet,
                "may": sheet.may and found.state in REACHED[sheet.kind] and not final,
                "early": found.state not in REACHED[sheet.kind],
                "asked": [(question, given.get(question.key)) for question in sheet.questions],
                "says": word(request, "says") if posted else sheet.mine.says if sheet.mine else "",
            }
        )
    context = class_context(request, found, asked, "evaluation") | {
        "sheets": rows,
        "marks": range(LEAST, MOST + 1),
        "evaluators": [one.name for one in evaluators(found, asked)],
        "due": evaluation_due(found, asked.settings),
        "feedback": class_feedback(found, asked),
        "asked": asked_of_trainees(asked.settings),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "training/evaluation.html", context, status=status)


@require_POST
def _evaluate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter an evaluation."""
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    kind = word(request, "kind")
    sheets = {one.kind: one for one in sheets_of(request.acting, found, asked)}
    if kind not in sheets:
        raise OutOfScope
    scores = scores_from(request.POST, [question.key for question in sheets[kind].questions])
    try:
        actions.evaluate(
            found, kind, scores, says=word(request, "says"), by=request.acting, at=clock.now()
        )
    except (BadInput, Refused) as error:
        return _page(request, pk, error, kind)
    messages.success(request, _("评估已保存"))
    return HttpResponseRedirect(reverse("training:evaluation", args=[pk]) + f"#{kind}")


evaluate = needs("training.evaluate")(_evaluate)
