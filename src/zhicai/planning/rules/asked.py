"""What the programme asks of a plan: quotas, window, curriculum, as the law has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.law.dates import Span
from zhicai.law.schema import Effect


@dataclass(frozen=True, slots=True)
class Quota:
    """A figure that a plan should reach, its clause, and what happens where it does not."""

    figure: Decimal
    clause: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the curriculum as the editor offers it."""

    id: str
    group: str
    label: Text
    name: Text
    clause: str
    compulsory: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that a course may be tagged with (HB-1.d)."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What one office's plan is held against in a year, under the settings in force.

    Without quotas (the own plan of a city or base) the curriculum alone is asked. ``whole_city``
    and ``per_class`` are the two readings of A-HB-03. ``cites`` are the clauses that the checks
    rest on beside those of the quotas: goals, mapping, practical, summary.
    """

    year: int
    track: str = ""
    classes: Quota | None = None
    people: Quota | None = None
    whole_city: bool = False
    per_class: bool = False
    window: Span | None = None
    window_clause: str | None = None
    window_effect: Effect = Effect.FLAG
    items: tuple[Item, ...] = ()
    groups: Mapping[str, Text] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    cites: Mapping[str, str] = field(default_factory=dict)

    @property
    def compulsory(self) -> frozenset[str]:
        """Items of which every class needs at least one (实战课程)."""
        return frozenset(item.id for item in self.items if item.compulsory)

    @property
    def known(self) -> frozenset[str]:
        """Items in force this year."""
        return frozenset(item.id for item in self.items)

    def item(self, key: str) -> Item | None:
        """Return an item by id, None where this year's list has no such item."""
        return next((item for item in self.items if item.id == key), None)

    def covered(self, items: Iterable[str]) -> tuple[Item, ...]:
        """Return the items out of ``items`` that this year knows, in the order of the list."""
        wanted = set(items)
        return tuple(item for item in self.items if item.id in wanted)
