"""Where training stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with classes."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "training.read")


slots.register_nav(
    slots.NavItem(
        "training-classes",
        "training",
        _("培训班"),
        "school",
        "training:classes",
        order=10,
        shown=reads,
    )
)
