"""The tab 结业 of a class: who completed it, what the others lack; decided anew on request."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import Refused
from zhicai.results import actions
from zhicai.results.forms import TraineeFilters
from zhicai.results.queries.completions import ENDED, TraineeLine, lines_of, tally
from zhicai.results.queries.people import names_whole
from zhicai.results.sheets import TRAINEES, table
from zhicai.results.views.home import done_word
from zhicai.results.views.parts import law_for, shown_name
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import class_for, may_run
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("employer", gettext_lazy("工作单位")),
    Column("hours", gettext_lazy("到课学时"), ("present", "name"), numeric=True),
    Column("needed", gettext_lazy("需要学时"), numeric=True),
    Column("done", gettext_lazy("结业")),
    Column("why", gettext_lazy("说明")),
)


@needs("results.read")
def completion(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who completed a class."""
    return _page(request, pk)


def _list(request: OfficeRequest, found: TrainingClass) -> tuple[Any, ListPage[Any], list[Any]]:
    law = law_for(request, found.programme_year)
    lines = lines_of(found, law)
    page: ListPage[list[TraineeLine]] = ListPage(
        request, lines, columns=COLUMNS, filters=TraineeFilters, default_sort="name"
    )
    return law, page, lines


def _page(request: OfficeRequest, pk: int, error: Refused | None = None) -> HttpResponse:
    found = class_for(request.acting, pk, on=clock.today())
    law, page, lines = _list(request, found)
    whole = names_whole(request.acting)
    if page.exporting:
        return table(TRAINEES, [_row(line, whole=whole) for line in page.matching])
    decides = holds(request.acting, "results.decide") and may_run(request.acting, found)
    context = class_context(request, found, law.frame, "completion") | {
        "results": law,
        "page": page,
        "lines": [{"line": one, "name": shown_name(one.row.person, whole=whole)} for one in page],
        "tally": tally(lines),
        "ended": found.state in ENDED,
        "decides": decides and found.state in ENDED,
        "batch": [
            {
                "label": _("认定所选"), "name": "do", "value": "decide",
                "icon": "circle-check", "primary": True,
            }
        ],
        "faults": faults_of(error) if error else [],
    }  # fmt: skip
    return render(request, "results/class.html", context, status=error.status if error else 200)


def _row(line: TraineeLine, *, whole: bool) -> dict[str, Any]:
    return {
        "name": shown_name(line.row.person, whole=whole),
        "employer": line.row.employer_name,
        "hours": line.hours.present,
        "needed": line.hours.needed,
        "done": done_word(line.completed),
        "why": "；".join(said(reason.says) for reason in line.decision.reasons),
    }


@require_POST
def _decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Decide completion anew, of those chosen or of the whole class."""
    found = class_for(request.acting, pk, on=clock.today())
    _law, page, _lines = _list(request, found)
    only = None
    if request.POST.get("do") == "decide":
        only = [line.pk for line in page.chosen(request.POST)]
    try:
        n = actions.decide_class(found, by=request.acting, at=clock.now(), only=only)
    except Refused as error:
        return _page(request, pk, error)
    if n:
        messages.success(request, _("已认定 %(n)d 人") % {"n": n})
    else:
        messages.info(request, _("学时没有变化，认定结果不变"))
    return HttpResponseRedirect(reverse("results:class", args=[pk]))


decide = needs("results.decide")(_decide)
