"""Where documents stand in the sidebar; what waits is in the inbox."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.programmes.queries import library
from zhicai.ui import slots


def shown(request: HttpRequest) -> bool:
    """Say whether the user may read documents, and a programme of the province has any."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or not holds(acting, "handbooks.read"):
        return False
    laws = library().programmes.values()
    return any(law.handbooks for law in laws if law.head.province == acting.province)


slots.register_nav(
    slots.NavItem(
        "handbooks",
        "support",
        _("文件资料"),
        "book-2",
        "handbooks:shelf",
        order=40,
        shown=shown,
    )
)
