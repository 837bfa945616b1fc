"""What each app hands out when a person asks for the own data: registered, never asked for here.

A contract like the metrics of programmes: people know nothing of classes or certificates, yet the
person's parcel holds them (PIPL 45).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from zhicai.foundation.text import Text
from zhicai.people.models import Person

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Export:
    """One table of the parcel: its columns in words, and the rows of one person.

    Values are text, numbers, dates, moments, booleans, Text or None; the person's own, unmasked.
    """

    app: str
    says: Text
    columns: Mapping[str, Text]
    rows_for: Callable[[Person], Rows]


_exports: dict[str, Export] = {}


def register_export(
    app: str, says: Text, columns: Mapping[str, Text], rows_for: Callable[[Person], Rows]
) -> None:
    """Add a table; called from an app's ``ready``. ``app`` is ``app`` or ``app.what``."""
    if app in _exports:
        raise ImproperlyConfigured(f"{app}: already in the own export")
    _exports[app] = Export(app, says, columns, rows_for)


def exports() -> tuple[Export, ...]:
    """Return every table: the person's own record first, then the apps by name."""
    keys = sorted(_exports, key=lambda key: (not key.startswith("people"), key))
    return tuple(_exports[key] for key in keys)
