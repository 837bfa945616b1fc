"""Where the bank stands in the sidebar, and exams on each class that ends in them.

No role's sidebar has room for a line of exams: they are a tab of the class and of the bank.
"""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.queries.bank import may_be_named
from zhicai.exams.queries.running import SEE
from zhicai.results.decision import is_assessed
from zhicai.training.models import TrainingClass
from zhicai.training.tabs import Tab, register_tab
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user may have to do with the bank; the page says who was named."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and may_be_named(acting)


slots.register_nav(
    slots.NavItem("bank", "training", _("题库"), "list-check", "exams:bank", order=50, shown=reads)
)


def has_exams(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user sees exams, and the class ends in them."""
    return holds(acting, SEE) and is_assessed(found)


register_tab(Tab("exams", _("考试"), "exams:class", 52, has_exams))
