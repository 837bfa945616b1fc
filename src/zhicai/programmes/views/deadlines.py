"""Extensions and waivers: the list, and the form that decides one for some seats."""

from typing import Any

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.programmes.actions import extend_deadline, restore, waive
from zhicai.programmes.forms import DayInput, ReasonForm, put_faults
from zhicai.programmes.models import DeadlineDecision, ProgrammeYear
from zhicai.programmes.queries.deadlines import (
    SeatDue,
    decision_rows,
    obligations_by_level,
    seats_with_due,
)
from zhicai.programmes.scope import year_of
from zhicai.programmes.views.page import back_to, programme_page
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("place", gettext_lazy("单位")),
    Column("obligation", gettext_lazy("任务")),
    Column("kind", gettext_lazy("决定")),
    Column("due", gettext_lazy("新期限")),
    Column("reason", gettext_lazy("理由")),
    Column("decided", gettext_lazy("决定人")),
)


class DeadlineForm(ReasonForm):
    """What is decided, and the new day of an extension."""

    kind = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[
            ("extended", gettext_lazy("延期")),
            ("waived", gettext_lazy("免除")),
            ("restored", gettext_lazy("恢复原期限")),
        ],
        widget=forms.RadioSelect,
    )
    due = forms.DateField(
        label=gettext_lazy("新期限"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("只在延期时填写，应晚于现在的期限。"),
    )

    field_order = ("kind", "due", "reason")

    def clean(self) -> dict[str, Any]:
        """An extension needs its day."""
        found = super().clean() or {}
        if found.get("kind") == "extended" and not found.get("due") and "due" not in self.errors:
            self.add_error("due", _("延期要写新的期限。"))
        return found


@needs("programmes.read")
def deadlines(request: OfficeRequest) -> HttpResponse:
    """Show every extension and waiver with its reason, those in force first to see."""
    year = year_of(request)
    page = ListPage(request, decision_rows(year, on=clock.today()), columns=COLUMNS)
    context = programme_page(request, year, "deadlines", page=page)
    return render(request, "programmes/deadlines.html", context)


@needs("programmes.keep")
def decide(request: OfficeRequest) -> HttpResponse:
    """Choose a duty, then its seats, a later day or a waiver, and say why."""
    year = year_of(request)
    chosen = request.GET.get("obligation", "")
    seats = seats_with_due(year, chosen, on=clock.today())
    places = request.POST.getlist("places") or request.GET.getlist("place")
    status = 200
    form = DeadlineForm(initial={"kind": "extended"})
    refusal = None
    if request.method == "POST" and seats:
        form = DeadlineForm(request.POST)
        if form.is_valid():
            try:
                count = _act(request, year, chosen, seats, places, form)
            except BadInput as error:
                put_faults(form, error.faults)
            except Refused as error:
                refusal = error
            else:
                said = ngettext(
                    "已办理 %(count)d 个单位，提醒从现在起按新期限。",
                    "已办理 %(count)d 个单位，提醒从现在起按新期限。",
                    count,
                )
                toasts.success(request, said % {"count": count})
                return back_to(request, "deadlines")
        status = refusal.status if refusal else 422
    context = programme_page(
        request,
        year,
        "deadlines",
        groups=obligations_by_level(year, on=clock.today()),
        chosen=chosen,
        seats=seats,
        places=places,
        form=form,
        refusal=refusal,
    )
    return render(request, "programmes/deadline_form.html", context, status=status)


def _act(
    request: OfficeRequest,
    year: ProgrammeYear,
    obligation: str,
    seats: list[SeatDue],
    codes: list[str],
    form: DeadlineForm,
) -> int:
    """Do what was decided for the seats ticked; return for how many."""
    given = form.cleaned_data
    common = {
        "places": [seat.place_row for seat in seats if seat.place.code in codes],
        "reason": given["reason"],
        "by": request.acting,
        "at": clock.now(),
    }
    if given["kind"] == DeadlineDecision.Kind.EXTENDED:
        return len(extend_deadline(year, obligation, due=given["due"], **common))
    act = waive if given["kind"] == DeadlineDecision.Kind.WAIVED else restore
    return len(act(year, obligation, **common))
