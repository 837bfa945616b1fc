"""What signing in hangs into accounts and the frame."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import register_door, register_user_link
from zhicai.accounts.permissions import holds
from zhicai.signin.views.door import sign_in
from zhicai.ui.slots import Choice, NavItem, register_nav


def _oversees(request: HttpRequest) -> bool:
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "signin.oversee")


register_door(sign_in)
register_user_link(
    "security", lambda request: Choice(_("我的安全"), reverse("signin:mine"), icon="shield-lock")
)
register_nav(
    NavItem(
        "signin",
        "support",
        gettext_lazy("登录安全"),
        "shield-check",
        "signin:accounts",
        order=80,
        shown=_oversees,
        also=("signin:account",),
    )
)
