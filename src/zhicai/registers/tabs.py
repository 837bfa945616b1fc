"""The tabs above the lists: this app's own, and those that apps above add."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; ``url_name`` takes no arguments, ``permission`` says who sees it."""

    key: str
    label: str | Promise
    url_name: str
    permission: str
    order: int = 100


_tabs: dict[str, Tab] = {}


def register_tab(tab: Tab) -> None:
    """Add a tab; called from the app's ``ready``."""
    _tabs[tab.key] = tab


def tabs_of(acting: Acting, current: str) -> list[dict[str, Any]]:
    """Return the tabs that the user has, one of them current."""
    rows = sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key))
    return [
        {"label": tab.label, "url": reverse(tab.url_name), "current": tab.key == current}
        for tab in rows
        if holds(acting, tab.permission)
    ]


register_tab(Tab("lists", _("名录"), "registers:home", "registers.read", 20))
register_tab(Tab("import", _("导入名录"), "registers:import", "registers.keep", 30))
register_tab(Tab("codes", _("信用代码核对"), "registers:codes", "registers.accept_code", 40))
