"""Tabs of a class's page: our own, and those that apps above hang in (学员, 签到, 经费)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.training.models import TrainingClass


def everyone(_acting: Acting, _found: TrainingClass) -> bool:
    """Show to whoever sees the class."""
    return True


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a class; ``url_name`` takes the id of the class. ``count`` is asked lazily."""

    key: str
    label: str | Promise
    url_name: str
    order: int = 100
    shown: Callable[[Acting, TrainingClass], bool] = everyone
    count: Callable[[TrainingClass], int] | None = None


_tabs: dict[str, Tab] = {}


def register_tab(tab: Tab) -> None:
    """Add a tab to the page of a class; called from the app's ``ready``."""
    if tab.key in _tabs:
        raise ImproperlyConfigured(f"{tab.key}: already a tab of a class")
    _tabs[tab.key] = tab


def tabs() -> list[Tab]:
    """Return every tab in its order."""
    return sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key))


for _tab in (
    Tab("class", _("概况"), "training:class", 10),
    Tab("timetable", _("课表"), "training:timetable", 20),
    Tab("lecturers", _("师资"), "training:lecturers", 40),
    Tab("evaluation", _("评估"), "training:evaluation", 60),
):
    register_tab(_tab)
