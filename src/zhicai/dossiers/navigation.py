"""Where dossiers stand: one line of the sidebar for all of them, a tab of each assessment class."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.dossiers.closing import asks_for_dossiers
from zhicai.planning.queries.packages import package_track
from zhicai.programmes.queries import law_of
from zhicai.training.models import TrainingClass
from zhicai.training.tabs import Tab, register_tab
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with dossiers or the cities' summaries."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "dossiers.open")


def owes_dossier(acting: Acting, found: TrainingClass) -> bool:
    """Say whether a class has a closing dossier that the user may read."""
    if not holds(acting, "dossiers.read_closing") or not found.track:
        return False
    year = found.programme_year
    return asks_for_dossiers(year) and found.track == package_track(law_of(year))


slots.register_nav(
    slots.NavItem(
        "class-summaries",
        "talent",
        _("总结归档"),
        "archive",
        "dossiers:home",
        order=80,
        shown=reads,
    )
)
register_tab(Tab("dossier", _("结班材料"), "dossiers:closing_dossier", 90, owes_dossier))
