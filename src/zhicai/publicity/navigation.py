"""Where publicity stands in the sidebar, and the tabs of its hub."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user may read what the public is told."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and holds(acting, "publicity.read")


def tabs_of(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the hub, one of them current."""
    tabs = (
        ("items", _("新闻与故事")),
        ("activities", _("宣传活动")),
        ("lists", _("公示")),
        ("rounds", _("问卷调查")),
        ("scores", _("三度评分")),
    )
    return [
        {"label": label, "url": reverse(f"publicity:{name}"), "current": name == current}
        for name, label in tabs
    ]


slots.register_nav(
    slots.NavItem(
        "publicity",
        "support",
        gettext_lazy("宣传与问卷"),
        "speakerphone",
        "publicity:items",
        order=60,
        shown=reads,
    )
)
