"""The cockpit: tiles, matrix, map and calendar of one scope."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, may
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.monitoring.presenters import calendars, maps, tiles
from zhicai.monitoring.presenters.matrix import (
    GROUPINGS,
    ORDERS,
    MatrixPresenter,
    legend,
)
from zhicai.monitoring.presenters.progress import overview_of, warning_of
from zhicai.monitoring.presenters.targets import targets_of
from zhicai.monitoring.presenters.words import Addresses, named
from zhicai.monitoring.queries.board import board_of
from zhicai.monitoring.queries.figures import figures_of, headlines_of, overdue_in
from zhicai.monitoring.queries.lines import LATE, dues_of, late_offices
from zhicai.monitoring.queries.progress import tracking_of
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.queries.themes import themes_of
from zhicai.monitoring.rules import share_of_year
from zhicai.monitoring.sheets import matrix_sheet
from zhicai.monitoring.views.asked import addresses, asked, choice, month_of, scope_of

AGENDA = 6
"""So many coming deadlines stand under the month."""

ORDER_NAMES = {"worst": gettext_lazy("进度从低到高"), "division": gettext_lazy("行政区划")}
GROUPING_NAMES = {
    "none": gettext_lazy("不分组"),
    "circle": gettext_lazy("圈群"),
    "county": gettext_lazy("县域"),
}
KIND_NAMES = {"tiles": gettext_lazy("方格"), "outline": gettext_lazy("轮廓")}


@needs("monitoring.read")
def cockpit(request: OfficeRequest) -> HttpResponse:
    """Show how far a place is."""
    scope = scope_of(request)
    to = addresses(request, scope)
    board = board_of(scope)
    presenter = MatrixPresenter(scope, board, to)
    order = choice(request, "order", ORDERS, "worst")
    grouping = choice(request, "group", GROUPINGS, "none")
    late = overdue_in(scope)
    offices = late_offices(scope, request.acting)
    apart = presenter.apart()
    tracking = tracking_of(scope)
    context = {
        "scope": scope,
        "to": to,
        "name": named(scope.place),
        "now": clock.now(),
        "elapsed": share_of_year(scope.year.year, scope.on),
        "tiles": [tiles.tile(one, scope, to) for one in figures_of(scope)]
        + [tiles.overdue_tile(late, to)],
        "headlines": [tiles.headline(one, scope) for one in headlines_of(scope)],
        "matrix": presenter.matrix(order=order, grouping=grouping, opened=asked(request, "open")),
        "apart": [one for one in apart if one.measured],
        "apart_count": len(apart),
        "uncounted": [one for one in apart if not one.measured],
        "legend": legend(),
        "orders": _options(to, "order", ORDER_NAMES, order, group=_unless(grouping, "none")),
        "groupings": _groupings(scope, to, grouping, order),
        "late_offices": len(offices),
        "may_suppose": scope.is_own and holds(request.acting, "monitoring.suppose"),
        "may_remind": bool(offices) and may(request.acting, "monitoring.remind", scope.place.path),
        "targets": targets_of(scope, to),
        "themes": themes_of(scope),
        "overview": overview_of(tracking, to) if tracking.held else [],
        "warning": warning_of(tracking, to) if tracking.held else None,
        "overview_page": to.progress(),
        "overview_clause": scope.law.cites("coordination.overview") or "",
        **_map(request, scope, board, to),
        **_month(request, scope, to),
    }
    return render(request, "monitoring/cockpit.html", context)


def _unless(value: str, standard: str) -> str:
    return "" if value == standard else value


def _options(
    to: Addresses, name: str, names: Mapping[str, Any], current: str, **others: str
) -> list[dict[str, object]]:
    return [
        {"label": label, "url": to.cockpit(**{name: key}, **others), "current": key == current}
        for key, label in names.items()
    ]


def _groupings(scope: Scope, to: Addresses, grouping: str, order: str) -> list[dict[str, object]]:
    """Cities are grouped by circle or opened to all counties; a city's own page has nothing to
    group.
    """
    if scope.level is not Level.PROVINCE:
        return []
    return _options(to, "group", GROUPING_NAMES, grouping, order=_unless(order, "worst"))


def _map(request: OfficeRequest, scope: Scope, board: Any, to: Addresses) -> dict[str, Any]:
    layer = choice(request, "layer", maps.LAYERS, "progress")
    kind = choice(request, "map", KIND_NAMES, "tiles")
    shown = maps.map_of(board, scope, to, layer=layer, kind=kind)
    kinds = _options(to, "map", KIND_NAMES, kind, layer=_unless(layer, "progress"))
    return {
        "map": shown,
        "layers": _options(to, "layer", maps.LAYERS, layer, map=_unless(kind, "tiles")),
        "kinds": kinds if scope.level is Level.PROVINCE else [],
        "may_map": holds(request.acting, "monitoring.map"),
    }


def _month(request: OfficeRequest, scope: Scope, to: Addresses) -> dict[str, Any]:
    dues = dues_of(scope)
    month = calendars.month_of(dues, month_of(request, scope.on), scope, to)
    month["previous_url"] = to.cockpit(month=month["previous"]) + "#calendar"
    month["next_url"] = to.cockpit(month=month["next"]) + "#calendar"
    coming = [due for due in dues if due.due >= scope.on and not due.is_done]
    late = [due for due in dues if due.due < scope.on and due.state in LATE]
    shown = (late[-2:] + coming)[:AGENDA]
    return {"month": month, "agenda": calendars.agenda_of(shown, scope, to)}


@needs("monitoring.read")
def rows(request: OfficeRequest, unit: str) -> HttpResponse:
    """Show one unit of the matrix, open or closed, to stand in the place of its present rows."""
    scope = scope_of(request)
    board = board_of(scope)
    found = next((row for row in board.rows if row.place.code == unit), None)
    if found is None:
        raise OutOfScope
    presenter = MatrixPresenter(scope, board, addresses(request, scope))
    row = presenter.row(found, opened=unit if asked(request, "open") else "")
    return render(request, "monitoring/parts/unit.html", {"row": row})


@needs("monitoring.read")
def matrix(request: OfficeRequest) -> HttpResponse:
    """Hand out the matrix as an Excel file."""
    scope = scope_of(request)
    return matrix_sheet(board_of(scope), scope)


def title_of(scope: Scope) -> str:
    """Return the heading of a scope's cockpit."""
    return _("%(name)s %(year)d 年度实施进度") % {
        "name": named(scope.place),
        "year": scope.year.year,
    }
