"""Where finance stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with money."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "finance.read")


slots.register_nav(
    slots.NavItem("finance", "training", _("经费"), "coins", "finance:home", order=40, shown=reads)
)
