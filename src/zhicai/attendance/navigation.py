"""Where a trainee finds the own hours: in the sidebar and the own menu."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import register_user_link
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def own_link(request: HttpRequest) -> slots.Choice | None:
    """Return the line of the own menu for who takes part in classes."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or not holds(acting, "attendance.own"):
        return None
    return slots.Choice(_("我的学时"), reverse("attendance:mine"), icon="clock")


register_user_link("attendance", own_link)
