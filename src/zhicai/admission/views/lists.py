"""Lists of trainees: the hub, one list with its classes, the sheet to print, objections."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.admission import actions
from zhicai.admission.list_forms import AnswerForm, TraineeFilters
from zhicai.admission.list_sheets import trainees_sheet
from zhicai.admission.models import AdmissionList, Call, Candidate, Objection
from zhicai.admission.queries.calls import READ as CALLS
from zhicai.admission.queries.lists import (
    ListDesk,
    Trainee,
    calls_with_lists,
    desk_for,
    entries_of,
    moves_of,
    objection_for,
    objections_of,
    region_name,
    reserves_of,
    seals_of,
    trainees_of,
)
from zhicai.admission.queries.placing import class_lines
from zhicai.admission.views.call_parts import call_tabs, hub_frame, hub_tabs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name
from zhicai.places.queries import is_within
from zhicai.ui.asked import faults_of, number, take_faults, word
from zhicai.ui.lists import Column, ListPage

PAGE = 100
COLUMNS = (
    Column("position", gettext_lazy("序号"), ("position",), numeric=True),
    Column("name", gettext_lazy("姓名")),
    Column("employer", gettext_lazy("工作单位"), ("candidate__employer_name", "position")),
    Column("place", gettext_lazy("单位所在地"), ("candidate__employer_place__code", "position")),
    Column("rank", gettext_lazy("名次"), ("candidate__rank", "position"), numeric=True),
    Column("class", gettext_lazy("班次")),
)
TONES = {"": "idle", "draft": "amber", "sealed": "green"}


@needs("admission.lists")
def lists(request: OfficeRequest) -> HttpResponse:
    """List the lists of the year, a line a region."""
    frame = hub_frame(request)
    lines = []
    for call in calls_with_lists(request.acting, frame):
        row: AdmissionList | None = getattr(call, "admission_list", None)
        lines.append(
            {
                "call": call,
                "region": region_name(frame, call.region_key),
                "row": row,
                "tone": TONES[row.state if row is not None else ""],
                "people": row.entries.filter(left_by=None).count() if row is not None else 0,
                "addenda": row.addenda.count() if row is not None else 0,
                "open": row.objections.filter(state=Objection.State.OPEN).count()
                if row is not None
                else 0,
            }
        )
    context = {
        "year": frame.year,
        "hub": hub_tabs(request, "lists"),
        "lines": lines,
    }
    return render(request, "admission/lists.html", context)


@needs("admission.lists")
def one_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the list of a call; draw it up, place, seal, publish."""
    desk = desk_for(request.acting, pk, on=clock.today())
    error: BadInput | Refused | Stale | None = None
    if request.method == "POST":
        try:
            return _act(request, desk)
        except (BadInput, Refused, Stale) as refused:
            error = refused
            desk = desk_for(request.acting, pk, on=clock.today())
    return _show(request, desk, error)


def name_in(request: OfficeRequest, desk: ListDesk, row: Candidate) -> str:
    """Return a name as the user reads it: whole for team and group, and for the own area."""
    acting = request.acting
    own = acting.organisation_id is None and acting.place_path != acting.province
    place = desk.frame.places.by_id.get(row.employer_place_id)
    mine = own and place is not None and any(is_within(place.path, p) for p in acting.paths)
    name = row.person.name
    return name if desk.team or desk.group or mine else masked_name(name)


def list_tabs(request: OfficeRequest, desk: ListDesk) -> list[dict[str, Any]]:
    """Return the tabs of the call, none for who has the list alone."""
    if not holds(request.acting, CALLS):
        return []
    return call_tabs(request, desk.call, desk.frame, "list")


def _line(request: OfficeRequest, desk: ListDesk, one: Trainee) -> dict[str, Any]:
    now = one.placement
    return {
        "one": one,
        "entry": one.entry,
        "row": one.candidate,
        "name": name_in(request, desk, one.candidate),
        "now": now,
        "why": [Text(w["zh"], w["en"]) for w in now.why]
        if now is not None
        else _unplaced(desk, one),
    }


def _unplaced(desk: ListDesk, one: Trainee) -> list[Text]:
    kept = (desk.row.outcome if desk.row is not None else {}).get("unplaced", {})
    return [Text(w["zh"], w["en"]) for w in kept.get(str(one.entry.candidate_id), ())]


def _show(request: OfficeRequest, desk: ListDesk, error: Any = None) -> HttpResponse:
    context = list_context(request, desk) | {
        "stale": error if isinstance(error, Stale) else None,
        "faults": faults_of(error) if error and not isinstance(error, Stale) else [],
        "reason": request.POST.get("reason", "")[:400],
    }
    if desk.row is None:
        return render(
            request, "admission/list.html", context, status=error.status if error else 200
        )
    entries = entries_of(desk.row)
    every = list(entries)
    lines = class_lines(desk, every)
    page: ListPage[Any] = ListPage(
        request, entries, columns=COLUMNS, filters=TraineeFilters, default_sort="position",
        page_size=PAGE,
    )  # fmt: skip
    if isinstance(page.filters, TraineeFilters):
        page.filters.offer([(str(one.found.pk), one.found.title) for one in lines])
    if page.exporting:
        if not (desk.team or desk.group):
            raise OutOfScope
        rows = trainees_of(page.matching, desk.frame)
        return trainees_sheet(desk, rows, name=lambda row: name_in(request, desk, row))
    placed = sum(one.placed for one in lines)
    staying = len(every) - sum(one.left is not None for one in trainees_of(every, desk.frame))
    context |= {
        "page": page,
        "lines": [_line(request, desk, one) for one in trainees_of(page, desk.frame)],
        "classes": lines,
        "people": staying,
        "placed": placed,
        "unplaced": staying - placed,
        "moves_people": (desk.places or desk.shifts) and bool(lines),
        "takes_off": desk.team and desk.sealed,
        "exports": desk.team or desk.group,
        "reserves": reserves_of(desk.call).count(),
        "seals": seals_of(desk.row) if desk.sealed else None,
        "moves": [
            {"row": one, "name": name_in(request, desk, one.entry.candidate)}
            for one in moves_of(desk.row)[:PAGE]
        ]
        if desk.settled
        else [],
        "objections": objections_of(desk.row)[:PAGE] if desk.row.published_on else [],
    }
    return render(request, "admission/list.html", context, status=error.status if error else 200)


def list_context(request: OfficeRequest, desk: ListDesk) -> dict[str, Any]:
    """Return what every page of a list shows."""
    return {
        "desk": desk,
        "call": desk.call,
        "rules": desk.rules,
        "row": desk.row,
        "region": desk.region,
        "tabs": list_tabs(request, desk),
        "tone": TONES[desk.row.state if desk.row is not None else ""],
        "screened": desk.call.state == Call.State.SCREENED,
        "seals_now": desk.team and desk.row is not None and not desk.sealed,
        "settles_now": desk.places and desk.sealed,
        "publishes": desk.team and desk.settled and desk.row is not None
        and desk.row.published_on is None,
    }  # fmt: skip


def _chosen(request: OfficeRequest) -> list[int]:
    keys = request.POST.getlist("selected")
    return [int(one) for one in keys if one.isascii() and one.isdigit() and len(one) < 18]


def _act(request: OfficeRequest, desk: ListDesk) -> HttpResponse:
    do, by, at = word(request, "do"), request.acting, clock.now()
    call, revision = desk.call, number(request, "revision")
    reason = word(request, "reason")
    if do == "draft":
        actions.draft_list(call, by=by, at=at)
        messages.success(request, _("名单已生成，接着编班。"))
    elif do in ("place", "anew"):
        found = actions.place_list(call, keep=do == "place", revision=revision, by=by, at=at)
        messages.success(request, _("已编班 %(n)d 人") % {"n": found.reached.placed})
    elif do == "move":
        target = number(request, "training_class") or 0
        done = actions.move_trainees(call, _chosen(request), target, reason=reason, by=by, at=at)
        messages.success(request, _("已调整 %(n)d 人") % {"n": done})
    elif do == "swap":
        one, other = _two(request)
        actions.swap_trainees(call, one, other, reason=reason, by=by, at=at)
        messages.success(request, _("两人已对调班次。"))
    elif do == "leave":
        chosen = _chosen(request)
        if len(chosen) != 1:
            raise BadInput([Fault(ONE_AT_A_TIME, "selected")])
        actions.take_off(call, chosen[0], reason=reason, by=by, at=at)
        messages.success(request, _("已办理退出，补充名单已锁定。"))
    elif do == "seal":
        actions.seal_list(call, revision=revision, by=by, at=at)
        messages.success(request, _("名单已锁定，录取通知已发出。"))
    elif do == "settle":
        actions.settle_classes(call, revision=revision, by=by, at=at)
        messages.success(request, _("编班已锁定，录取通知已发出。"))
    elif do == "publish":
        actions.publish_list(call, by=by, at=at)
        messages.success(request, _("名单已公布。"))
    else:
        raise OutOfScope
    return HttpResponseRedirect(request.get_full_path())


ONE_AT_A_TIME = Text("一次办理一个人的退出。", "One trainee at a time.")
TWO = Text("请选择要对调的两个人。", "Choose the two who change places.")


def _two(request: OfficeRequest) -> tuple[int, int]:
    chosen = _chosen(request)
    if len(chosen) != 2:
        raise BadInput([Fault(TWO, "selected")])
    return chosen[0], chosen[1]


@require_safe
def _sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a list to be printed, with its seal."""
    desk = desk_for(request.acting, pk, on=clock.today())
    if desk.row is None:
        raise OutOfScope
    rows = [one for one in trainees_of(entries_of(desk.row), desk.frame) if one.left is None]
    context = list_context(request, desk) | {
        "lines": [_line(request, desk, one) for one in rows],
        "language": get_language(),
    }
    return render(request, "admission/list_print.html", context)


sheet = needs("admission.lists")(_sheet)


@needs("admission.lists")
def objection(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an objection; the core team answers."""
    found, desk = objection_for(request.acting, pk, on=clock.today())
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.answer_objection(
                    found, upheld=given["outcome"] == Objection.State.UPHELD,
                    answer=given["answer"], by=request.acting, at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("已答复。"))
                return HttpResponseRedirect(reverse("admission:list", args=[desk.call.pk]))
    about = None
    if found.position is not None and desk.row is not None:
        about = entries_of(desk.row).filter(position=found.position).first()
    context = list_context(request, desk) | {
        "found": found,
        "form": form,
        "answers": desk.team and found.state == Objection.State.OPEN,
        "about": about,
        "about_name": name_in(request, desk, about.candidate) if about is not None else "",
        "whole": desk.team,
    }
    return render(request, "admission/objection.html", context, status=status)
