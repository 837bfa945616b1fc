"""Filters of the templates of planning: the office's own links, what stands in a box."""

from collections.abc import Mapping

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.text import Text
from zhicai.planning.models import PlannedClass
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of

register = template.Library()


@register.filter
def note(typed: Mapping[str, str] | None, field: str) -> str:
    """Return what was typed into the box of a field."""
    return (typed or {}).get(f"note-{field}", "")


@register.filter
def cited(year: ProgrammeYear, key: str) -> str:
    """Return the clause that a page rests on, empty where the year's notice has none."""
    return law_of(year).cites(key) or ""


@register.filter
def track_of(planned: PlannedClass) -> Text | None:
    """Return the name of a planned class's track, None where the programme has no tracks."""
    tracks = law_of(planned.plan.programme_year).head.tracks
    return next((track.name for track in tracks if track.id == planned.track), None)


@register.filter
def planning_links(request: HttpRequest) -> list[dict[str, object]]:
    """Return the pages of planning that the user's office works on, the present one left out."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return []
    wide = _wide(acting)
    pages = [
        (holds(acting, "planning.draft"), "mine", _("本单位计划"), "pencil"),
        (
            holds(acting, "planning.comment") or wide,
            "counties",
            _("县（市、区）计划"),
            "list-check",
        ),
        (holds(acting, "planning.summarise"), "summary", _("全市汇总"), "send"),
        (wide, "summaries", _("市州汇总"), "send"),
        (holds(acting, "planning.packages"), "package", _("考核培训材料"), "files"),
    ]
    match = request.resolver_match
    here = match.url_name if match and match.app_name == "planning" else ""
    return [
        {"label": label, "url": reverse(f"planning:{name}"), "icon": icon, "current": False}
        for shown, name, label, icon in pages
        if shown and name != here
    ]


def _wide(acting: Acting) -> bool:
    """Say whether the user's plans lie all over the province."""
    return holds(acting, "planning.read") and acting.province in reach_of(acting, "planning.read")
