"""Who may see the bank: named one by one by those who compose papers."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions.naming import end_member, name_member
from zhicai.exams.actions.papers import exam_clause
from zhicai.exams.forms.bank import MemberForm, offer
from zhicai.exams.queries import bank as queries
from zhicai.exams.views.bank import tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.programmes.scope import year_of
from zhicai.ui.asked import number, take_faults, word


@needs("exams.compose")
def people(request: OfficeRequest) -> HttpResponse:
    """List who is named; name another, end a naming."""
    year = year_of(request)
    offered = queries.members_offered(year, on=clock.today())
    form = MemberForm(request.POST if word(request, "do") == "name" else None)
    offer(form, "user", [(str(one.pk), f"{one.name}（{one.username}）") for one in offered])
    status = 200
    if request.method == "POST":
        status = 422
        by, at = request.acting, clock.now()
        if word(request, "do") == "end":
            end_member(year, number(request, "user") or 0, by=by, at=at)
            messages.success(request, _("已取消，对方不再能查看题库"))
            return HttpResponseRedirect(reverse("exams:bank_people"))
        if form.is_valid():
            chosen = next(one for one in offered if str(one.pk) == form.cleaned_data["user"])
            try:
                name_member(year, chosen, by=by, at=at)
            except BadInput as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已指定%(name)s查看题库") % {"name": chosen.name})
                return HttpResponseRedirect(reverse("exams:bank_people"))
    context = {
        "tabs": tabs_for(request, "people"),
        "rows": queries.members_of(year.programme),
        "form": form,
        "clause": exam_clause(year),
    }
    return render(request, "exams/bank/people.html", context, status=status)
