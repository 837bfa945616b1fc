"""Good-practice cases: all that are published, a city's own, what the province decides on."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.filing.queries import history_of
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale
from zhicai.outreach import actions
from zhicai.outreach.forms import CaseFilters, CaseForm, OpinionOfCaseForm, case_tag, put_faults
from zhicai.outreach.models import PracticeCase
from zhicai.outreach.queries import (
    case_for,
    cases_of,
    may_write,
    own_case,
    published_cases,
    shown_of,
    to_publish,
    to_select,
)
from zhicai.outreach.sheets import cases_sheet
from zhicai.outreach.views.hub import Setting
from zhicai.ui.asked import said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("on", gettext_lazy("发布日期"), ("published_on",)),
    Column("title", gettext_lazy("标题"), ("title",)),
    Column("topic", gettext_lazy("主题")),
    Column("place", gettext_lazy("报送单位"), ("place__code",)),
)
WHAT = {
    "sent": gettext_lazy("报送"),
    "returned": gettext_lazy("退回修改"),
    "accepted": gettext_lazy("入选"),
    "withdrawn": gettext_lazy("撤回"),
}


@needs("outreach.read_cases")
def cases(request: OfficeRequest) -> HttpResponse:
    """List the published cases; before them one's own, and those that wait for the province."""
    setting = Setting(request)
    rows = published_cases(request.acting)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=CaseFilters, default_sort="-on"
    )
    if isinstance(page.filters, CaseFilters):
        page.filters.offer(setting.topics, setting.places)
    if page.exporting:
        return cases_sheet(page.matching, setting.names)
    mine = [(row, case_tag(row)) for row in cases_of(request.acting)[:20]]
    waiting = [*to_select(request.acting), *to_publish(request.acting)]
    context = setting.page(
        "cases",
        page=page,
        rows=[(row, setting.names.get(row.topic)) for row in page],
        mine=mine,
        waiting=[(row, case_tag(row)) for row in waiting],
        submits=holds(request.acting, "outreach.submit_case"),
        selects=holds(request.acting, "outreach.select_case"),
    )
    return render(request, "outreach/cases.html", context)


@needs("outreach.read_cases")
def case(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one case, as published, as sent, or to its own city as it is now."""
    return _page(request, Setting(request), case_for(request.acting, pk))


def _page(
    request: OfficeRequest,
    setting: Setting,
    row: PracticeCase,
    *,
    form: OpinionOfCaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = cases_of(request.acting).filter(pk=row.pk).exists()
    received = holds(request.acting, "outreach.select_case")
    shown = shown_of(row, own=own)
    context = setting.page(
        "cases",
        case=row,
        shown=shown,
        tag=case_tag(row),
        topic=setting.names.get(shown["topic"]),
        own=own,
        writable=own and may_write(row),
        to_select=received and row.filing.state == "sent",
        to_publish=received and row.filing.state == "accepted" and row.published_on is None,
        steps=[(step, WHAT.get(step.what, step.what)) for step in history_of(row.filing)]
        if own or received
        else [],
        form=form or OpinionOfCaseForm(),
    )
    return render(request, "outreach/case.html", context, status=status)


@needs("outreach.submit_case")
def new(request: OfficeRequest) -> HttpResponse:
    """Begin a case."""
    setting = Setting(request)
    posted = request.POST if request.method == "POST" else None
    form = CaseForm(posted, topics=setting.topics)
    if posted is not None and form.is_valid():
        try:
            made = actions.open_case(setting.year, form.facts(), by=request.acting, at=clock.now())
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            return _after(request, setting, made.pk)
    context = setting.page("cases", form=form)
    return render(request, "outreach/case_form.html", context, status=422 if form.errors else 200)


def _after(request: OfficeRequest, setting: Setting, pk: int) -> HttpResponse:
    """Send what was just saved, if the button says so, and go on to its page."""
    if request.POST.get("do") != "send":
        toasts.success(request, _("草稿已保存"))
        return HttpResponseRedirect(reverse("outreach:edit_case", args=[pk]))
    try:
        actions.send_case(setting.year, pk, by=request.acting, at=clock.now())
    except BadInput as error:
        for fault in error.faults:
            toasts.warning(request, said(fault.says))
        return HttpResponseRedirect(reverse("outreach:edit_case", args=[pk]))
    toasts.success(request, _("已报送省局，等待遴选"))
    return HttpResponseRedirect(reverse("outreach:case", args=[pk]))


@needs("outreach.submit_case")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Go on writing one's own case."""
    setting = Setting(request)
    row = own_case(request.acting, pk)
    if not may_write(row):
        return HttpResponseRedirect(reverse("outreach:case", args=[pk]))
    names = ("title", "topic", "summary", "body", "revision")
    initial = {name: getattr(row, name) for name in names}
    posted = request.POST if request.method == "POST" else None
    form = CaseForm(posted, topics=setting.topics, initial=initial)
    status = 200
    if posted is not None and form.is_valid():
        try:
            actions.keep_case(
                pk,
                form.facts(),
                revision=form.cleaned_data["revision"] or 0,
                by=request.acting,
                at=clock.now(),
            )
        except BadInput as error:
            put_faults(form, error.faults)
        except Stale as error:
            form.add_error(None, f"{said(error.says)} {error.by} {error.at}")
            status = error.status
        else:
            return _after(request, setting, pk)
    if form.errors and status == 200:
        status = 422
    last = history_of(row.filing).filter(what="returned").last()
    context = setting.page("cases", form=form, case=row, returned=last)
    return render(request, "outreach/case_form.html", context, status=status)


@require_POST
def _decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Select, return or publish a case."""
    setting = Setting(request)
    row = case_for(request.acting, pk)
    form = OpinionOfCaseForm(request.POST)
    opinion = request.POST.get("opinion", "")[:1000]
    by, at = request.acting, clock.now()
    try:
        if request.POST.get("do") == "select":
            actions.select_case(pk, by=by, at=at, opinion=opinion)
            said_of = _("案例已入选，可以发布")
        elif request.POST.get("do") == "return":
            actions.return_case(pk, by=by, at=at, opinion=opinion)
            said_of = _("案例已退回，市州会收到意见")
        elif request.POST.get("do") == "publish":
            actions.publish_case(setting.year, pk, by=by, at=at)
            said_of = _("案例已发布，全省各单位都能阅读")
        else:
            raise OutOfScope
    except BadInput as error:
        if form.is_valid():
            put_faults(form, error.faults)
        return _page(request, setting, row, form=form, status=422)
    except Refused as error:
        for reason in error.reasons:
            toasts.warning(request, said(reason.says))
        return HttpResponseRedirect(reverse("outreach:case", args=[pk]))
    toasts.success(request, said_of)
    return HttpResponseRedirect(reverse("outreach:case", args=[pk]))


decide = needs("outreach.select_case")(_decide)
