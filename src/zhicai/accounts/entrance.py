"""What apps above hang in here: the sign-in page, links below it, lines of the user's own menu.

Accounts keeps the address ``accounts:login``, to which every guard sends a visitor; how one gets in
(password, second factor, outside identity) is no matter of accounts.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhicai.ui.slots import Choice

Door = Callable[[HttpRequest], HttpResponseBase]

_door: list[Door] = []
_below: dict[str, Callable[[HttpRequest], Choice]] = {}
_links: dict[str, Callable[[HttpRequest], Choice | None]] = {}


def register_door(view: Door) -> None:
    """Say which view answers at ``accounts:login``; called from an app's ``ready``."""
    if _door:
        raise ImproperlyConfigured("there is a door already")
    _door.append(view)


def door() -> Door:
    """Return the view behind ``accounts:login``."""
    return _door[0]


def register_door_link(key: str, build: Callable[[HttpRequest], Choice]) -> None:
    """Add a link below the sign-in form (a lost password); called from an app's ``ready``."""
    if key in _below:
        raise ImproperlyConfigured(f"{key}: already below the door")
    _below[key] = build


def door_links(request: HttpRequest) -> tuple[Choice, ...]:
    """Return the links below the sign-in form, by key."""
    return tuple(_below[key](request) for key in sorted(_below))


def register_user_link(key: str, build: Callable[[HttpRequest], Choice | None]) -> None:
    """Add a line to the user's own menu, None for whom it is not; called in ``ready``."""
    if key in _links:
        raise ImproperlyConfigured(f"{key}: already in the user menu")
    _links[key] = build


def user_links(request: HttpRequest) -> tuple[Choice, ...]:
    """Return the lines of the user's own menu, by key."""
    return tuple(found for key in sorted(_links) if (found := _links[key](request)) is not None)
