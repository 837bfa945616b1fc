"""The working arrangement of a city and its base: contacts, meetings, agreed tasks, agreement."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.coordination import actions
from zhicai.coordination.actions.arrangements import Contact, Held
from zhicai.coordination.forms import AgreedForm, ContactForm, MeetingForm
from zhicai.coordination.models import Arrangement, Side
from zhicai.coordination.queries.arrangements import (
    agreed_for,
    arrangement_for,
    is_overdue,
    listed,
    side_of,
    to_be_opened,
)
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.rules.contacts import masked
from zhicai.coordination.views.asked import checked, desk_in, done, number
from zhicai.coordination.views.attaching import shown_files
from zhicai.coordination.views.tabs import frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.law.schema import Level
from zhicai.ui.asked import faults_of, word


@needs("coordination.read")
def arrangements(request: OfficeRequest) -> HttpResponse:
    """List the arrangements in reach, and the pairs that have none yet."""
    desk = desk_in(request)
    rows = list(listed(desk))
    acting = request.acting
    writes = holds(acting, "coordination.arrange")
    context = frame(
        desk, "arrangements", rows=rows, missing=to_be_opened(desk),
        complete=sum(row.complete_on is not None for row in rows),
        opens=writes and (acting.organisation_id is not None or acting.at_level(Level.CITY)),
        clause=desk.cites("arrangement"),
    )  # fmt: skip
    return render(request, "coordination/arrangements.html", context)


@require_POST
def _open(request: OfficeRequest) -> HttpResponse:
    """Open the arrangement of a city and a base."""
    desk = desk_in(request)
    row = actions.open_arrangement(
        desk, word(request, "place"), number(request, "organisation"), by=request.acting,
        at=clock.now(),
    )  # fmt: skip
    here = reverse("coordination:arrangement", args=[row.pk])
    return done(request, _("工作机制已建立，请双方填写联系人"), here)


open_one = needs("coordination.arrange")(_open)


@needs("coordination.read")
def arrangement(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an arrangement; either side writes its own."""
    desk = desk_in(request)
    return _page(request, desk, arrangement_for(desk, pk))


def _page(
    request: OfficeRequest,
    desk: Desk,
    row: Arrangement,
    *,
    faults: list[Fault] | None = None,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    side = side_of(request.acting, row)
    given = forms or {}
    sides = [
        {
            "name": row.place.name,
            "side": Side.CITY,
            "contact": row.city_contact,
            "post": row.city_post,
            "phone": row.city_phone if side is not None else masked(row.city_phone),
        },
        {
            "name": row.organisation.name,
            "side": Side.BASE,
            "contact": row.base_contact,
            "post": row.base_post,
            "phone": row.base_phone if side is not None else masked(row.base_phone),
        },
    ]
    agreed = [
        {"task": task, "late": is_overdue(task, desk.on), "own": task.side == side}
        for task in row.agreed.all()
    ]
    context = frame(
        desk, "arrangements", row=row, side=side, sides=sides, agreed=agreed,
        meetings=list(row.meetings.all()), faults=faults or [],
        contact_form=given.get("contact") or ContactForm(initial=_initial(row, side)),
        meeting_form=given.get("meeting") or MeetingForm(prefix="meeting"),
        agreed_form=given.get("agreed") or AgreedForm(prefix="agreed"),
        attachments=shown_files(desk, f"arrangement:{row.pk}", writes=side is not None),
        clause=desk.cites("arrangement"),
    )  # fmt: skip
    return render(request, "coordination/arrangement.html", context, status=status)


def _initial(row: Arrangement, side: Side | None) -> dict[str, str]:
    which = "base" if side is Side.BASE else "city"
    return {
        "name": getattr(row, f"{which}_contact"),
        "post": getattr(row, f"{which}_post"),
        "phone": getattr(row, f"{which}_phone"),
        "rhythm": row.rhythm,
        "terms": row.terms,
    }


@require_POST
def _write(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write one's own side: contact and terms, a meeting, an agreed task."""
    desk = desk_in(request)
    row = arrangement_for(desk, pk)
    wish, at, by = word(request, "do"), clock.now(), request.acting
    here = reverse("coordination:arrangement", args=[pk])
    forms: dict[str, Any] = {}
    try:
        if wish == "meeting":
            forms["meeting"] = form = MeetingForm(request.POST, prefix="meeting")
            checked(form)
            actions.note_meeting(row, Held(**form.cleaned_data), by=by, at=at)
            return done(request, _("会议纪要已登记"), f"{here}#meetings")
        if wish == "agreed":
            forms["agreed"] = task_form = AgreedForm(request.POST, prefix="agreed")
            checked(task_form)
            actions.add_agreed_task(row, **task_form.cleaned_data, by=by, at=at)
            return done(request, _("约定事项已登记"), f"{here}#agreed")
        forms["contact"] = contact_form = ContactForm(request.POST)
        checked(contact_form)
        actions.write_side(row, Contact(**contact_form.cleaned_data), by=by, at=at)
    except (BadInput, Refused) as error:
        faults = _prefixed(faults_of(error), wish)
        return _page(request, desk, row, faults=faults, forms=forms, status=error.status)
    return done(request, _("本方联系人和约定已保存"), here)


def _prefixed(faults: list[Fault], wish: str) -> list[Fault]:
    """Let the links of the faults lead to the fields of the form that was sent."""
    if wish not in ("meeting", "agreed"):
        return faults
    return [
        Fault(one.says, field=one.field, clause=one.clause)
        if one.field is None or one.field.startswith(f"{wish}-")
        else Fault(one.says, field=f"{wish}-{one.field}", clause=one.clause)
        for one in faults
    ]


write = needs("coordination.arrange")(_write)


@require_POST
def _finish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say that an agreed task is done."""
    desk = desk_in(request)
    task = agreed_for(desk, pk)
    here = reverse("coordination:arrangement", args=[task.arrangement_id])
    try:
        actions.finish_agreed_task(
            task, note=word(request, "note"), by=request.acting, at=clock.now()
        )
    except (BadInput, Refused) as error:
        row = arrangement_for(desk, task.arrangement_id)
        return _page(request, desk, row, faults=faults_of(error), status=error.status)
    return done(request, _("已登记完成"), f"{here}#agreed")


finish = needs("coordination.arrange")(_finish)
