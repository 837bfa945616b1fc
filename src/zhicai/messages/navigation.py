"""Where the outbox stands in the sidebar; the inbox is behind the bell."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.permissions import holds
from zhicai.messages.queries.deliveries import asking_count
from zhicai.ui import slots


def watches(request: HttpRequest) -> bool:
    """Say whether the user runs what leaves the site."""
    acting = getattr(request, "acting", None)
    return acting is not None and holds(acting, "messages.watch_outbox")


def unsettled(request: HttpRequest) -> int:
    """Return how many deliveries wait for an officer."""
    return asking_count()


slots.register_nav(
    slots.NavItem(
        "outbox",
        "support",
        _("消息投递"),
        "send",
        "messages:outbox",
        order=90,
        shown=watches,
        waiting=unsettled,
        also=("messages:delivery", "messages:templates", "messages:template"),
    )
)
