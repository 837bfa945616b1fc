"""Who is responsible for what: the list, those without, naming in a batch."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, ngettext

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import require
from zhicai.coordination import actions
from zhicai.coordination.forms import DutyFilters, OwnerForm
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.duties import Duty, duties_of, without_owner
from zhicai.coordination.views.asked import desk_in, done, typed
from zhicai.coordination.views.tabs import frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("place", gettext_lazy("承担单位"), ("path", "order")),
    Column("rule", gettext_lazy("任务"), ("order", "path")),
    Column("due", gettext_lazy("期限"), ("due", "path")),
    Column("unit", gettext_lazy("责任单位"), ("unit", "path")),
    Column("person", gettext_lazy("责任人"), ("person", "path")),
)


def _list(request: OfficeRequest, desk: Desk) -> ListPage[list[Duty]]:
    page: ListPage[list[Duty]] = ListPage(
        request, duties_of(desk), columns=COLUMNS, filters=DutyFilters, default_sort="place"
    )
    filters = page.filters
    if isinstance(filters, DutyFilters):
        rules = {duty.rule.id: duty.rule for duty in page.rows}
        filters.fields["rule"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("全部")),
            *((rule.id, said(rule.short)) for rule in rules.values()),
        ]
        filters.fields["city"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("全部")),
            *((city.code, city.short_name) for city in desk.cities),
        ]
    return page


@needs("coordination.read")
def duties(request: OfficeRequest) -> HttpResponse:
    """List the tasks of the offices in reach with who is responsible; name those ticked."""
    desk = desk_in(request)
    page = _list(request, desk)
    form, faults, status = OwnerForm(), [], 200
    if request.method == "POST":
        require(request.acting, "coordination.charge")
        form = OwnerForm(request.POST)
        words = typed(form)
        keys = [duty.pk for duty in page.chosen(request.POST)]
        try:
            chosen = actions.put_in_charge(
                desk, keys, unit=words["unit"], person=words["person"], by=request.acting,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as error:
            faults, status = faults_of(error), 422
        else:
            n = len(chosen)
            text = ngettext("已为 %(n)d 项任务指定责任人", "已为 %(n)d 项任务指定责任人", n)
            return done(request, text % {"n": n}, request.get_full_path())
    context = frame(
        desk, "duties", page=page, form=form, faults=faults, rows=list(page),
        bare=len(without_owner(page.rows)), total=len(page.rows), clause=desk.cites("owners"),
        charges=desk.acting.organisation_id is None
        and any(desk.may("coordination.charge", place) for place, _ in desk.offices),
        several=len(desk.cities) > 1,
    )  # fmt: skip
    return render(request, "coordination/duties.html", context, status=status)
