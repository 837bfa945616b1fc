"""Where the desk stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def has_inbox(request: HttpRequest) -> bool:
    """Say whether anything can wait for the user."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "desk.read")


slots.register_nav(
    slots.NavItem(
        "inbox",
        "desk",
        _("待我办理"),
        "inbox",
        "desk:inbox",
        order=10,
        shown=has_inbox,
        count_url_name="desk:count",
    )
)


def is_enterprise(request: HttpRequest) -> bool:
    """Say whether the user acts for an enterprise."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "desk.enterprise")


slots.register_nav(
    slots.NavItem(
        "enterprise",
        "desk",
        _("我的企业"),
        "building",
        "desk:enterprise",
        order=5,
        shown=is_enterprise,
    )
)
