"""Progress of counties against their plans, and the reason behind each cell (HB-4.5.e)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import may
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.monitoring.presenters.progress import (
    NAMES,
    TONES,
    arithmetic,
    cell_view,
    heads,
    overview_of,
    rows_of,
    shown_rows,
    warning_of,
)
from zhicai.monitoring.presenters.words import named, page_for
from zhicai.monitoring.queries.progress import CLASSES, progress_scope, tracking_of
from zhicai.monitoring.queries.progress_why import progress_why as why_of
from zhicai.monitoring.rules import FOOTING_WORDS
from zhicai.monitoring.sheets import progress_sheet
from zhicai.monitoring.views.asked import addresses, asked, choice, wanted_year
from zhicai.programmes.registry import metric
from zhicai.ui.asked import said

ORDERS = {"worst": gettext_lazy("落后的在前"), "division": gettext_lazy("行政区划")}
SHOWN = {"all": gettext_lazy("全部"), "lagging": gettext_lazy("只看落后")}


@needs("monitoring.read")
def progress(request: OfficeRequest) -> HttpResponse:
    """Show how far each county is beside its plan; the province by city."""
    scope = progress_scope(
        request.acting, on=clock.today(), code=asked(request, "place"), year=wanted_year(request)
    )
    to = addresses(request, scope)
    tracking = tracking_of(scope)
    order = choice(request, "order", ORDERS, "worst")
    show = choice(request, "show", SHOWN, "all")
    rows = shown_rows(rows_of(tracking, to, order=order), show)
    if asked(request, "export") == "xlsx":
        return progress_sheet(tracking)
    context = {
        "scope": scope,
        "to": to,
        "name": named(scope.place),
        "now": clock.now(),
        "held": tracking.held,
        "overview": overview_of(tracking, to),
        "warning": warning_of(tracking, to),
        "heads": heads(),
        "rows": rows,
        "by_city": scope.level is Level.PROVINCE,
        "reading": tracking.reading,
        "legend": [
            {"tone": TONES[one][0], "icon": TONES[one][1], "label": said(words)}
            for one, words in FOOTING_WORDS.items()
        ],
        "orders": [
            {"label": label, "url": to.progress(order=key, show=show), "current": key == order}
            for key, label in ORDERS.items()
        ],
        "shows": [
            {"label": label, "url": to.progress(order=order, show=key), "current": key == show}
            for key, label in SHOWN.items()
        ],
        "export": to.progress(export="xlsx"),
        "may_remind": may(request.acting, "monitoring.remind", scope.place.path)
        and any(row.key for row in rows),
    }
    return render(request, "monitoring/progress.html", context)


@needs("monitoring.read")
def progress_why(request: OfficeRequest, code: str, measure: str) -> HttpResponse:
    """Show why a county stands as it does in one measure: each planned class, each duty."""
    scope = progress_scope(request.acting, on=clock.today(), code=code, year=wanted_year(request))
    to = addresses(request, scope)
    found = why_of(tracking_of(scope), measure)
    rule = found.tracking.rules.get(measure) or found.tracking.rules.get(CLASSES)
    counted = metric(rule.metric) if rule else None
    view = cell_view(found.cell, "")
    context = {
        "scope": scope,
        "to": to,
        "name": named(scope.place),
        "measure": measure,
        "label": said(NAMES[measure]),
        "cell": found.cell,
        "view": view,
        "words": FOOTING_WORDS[found.cell.footing],
        "arithmetic": arithmetic(found.cell),
        "reading": found.tracking.reading,
        "rule": rule,
        "lines": found.lines,
        "duties": [
            {"standing": one, "url": to.why(one), "name": said(one.verdict.rule.short)}
            for one in found.cell.standings
        ],
        "evidence": page_for(counted.list_page, scope.place, request.acting) if counted else "",
        "mend": page_for(counted.mend_page, scope.place, request.acting) if counted else "",
        "back": to.progress(scope.place.parent_code or ""),
    }
    return render(request, "monitoring/progress_why.html", context)
