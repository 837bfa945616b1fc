"""What money is spent on: apps above say which cost objects they have; finance knows ids alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ImproperlyConfigured

from zhicai.finance.rules.parts import Plan
from zhicai.law.schema import Level


@dataclass(frozen=True, slots=True)
class CostObject:
    """Something with a budget: ``key`` is ``app.kind:id``, ``url`` the page of its money.

    ``place`` (id) and ``level`` are the office that runs it; ``live``: it is still to come or
    running, so that it needs a budget. ``organisations`` (ids) and ``offices`` (place id and level)
    spend on it; without ``offices`` the office that runs it does. ``backing`` is asked only where
    launch is told from expansion.
    """

    key: str
    title: str
    programme_year: int
    place: int
    level: Level
    track: str
    starts_on: date
    people: int
    days: int
    url: str
    live: bool = True
    organisations: tuple[int, ...] = ()
    offices: tuple[tuple[int, Level], ...] = ()
    backing: "Callable[[], Backing] | None" = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Backing:
    """What launch and expansion of a cost object rest on: the plan of the year's classes, and the
    areas (place paths) whose shared funds may pay beside those of its own place.
    """

    plan: Plan | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CostKind:
    """A kind of cost object. ``prefix`` is the part of the key before the colon.

    ``describe`` takes ids and returns those that exist, in one query; ``live`` returns those of a
    programme year (id) that still need a budget, at some places (ids).
    """

    prefix: str
    describe: Callable[[Sequence[int]], Mapping[int, CostObject]]
    live: Callable[[int, Iterable[int]], Sequence[CostObject]]


_kinds: dict[str, CostKind] = {}


def register_cost(kind: CostKind) -> None:
    """Add a kind of cost object; called from the app's ``ready``."""
    if kind.prefix in _kinds:
        raise ImproperlyConfigured(f"{kind.prefix}: already a kind of cost object")
    _kinds[kind.prefix] = kind


def described(keys: Iterable[str]) -> dict[str, CostObject]:
    """Return cost objects by key, one query for each kind; unknown ones are left out."""
    wanted: dict[str, list[int]] = {}
    for key in keys:
        prefix, _sep, number = key.partition(":")
        if prefix in _kinds and number.isascii() and number.isdigit():
            wanted.setdefault(prefix, []).append(int(number))
    found = [one for prefix, ids in wanted.items() for one in _kinds[prefix].describe(ids).values()]
    return {one.key: one for one in found}


def live_objects(programme_year: int, places: Iterable[int]) -> list[CostObject]:
    """Return what needs a budget in a programme year at some places, the next to begin first."""
    ids = list(places)
    found = [one for kind in _kinds.values() for one in kind.live(programme_year, ids)]
    return sorted(found, key=lambda one: (one.starts_on, one.key))
