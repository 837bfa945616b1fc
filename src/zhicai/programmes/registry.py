"""The metric registry: an app above says what it can count, the ledger counts it for all places at
once.

One definition serves every use: the state of an obligation, the tile, the map, and the list that
opens behind the number are the same rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.programmes.grouped import send_grouped


@dataclass(frozen=True, slots=True)
class Counting:
    """For what a metric counts: a programme year, with the settings in force."""

    programme_year_id: int
    year: int
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Metric:
    """Something countable: ``name`` is ``app.what``; ``rows`` are the records that make it up.

    ``place`` is the lookup of the place id on a row and ``dated`` that of the date (a date field)
    on which the row begins to count. Rows are counted, or distinct values of ``distinct`` are, or
    ``amount`` is summed. Counts add up to the places above, unless ``level`` names the lookup of
    the office level that did the thing: a city's own receipt is not its counties'.

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


Counts = dict[int, dict[date, Decimal]]
"""Place id → day → what was counted by the end of that day."""

_metrics: dict[str, Metric] = {}


def register(metric: Metric) -> None:
    """Register a metric; called from the app's ``ready``."""
    _metrics[metric.name] = metric


def metric(name: str) -> Metric | None:
    """Return a metric by name, None where nobody counts it yet (grey, never green)."""
    return _metrics.get(name)


def metrics() -> tuple[Metric, ...]:
    """Return every metric that is counted, by name."""
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
    return {
        row[0]: {day: Decimal(row[number]) for number, day in enumerate(wanted, start=1)}
        for row in send_grouped(metric, counting, wanted, level=level, into=into)
        if row[0] is not None
    }
