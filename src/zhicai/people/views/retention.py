"""Data whose time is over: the batches that wait for an officer, and those settled."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people.actions.retention import approve_batch, keep_batch
from zhicai.people.forms import KeepForm
from zhicai.people.models import Disposal
from zhicai.people.presenters import batch_tag
from zhicai.people.queries.retention import batch_for, batches_seen, rule_of, rules
from zhicai.ui.asked import said, take_faults
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("rule", gettext_lazy("种类"), ("rule",)),
    Column("place", gettext_lazy("县（市、区）"), ("place__code",)),
    Column("people", gettext_lazy("人数"), ("people",), numeric=True),
    Column("done", gettext_lazy("已删除"), ("done",), numeric=True),
    Column("listed", gettext_lazy("列出时间"), ("listed_at",)),
    Column("state", gettext_lazy("状态"), ("state", "listed_at")),
)


def _words(key: str) -> str:
    rule = rule_of(key)
    return said(rule.record) if rule else key


@needs("people.dispose")
def batches(request: OfficeRequest) -> HttpResponse:
    """List the batches, with the rules by which they are made."""
    rows = batches_seen(request.acting, on=clock.today()).annotate(
        people=Count("items"), done=Count("items", filter=Q(items__done=True))
    )
    page: ListPage[QuerySet[Disposal]] = ListPage(
        request, rows, columns=COLUMNS, default_sort="-listed"
    )
    shown = [{"batch": one, "tag": batch_tag(one), "says": _words(one.rule)} for one in page]
    context = {"page": page, "rows": shown, "rules": rules(), "tab": "retention", "decides": True}
    return render(request, "people/batches.html", context)


@needs("people.dispose")
def batch(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show whose data are due under one batch; erase them, or keep them with a reason."""
    found = batch_for(request.acting, pk, on=clock.today())
    form, status = KeepForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                words = _decided(request, found, form.cleaned_data["reason"])
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, words)
                return HttpResponseRedirect(reverse("people:batch", args=[found.pk]))
    page = ListPage(request, found.items.select_related("person"))
    context = {
        "found": found, "tag": batch_tag(found), "rule": rule_of(found.rule),
        "says": _words(found.rule), "page": page, "form": form,
        "open": found.state == Disposal.State.LISTED,
    }  # fmt: skip
    return render(request, "people/batch.html", context, status=status)


def _decided(request: OfficeRequest, found: Disposal, reason: str) -> str:
    if request.POST.get("do") == "erase":
        approve_batch(found, by=request.acting, at=clock.now())
        return _("已删除到期信息，依法须保留的没有删除")
    keep_batch(found, reason=reason, by=request.acting, at=clock.now())
    return _("这一批不删除，一年后再列出")
