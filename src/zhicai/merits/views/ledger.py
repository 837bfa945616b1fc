"""The ledger of one specialist with the running balance, corrections, a grade by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.merits.actions.grades import give_grade
from zhicai.merits.actions.ledger import correct as book_correction
from zhicai.merits.forms import CorrectForm, GradeForm
from zhicai.merits.presenters import ledger_rows, shown_standing
from zhicai.merits.queries.law import POINTS, grade_word, merit_law, words_of
from zhicai.merits.queries.standing import posting_for, standing_for
from zhicai.merits.sheets import LEDGER
from zhicai.merits.views.parts import page
from zhicai.people.models import Person
from zhicai.results.sheets import table
from zhicai.ui.asked import said, take_faults


@needs("merits.read")
def ledger(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a specialist's ledger; holders of the right give a grade by hand."""
    on = clock.today()
    law = merit_law(request.acting, on=on)
    person = standing_for(request.acting, pk, on=on)
    rows = ledger_rows(person)
    if request.GET.get("export") == "xlsx":
        return table(LEDGER, [_line_out(line) for line in rows[::-1]])
    form, status = GradeForm(request.POST or None), 200
    words = words_of(law)
    form.offer([(key, said(grade_word(words, key))) for key in words])
    if request.method == "POST":
        status = 422
        if form.is_valid() and _graded(request, person, form):
            return HttpResponseRedirect(reverse("merits:ledger", args=[person.pk]))
    grades = law.parts["grades"] and holds(request.acting, "merits.grade")
    return page(
        request, "ledger", "standings", law, status=status, person=person, rows=rows,
        shown=shown_standing(person, law), form=form if grades else None,
        corrects=law.is_open(POINTS) and holds(request.acting, "merits.correct"),
    )  # fmt: skip


def _graded(request: OfficeRequest, person: Person, form: GradeForm) -> bool:
    try:
        give_grade(
            person, form.cleaned_data["grade"], cause="correction",
            says=form.cleaned_data["says"], on=clock.today(), by=request.acting, at=clock.now(),
        )  # fmt: skip
    except (BadInput, Refused) as error:
        take_faults(form, error)
        return False
    messages.success(request, _("级别已更正"))
    return True


def _line_out(line: dict[str, Any]) -> dict[str, Any]:
    row = line["row"]
    return {
        "on": row.on, "kind": str(row.get_kind_display()), "says": line["says"],
        "rule": row.rule, "year": row.year, "points": row.points, "balance": line["balance"],
        "cut": row.cut_points if row.cut else None, "expires": row.expires_on,
        "reason": row.reason,
    }  # fmt: skip


@needs("merits.correct")
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Reverse a posting with the reason, and book the right points for it where there are any."""
    on = clock.today()
    law = merit_law(request.acting, on=on)
    row = posting_for(request.acting, pk, on=on)
    form, status = CorrectForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                book_correction(
                    row, law, reason=form.cleaned_data["reason"],
                    instead=form.cleaned_data["instead"], by=request.acting, at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已更正，流水里可以看到"))
                return HttpResponseRedirect(reverse("merits:ledger", args=[row.person_id]))
    return page(request, "correct", "standings", law, status=status, row=row, form=form,
                says=said(row.says))  # fmt: skip
