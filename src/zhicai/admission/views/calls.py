"""Calls: the hub with the numbers of every place, one call, opening and changing it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.admission import actions
from zhicai.admission.forms import CallForm, OpenForm
from zhicai.admission.models import Call
from zhicai.admission.queries.calls import (
    OPEN,
    CallFrame,
    call_for,
    calls_seen,
    candidates_seen,
    may_open,
    regions_seen,
    runs,
    takes_registrations,
    to_confirm,
)
from zhicai.admission.queries.screening import asked_in
from zhicai.admission.views.call_parts import (
    STATE_TONES,
    call_tabs,
    enters,
    hub_frame,
    hub_tabs,
    place_lines,
    region_paths,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.programmes.queries import law_of
from zhicai.programmes.queries.regions import FREE_TEAM, regions_clause
from zhicai.ui.asked import faults_of, take_faults

WINDOW_DAYS = 29


@needs("admission.calls")
def calls(request: OfficeRequest) -> HttpResponse:
    """List the calls of the year with the numbers of every city and county as submitted."""
    frame, acting = hub_frame(request), request.acting
    regions = regions_seen(acting, frame)
    by_key = {row.region_key: row for row in calls_seen(acting, frame)}
    rows = candidates_seen(acting, frame)
    paths = region_paths(frame, [one.key for one in regions])
    if acting.organisation_id is None and acting.place_path != acting.province:
        paths = list(acting.paths)
    lines, total = place_lines(frame, rows, paths)
    context = {
        "year": frame.year,
        "rules": frame.rules,
        "hub": hub_tabs(request, "calls"),
        "regions": [
            {
                "region": one,
                "call": (row := by_key.get(one.key)),
                "tone": STATE_TONES[row.state] if row is not None else "idle",
                "open": row is not None and takes_registrations(row, frame),
                "drafts": row is None and may_open(acting, one.key, frame),
            }
            for one in regions
        ],
        "lines": lines,
        "total": total,
        "opens": (holds(acting, OPEN) and len(by_key) < len(regions))
        or (any(row.state == Call.State.DRAFT for row in by_key.values()) and holds(acting, OPEN)),
        "enters": enters(request, frame),
        "waits": to_confirm(acting, rows, on=frame.on).count(),
        "clause": regions_clause(law_of(frame.year)),
        "free": [team for team in frame.regions.free if team.pk == acting.organisation_id],
        "free_clause": frame.rules.clauses.get(FREE_TEAM, ""),
        "apply": request.build_absolute_uri(reverse("admission:apply", args=[frame.year.pk]))
        if any(takes_registrations(row, frame) for row in by_key.values())
        else "",
    }  # fmt: skip
    return render(request, "admission/calls.html", context)


def _window(frame: CallFrame) -> dict[str, date]:
    """The days that a new call begins with: the window of the law, else a month from today."""
    window = frame.rules.window
    if window is not None:
        return {"opens_on": max(window.opens, min(frame.on, window.due)), "closes_on": window.due}
    return {"opens_on": frame.on, "closes_on": date.fromordinal(frame.on.toordinal() + WINDOW_DAYS)}


@needs("admission.open_calls")
def open_all(request: OfficeRequest) -> HttpResponse:
    """Open registration for every region at once."""
    frame = hub_frame(request)
    form = OpenForm(request.POST or None, initial=_window(frame))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opened = actions.open_for_all(
                    frame.year, **form.cleaned_data, by=request.acting, at=clock.now()
                )
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("已开放 %(n)d 个区域的报名") % {"n": len(opened)})
                return HttpResponseRedirect(reverse("admission:calls"))
    context = {
        "year": frame.year,
        "rules": frame.rules,
        "form": form,
        "regions": frame.regions.regions,
    }
    return render(request, "admission/call_open.html", context, status=status)


@needs("admission.calls")
def new_call(request: OfficeRequest, region: str) -> HttpResponse:
    """Draft the call of a region."""
    frame = hub_frame(request)
    found = frame.region(region)
    if found is None or not may_open(request.acting, region, frame):
        raise OutOfScope
    form = CallForm(request.POST or None, initial=_window(frame))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.draft_call(
                    frame.year, region, form.facts(), by=request.acting, at=clock.now()
                )
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("招考已保存，核对后开放报名。"))
                return HttpResponseRedirect(reverse("admission:call", args=[row.pk]))
    context = {
        "year": frame.year,
        "rules": frame.rules,
        "form": form,
        "region": found,
        "call": None,
    }
    return render(request, "admission/call_form.html", context, status=status)


@needs("admission.calls")
def edit_call(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a call until its screening begins."""
    row, frame = call_for(request.acting, pk, on=clock.today())
    if not may_open(request.acting, row.region_key, frame):
        raise OutOfScope
    initial = {"opens_on": row.opens_on, "closes_on": row.closes_on, "seats": row.seats or None,
               "conditions": "\n".join(row.conditions), "revision": row.revision}  # fmt: skip
    form = CallForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_call(
                    row, form.facts(), revision=form.cleaned_data["revision"] or 0,
                    by=request.acting, at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("招考已保存。"))
                return HttpResponseRedirect(reverse("admission:call", args=[row.pk]))
    context = {"year": frame.year, "rules": frame.rules, "form": form,
               "region": frame.region(row.region_key), "call": row}  # fmt: skip
    return render(request, "admission/call_form.html", context, status=status)


@needs("admission.calls")
def call(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a call: window, seats, conditions, the published ranking, the numbers of places."""
    row, frame = call_for(request.acting, pk, on=clock.today())
    return show_call(request, row, frame)


def show_call(
    request: OfficeRequest, row: Call, frame: CallFrame, error: BadInput | Refused | None = None
) -> HttpResponse:
    """Show a call, with what an action said to it."""
    acting = request.acting
    rows = candidates_seen(acting, frame).filter(region_key=row.region_key)
    paths = region_paths(frame, [row.region_key])
    if acting.organisation_id is None and acting.place_path != acting.province:
        paths = list(acting.paths)
    lines, total = place_lines(frame, rows, paths)
    mine = runs(acting, row, frame)
    context: dict[str, Any] = {
        "call": row,
        "year": frame.year,
        "rules": frame.rules,
        "region": frame.region(row.region_key),
        "tabs": call_tabs(request, row, frame, "call"),
        "tone": STATE_TONES[row.state],
        "lines": lines,
        "total": total,
        "asked": asked_in(frame),
        "conditions": frame.rules.asked(row.conditions),
        "runs": mine,
        "edits": may_open(acting, row.region_key, frame) and row.state in ("draft", "open"),
        "opens": may_open(acting, row.region_key, frame) and row.state == "draft",
        "begins": mine and row.state == "open" and frame.on > row.closes_on,
        "enters": enters(request, frame),
        "free": not any(one.key == row.region_key for one in _team_regions(row, frame)),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "admission/call.html", context, status=status)


def _team_regions(row: Call, frame: CallFrame) -> tuple[Any, ...]:
    if any(team.pk == row.team_id for team in frame.regions.free):
        return ()
    return frame.regions.of_team(row.team_id)


@require_POST
def _act(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open a call, begin to screen it."""
    row, frame = call_for(request.acting, pk, on=clock.today())
    do = {"open": actions.open_call, "begin": actions.begin_screening}.get(
        request.POST.get("do", "")
    )
    if do is None:
        raise OutOfScope
    try:
        done = do(row, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        return show_call(request, row, frame, error)
    said = {"open": _("报名已开放。"), "closed": _("已开始遴选。")}
    messages.success(request, said[done.state])
    page = "admission:screening" if done.state == Call.State.CLOSED else "admission:call"
    return HttpResponseRedirect(reverse(page, args=[row.pk]))


act_on_call = needs("admission.calls")(_act)
