"""The line 通知 of the sidebar: what came, what was sent, the programme's own notice with them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.notices.queries import receipts_owed
from zhicai.programmes.navigation import may
from zhicai.ui import slots

_REMEMBERED = "notices_owed"


def owed(request: HttpRequest) -> int:
    """Return how many notices the user's office has still to acknowledge; one query a page."""
    count: int | None = getattr(request, _REMEMBERED, None)
    if count is None:
        acting: Acting | None = getattr(request, "acting", None)
        count = 0
        if acting is not None:
            count = receipts_owed(acting).values("notice_id").distinct().count()
        setattr(request, _REMEMBERED, count)
    return count


slots.register_nav(
    slots.NavItem(
        "notices",
        "tasks",
        gettext_lazy("通知"),
        "mail",
        "notices:received",
        order=20,
        shown=may("notices.read"),
        also=("programmes:receipts", "programmes:receipt", "programmes:issue_notice"),
    )
)
