"""Where the summaries stand in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user has anything to do with the cities' summaries."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "dossiers.read")


slots.register_nav(
    slots.NavItem(
        "class-summaries",
        "talent",
        _("落实汇总"),
        "file-text",
        "dossiers:home",
        order=80,
        shown=reads,
    )
)
