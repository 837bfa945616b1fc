"""The registry of figures: what a report can count, in which words, and the rows that it opens to.

One definition serves every use: the value, each part of a table, the frozen rows, and the list
that opens behind the number are the same rows. Call :func:`register_figure` from a room of this
package; ``reports.yaml`` names figures by their keys.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet

from zhicai.archive.queries.law import ArchiveLaw
from zhicai.foundation.text import Text
from zhicai.people.queries import home_on
from zhicai.places.queries import PlaceTree, places_under, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of
from zhicai.programmes.registry import Counting
from zhicai.reports.rules.tallies import Per, Piece

UNKNOWN = Piece("-", "未填")
KEPT_AT = "kept_at"
"""Place of a row: where the person's record was kept on the last day that counts."""


@dataclass(frozen=True)
class YearCounted:
    """A programme year as it stands on a day: nothing after ``last`` counts."""

    year: ProgrammeYear
    on: date

    @property
    def first(self) -> date:
        """The first day of the year."""
        return date(self.year.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day that counts: the day itself, or the end of the year before it."""
        return min(self.on, date(self.year.year, 12, 31))

    @cached_property
    def law(self) -> ArchiveLaw:
        """The rules of the year by which files are kept, as they stand on the last day."""
        return ArchiveLaw(
            self.year, law_of(self.year), settings_of(self.year, on=self.last), self.last
        )

    @cached_property
    def counting(self) -> Counting:
        """What the metrics of programmes count for."""
        return Counting.of(self.year, self.law.settings)

    @cached_property
    def tree(self) -> PlaceTree:
        """The places of the province."""
        return tree(self.year.province.code, on=self.last)

    def within(self, lookup: str) -> Q:
        """Return the condition that a day lies in the year, up to the last that counts."""
        return Q(**{f"{lookup}__gte": self.first, f"{lookup}__lte": self.last})


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a row beside name and place: a head, where it stands, in which words."""

    label: Text
    lookup: str
    words: Callable[[YearCounted, Any], str] | None = None


def same(_counted: YearCounted, value: Any) -> Sequence[Piece]:
    """The part of a division named by the value itself."""
    return (Piece(str(value), str(value)),) if value not in (None, "") else (UNKNOWN,)


@dataclass(frozen=True, slots=True)
class Division:
    """How rows fall apart: where the value stands, which parts a value belongs to.

    ``where`` is the condition of the rows of a part, by its key: that of the value unless said.
    """

    lookup: str
    pieces: Callable[[YearCounted, Any], Sequence[Piece]] = same
    where: Callable[[YearCounted, str], Q] | None = None

    def condition(self, counted: YearCounted, key: str) -> Q:
        """Return the condition of the rows that belong to a part."""
        if self.where is not None:
            return self.where(counted, key)
        if key == UNKNOWN.key:
            return Q(**{self.lookup: ""}) | Q(**{f"{self.lookup}__isnull": True})
        return Q(**{self.lookup: key})


@dataclass(frozen=True)
class Figure:
    """A figure. ``rows`` are the records that make it up, each counting one.

    ``place`` is the lookup of the place id on a row, or :data:`KEPT_AT`; ``person`` that of the
    person's (empty where rows are of nobody), ``name`` that of what stands first: a name, a title.
    ``per`` and ``of`` make it a share of another figure, or how many for each. ``list_page`` is
    the page of the app below on which the records are kept (a URL name).
    """

    key: str
    says: Text
    unit: str
    query: Text
    rows: Callable[[YearCounted], QuerySet[Any]]
    place: str
    name: str
    person: str = ""
    cells: tuple[Cell, ...] = ()
    by: Mapping[str, Division] = field(default_factory=dict)
    per: Per | None = None
    of: str = ""
    list_page: str = ""

    def records(self, counted: YearCounted) -> QuerySet[Any]:
        """Return the rows with their place."""
        rows = self.rows(counted)
        if self.place != KEPT_AT:
            return rows
        placed: QuerySet[Any] = rows.annotate(**{KEPT_AT: home_on(self.person, day=counted.last)})
        return placed

    def division(self, name: str) -> Division | None:
        """Return a division by its name; those by place every figure knows."""
        if name in _PLACES:
            return Division(self.place, _PLACES[name], self._at)
        return self.by.get(name)

    def _at(self, counted: YearCounted, code: str) -> Q:
        found = counted.tree.by_code.get(code)
        if found is None:
            return Q(pk__in=[])
        return Q(**{f"{self.place}__in": places_under((found.path,), on=counted.last)})


def _city(counted: YearCounted, place_id: Any) -> Sequence[Piece]:
    place = counted.tree.by_id.get(place_id)
    city = counted.tree.city_of(place) if place else None
    found = city or place
    return (Piece(found.code, found.name),) if found else (UNKNOWN,)


def _county(counted: YearCounted, place_id: Any) -> Sequence[Piece]:
    place = counted.tree.by_id.get(place_id)
    return (Piece(place.code, place.name),) if place else (UNKNOWN,)


_PLACES = {"city": _city, "county": _county}
_figures: dict[str, Figure] = {}


def register_figure(figure: Figure) -> None:
    """Add a figure; called from a room of this package."""
    if figure.key in _figures:
        raise ImproperlyConfigured(f"{figure.key}: already registered as a figure")
    _figures[figure.key] = figure


def figure_named(key: str) -> Figure | None:
    """Return a figure by its key, None where nobody counts it."""
    return _figures.get(key)


def figures() -> Iterable[Figure]:
    """Return every figure, by key."""
    return tuple(_figures[key] for key in sorted(_figures))
