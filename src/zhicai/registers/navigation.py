"""Where the lists stand in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots

PARTS = ("", "_list", "_letters", "_enterprise", "_write")
"""The pages of coverage, which an app above adds; they belong to this line of the sidebar."""


def reads(request: HttpRequest) -> bool:
    """Say whether the user reads the lists."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "registers.read")


slots.register_nav(
    slots.NavItem(
        "registers",
        "talent",
        _("企业名录与覆盖"),
        "building",
        "registers:home",
        order=40,
        shown=reads,
        also=tuple(f"results:coverage{part}" for part in PARTS),
    )
)
