"""The list behind the counts, why a state is what it is, one's own tasks, and reminding."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, may
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.monitoring import actions
from zhicai.monitoring.forms import LineFilters
from zhicai.monitoring.presenters.tasks import groups_of, tasks_of
from zhicai.monitoring.presenters.why import why_view
from zhicai.monitoring.presenters.words import named
from zhicai.monitoring.queries.explained import explained
from zhicai.monitoring.queries.lines import (
    OPEN,
    Line,
    below,
    late_offices,
    lines_of,
    own_standings,
)
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.sheets import lines_sheet
from zhicai.monitoring.views.asked import addresses, asked, scope_of, wanted_year
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("state", gettext_lazy("状态"), ("rank", "due", "order")),
    Column("place", gettext_lazy("责任单位"), ("path", "order")),
    Column("rule", gettext_lazy("事项"), ("order", "path")),
    Column("value", gettext_lazy("现有 / 要求"), ("share",), numeric=True),
    Column("due", gettext_lazy("期限"), ("due", "rank")),
    Column("left", gettext_lazy("天数"), ("left",), numeric=True),
    Column("clause", gettext_lazy("条款")),
)
REMIND = [
    {"label": gettext_lazy("催办所选"), "name": "do", "value": "remind", "icon": "send",
     "primary": True},
]  # fmt: skip


def _list(request: OfficeRequest, scope: Scope) -> ListPage[list[Line]]:
    page: ListPage[list[Line]] = ListPage(
        request, lines_of(scope), columns=COLUMNS, filters=LineFilters, default_sort="state"
    )
    if isinstance(page.filters, LineFilters):
        page.filters.offer(scope)
    return page


@needs("monitoring.read")
def obligations(request: OfficeRequest) -> HttpResponse:
    """Show the standings behind a number."""
    scope = scope_of(request)
    page = _list(request, scope)
    if page.exporting:
        return lines_sheet(page.matching, scope)
    to = addresses(request, scope)
    context = {
        "scope": scope,
        "to": to,
        "name": named(scope.place),
        "page": page,
        "lines": [(line, to.why(line.standing), named(line.unit, short=True)) for line in page],
        "may_remind": may(request.acting, "monitoring.remind", scope.place.path),
        "actions": REMIND,
    }
    return render(request, "monitoring/obligations.html", context)


@needs("monitoring.read")
def why(request: OfficeRequest, rule: str, code: str, level: str) -> HttpResponse:
    """Show why one seat's obligation is in its state."""
    if level not in set(Level):
        raise OutOfScope
    found = explained(
        request.acting,
        rule=rule,
        code=code,
        level=Level(level),
        on=clock.today(),
        year=wanted_year(request),
    )
    to = addresses(request, found.scope)
    return render(request, "monitoring/why.html", {"to": to, **why_view(found, to)})


@needs("monitoring.read")
def tasks(request: OfficeRequest) -> HttpResponse:
    """Show what the user's own office owes, and what the offices below it have still to do."""
    scope = scope_of(request)
    to = addresses(request, scope)
    own = own_standings(scope, request.acting)
    others = [s for s in below(scope, request.acting) if s.state in OPEN]
    context: dict[str, Any] = {
        "scope": scope,
        "to": to,
        "tasks": tasks_of(own, scope, to),
        "open": sum(standing.state in OPEN for standing in own),
        "below": groups_of(others, scope, to),
        "below_count": len(others),
        "late_offices": len(late_offices(scope, request.acting)),
        "may_remind": holds(request.acting, "monitoring.remind"),
    }
    return render(request, "monitoring/tasks.html", context)


@require_POST
def _remind(request: OfficeRequest) -> HttpResponse:
    """Remind of the chosen standings, or of everything overdue, and say what came of it."""
    scope = scope_of(request)
    done = actions.remind(
        scope,
        _chosen(request, scope),
        by=request.acting,
        at=clock.now(),
        force=asked(request, "force") == "1",
        note=asked(request, "note"),
    )
    context = {
        "scope": scope,
        "to": addresses(request, scope),
        "done": done,
        "again": [one.standing.key for one in done.skipped if one.again],
        "title": _("催办结果"),
    }
    return render(request, "monitoring/reminded.html", context)


remind = needs("monitoring.remind")(_remind)


def _chosen(request: OfficeRequest, scope: Scope) -> list[str]:
    """The keys asked for: ticked rows, all rows of the filtered list, or everything overdue."""
    if asked(request, "everything") == "1":
        return [line.pk for line in _list(request, scope).chosen(request.POST)]
    if asked(request, "late") == "1":
        offices = late_offices(scope, request.acting).values()
        return [standing.key for standings in offices for standing in standings]
    return request.POST.getlist("selected")
