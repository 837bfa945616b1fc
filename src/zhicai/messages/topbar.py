"""What waits to be read, asked once for each request, and the bell that shows it."""

from django.http import HttpRequest
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.messages.queries import unread_counts
from zhicai.ui import slots

_REMEMBERED = "unread_messages"


def unread(request: HttpRequest) -> dict[str, int]:
    """Return the unread messages of the request's user by kind; one query for the whole page."""
    counts: dict[str, int] | None = getattr(request, _REMEMBERED, None)
    if counts is None:
        acting: Acting | None = getattr(request, "acting", None)
        counts = {}
        if acting is not None and holds(acting, "messages.read"):
            counts = unread_counts(acting)
        setattr(request, _REMEMBERED, counts)
    return counts


def bell(request: HttpRequest) -> slots.Bell | None:
    """Return the bell for whoever may read messages."""
    acting = getattr(request, "acting", None)
    if acting is None or not holds(acting, "messages.read"):
        return None
    return slots.Bell(reverse("messages:inbox"), sum(unread(request).values()))


slots.register_topbar(slots.TopbarItem("messages", bell, order=40))
