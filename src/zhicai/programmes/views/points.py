"""The open points as settings: the list, one setting with its history, the form that decides it."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.programmes import rules
from zhicai.programmes.actions import decide_setting
from zhicai.programmes.forms import (
    SettingFilters,
    SettingForm,
    initial_value,
    put_faults,
    table_rows,
)
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.programmes.queries.points import (
    SettingRow,
    by_point,
    past_decisions,
    points_without_setting,
    setting_row,
    setting_rows,
)
from zhicai.programmes.scope import year_of
from zhicai.programmes.settings_in_force import as_json
from zhicai.programmes.views.page import programme_page
from zhicai.programmes.words import COLUMNS, word
from zhicai.ui.lists import ListPage

WHOLE = 1000
BLANK_ROWS = 3
"""Empty rows that the grid of a table setting offers."""


@needs("programmes.read")
def points(request: OfficeRequest) -> HttpResponse:
    """Show every open point with its settings: value, who set it, what it changes, who reads it."""
    year = year_of(request)
    rows = setting_rows(year, on=clock.today())
    page = ListPage(request, rows, filters=SettingFilters, page_size=WHOLE)
    context = programme_page(
        request,
        year,
        "points",
        page=page,
        groups=by_point(page),
        unanswered=() if page.narrowed else points_without_setting(year),
        counts={
            "all": len(rows),
            "unset": sum(row.unset for row in rows),
            "decided": sum(row.origin is not None for row in rows),
            "unread": sum(not row.read for row in rows),
        },
    )
    return render(request, "programmes/points.html", context)


@needs("programmes.read")
def setting(request: OfficeRequest, parameter: str) -> HttpResponse:
    """Show one setting with its history; a rule keeper decides it here."""
    year = year_of(request)
    row = setting_row(year, parameter, on=clock.today())
    if request.method == "POST":
        require(request.acting, "programmes.keep", year.province.code)
        form = SettingForm(row.parameter, request.POST)
        if form.is_valid() and _decide(request, year, row, form):
            return HttpResponseRedirect(request.get_full_path())
        return render(
            request, "programmes/setting.html", _context(request, year, row, form), status=422
        )
    initial = {
        "value": initial_value(row.parameter, row.value),
        "in_force_from": max(clock.today(), year.opened_on),
    }
    keeps = holds(request.acting, "programmes.keep")
    offered = SettingForm(row.parameter, initial=initial) if keeps else None
    return render(request, "programmes/setting.html", _context(request, year, row, offered))


def _decide(
    request: OfficeRequest, year: ProgrammeYear, row: SettingRow, form: SettingForm
) -> bool:
    try:
        decide_setting(
            year,
            row.parameter.id,
            form.value(),
            reason=form.cleaned_data["reason"],
            in_force_from=form.cleaned_data["in_force_from"],
            by=request.acting,
            at=clock.now(),
        )
    except BadInput as error:
        put_faults(form, error.faults)
        return False
    toasts.success(request, _("设置已保存，从生效日起执行。"))
    return True


def _context(
    request: OfficeRequest, year: ProgrammeYear, row: SettingRow, form: SettingForm | None
) -> dict[str, Any]:
    law = law_of(year)
    columns = rules.columns_of(row.parameter)
    stored = as_json(row.value) if row.parameter.kind == "table" else None
    filled = table_rows(row.parameter, form.data) if form and form.is_bound else stored or []
    blank: list[dict[str, str]] = [{} for _row in range(BLANK_ROWS if form else 0)]
    return programme_page(
        request,
        year,
        "points",
        row=row,
        form=form,
        history=past_decisions(year, row.parameter),
        table=row.parameter.kind == "table",
        columns=[word(COLUMNS, column) for column in columns],
        grid=[
            [(column, cells.get(column, "")) for column in columns] for cells in [*filled, *blank]
        ],
        stored=stored,
        choices={"owner": list(law.bodies.values()), "body": list(law.bodies.values())},
        back=reverse("programmes:points"),
    )
