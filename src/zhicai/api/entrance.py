"""The way to the tokens: a line in the user's own menu."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import register_user_link
from zhicai.accounts.permissions import holds
from zhicai.ui.slots import Choice


def _line(request: HttpRequest) -> Choice | None:
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or not holds(acting, "api.tokens"):
        return None
    return Choice(_("系统对接"), reverse("api:tokens"), icon="link")


register_user_link("systems", _line)
