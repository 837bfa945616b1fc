"""What an office can take over from the year before: registered by the apps that keep it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class Forward:
    """One kind of thing: how many of it the year before has, and how it is taken over."""

    key: str
    says: Text
    how: Text
    count: Callable[[ProgrammeYear], int]


_forwards: dict[str, Forward] = {}


def register_forward(forward: Forward) -> None:
    """Add a kind of thing that can be taken over; called from an app's ``ready``."""
    if forward.key in _forwards:
        raise ImproperlyConfigured(f"{forward.key}: already taken over")
    _forwards[forward.key] = forward


def forwards() -> tuple[Forward, ...]:
    """Return every kind, by key."""
    return tuple(_forwards[key] for key in sorted(_forwards))
