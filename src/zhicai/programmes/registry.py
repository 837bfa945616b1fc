"""The metric registry: an app above says what it can count, the ledger counts it for all places at
once.

One definition serves every use: the state of an obligation, the tile, the map, and the list that
opens behind the number are the same rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache, cached_property
from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.programmes.grouped import send_grouped
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True)
class Counting:
    """For what a metric counts: a programme year, with the settings in force."""

    programme_year_id: int
    year: int
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, year: ProgrammeYear, settings: Mapping[str, Any]) -> "Counting":
        """Return what metrics count for, of a year that is at hand."""
        counting = cls(year.pk, year.year, settings)
        counting.__dict__["programme_year"] = year
        return counting

    @cached_property
    def programme_year(self) -> ProgrammeYear:
        """The year itself, asked for once however many metrics want it."""
        return ProgrammeYear.objects.select_related("province").get(pk=self.programme_year_id)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a rule hangs on: the start of a class, say, and when what it owes was done.

    ``place_id`` is where it counts; ``kept_on`` is None until what is owed has been done.
    """

    place_id: int
    anchor: date
    kept_on: date | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """Something countable: ``name`` is ``app.what``; ``rows`` are the records that make it up.

    ``place`` is the lookup of the place id on a row and ``dated`` that of the date (a date field)
    on which the row begins to count. Rows are counted, or distinct values of ``distinct`` are, or
    ``amount`` is summed. Counts add up to the places above, unless ``level`` names the lookup of
    the office level that did the thing: a city's own receipt is not its counties'. With ``of`` the
    metric is a share in percent: of those rows, which have the same lookups, how many count. With
    ``events`` a rule that is due so long before or after each of them is judged one by one.

    ``list_page`` names the page that lists the rows and ``mend_page`` the one that mends what is
    missing (URL names; both take ``?place=CODE``).
    """

    name: str
    unit: str
    says: Text
    rows: Callable[[Counting], QuerySet[Any]]
    place: str
    dated: str
    list_page: str
    mend_page: str
    amount: str | None = None
    distinct: str | None = None
    level: str | None = None
    of: Callable[[Counting], QuerySet[Any]] | None = None
    events: Callable[[Counting], Iterable[Event]] | None = None


Counts = dict[int, dict[date, Decimal]]
"""Place id → day → what was counted by the end of that day."""

_metrics: dict[str, Metric] = {}
_later: list[Callable[[], Iterable[Metric]]] = []


def register(metric: Metric) -> None:
    """Register a metric; called from the app's ``ready``."""
    _metrics[metric.name] = metric


def register_later(make: Callable[[], Iterable[Metric]]) -> None:
    """Register metrics whose names the law's data give: made when a metric is first asked for, so
    that starting the site reads no law.
    """
    _later.append(make)


def _settle() -> None:
    while _later:
        for one in _later.pop()():
            register(one)


def metric(name: str) -> Metric | None:
    """Return a metric by name, None where nobody counts it yet (grey, never green)."""
    _settle()
    return _metrics.get(name)


def metrics() -> tuple[Metric, ...]:
    """Return every metric that is counted, by name."""
    _settle()
    return tuple(_metrics[name] for name in sorted(_metrics))


def measure(
    metric: Metric,
    counting: Counting,
    days: Iterable[date],
    *,
    level: Level | None = None,
    into: Mapping[int, int] | None = None,
) -> Counts:
    """Count a metric by place at the end of each of ``days``: one grouped query for all places.

    ``level`` keeps the rows of one office level, for a metric that knows levels. ``into`` maps a
    place to the one under which it is counted, so that distinct values are distinct there too;
    places outside it are left out.
    """
    wanted = sorted(set(days))
    if metric.of is not None:
        part, whole = (measure(m, counting, wanted, level=level, into=into) for m in halves(metric))
        return {
            place_id: {
                day: percent(part.get(place_id, {}).get(day, 0), count)
                for day, count in by_day.items()
            }
            for place_id, by_day in whole.items()
        }
    return {
        row[0]: {day: Decimal(row[number]) for number, day in enumerate(wanted, start=1)}
        for row in send_grouped(metric, counting, wanted, level=level, into=into)
        if row[0] is not None
    }


@cache
def halves(metric: Metric) -> tuple[Metric, Metric]:
    """Return a share's two counts: what counts, and out of what."""
    assert metric.of is not None
    part = replace(metric, of=None)
    return part, replace(part, name=f"{metric.name}/of", rows=metric.of)


def percent(part: Any, whole: Any) -> Decimal:
    """Return a share in percent with one decimal, rounded down: 100 is all of them; 0 of none.

    >>> percent(2, 3), percent(3, 3), percent(0, 0)
    (Decimal('66.6'), Decimal('100'), Decimal('0'))
    """
    if not whole:
        return Decimal(0)
    if part == whole:
        return Decimal(100)
    share = Decimal(part) * 100 / Decimal(whole)
    return share.quantize(Decimal("0.1"), ROUND_DOWN)
