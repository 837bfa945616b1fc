"""Visits: the list, one visit with its follow-ups, recording and mending."""

from typing import Any

from django.contrib import messages as toasts
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.outreach import actions
from zhicai.outreach.forms import (
    ROWS_OF_FOLLOW_UPS,
    FollowUpForm,
    ResultForm,
    VisitFilters,
    VisitForm,
    put_faults,
    to_dos_from,
)
from zhicai.outreach.models import Visit
from zhicai.outreach.queries import (
    follow_ups_open,
    follow_ups_visible_to,
    own_visit,
    visit_for,
    visits_visible_to,
)
from zhicai.outreach.sheets import visits_sheet
from zhicai.outreach.views.hub import Setting
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("on", gettext_lazy("日期"), ("visited_on",)),
    Column("entity", gettext_lazy("走访对象"), ("entity",)),
    Column("form", gettext_lazy("方式")),
    Column("topic", gettext_lazy("主题")),
    Column("place", gettext_lazy("走访单位"), ("place__code", "visited_on")),
    Column("follow_ups", gettext_lazy("后续事项")),
)


@needs("outreach.read")
def visits(request: OfficeRequest) -> HttpResponse:
    """List the visits of the year within the user's reach."""
    setting = Setting(request)
    rows = visits_visible_to(request.acting, on=setting.on).filter(
        visited_on__year=setting.year.year
    )
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=VisitFilters, default_sort="-on"
    )
    if isinstance(page.filters, VisitFilters):
        page.filters.offer(setting.topics, setting.places)
    if page.exporting:
        return visits_sheet(page.matching.prefetch_related("follow_ups"), setting.names)
    visible = follow_ups_visible_to(request.acting, on=setting.on).filter(done_on=None)
    context = setting.page(
        "visits",
        page=page,
        rows=[(row, setting.names.get(row.topic)) for row in _with_follow_ups(page)],
        records=holds(request.acting, "outreach.visit"),
        open=visible.count(),
        overdue=visible.filter(due__lt=setting.on).count(),
        mine=follow_ups_open(request.acting)[:6],
    )
    return render(request, "outreach/visits.html", context)


def _with_follow_ups(page: ListPage[Any]) -> list[Visit]:
    rows: list[Visit] = list(page.page)
    prefetch_related_objects(rows, "follow_ups")
    return rows


@needs("outreach.read")
def visit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one visit with what follows from it."""
    setting = Setting(request)
    row = visit_for(request.acting, pk, on=setting.on)
    return _page(request, setting, row)


def _page(
    request: OfficeRequest,
    setting: Setting,
    row: Visit,
    *,
    form: FollowUpForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = holds(request.acting, "outreach.visit") and row.place_id == request.acting.place_id
    context = setting.page(
        "visits",
        visit=row,
        topic=setting.names.get(row.topic),
        follow_ups=row.follow_ups.all(),
        own=own,
        form=form or FollowUpForm(),
        result=ResultForm(),
    )
    return render(request, "outreach/visit.html", context, status=status)


@needs("outreach.visit")
def new(request: OfficeRequest) -> HttpResponse:
    """Record a visit with its follow-ups."""
    setting = Setting(request)
    posted = request.POST if request.method == "POST" else None
    form = VisitForm(posted, topics=setting.topics, initial={"visited_on": setting.on})
    if posted is not None and form.is_valid():
        try:
            made = actions.record_visit(
                setting.year,
                form.facts(),
                follow_ups=to_dos_from(request.POST),
                by=request.acting,
                at=clock.now(),
            )
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("走访已登记"))
            return HttpResponseRedirect(reverse("outreach:visit", args=[made.pk]))
    return _form(request, setting, form, with_follow_ups=True)


def _form(
    request: OfficeRequest, setting: Setting, form: VisitForm, *, with_follow_ups: bool = False
) -> HttpResponse:
    rows = [
        {name: request.POST.get(f"{name}-{number}", "") for name in ("what", "owner", "due")}
        | {"number": number}
        for number in range(ROWS_OF_FOLLOW_UPS if with_follow_ups else 0)
    ]
    context = setting.page("visits", form=form, rows=rows)
    return render(request, "outreach/visit_form.html", context, status=422 if form.errors else 200)


@needs("outreach.visit")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mend what was written of one's own visit."""
    setting = Setting(request)
    row = own_visit(request.acting, pk)
    names = ("visited_on", "form", "entity", "entity_code", "topic", "people", "findings")
    initial = {name: getattr(row, name) for name in names}
    posted = request.POST if request.method == "POST" else None
    form = VisitForm(posted, topics=setting.topics, initial=initial)
    if posted is not None and form.is_valid():
        try:
            actions.change_visit(setting.year, pk, form.facts(), by=request.acting, at=clock.now())
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("走访记录已修改"))
            return HttpResponseRedirect(reverse("outreach:visit", args=[pk]))
    return _form(request, setting, form)


@require_POST
def _follow_up(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a follow-up to one's own visit."""
    setting = Setting(request)
    row = own_visit(request.acting, pk)
    form = FollowUpForm(request.POST)
    if form.is_valid():
        try:
            actions.add_follow_up(pk, form.to_do(), by=request.acting)
        except BadInput as error:
            for fault in error.faults:
                form.add_error(fault.field, str(fault.says))
        else:
            toasts.success(request, _("后续事项已添加"))
            return HttpResponseRedirect(reverse("outreach:visit", args=[pk]))
    return _page(request, setting, row, form=form, status=422)


follow_up = needs("outreach.visit")(_follow_up)


@require_POST
def _done(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say what came of a follow-up."""
    result = request.POST.get("result", "")
    row = actions.settle(pk, result=result, by=request.acting, at=clock.now())
    toasts.success(request, _("后续事项已办结"))
    return HttpResponseRedirect(reverse("outreach:visit", args=[row.visit_id]))


done = needs("outreach.visit")(_done)
