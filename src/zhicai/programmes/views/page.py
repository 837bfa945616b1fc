"""What every page of a programme shows around its content: name, year, tabs, faulty rules."""

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, library, name_under, settings_of
from zhicai.programmes.queries.regions import has_regions
from zhicai.programmes.scope import wanted_year


def back_to(request: OfficeRequest, view: str, *args: object) -> HttpResponseRedirect:
    """Go to another page of the programme, staying in the year asked for."""
    wanted = wanted_year(request)
    again = f"?year={wanted}" if wanted is not None else ""
    return HttpResponseRedirect(reverse(f"programmes:{view}", args=args) + again)


def programme_page(
    request: OfficeRequest, year: ProgrammeYear, tab: str, **more: Any
) -> dict[str, Any]:
    """Return the context of a tab; ``again`` carries the year asked for to the other pages."""
    law = law_of(year)
    today = clock.today()
    wanted = wanted_year(request)
    again = f"?year={wanted}" if wanted == year.pk else ""
    settings = settings_of(year, on=today)
    template = settings.get("programme-template", law.head.template)
    keeps = holds(request.acting, "programmes.keep")
    return {
        "year": year,
        "law": law,
        "name": name_under(law, settings),
        "today": today,
        "again": again,
        "keeps": keeps,
        "problems": library().problems if keeps else (),
        "by_classes": template == "classes",
        "by_regions": has_regions(law),
        "tabs": [
            {
                "label": label,
                "url": reverse(f"programmes:{view}") + again,
                "current": view == tab,
            }
            for view, label in tabs_of(template)
        ],
        **more,
    }


def tabs_of(template: str) -> list[tuple[str, str]]:
    """Return the tabs of a programme: by classes and deadlines, or pillars and targets (X-01)."""
    shape = (
        [("curriculum", _("课程清单")), ("targets", _("任务与指标"))]
        if template == "classes"
        else [("measures", _("支柱与举措")), ("targets", _("目标"))]
    )
    return [
        ("overview", _("总览")),
        ("clauses", _("条款")),
        ("bodies", _("主体与职责")),
        *shape,
        ("calendar", _("日历")),
        ("points", _("待定事项")),
        ("deadlines", _("延期与免除")),
    ]
