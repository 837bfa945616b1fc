"""Transfers of records between counties, and what the former county still reads."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people.actions.moving import ask_transfer, decide_transfer, withdraw_transfer
from zhicai.people.forms import MoveForm, TransferAnswerForm, TransferFilters
from zhicai.people.models import Person, Transfer
from zhicai.people.presenters import employer_name, transfer_tag
from zhicai.people.queries import find_by_number, person_for
from zhicai.people.queries.moving import (
    decides_transfer,
    former_home,
    homes_over_time,
    transfer_for,
    transfers_seen,
)
from zhicai.people.queries.records import places_of_province
from zhicai.people.views.person import form_page
from zhicai.places.queries import places_under
from zhicai.ui.asked import take_faults
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("person", gettext_lazy("姓名"), ("person__name",)),
    Column("from", gettext_lazy("转出地"), ("origin__code",)),
    Column("to", gettext_lazy("转入地"), ("destination__code",)),
    Column("asked", gettext_lazy("提出时间"), ("asked_at",)),
    Column("office", gettext_lazy("提出单位")),
    Column("state", gettext_lazy("状态"), ("state", "asked_at")),
)


@needs("people.transfer")
def transfers(request: OfficeRequest) -> HttpResponse:
    """List the transfers from and to the places of the office."""
    page: ListPage[QuerySet[Transfer]] = ListPage(
        request, transfers_seen(request.acting, on=clock.today()), columns=COLUMNS,
        filters=TransferFilters, default_sort="-asked",
    )  # fmt: skip
    rows = [{"asked": one, "tag": transfer_tag(one)} for one in page]
    context = {"page": page, "rows": rows, "tab": "transfers", "decides": True}
    return render(request, "people/transfers.html", context)


@needs("people.transfer")
def transfer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one transfer; the other side decides, one's own takes it back."""
    on = clock.today()
    found = transfer_for(request.acting, pk, on=on)
    form, status = TransferAnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                words = _decided(request, found, form.cleaned_data["answer"])
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, words)
                return HttpResponseRedirect(reverse("people:transfers"))
    decides = decides_transfer(request.acting, found, on=on)
    context = {
        "found": found, "tag": transfer_tag(found), "form": form, "decides": decides,
        "open": found.state == Transfer.State.ASKED,
    }  # fmt: skip
    return render(request, "people/transfer.html", context, status=status)


def _decided(request: OfficeRequest, found: Transfer, answer: str) -> str:
    by, at = request.acting, clock.now()
    if request.POST.get("do") == "withdraw":
        withdraw_transfer(found, by=by, at=at)
        return _("转移已撤回")
    agree = request.POST.get("do") == "agree"
    decide_transfer(found, agree=agree, answer=answer, by=by, at=at)
    return _("档案已转移") if agree else _("已答复不同意转移")


@needs("people.transfer")
def move(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask that a record go to another county."""
    on = clock.today()
    found = person_for(request.acting, pk, on=on)
    form = MoveForm(request.POST or None)
    form.offer(places_of_province(request.acting, on=on).exclude(pk=found.home_id))

    def act(given: dict[str, Any]) -> str:
        done = ask_transfer(
            found, given["destination"], reason=given["reason"], by=request.acting, at=clock.now()
        )
        if done.state == Transfer.State.DONE:
            return _("档案已转移")
        return _("已提出转移，等待对方确认")

    return form_page(request, "people/move.html", form, act, person=found)


@needs("people.transfer")
def take(request: OfficeRequest) -> HttpResponse:
    """Ask for the record of someone who came here; who it is, is said by the whole number."""
    form, status = MoveForm(request.POST or None), 200
    on = clock.today()
    form.offer_taking(places_under(request.acting.paths, on=on), request.acting)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                ask_transfer(
                    _numbered(given), given["destination"], reason=given["reason"],
                    by=request.acting, at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            except OutOfScope:
                form.add_error("number", _("没有找到姓名和证件号码都一致的档案，请核对。"))
            else:
                messages.success(request, _("已提出转入，等待对方确认"))
                return HttpResponseRedirect(reverse("people:transfers"))
    context = {"form": form, "back": reverse("people:transfers")}
    return render(request, "people/take.html", context, status=status)


def _numbered(given: dict[str, Any]) -> Person:
    """Return who has both this name and this number; a guess at one of them finds nobody."""
    number = "".join(given["number"].split()).upper()
    for kind in Person.Document.values:
        found = find_by_number(kind, number)
        if found is not None and found.name == given["name"].strip():
            return found
    raise OutOfScope


@require_safe
def _former(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a county what it kept of someone up to the day on which the record moved away."""
    person, stay = former_home(request.acting, pk, on=clock.today())
    works = person.employments.filter(valid_from__lte=stay.valid_to)
    context = {
        "person": person,
        "stay": stay,
        "homes": homes_over_time(person),
        "works": [(one, employer_name(one)) for one in works.select_related("organisation")],
        "spells": person.specialist_spells.filter(valid_from__lte=stay.valid_to),
        "incentives": person.incentives.filter(given_on__lte=stay.valid_to, withdrawn_at=None),
    }
    answer = render(request, "people/former.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


former = needs("people.transfer")(_former)
