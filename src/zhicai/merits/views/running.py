"""Grades that the rules would change, shown before they are applied; settling the years."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.foundation.text import Text
from zhicai.merits.actions.grades import apply_run, drop_run, make_run
from zhicai.merits.actions.ledger import settle
from zhicai.merits.queries.law import MeritLaw, grade_word, merit_law, words_of
from zhicai.merits.queries.reckoning import changes_of, run_for, run_waiting, runs_past
from zhicai.merits.queries.settling import years_of
from zhicai.merits.views.parts import page
from zhicai.ui.asked import faults_of, number, said


@needs("merits.grade")
def run(request: OfficeRequest) -> HttpResponse:
    """Show whose grade the rules would change; reckon anew, apply what is shown, put it aside."""
    law = merit_law(request.acting, on=clock.today())
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            _act(request, law)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            return HttpResponseRedirect(reverse("merits:run"))
    waits, words = run_waiting(law.programme), words_of(law)
    lines = [
        {"row": one, "before": said(grade_word(words, one.before)),
         "after": said(grade_word(words, one.after))}
        for one in (changes_of(waits) if waits is not None else ())
    ]  # fmt: skip
    return page(request, "run", "run", law, status=422 if faults else 200, faults=faults,
                run=waits, lines=lines, past=runs_past(law.programme))  # fmt: skip


def _act(request: OfficeRequest, law: MeritLaw) -> None:
    do, key = request.POST.get("do", ""), number(request, "run")
    by, at = request.acting, clock.now()
    if do == "make":
        made = make_run(law, by=by, at=at)
        if made is None:
            messages.info(request, _("按规则没有人的级别需要变动"))
        return
    if key is None or do not in ("apply", "drop"):
        raise BadInput([Fault(Text("请选择要办理的事项。", "Choose what to do."))])
    found = run_for(law, key)
    if do == "apply":
        n = apply_run(found, law, by=by, at=at)
        messages.success(request, _("已核定 %(n)s 人的级别") % {"n": n})
    else:
        drop_run(found, law, by=by, at=at)
        messages.success(request, _("试算已作废，级别没有变动"))


@needs("merits.rule")
def years(request: OfficeRequest) -> HttpResponse:
    """List the years with what is booked to each; the province settles one that is over."""
    law = merit_law(request.acting, on=clock.today())
    rows = years_of(law)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            wanted = number(request, "year")
            found = next((one for one in rows if one.year.year == wanted), None)
            if found is None:
                raise BadInput([Fault(Text("请选择年度。", "Choose a year."), "year")])
            settle(found.year, law, by=request.acting, at=clock.now())
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("%(year)s 年已结算") % {"year": wanted})
            return HttpResponseRedirect(reverse("merits:years"))
    return page(request, "years", "years", law, status=422 if faults else 200, faults=faults,
                rows=rows)  # fmt: skip
