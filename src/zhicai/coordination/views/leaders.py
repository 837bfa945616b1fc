"""Leaders who answer for talent work: the offices in reach, those without one, one's own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.coordination import actions
from zhicai.coordination.forms import LeaderFilters, LeaderForm, offer
from zhicai.coordination.queries.leaders import LeaderRow, history_of, leader_rows
from zhicai.coordination.views.asked import checked, desk_in, done
from zhicai.coordination.views.tabs import frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.law.schema import Level
from zhicai.programmes.queries.targets import TIERS
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("place", gettext_lazy("单位"), ("path",)),
    Column("level", gettext_lazy("层级")),
    Column("name", gettext_lazy("分管负责人"), ("named", "path")),
    Column("post", gettext_lazy("职务")),
    Column("phone", gettext_lazy("电话")),
    Column("since", gettext_lazy("自")),
)


@needs("coordination.read")
def leaders(request: OfficeRequest) -> HttpResponse:
    """List the offices in reach with their leaders; name that of one's own."""
    desk = desk_in(request)
    everyone = leader_rows(desk)
    page: ListPage[list[LeaderRow]] = ListPage(
        request, everyone, columns=COLUMNS, filters=LeaderFilters, default_sort=""
    )
    levels = [(level.value, said(TIERS[level])) for level in desk.own_levels]
    form = LeaderForm(initial={"level": levels[0][0] if levels else "", "since": desk.on})
    faults, status = [], 200
    if request.method == "POST":
        require(request.acting, "coordination.name_leader")
        if desk.own is None:
            raise OutOfScope
        form = LeaderForm(request.POST)
        offer(form, "level", levels)
        try:
            checked(form)
            data = form.cleaned_data
            level = Level(data["level"] or levels[0][0])
            actions.name_leader(
                desk, (desk.own, level), name=data["name"], post=data["post"],
                phone=data["phone"], since=data["since"], by=request.acting, at=clock.now(),
            )  # fmt: skip
        except BadInput as error:
            faults, status = faults_of(error), 422
        else:
            return done(request, _("分管负责人已登记"), request.path)
    offer(form, "level", levels)
    own = desk.own
    context = frame(
        desk, "leaders", page=page, rows=list(page), form=form, faults=faults,
        missing=sum(not row.named for row in everyone), total=len(everyone),
        several=len(levels) > 1,
        history=[
            {"level": said(TIERS[level]), "rows": list(history_of(desk, own, level))}
            for level in desk.own_levels
        ] if own is not None else [],
        names=own is not None and holds(request.acting, "coordination.name_leader"),
        tiers={level.value: said(words) for level, words in TIERS.items()},
        clause=desk.cites("leaders"),
    )  # fmt: skip
    return render(request, "coordination/leaders.html", context, status=status)
