"""Where planning stands in the sidebar, and how many of its documents wait for the user."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.planning.queries.waiting import waiting_for
from zhicai.programmes.queries import year_for
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with plans."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "planning.read")


def waiting(request: HttpRequest) -> int:
    """Return how many plans and summaries wait for the user's own office."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return 0
    try:
        year = year_for(acting, on=clock.today())
    except OutOfScope:
        return 0
    return waiting_for(acting, year)


slots.register_nav(
    slots.NavItem(
        "plans",
        "tasks",
        _("年度计划"),
        "clipboard-list",
        "planning:home",
        order=10,
        shown=reads,
        waiting=waiting,
    )
)
slots.register_nav(
    slots.NavItem(
        "planned-classes",
        "tasks",
        _("班次计划"),
        "school",
        "planning:classes",
        order=20,
        shown=reads,
        also=("planning:class", "planning:curriculum"),
    )
)
