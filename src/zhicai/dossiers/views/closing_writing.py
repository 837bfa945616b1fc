"""The working group's pages: the effect evaluation, the report with autosave, its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.dossiers import actions
from zhicai.dossiers.closing_papers import EVALUATION_WORDS
from zhicai.dossiers.closing_presenters import figures_of, sections_of, unit_of
from zhicai.dossiers.forms import report_words
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.class_figures import (
    changed_figures,
    effect_questions,
    gather_class,
    people_behind,
)
from zhicai.dossiers.queries.closing import class_seen, own_dossier_for
from zhicai.dossiers.queries.closing_text import evaluation_of, facts_of
from zhicai.dossiers.rules.class_figures import (
    BY_KEY,
    PEOPLE,
    Difference,
    amount,
    from_json,
)
from zhicai.dossiers.rules.report import unwritten
from zhicai.dossiers.views.asked import saved_answer, stale_answer
from zhicai.dossiers.views.closing import back_to, head_of_dossier, read_dossier
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale, ZhicaiError
from zhicai.people.rules import masked_name
from zhicai.planning.presenters.words import moment
from zhicai.training.forms import scores_from
from zhicai.training.queries.feedback import class_feedback
from zhicai.training.rules.evaluation import LEAST, MOST, average
from zhicai.ui.asked import faults_of, number, said, word
from zhicai.ui.lists import Column, ListPage

# --- the effect evaluation ------------------------------------------------------------------------


@needs("dossiers.read_closing")
def closing_evaluation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the effect evaluation with the figures it draws on; save it where one is posted."""
    dossier = read_dossier(request, pk)
    if request.method != "POST":
        return _evaluation(request, dossier)
    dossier = own_dossier_for(request.acting, pk, on=clock.today())
    found = dossier.training_class
    keys = [one.key for one in effect_questions(found, on=clock.today())]
    scores = scores_from(request.POST, keys)
    words = {key: word(request, key) for key in EVALUATION_WORDS}
    try:
        actions.evaluate_effect(dossier, scores, words, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        return _evaluation(request, dossier, scores=scores, words=words, error=error)
    messages.success(request, _("效果评估已保存"))
    return back_to(found)


def _evaluation(
    request: OfficeRequest,
    dossier: ClosingDossier,
    *,
    scores: Mapping[str, int | None] | None = None,
    words: Mapping[str, str] | None = None,
    error: ZhicaiError | None = None,
) -> HttpResponse:
    found = dossier.training_class
    context = head_of_dossier(request, found, faults=faults_of(error) if error else [])
    row, frame = evaluation_of(dossier), context["law"]
    given = scores if scores is not None else (row.scores if row is not None else {})
    typed = words if words is not None else (row.words if row is not None else {})
    shown = (
        gather_class(found, on=frame.on)
        if context["may_change"] or row is None
        else from_json(row.figures)
    )
    context |= {
        "evaluation": row,
        "mean": average(row.scores) if row is not None else None,
        "figures": figures_of(found.pk, shown),
        "feedback": class_feedback(found, frame),
        "asked": [(one, given.get(one.key)) for one in effect_questions(found, on=frame.on)],
        "marks": range(LEAST, MOST + 1),
        "texts": [(key, says, typed.get(key, "")) for key, says in EVALUATION_WORDS.items()],
        "clause": context["terms"].clause_of("evaluation"),
    }
    status = error.status if error is not None else 200
    return render(request, "dossiers/closing/evaluation.html", context, status=status)


# --- the report -----------------------------------------------------------------------------------


@needs("dossiers.read_closing")
def closing_report(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the report to read, or its editor; save the words that are posted."""
    dossier = read_dossier(request, pk)
    if request.method != "POST":
        return _report(request, dossier, dossier.words)
    dossier = own_dossier_for(request.acting, pk, on=clock.today())
    words = report_words(request.POST)
    try:
        actions.save_report(
            dossier, by=request.acting, words=words, revision=number(request, "revision") or 0,
            at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return _report(request, dossier, words, faults=[Fault(error.says)], stale=True)
    except (BadInput, Refused) as error:
        page = _report(request, dossier, words, faults=faults_of(error))
        page.status_code = error.status
        return page
    messages.success(request, _("报告已保存"))
    return HttpResponseRedirect(reverse("dossiers:closing_report", args=[pk]))


def _report(
    request: OfficeRequest,
    dossier: ClosingDossier,
    words: Mapping[str, str],
    *,
    faults: Sequence[Fault] = (),
    stale: bool = False,
) -> HttpResponse:
    found = dossier.training_class
    context = head_of_dossier(request, found, faults=list(faults))
    figures, on = from_json(dossier.figures), context["law"].on
    changed: tuple[Difference, ...] = ()
    if context["may_change"]:
        changed = changed_figures(dossier, on=on)
    facts = facts_of(found, evaluation_of(dossier))
    context |= {
        "sections": sections_of(figures, facts, dict(words)),
        "figures": figures_of(found.pk, figures),
        "changed": [_changed(one) for one in changed],
        "as_of": dossier.generated_at,
        "unwritten": unwritten(words),
        "conflict": stale,
        "revision": (number(request, "revision") or 0) if stale else dossier.revision,
        "saved_at": moment(dossier.edited_at),
        "clause": context["terms"].clause_of("report"),
        "buttons": [{"label": _("保存报告"), "name": "do", "value": "save", "primary": True}],
    }
    template = "report_edit" if context["may_change"] else "report"
    return render(
        request, f"dossiers/closing/{template}.html", context, status=409 if stale else 200
    )


def _changed(one: Difference) -> dict[str, str]:
    return {
        "label": said(one.kind.label),
        "before": amount(one.kind, one.before),
        "after": amount(one.kind, one.after),
        "unit": unit_of(one.kind),
    }


@require_POST
def _autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save what is typed and answer with what is still to be written."""
    dossier = own_dossier_for(request.acting, pk, on=clock.today())
    try:
        saved = actions.save_report(
            dossier, by=request.acting, words=report_words(request.POST),
            revision=number(request, "revision") or 0, at=clock.now(),
        )  # fmt: skip
    except Stale as error:
        return stale_answer(error)
    context = {"unwritten": unwritten(saved.words)}
    checks = render_to_string("dossiers/closing/parts/unwritten.html", context, request)
    return saved_answer(saved, {"report-checks": checks})


closing_autosave = needs("dossiers.close")(_autosave)


@require_POST
def _take_figures(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the figures over as the records have them now."""
    dossier = own_dossier_for(request.acting, pk, on=clock.today())
    actions.take_figures(dossier, by=request.acting, at=clock.now())
    messages.success(request, _("数字已按现在的记录更新，文字不变"))
    wanted = word(request, "back")
    page = "dossiers:closing_dossier" if wanted == "dossier" else "dossiers:closing_report"
    return HttpResponseRedirect(reverse(page, args=[pk]))


closing_figures = needs("dossiers.close")(_take_figures)

PEOPLE_COLUMNS = (
    Column("name", gettext_lazy("姓名")),
    Column("employer", gettext_lazy("工作单位")),
    Column("place", gettext_lazy("所在地")),
    Column("result", gettext_lazy("结论")),
    Column("exam", gettext_lazy("考试"), numeric=True),
    Column("practical", gettext_lazy("实操"), numeric=True),
)


@needs("dossiers.read_closing")
def closing_figure(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Show the people that a figure of a class counts."""
    found = class_seen(request.acting, pk, on=clock.today())
    if key not in PEOPLE:
        raise OutOfScope
    kind = BY_KEY[key]
    page: ListPage[Any] = ListPage(request, people_behind(found, key), columns=PEOPLE_COLUMNS)
    context = head_of_dossier(request, found) | {
        "kind": kind,
        "label": said(kind.label),
        "page": page,
        "rows": [(row, masked_name(row.person.name)) for row in page],
    }
    return render(request, "dossiers/closing/figure.html", context)
