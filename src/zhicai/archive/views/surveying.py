"""The yearly follow-up survey, and what it says of an employer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.archive.actions.surveying import send_follow_up
from zhicai.archive.forms import FollowUpForm
from zhicai.archive.queries import surveying as queries
from zhicai.archive.queries.law import archive_law
from zhicai.archive.views.files import page
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.ui.asked import take_faults
from zhicai.ui.lists import ListPage


@needs("archive.guide")
def follow_ups(request: OfficeRequest) -> HttpResponse:
    """List the surveys of the years, and send that of this year."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    form, status = FollowUpForm(request.POST or None, initial={"year": on.year}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                send_follow_up(
                    law, year=given["year"], closes=given["closes"], by=request.acting,
                    at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("调研已发放，专员在手机上作答"))
                return HttpResponseRedirect(request.path)
    listed: ListPage[Any] = ListPage(request, queries.follow_ups(law.programme))
    return page(request, "follow_ups", "follow_ups", law, status=status, page=listed, form=form)


@needs("archive.read")
def employer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an employer's IP results by year as its specialists told them, without their names."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    unit = queries.employer_for(request.acting, pk, on=on)
    return page(request, "employer", "files", law, unit=unit, answers=queries.answers_about(unit))
