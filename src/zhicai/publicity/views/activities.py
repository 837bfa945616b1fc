"""The log of publicity actions: totals by channel and office, the list, logging, striking out."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.programmes.scope import year_of, year_or_none
from zhicai.publicity import actions, queries
from zhicai.publicity.forms.items import MEDIA, ActionForm, ActivityFilters, OpinionForm
from zhicai.publicity.sheets import activities_sheet
from zhicai.publicity.views.page import language, put_faults, show, to
from zhicai.sheets.downloads import download
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("title", gettext_lazy("活动"), ("title",)),
    Column("on", gettext_lazy("日期"), ("on",)),
    Column("channel", gettext_lazy("渠道"), ("channel",)),
    Column("medium", gettext_lazy("方式"), ("medium",)),
    Column("reach", gettext_lazy("触达人数"), ("reach",), numeric=True),
    Column("office", gettext_lazy("单位"), ("office",)),
)


@needs("publicity.read")
def activities(request: OfficeRequest) -> HttpResponse:
    """Show what was done in a year, with totals of what the filters leave."""
    year = year_or_none(request)
    if year is None:
        return show(request, "activities", "activities", page=None)
    page = ListPage(
        request,
        queries.activities_visible_to(request.acting, year, on=clock.today()),
        columns=COLUMNS,
        filters=ActivityFilters,
        default_sort="-on",
    )
    if page.exporting:
        name = _("宣传活动") + f"-{year.year}.xlsx"
        return page.export(lambda rows: download(activities_sheet(rows, language=language()), name))
    whole, offices = queries.totals_of(page.matching)
    return show(
        request, "activities", "activities", page=page, whole=whole, offices=offices,
        strike_form=OpinionForm(),
    )  # fmt: skip


@needs("publicity.log")
def new(request: OfficeRequest) -> HttpResponse:
    """Log an action of the user's office."""
    year = year_of(request)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.log_action(form.action, year=year, by=request.acting, at=clock.now())
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("活动已登记，计入本单位合计。"))
            return to("activities")
    status = 422 if form.errors else 200
    return show(request, "action_form", "activities", status=status, form=form, media=MEDIA)


@require_POST
def _strike(request: OfficeRequest, pk: int) -> HttpResponse:
    found = queries.activity_for(request.acting, pk, on=clock.today())
    actions.strike_action(
        found, reason=request.POST.get("opinion", ""), by=request.acting, at=clock.now()
    )
    toasts.success(request, _("活动已作废，不再计入合计。"))
    return to("activities")


strike = needs("publicity.log")(_strike)
