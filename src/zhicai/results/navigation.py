"""Where results stand: the sidebar, a tab of each class, a link on a person's record."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.text import Text
from zhicai.people.links import RecordLink, register_link
from zhicai.results.decision import is_assessed
from zhicai.results.hub_tabs import HUB
from zhicai.results.models import Completion
from zhicai.results.queries.outcomes import counts_of
from zhicai.training.models import TrainingClass
from zhicai.training.queries.frames import track_held
from zhicai.training.tabs import Tab, register_tab
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with results."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "results.read")


def decided_by_hours(acting: Acting, found: TrainingClass) -> bool:
    """Say whether completion of a class is decided here: it is of the track of the counties."""
    return holds(acting, "results.read") and found.track == track_held(found.programme_year)


def completed_in(found: TrainingClass) -> int:
    """Return how many completed a class."""
    rows = Completion.objects.filter(registration__training_class=found, completed=True)
    return rows.count()


def decided_by_marks(acting: Acting, found: TrainingClass) -> bool:
    """Say whether a class ends in marks, and the user reads them."""
    return holds(acting, "results.marks") and is_assessed(found)


def qualified_in(found: TrainingClass) -> int:
    """Return how many qualified in a class."""
    return counts_of(found.pk).qualified


slots.register_nav(
    slots.NavItem(HUB, "talent", _("培训成果"), "trophy", "results:home", order=20, shown=reads)
)
register_tab(Tab("completion", _("结业"), "results:class", 55, decided_by_hours, completed_in))
register_tab(Tab("marks", _("成绩"), "results:marks", 55, decided_by_marks, qualified_in))
register_link(
    RecordLink(
        "results",
        Text("技能和成长路径", "Skills and path"),
        "chart-bar",
        "results:record",
        "results:mine",
        permission="results.read",
    )
)
