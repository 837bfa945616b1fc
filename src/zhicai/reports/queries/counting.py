"""Counts figures by the registry: their lines, what they come to, the rows that stand behind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import override

from zhicai.foundation.text import Text
from zhicai.law.schema import ReportKind
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.reports.figures import Figure, YearCounted, figure_named
from zhicai.reports.rules.taken import Taken, joined
from zhicai.reports.rules.tallies import Line, Piece, Tally, digest_of, over, tally

CHINESE = "zh-hans"
"""The words of rows and parts are those of the document, whoever counts."""
NOBODY = Text("系统还不统计这项指标。", "Nobody counts this figure yet.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a figure, as it is shown and frozen."""

    key: str
    person: int | None
    name: str
    path: str
    place: str
    cells: tuple[str, ...]
    pieces: dict[str, tuple[Piece, ...]]


def divisions_of(kind: ReportKind, key: str) -> tuple[str, ...]:
    """Return the divisions by which a report shows a figure."""
    tables = [table for chapter in kind.chapters for table in chapter.tables]
    found = dict.fromkeys(table.by for table in tables if table.by and key in table.figures)
    for table in tables:  # what a figure is a share of falls apart as it does
        for name in table.figures:
            figure = figure_named(name)
            if figure is not None and figure.of == key and table.by:
                found.setdefault(table.by)
    return tuple(one for one in found if one)


def rows_of(
    figure: Figure, counted: YearCounted, divisions: Iterable[str], rows: Any = None
) -> Iterator[Row]:
    """Yield the rows behind a figure by their key; one query."""
    known = [(name, found) for name in divisions if (found := figure.division(name)) is not None]
    lookups = ["pk", figure.place, figure.person or "pk", figure.name]
    lookups += [cell.lookup for cell in figure.cells]
    lookups += [division.lookup for _, division in known]
    source: QuerySet[Any] = figure.records(counted) if rows is None else rows
    end = 4 + len(figure.cells)
    with override(CHINESE):
        for values in source.order_by("pk").values_list(*lookups).iterator(chunk_size=2000):
            place = counted.tree.by_id.get(values[1])
            cells = tuple(
                cell.words(counted, value) if cell.words else str(value or "")
                for cell, value in zip(figure.cells, values[4:end], strict=True)
            )
            yield Row(
                str(values[0]), values[2] if figure.person else None, str(values[3] or ""),
                place.path if place else counted.year.province.code,
                place.name if place else "", cells,
                {
                    name: tuple(division.pieces(counted, value))
                    for (name, division), value in zip(known, values[end:], strict=True)
                },
            )  # fmt: skip


def _tally(figure: Figure, counted: YearCounted, divisions: Sequence[str]) -> tuple[Tally, str]:
    lines = [Line(row.key, row.pieces) for row in rows_of(figure, counted, divisions)]
    return tally(lines, divisions), digest_of(line.key for line in lines)


class Counter:
    """Counts the figures of a report for one year; a figure that others rest on is counted once."""

    def __init__(self, kind: ReportKind, year: ProgrammeYear, *, on: date) -> None:
        self.kind = kind
        self.counted = YearCounted(year, on)
        self._known: dict[str, tuple[Tally, str]] = {}

    def plain(self, figure: Figure) -> tuple[Tally, str]:
        """Return what the rows of a figure come to and the hash of their keys."""
        if figure.key not in self._known:
            names = divisions_of(self.kind, figure.key)
            self._known[figure.key] = _tally(figure, self.counted, names)
        return self._known[figure.key]

    def tally(self, figure: Figure) -> tuple[Tally, str]:
        """Return what a figure comes to, over another one where it is a share."""
        found, digest = self.plain(figure)
        whole = figure_named(figure.of) if figure.of else None
        if figure.per is None or whole is None:
            return found, digest
        return over(found, self.plain(whole)[0], figure.per), digest


def count_figures(kind: ReportKind, year: ProgrammeYear, *, on: date) -> dict[str, Taken]:
    """Return every figure of a report as it is counted on a day, with the year before beside it.

    The year before is counted whole, by its own settings; without one nothing is compared.
    """
    now = Counter(kind, year, on=on)
    last = year_before(year)
    past = Counter(kind, last, on=date(last.year, 12, 31)) if last else None
    return {key: _taken(key, now, past) for key in kind.figures}


def _taken(key: str, now: Counter, past: Counter | None) -> Taken:
    figure = figure_named(key)
    if figure is None:
        return Taken(key, Text(key, key), "item", NOBODY, None, None, 0, "", {}, counted=False)
    found, digest = now.tally(figure)
    before = past.tally(figure)[0] if past else None
    return joined(key, figure.says, figure.unit, figure.query, digest, found, before)


def count_now(kind: ReportKind, year: ProgrammeYear, *, on: date) -> dict[str, Taken]:
    """Return every figure as it is counted on a day, without the year before."""
    now = Counter(kind, year, on=on)
    return {key: replace(_taken(key, now, None)) for key in kind.figures}


def year_before(year: ProgrammeYear) -> ProgrammeYear | None:
    """Return the year before of the same programme and province, None where it was not opened."""
    return (
        ProgrammeYear.objects.select_related("province")
        .filter(programme=year.programme, province=year.province_id, year=year.year - 1)
        .first()
    )


def live_rows(
    figure: Figure, counted: YearCounted, *, division: str = "", at: str = "",
    paths: Sequence[str] = (),
) -> QuerySet[Any]:  # fmt: skip
    """Return the records behind a figure now, in a part of a division, within some places."""
    rows = figure.records(counted)
    if paths:
        places = places_under(tuple(paths), on=counted.last)
        rows = rows.filter(Q(**{f"{figure.place}__in": places}))
    found = figure.division(division) if division else None
    return rows.filter(found.condition(counted, at)) if found is not None else rows
