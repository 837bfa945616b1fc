"""Add an item to the curriculum, or take one of the province's own out."""

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.programmes.actions import add_curriculum_item, withdraw_curriculum_item
from zhicai.programmes.forms import ReasonForm, put_faults
from zhicai.programmes.queries import curriculum_of, law_of
from zhicai.programmes.scope import year_of
from zhicai.programmes.views.page import back_to, programme_page
from zhicai.ui.asked import said


class ItemForm(ReasonForm):
    """An item's group and its name in both languages."""

    group = forms.ChoiceField(label=gettext_lazy("课程组"))
    zh = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    en = forms.CharField(label=gettext_lazy("英文名称"), max_length=160)

    field_order = ("group", "zh", "en", "reason")


@needs("programmes.keep")
def add_item(request: OfficeRequest) -> HttpResponse:
    """Add an item from this year on."""
    year = year_of(request)
    form = ItemForm(request.POST or None)
    groups = [(group.id, said(group.name)) for group in law_of(year).groups if group.extensible]
    form.fields["group"].choices = groups  # type: ignore[attr-defined]
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            add_curriculum_item(year, by=request.acting, at=clock.now(), **form.cleaned_data)
        except BadInput as error:
            put_faults(form, error.faults)
        except Refused as error:
            refusal = error
        else:
            toasts.success(request, _("条目已加入课程清单，以前年度的清单不变。"))
            return back_to(request, "curriculum")
    status = refusal.status if refusal else 422 if form.errors else 200
    context = programme_page(request, year, "curriculum", form=form, refusal=refusal, item=None)
    return render(request, "programmes/item_form.html", context, status=status)


@needs("programmes.keep")
def withdraw_item(request: OfficeRequest, item: str) -> HttpResponse:
    """Take one of the province's own items out, from this year on."""
    year = year_of(request)
    present = next((one for one in curriculum_of(year) if one.id == item), None)
    if present is None:
        raise OutOfScope
    form = ReasonForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_curriculum_item(
                year,
                item,
                reason=form.cleaned_data["reason"],
                by=request.acting,
                at=clock.now(),
            )
        except BadInput as error:
            put_faults(form, error.faults)
        except Refused as error:
            refusal = error
        else:
            toasts.success(request, _("条目已从课程清单去掉，以前年度的清单不变。"))
            return back_to(request, "curriculum")
    status = refusal.status if refusal else 422 if form.errors else 200
    context = programme_page(request, year, "curriculum", form=form, refusal=refusal, item=present)
    return render(request, "programmes/item_form.html", context, status=status)
