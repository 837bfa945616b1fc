"""Where coordination stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with the work between the levels."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "coordination.read")


slots.register_nav(
    slots.NavItem(
        "coordination",
        "support",
        _("市州工作"),
        "transfer",
        "coordination:home",
        order=20,
        shown=reads,
    )
)
