"""What several pages of training show: the hub's tabs, the head and tabs of one class."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceTree, is_within
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import may_run
from zhicai.training.queries.frames import Frame
from zhicai.training.rules.steps import ABILITY_WORDS
from zhicai.training.tabs import tabs

TONES = {
    "planned": ("idle", "pencil"),
    "open": ("info", "users"),
    "running": ("green", "player-play"),
    "finished": ("amber", "hourglass"),
    "closed": ("green", "circle-check"),
    "cancelled": ("red", "ban"),
}


def hub(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the hub page that the user has."""
    acting = request.acting
    shown = [
        ("classes", _("培训班"), True),
        ("assessment", _("考核班"), holds(acting, "training.oversee") and _wide(acting)),
        ("gaps", _("计划对照"), holds(acting, "training.oversee")),
        ("base", _("基地工作台"), holds(acting, "training.base")),
        ("pool", _("讲师库"), holds(acting, "training.pool")),
        ("library", _("课程与讲义"), holds(acting, "training.library")),
        ("requests", _("讲师请求"), holds(acting, "training.requests")),
        ("report", _("课程结构"), holds(acting, "training.oversee")),
    ]
    return [
        {"label": label, "url": reverse(f"training:{name}"), "current": name == current}
        for name, label, visible in shown
        if visible
    ]


def _wide(acting: Acting) -> bool:
    """Say whether the user has to do with the classes of the province's package."""
    return acting.organisation_id is not None or acting.at_level(Level.PROVINCE, Level.CITY)


def tag_of(found: TrainingClass) -> dict[str, str]:
    """Return the tag of a class's state."""
    tone, icon = TONES[found.state]
    return {"label": str(found.get_state_display()), "tone": tone, "icon": icon}


def class_context(
    request: OfficeRequest, found: TrainingClass, frame: Frame, current: str
) -> dict[str, Any]:
    """Return what every page of a class shows: head, state, tabs."""
    acting = request.acting
    return {
        "found": found,
        "law": frame,
        "tag": tag_of(found),
        "track": frame.track_name(found.track),
        "ability": ABILITY_WORDS.get(found.ability),
        "own": may_run(acting, found),
        "tabs": class_tabs(acting, found, current),
    }


def class_tabs(acting: Acting, found: TrainingClass, current: str) -> list[dict[str, Any]]:
    """Return the tabs of a class's page."""
    return [
        {
            "label": tab.label,
            "url": reverse(tab.url_name, args=[found.pk]),
            "current": tab.key == current,
            "count": tab.count(found) if tab.count else None,
        }
        for tab in tabs()
        if tab.shown(acting, found)
    ]


def areas(places: PlaceTree, own: str) -> list[tuple[str, str]]:
    """Return the areas in which a venue may lie: the own one first, then the province's."""
    rows = [place for place in places.by_code.values() if len(place.path.split("/")) > 1]
    first = [place for place in rows if is_within(place.path, own)]
    rest = [place for place in rows if place not in first and Level.PROVINCE not in place.levels]
    return [(place.code, place.name) for place in (*first, *rest)]
