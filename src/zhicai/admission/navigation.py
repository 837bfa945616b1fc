"""Where admission stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.training.joining import name_join_page
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with registrations."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "admission.read")


slots.register_nav(
    slots.NavItem(
        "admission",
        "training",
        _("招生报名"),
        "user-plus",
        "admission:home",
        order=30,
        shown=reads,
    )
)

name_join_page("admission:join")
