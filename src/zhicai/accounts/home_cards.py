"""Cards of the first page of someone who acts for nobody else: apps register them, the desk shows.

A card is built for who is signed in and nobody else; it shows what the person can see or do, and
leads to the app's own page. What waits for the person is no card but a ``waiting.Source``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.functional import Promise

from zhicai.accounts.acting import Acting


@dataclass(frozen=True, slots=True)
class HomeCard:
    """One card; ``key`` is ``app.what``.

    ``build`` takes for whom one acts and the moment, and returns what ``template`` shows as
    ``card`` (a whole ``<section class="zc-card">``), None where there is nothing to show. The least
    ``order`` stands first; ``column`` says where on a wide screen.
    """

    key: str
    template: str
    build: Callable[[Acting, datetime], Mapping[str, Any] | None]
    order: int = 100
    column: Literal["content", "aside"] = "content"


@dataclass(frozen=True, slots=True)
class HomeTab:
    """One of the at most five tabs at the foot of the phone; ``url_name`` takes no arguments.

    ``shown`` says for whom.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int = 100
    shown: Callable[[Acting], bool] = lambda _acting: True


LessonAction = Callable[[Acting, int, datetime], Mapping[str, Any] | None]
"""For who is signed in, a registration (its key) and the moment: ``label``, ``url``, ``icon`` and
``note`` of the one big button below the next lesson; None where there is none.
"""

_cards: dict[str, HomeCard] = {}
_tabs: dict[str, HomeTab] = {}
_actions: list[LessonAction] = []


def register_card(card: HomeCard) -> None:
    """Add a card; called from the app's ``ready``."""
    if card.key in _cards:
        raise ImproperlyConfigured(f"{card.key}: already a card of the first page")
    _cards[card.key] = card


def cards() -> tuple[HomeCard, ...]:
    """Return every card in its order."""
    return tuple(sorted(_cards.values(), key=lambda card: (card.order, card.key)))


def register_tab(tab: HomeTab) -> None:
    """Add a tab at the foot of the phone; called from the app's ``ready``."""
    if tab.key in _tabs:
        raise ImproperlyConfigured(f"{tab.key}: already a tab of the first page")
    _tabs[tab.key] = tab


def tabs() -> tuple[HomeTab, ...]:
    """Return every tab in its order."""
    return tuple(sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key)))


def register_lesson_action(build: LessonAction) -> None:
    """Say what one does at the next lesson (signing in); called from the app's ``ready``."""
    _actions.append(build)


def lesson_action(acting: Acting, registration: int, at: datetime) -> Mapping[str, Any] | None:
    """Return the big button below the next lesson, None where no app has one."""
    for build in _actions:
        found = build(acting, registration, at)
        if found is not None:
            return found
    return None


ONESELF = "self"
"""Key of who acts for nobody else (``Acting.key``)."""


def own_frame(acting: Acting, current: str) -> dict[str, Any]:
    """Return what ``ui/own.html`` shows around a page of one's own; ``current`` is a tab's key."""
    return {
        "alone": acting.key == ONESELF,
        "own_tabs": [
            {
                "label": tab.label,
                "icon": tab.icon,
                "url": reverse(tab.url_name),
                "current": tab.key == current,
            }
            for tab in tabs()
            if tab.shown(acting)
        ],
    }
