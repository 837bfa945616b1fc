"""Tabs that apps above hang into the hub 培训成果 (证书): registered at start, never asked here."""

from dataclasses import dataclass

from django.utils.functional import Promise

from zhicai.ui.slots import join_nav

HUB = "results"
"""The hub's item in the sidebar."""


@dataclass(frozen=True, slots=True)
class HubTab:
    """A page beside those of results, for holders of ``permission``; ``url_name`` takes nothing."""

    key: str
    label: str | Promise
    url_name: str
    permission: str


_tabs: dict[str, HubTab] = {}


def register_hub_tab(tab: HubTab) -> None:
    """Add a tab, or put another in the place of the one with its key; called from ``ready``.

    The pages of the tab's app belong to the hub's item of the sidebar.
    """
    _tabs[tab.key] = tab
    join_nav(HUB, tab.url_name.rpartition(":")[0])


def hub_tabs() -> tuple[HubTab, ...]:
    """Return the tabs of apps above, by key."""
    return tuple(_tabs[key] for key in sorted(_tabs))
