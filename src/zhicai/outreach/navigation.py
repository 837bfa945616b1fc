"""Where outreach stands in the sidebar, and the tabs of its hub; what waits is in the inbox."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots

TABS = (
    ("visits", gettext_lazy("走访调研"), "outreach.read"),
    ("opinions", gettext_lazy("意见与需求"), "outreach.hear"),
    ("topics", gettext_lazy("主题汇总"), "outreach.read"),
    ("cases", gettext_lazy("经验案例"), "outreach.read_cases"),
)


def shown(request: HttpRequest) -> bool:
    """Say whether the user hears opinions; who only reads cases has no line of its own."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "outreach.hear")


def tabs_of(acting: Acting, current: str) -> list[dict[str, Any]]:
    """Return the tabs that the user has, one of them current."""
    return [
        {"label": label, "url": reverse(f"outreach:{name}"), "current": name == current}
        for name, label, permission in TABS
        if holds(acting, permission)
    ]


slots.register_nav(
    slots.NavItem(
        "outreach",
        "training",
        gettext_lazy("调研与意见"),
        "message",
        "outreach:home",
        order=90,
        shown=shown,
    )
)
