"""The metric registry: an app above says what it can count, the ledger counts it for all places at
once.

One definition serves every use: the state of an obligation, the tile, the map, and the list that
opens behind the number are the same rows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from zhicai.foundation.text import Text
from zhicai.law.schema import Level


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
    rows = metric.rows(counting).filter(**{f"{metric.dated}__lte": wanted[-1]})
    if level is not None and metric.level is not None:
        rows = rows.filter(**{metric.level: level.value})
    columns = {f"by_{i}": _column(metric, day) for i, day in enumerate(wanted)}
    grouped = rows.order_by().annotate(at_place=_grouping(metric, into)).values("at_place")
    found: Counts = defaultdict(dict)
    for row in grouped.annotate(**columns):
        if row["at_place"] is None:
            continue
        for i, day in enumerate(wanted):
            found[row["at_place"]][day] = Decimal(row[f"by_{i}"] or 0)
    return dict(found)


def _grouping(metric: Metric, into: Mapping[int, int] | None) -> Any:
    """The expression that rows are grouped by: their place, or the place it is counted under."""
    if into is None:
        return F(metric.place)
    members: dict[int, list[int]] = defaultdict(list)
    for place_id, above in into.items():
        members[above].append(place_id)
    if all(ids == [above] for above, ids in members.items()):
        return F(metric.place)
    whens = [
        When(**{f"{metric.place}__in": ids}, then=Value(above)) for above, ids in members.items()
    ]
    return Case(*whens, output_field=IntegerField())


def _column(metric: Metric, day: date) -> Count | Sum:
    by_then = Q(**{f"{metric.dated}__lte": day})
    if metric.amount:
        return Sum(metric.amount, filter=by_then)
    if metric.distinct:
        return Count(metric.distinct, filter=by_then, distinct=True)
    return Count("pk", filter=by_then)
