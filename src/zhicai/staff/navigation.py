"""Where staff stands in the sidebar."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import register_door_link
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def manages(request: HttpRequest) -> bool:
    """Say whether the user looks after accounts."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "staff.manage")


def audits(request: HttpRequest) -> bool:
    """Say whether the user reads the audit log."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "staff.audit")


slots.register_nav(
    slots.NavItem(
        "staff", "support", _("单位人员"), "users", "staff:people", order=20, shown=manages
    )
)
slots.register_nav(
    slots.NavItem(
        "audit",
        "support",
        _("审计日志"),
        "shield-check",
        "staff:audit",
        order=30,
        shown=audits,
        also=("staff:sample", "staff:chain"),
    )
)
register_door_link(
    "staff", lambda request: slots.Choice(_("忘记密码"), reverse("staff:lost_password"))
)
