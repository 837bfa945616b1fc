"""One trainee of an assessment class: the three facts, every mark, corrections, the make-up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.results import actions
from zhicai.results.mark_forms import AllowForm, CorrectForm
from zhicai.results.mark_sheets import plain
from zhicai.results.queries.keeping import may_excuse, may_mark, seat_read
from zhicai.results.queries.marks import Line, board_of, history_of, standing_mark
from zhicai.results.rules.decision import PART_WORDS, PARTS, Score
from zhicai.results.views.marks import line_tag, marks_context, names_of
from zhicai.results.views.parts import shown_name
from zhicai.ui.asked import faults_of, form_faults, said


@needs("results.marks")
def trainee(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the facts of one trainee with every mark and who entered it."""
    return _page(request, pk)


def _page(
    request: OfficeRequest, pk: int, *, faults: list[Fault] | None = None, status: int = 200
) -> HttpResponse:
    row, found = seat_read(request.acting, pk, on=clock.today())
    line = next(iter(board_of(found, only=[row.pk]).lines), None)
    if line is None:
        raise OutOfScope
    marks = list(history_of(row.pk))
    again = line.make_up
    context = marks_context(request, found) | {
        "line": line,
        "name": shown_name(row.person, whole=names_of(request, found)),
        "tag_of": line_tag(line),
        "facts": facts_of(line),
        "history": [{"mark": one, "value": plain(Score(one.value))} for one in marks],
        "keeps": may_mark(request.acting, found),
        "excuses": may_excuse(request.acting, found) and again is not None and again.state != "sat",
        "correct": CorrectForm(),
        "allow": AllowForm(initial={"set_for": again.set_for if again else None}),
        "faults": faults or [],
    }
    return render(request, "results/trainee.html", context, status=status)


def facts_of(line: Line) -> list[dict[str, Any]]:
    """Return the three facts in words: what there is, what is needed, whether it is met."""
    rules, verdict = line.rules, line.verdict
    shown = [
        {
            "label": _("学时"),
            "value": f"{line.hours.normalize():f} / {line.facts.needed.normalize():f}",
            "note": _("补考代替缺的学时") if verdict.hours_by_test else "",
            "met": verdict.hours_done,
            "clause": rules.clauses.get("hours"),
            "missing": line.missing,
        }
    ]
    for part in PARTS:
        score, first = verdict.scores.get(part), line.first(part)
        least = f"{rules.pass_marks[part].normalize():f}"
        note = _("合格线 %(n)s 分") % {"n": least}
        if score is not None and first is not None and score != first:
            note += _("；首次 %(first)s") % {"first": plain(first)}
        shown.append(
            {
                "label": said(PART_WORDS[part]),
                "value": plain(score) or "—",
                "note": note,
                "met": part in verdict.passed,
                "clause": rules.clauses.get(part),
                "missing": None,
            }
        )
    return shown


@require_POST
def _act(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct a mark, enter a missed or declined make-up, allow another day."""
    row, found = seat_read(request.acting, pk, on=clock.today())
    do, by, at = request.POST.get("do", ""), request.acting, clock.now()
    try:
        if do == "correct":
            _correct(request, row.pk)
        elif do in ("missed", "declined"):
            reason = request.POST.get("reason", "")
            actions.close_make_up(found, do, reason=reason, only=[pk], by=by, at=at)
            messages.success(request, _("补考机会已记为用过"))
        elif do == "allow":
            facts = _valid(AllowForm(request.POST))
            actions.allow_make_up(found, pk, facts["set_for"], reason=facts["reason"], by=by, at=at)
            messages.success(request, _("已同意，并通知学员"))
        else:
            raise OutOfScope
    except (Refused, BadInput) as error:
        return _page(request, pk, faults=faults_of(error), status=error.status)
    return HttpResponseRedirect(reverse("results:trainee", args=[pk]))


def _correct(request: OfficeRequest, pk: int) -> None:
    key = request.POST.get("mark", "")
    mark = standing_mark(pk, int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0)
    form = CorrectForm(request.POST)
    facts = _valid(form)
    actions.correct_mark(
        mark, form.score(), reason=facts["reason"], by=request.acting, at=clock.now()
    )
    messages.success(request, _("成绩已更正，原成绩和原因保留"))


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise BadInput(form_faults(form))
    return form.cleaned_data


act = needs("results.marks")(_act)
