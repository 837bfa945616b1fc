"""Classes and their rosters, one registration, the sheets to print."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.admission import actions
from zhicai.admission.forms import OneForm, RosterFilters, application_of
from zhicai.admission.models import Registration
from zhicai.admission.queries import (
    asking_of,
    class_seen,
    classes_seen,
    may_decide,
    may_enrol,
    registration_for,
    registrations_for,
    roster,
    totals_of,
)
from zhicai.admission.queries.rosters import Totals, in_list_order, sends_people, takes_public
from zhicai.admission.rules.eligibility import OTHER
from zhicai.admission.sheets import registrations_sheet
from zhicai.admission.views.call_parts import hub_tabs
from zhicai.documents.qr import qr_svg
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name, masked_phone
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import visible_to
from zhicai.training.queries.frames import frame_of
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import take_faults
from zhicai.ui.lists import Column, ListPage

TONES = {"applied": "amber", "accepted": "green", "waiting": "info", "withdrawn": "idle",
         "refused": "red"}  # fmt: skip
PRINTS = ("roster", "signin", "cards")
COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer_name",)),
    Column("post", gettext_lazy("岗位")),
    Column("place", gettext_lazy("单位所在地"), ("employer_place__code",)),
    Column("phone", gettext_lazy("手机号")),
    Column("state", gettext_lazy("状态"), ("state", "line")),
    Column("source", gettext_lazy("报名方式"), ("source", "pk")),
    Column("on", gettext_lazy("报名日期"), ("registered_at",)),
)
CLASSES = (
    Column("title", gettext_lazy("班次"), ("title",)),
    Column("place", gettext_lazy("承办单位"), ("place__code", "starts_on")),
    Column("starts", gettext_lazy("开班日期"), ("starts_on", "pk")),
    Column("seats", gettext_lazy("名额"), ("capacity",), numeric=True),
    Column("accepted", gettext_lazy("已录取"), numeric=True),
    Column("applied", gettext_lazy("待审核"), numeric=True),
    Column("waiting", gettext_lazy("候补"), numeric=True),
    Column("state", gettext_lazy("状态"), ("state",)),
)


@needs("admission.read")
def home(request: OfficeRequest) -> HttpResponse:
    """List the classes within reach with their registrations."""
    on = clock.today()
    rows = classes_seen(request.acting, on=on)
    page: ListPage[Any] = ListPage(request, rows, columns=CLASSES, default_sort="-starts")
    found: list[TrainingClass] = list(page)
    totals = totals_of(row.pk for row in found)
    own = sends_people(request.acting)
    lines = [{"row": row, "totals": totals[row.pk]} for row in found]
    context = {"page": page, "lines": lines, "own": own, "hub": hub_tabs(request, "home")}
    return render(request, "admission/home.html", context)


def shown(row: Registration, *, whole: bool) -> dict[str, Any]:
    """Return a registration as a list shows it; names are whole for who runs the class."""
    return {
        "row": row,
        "name": row.person.name if whole else masked_name(row.person.name),
        "phone": masked_phone(row.person.phone),
        "tone": TONES[row.state],
    }


@needs("admission.read")
def class_roster(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who has registered for a class."""
    on = clock.today()
    found = class_seen(request.acting, pk, on=on)
    rows = in_list_order(registrations_for(request.acting, on=on).filter(training_class=found))
    page: ListPage[Any] = ListPage(request, rows, columns=COLUMNS, filters=RosterFilters)
    decides = may_decide(request.acting, found)
    whole = decides or sends_people(request.acting)
    asking = asking_of(found, on=on)
    if page.exporting:
        matching = page.matching[:20_000]
        return registrations_sheet(matching, asking, whole_names=whole)
    totals = totals_of([found.pk])[found.pk]
    join = request.build_absolute_uri(reverse("admission:join", args=[found.pk]))
    context = class_head(request, found, "roster") | {
        "page": page,
        "lines": [shown(row, whole=whole) for row in page],
        "totals": Totals() if sends_people(request.acting) else totals,
        "whole_class": not sends_people(request.acting),
        "decides": decides,
        "enrols": may_enrol(request.acting, found, on=on),
        "join": join if takes_public(found, on=on) else "",
        "qr": qr_svg(join),
        "asked": asking.asked,
        "kinds": asking.kinds(),
    }
    return render(request, "admission/roster.html", context)


def class_head(request: OfficeRequest, found: TrainingClass, current: str) -> dict[str, Any]:
    """Return the head of a class with its tabs; who only sends people there sees none of them."""
    on = clock.today()
    context = class_context(request, found, frame_of(found.programme_year, on=on), current)
    if not visible_to(request.acting, on=on).filter(pk=found.pk).exists():
        context["tabs"] = []
    return context


@needs("admission.enrol")
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Register one person."""
    on = clock.today()
    found = class_seen(request.acting, pk, on=on)
    if not may_enrol(request.acting, found, on=on):
        raise OutOfScope
    asking, own = asking_of(found, on=on), sends_people(request.acting)
    form = OneForm(request.POST or None, initial={"employer_place": str(found.place_id)})
    form.offer(asking)
    if own:
        for name in ("employer", "employer_code"):
            form.fields.pop(name)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.register(
                    found, application_of(form.cleaned_data), by=request.acting, at=clock.now()
                )
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("已报名，状态：%(state)s") % {
                    "state": row.get_state_display()})  # fmt: skip
                return HttpResponseRedirect(reverse("admission:roster", args=[found.pk]))
    context = {"found": found, "form": form, "asked": asking.asked, "kinds": asking.kinds()}
    return render(request, "admission/add.html", context, status=status)


@needs("admission.read")
def registration(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one registration; decide about it."""
    on = clock.today()
    row = registration_for(request.acting, pk, on=on)
    faults: tuple[Any, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            decided = _decide(request, row)
        except BadInput as error:
            faults, status = error.faults, error.status
        else:
            messages.success(
                request, _("已办理，状态：%(state)s") % {"state": decided.get_state_display()}
            )
            return HttpResponseRedirect(reverse("admission:roster", args=[row.training_class_id]))
    own = sends_people(request.acting) and row.organisation_id == request.acting.organisation_id
    decides = may_decide(request.acting, row.training_class)
    kinds = asking_of(row.training_class, on=on).kinds()
    context = {
        **shown(row, whole=decides or own),
        "found": row.training_class,
        "kind": kinds.get(row.employer_type, kinds[OTHER]),
        "flags": [Reason(Text(f["zh"], f["en"]), f["clause"] or None) for f in row.flags],
        "decides": decides,
        "own": own,
        "live": row.state in ("applied", "accepted", "waiting"),
        "askings": row.second_askings.count() if decides else 0,
        "faults": faults,
        "reason": request.POST.get("reason", "")[:400],
    }
    return render(request, "admission/registration.html", context, status=status)


def _decide(request: OfficeRequest, row: Registration) -> Registration:
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    by, at = request.acting, clock.now()
    if do == "accept":
        return actions.accept(row, by=by, at=at)
    if do == "wait":
        return actions.put_on_list(row, by=by, at=at)
    if do == "jump":
        return actions.jump(row, reason=reason, by=by, at=at)
    if do == "refuse":
        return actions.refuse(row, reason=reason, by=by, at=at)
    if do == "withdraw":
        return actions.withdraw(row, reason=reason, by=by, at=at)
    raise OutOfScope


@require_safe
def _sheet(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Show a roster, a sign-in sheet or name cards to be printed."""
    on = clock.today()
    found = class_seen(request.acting, pk, on=on)
    if kind not in PRINTS or not may_decide(request.acting, found):
        raise OutOfScope
    rows = list(roster(found))
    days = (found.ends_on - found.starts_on).days + 1
    context = {
        "found": found,
        "rows": rows,
        "kind": kind,
        "days": range(1, min(days, 5) + 1),
        "language": get_language(),
    }
    return render(request, "admission/print.html", context)


sheet = needs("admission.decide")(_sheet)
