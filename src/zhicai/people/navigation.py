"""Where people stand in the sidebar, and the own page in everyone's menu."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import register_user_link
from zhicai.accounts.home_cards import HomeTab, register_tab
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user keeps records of people."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "people.read")


slots.register_nav(
    slots.NavItem(
        "people", "talent", gettext_lazy("人员"), "user", "people:people", order=10, shown=reads
    )
)
register_user_link(
    "people", lambda request: slots.Choice(_("我的信息"), reverse("people:me"), icon="user")
)
register_tab(HomeTab("people", gettext_lazy("我的"), "user", "people:me", order=90))
