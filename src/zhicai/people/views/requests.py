"""What an office answers: requests of people about their data."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people import actions
from zhicai.people.forms import AnswerForm, RequestFilters
from zhicai.people.holds import holds_on
from zhicai.people.models import RightsRequest
from zhicai.people.presenters import request_rows, request_tag
from zhicai.people.queries import privacy, request_for, requests_for
from zhicai.people.rules.identity import masked_number, masked_phone
from zhicai.people.rules.requests import CORRECTABLE
from zhicai.ui.asked import said, take_faults
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("person", gettext_lazy("申请人"), ("person__name",)),
    Column("kind", gettext_lazy("种类"), ("kind", "due")),
    Column("place", gettext_lazy("县（市、区）"), ("person__home__code", "due")),
    Column("asked", gettext_lazy("提出时间"), ("asked_at",)),
    Column("due", gettext_lazy("答复期限"), ("due",)),
    Column("state", gettext_lazy("状态"), ("state", "due")),
)


@needs("people.decide")
def requests(request: OfficeRequest) -> HttpResponse:
    """List what people have asked for about their data."""
    page: ListPage[QuerySet[RightsRequest]] = ListPage(
        request,
        requests_for(request.acting, on=clock.today()).defer("before", "proposed", "says"),
        columns=COLUMNS,
        filters=RequestFilters,
        default_sort="due",
    )
    context = {
        "page": page,
        "rows": request_rows(page),
        "today": clock.today(),
        "tab": "requests",
        "decides": True,
        "response": privacy().response,
    }
    return render(request, "people/requests.html", context)


@needs("people.decide")
def request(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one request and answer it."""
    found = request_for(request.acting, pk, on=clock.today())
    form, status = AnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            grant = request.POST.get("do") == "grant"
            try:
                actions.decide_request(
                    found, grant=grant, answer=form.cleaned_data["answer"], by=request.acting,
                    at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("申请已答复，本人可以看到"))
                return HttpResponseRedirect(reverse("people:requests"))
    erasure = found.kind == RightsRequest.Kind.ERASURE
    context = {
        "found": found,
        "tag": request_tag(found),
        "field": said(CORRECTABLE[found.field]) if found.field else "",
        "before": _shown(found.field, found.before),
        "proposed": _shown(found.field, found.proposed),
        "holds": [said(one.says) for one in holds_on(found.person)] if erasure else [],
        "form": form,
        "today": clock.today(),
        "open": found.state == RightsRequest.State.OPEN,
        "basis": privacy().response.basis,
    }
    return render(request, "people/request.html", context, status=status)


def _shown(field: str, value: str) -> str:
    """Mask numbers and phones here as everywhere; the office checks them on the document."""
    if field == "id_number":
        return masked_number(value)
    return masked_phone(value) if field == "phone" else value
