"""Records that look like two of one person: compared, merged, told apart, and a merge undone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people.actions.merging import merge, tell_apart, undo_merge
from zhicai.people.forms import MergeForm, ReasonForm
from zhicai.people.models import Merge, Person
from zhicai.people.presenters import ALIKE, merge_lines, plan_lines, side_facts
from zhicai.people.queries.duplicates import (
    alike_pairs,
    merge_for,
    mergeable,
    merges_seen,
    people_of,
)
from zhicai.people.queries.merging import plan_of
from zhicai.ui.asked import said, take_faults

MOST_MERGES = 50


@needs("people.merge")
def duplicates(request: OfficeRequest) -> HttpResponse:
    """List the pairs that look alike, and the merges there were."""
    on = clock.today()
    pairs = alike_pairs(request.acting, on=on)
    people = people_of(pairs)
    rows = [
        {
            "first": people[one.first_id], "second": people[one.second_id],
            "alike": "、".join(said(ALIKE[kind]) for kind in one.kinds),
        }
        for one in pairs
    ]  # fmt: skip
    context = {
        "rows": rows, "merges": merges_seen(request.acting, on=on)[:MOST_MERGES],
        "tab": "duplicates", "decides": True,
    }  # fmt: skip
    return render(request, "people/duplicates.html", context)


@needs("people.merge")
def compare(request: OfficeRequest, pk: int, other: int) -> HttpResponse:
    """Show both records side by side and each row that would move; merge, or tell them apart."""
    on = clock.today()
    first, second = mergeable(request.acting, pk, other, on=on)
    form, status = MergeForm(request.POST or None), 200
    form.offer(first, second)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                url = _decided(request, first, second, form.cleaned_data)
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                return HttpResponseRedirect(url)
    kept = second if request.GET.get("keep") == str(second.pk) else first
    gone = first if kept is second else second
    plan = plan_of(gone, kept, on=on)
    if not form.is_bound:
        form.initial["keep"] = str(kept.pk)
    context = {
        "form": form, "kept": kept, "gone": gone, "sides": side_facts(kept, gone, plan),
        "lines": plan_lines(plan), "refusals": [said(one.says) for one in plan.refusals],
    }  # fmt: skip
    answer = render(request, "people/compare.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _decided(request: OfficeRequest, first: Person, second: Person, given: dict[str, Any]) -> str:
    by, at, reason = request.acting, clock.now(), given["reason"]
    if request.POST.get("do") == "apart":
        tell_apart(first, second, reason=reason, by=by, at=at)
        messages.success(request, _("已记为不是同一人，不再列出"))
        return reverse("people:duplicates")
    kept, gone = (first, second) if given["keep"] == str(first.pk) else (second, first)
    done = merge(gone, kept, reason=reason, by=by, at=at)
    messages.success(request, _("两份档案已合并，可以撤销"))
    return reverse("people:merge", args=[done.pk])


@needs("people.merge")
def one_merge(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a merge with every row that moved; undo it."""
    found: Merge = merge_for(request.acting, pk, on=clock.today())
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                undo_merge(
                    found, reason=form.cleaned_data["reason"], by=request.acting, at=clock.now()
                )
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                messages.success(request, _("合并已撤销，各项记录已回到原档案"))
                return HttpResponseRedirect(reverse("people:merge", args=[found.pk]))
    context = {"found": found, "lines": merge_lines(found), "form": form}
    return render(request, "people/merge.html", context, status=status)
