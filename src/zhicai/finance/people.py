"""How many people a cost object trained and certified: apps above count, finance divides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class People:
    """People whom a cost object trained, and those of them who were certified.

    ``certified`` is None as long as nothing is decided (or the track certifies nobody); ``url`` is
    the page that lists them, with its query; empty where there is none.
    """

    trained: int = 0
    certified: int | None = None
    url: str = ""


Counts = Callable[[Sequence[str]], Mapping[str, People]]
"""Takes keys of cost objects (``training.class:12``), returns those it can count, few queries."""

_counts: list[Counts] = []


def register_counts(fn: Counts) -> None:
    """Add one who counts people; called from the app's ``ready``. Whoever came last goes first."""
    if fn not in _counts:
        _counts.append(fn)


def people_of(keys: Iterable[str]) -> dict[str, People]:
    """Return the people of cost objects by key; those whom nobody counts are left out."""
    found: dict[str, People] = {}
    missing = list(keys)
    for fn in reversed(_counts):
        if not missing:
            break
        found |= fn(missing)
        missing = [key for key in missing if key not in found]
    return found
