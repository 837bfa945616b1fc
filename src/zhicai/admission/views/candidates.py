"""Candidates of a year: the list, one of them, entering by hand, confirming and sending back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.admission import actions
from zhicai.admission.actions.applying import asking_here
from zhicai.admission.call_sheets import candidates_sheet
from zhicai.admission.forms import CandidateFilters, OneForm, application_of
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.asking import assessed_of
from zhicai.admission.queries.calls import (
    LIVE_CANDIDATES,
    SEND,
    CallFrame,
    candidate_for,
    candidates_seen,
    regions_seen,
    runs,
    to_confirm,
)
from zhicai.admission.rules.eligibility import OTHER, OTHER_SAYS
from zhicai.admission.views.call_parts import (
    CANDIDATE_TONES,
    DECISION_TONES,
    enters,
    hub_frame,
    hub_tabs,
    kind_of,
    name_of,
    whole_names,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.people.rules import masked_phone
from zhicai.places.queries import places_under
from zhicai.ui.asked import faults_of, said, take_faults
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer_name",)),
    Column("place", gettext_lazy("单位所在地"), ("employer_place__code",)),
    Column("post", gettext_lazy("岗位")),
    Column("source", gettext_lazy("来源"), ("source", "applied_at")),
    Column("on", gettext_lazy("报名日期"), ("applied_at",)),
    Column("state", gettext_lazy("状态"), ("state", "applied_at")),
    Column("decision", gettext_lazy("遴选"), ("decision", "rank")),
)


def kinds_of(frame: CallFrame) -> dict[str, Text]:
    """Return the types of employers in words, the other ones last."""
    return {**assessed_of(frame.year, on=frame.on).names, OTHER: OTHER_SAYS}


def reads_decision(request: OfficeRequest, row: Candidate, frame: CallFrame) -> bool:
    """Say whether the user reads what was decided: the team always, others once it is finished."""
    if row.call is None or not row.decision:
        return False
    return row.call.state == Call.State.SCREENED or runs(request.acting, row.call, frame)


def shown(request: OfficeRequest, row: Candidate, frame: CallFrame) -> dict[str, Any]:
    """Return a candidate as a list shows it."""
    tone, icon = CANDIDATE_TONES[row.state]
    found: dict[str, Any] = {
        "row": row,
        "name": name_of(request, row, frame),
        "tone": tone,
        "icon": icon,
        "decision": None,
    }
    if reads_decision(request, row, frame):
        tone, icon = DECISION_TONES[row.decision]
        found["decision"] = {"label": row.get_decision_display(), "tone": tone, "icon": icon}
    return found


def _page(request: OfficeRequest, frame: CallFrame) -> ListPage[Any]:
    rows = candidates_seen(request.acting, frame)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=CandidateFilters, default_sort="-on"
    )
    if isinstance(page.filters, CandidateFilters):
        regions = [(one.key, said(one.name)) for one in regions_seen(request.acting, frame)]
        place = frame.places.by_code.get(request.GET.get("place", ""))
        within = places_under((place.path,), on=frame.on) if place is not None else None
        waiting = to_confirm(request.acting, rows, on=frame.on)
        office = request.acting.organisation_id is None
        page.filters.offer(
            regions, waiting, within, confirms=office and holds(request.acting, SEND)
        )
    return page


@needs("admission.calls")
def candidates(request: OfficeRequest) -> HttpResponse:
    """List the candidates whom the user may see; the county confirms its own here."""
    frame = hub_frame(request)
    page = _page(request, frame)
    error = None
    if request.method == "POST":
        chosen = [row.pk for row in page.chosen(request.POST)]
        try:
            done = actions.confirm_candidates(chosen, frame.year, by=request.acting, at=clock.now())
        except (BadInput, Refused) as refused:
            error = refused
        else:
            messages.success(request, _("已确认 %(n)d 人") % {"n": done})
            return HttpResponseRedirect(page.address(page=None))
    if page.exporting:
        return candidates_sheet(
            page.matching[:20_000], frame, kinds_of(frame),
            name=lambda row: name_of(request, row, frame),
            reads=lambda row: reads_decision(request, row, frame),
        )  # fmt: skip
    waiting = to_confirm(request.acting, page.rows, on=frame.on)
    mine = set(waiting.values_list("pk", flat=True))
    rows = list(page)
    context = {
        "year": frame.year,
        "rules": frame.rules,
        "hub": hub_tabs(request, "candidates"),
        "page": page,
        "lines": [
            shown(request, row, frame) | {"confirms": row.pk in mine} for row in rows
        ],
        "confirms": bool(mine),
        "waits": len(mine),
        "enters": enters(request, frame),
        "batch": [
            {"label": _("确认所选"), "name": "do", "value": "confirm", "icon": "circle-check",
             "primary": True}
        ],
        "faults": faults_of(error) if error else [],
    }  # fmt: skip
    status = error.status if error else 200
    return render(request, "admission/candidates.html", context, status=status)


@needs("admission.candidates")
def add_candidate(request: OfficeRequest) -> HttpResponse:
    """Enter one of the own trainees."""
    frame, by = hub_frame(request), request.acting
    if not enters(request, frame):
        raise OutOfScope
    asking, own = asking_here(frame.year, by, frame=frame), by.organisation_id is not None
    form = OneForm(request.POST or None, initial={"employer_place": str(by.place_id)})
    form.offer(asking)
    if own:
        for name in ("employer", "employer_code"):
            form.fields.pop(name)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.enter_candidate(
                    frame.year, application_of(form.cleaned_data), by=by, at=clock.now()
                )
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("已登记，状态：%(state)s") % {
                    "state": row.get_state_display()})  # fmt: skip
                return HttpResponseRedirect(reverse("admission:candidates"))
    context = {"year": frame.year, "form": form, "asked": asking.asked, "kinds": asking.kinds()}
    return render(request, "admission/candidate_add.html", context, status=status)


@needs("admission.calls")
def candidate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one candidate with every reason; confirm, send back, withdraw."""
    row, frame = candidate_for(request.acting, pk, on=clock.today())
    error = None
    if request.method == "POST":
        try:
            done = _act(request, row, frame)
        except (BadInput, Refused) as refused:
            error = refused
        else:
            messages.success(
                request, _("已办理，状态：%(state)s") % {"state": done.get_state_display()}
            )
            return HttpResponseRedirect(reverse("admission:candidate", args=[pk]))
    waiting = to_confirm(request.acting, candidates_seen(request.acting, frame), on=frame.on)
    whole = whole_names(request, row, frame)
    context = shown(request, row, frame) | {
        "year": frame.year,
        "region": frame.region(row.region_key),
        "phone": masked_phone(row.person.phone) if whole else "",
        "kind": kind_of(row, kinds_of(frame)),
        "flags": [Reason(Text(f["zh"], f["en"]), f["clause"] or None) for f in row.flags],
        "confirms": waiting.filter(pk=pk).exists(),
        "takes_out": row.state in LIVE_CANDIDATES and _takes_out(request, row, frame),
        "reason": request.POST.get("reason", "")[:400],
        "conditions": _conditions(row, frame),
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "admission/candidate.html", context, status=status)


def _conditions(row: Candidate, frame: CallFrame) -> list[tuple[Text, bool | None]]:
    """The conditions asked, each with what was said of the candidate."""
    own = row.call.conditions if row.call is not None else ()
    return [(one, row.conditions_met.get(one.zh)) for one in frame.rules.asked(own)]


def _takes_out(request: OfficeRequest, row: Candidate, frame: CallFrame) -> bool:
    by = request.acting
    if by.organisation_id is None:
        return holds(by, SEND) and not by.at_level(Level.PROVINCE)
    own = row.organisation_id == by.organisation_id and holds(by, SEND)
    return own or (row.call is not None and runs(by, row.call, frame))


def _act(request: OfficeRequest, row: Candidate, frame: CallFrame) -> Candidate:
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    by, at = request.acting, clock.now()
    if do == "confirm":
        actions.confirm_candidates([row.pk], frame.year, by=by, at=at)
        return candidate_for(by, row.pk, on=frame.on)[0]
    if do == "return":
        return actions.return_candidate(row, reason=reason, by=by, at=at)
    if do == "withdraw":
        return actions.withdraw_candidate(row, reason=reason, by=by, at=at)
    raise OutOfScope
