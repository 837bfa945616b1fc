"""Sends the grouped query of a metric, with what Django compiles for it kept for the next time.

A ledger asks some fifty metrics; building and compiling their queries costs more than running them
on a year's facts. The SQL of a metric is compiled once with marks for the days, and sent again with
other days as long as the metric's rows are the very same query; any other query is compiled anew.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import AutoField, Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.sql import Query

from zhicai.law.schema import Level

if TYPE_CHECKING:
    from zhicai.programmes.registry import Counting, Metric

Row = tuple[Any, ...]
"""Place id, then what was counted by the end of each day."""

Into = Mapping[int, int]
"""Place id → the place under which it is counted."""

_MARK = date(9900, 1, 1)
"""Stands for the first day while a query is compiled; no metric asks about such a day."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A compiled query: for which rows, and which of its parameters are days."""

    metric: "Metric"
    rows: Query
    sql: str
    params: tuple[Any, ...]
    days: tuple[tuple[int, int], ...]


_kept: dict[tuple[Any, ...], _Kept] = {}


def send_grouped(
    metric: "Metric",
    counting: "Counting",
    days: Sequence[date],
    *,
    level: Level | None = None,
    into: Into | None = None,
) -> list[Row]:
    """Return what a metric counts by place at the end of each of ``days`` (ascending), as rows.

    See :func:`zhicai.programmes.registry.measure` for ``level`` and ``into``. Facts without a place
    come under None.
    """
    rows = metric.rows(counting)
    key = (metric.name, rows.db, len(days), level, tuple(into.items()) if into else into)
    kept = _kept.get(key)
    if kept is None or kept.metric is not metric or not _same(kept.rows, rows.query):
        kept = _compiled(metric, rows, len(days), level, into)
        if kept is None:
            return _asked(metric, rows, days, level, into)
        _kept[key] = kept
    connection = connections[rows.db]
    params = list(kept.params)
    for position, number in kept.days:
        params[position] = connection.ops.adapt_datefield_value(days[number])
    with connection.cursor() as cursor:
        cursor.execute(kept.sql, params)
        return _within(cursor.fetchall(), into)


def _within(rows: list[Row], into: Into | None) -> list[Row]:
    """Leave out the rows of places that are not counted."""
    if into is None:
        return rows
    above = set(into.values())
    return [row for row in rows if row[0] in above]


def _is_itself(into: Into) -> bool:
    """Say whether every place is counted under itself: then rows are grouped by it as it stands."""
    return all(place_id == above for place_id, above in into.items())


def _same(one: Query, other: Query) -> bool:
    """Say whether two queries ask for the same rows, as far as can be told without compiling."""
    return (
        one.model is other.model
        and one.where == other.where
        and one.annotations == other.annotations
        and list(one.alias_map) == list(other.alias_map)
        and not (one.combinator or other.combinator or one.extra or other.extra)
        and (one.is_sliced, one.distinct) == (other.is_sliced, other.distinct) == (False, False)
    )


def _grouped(
    metric: "Metric",
    rows: QuerySet[Any],
    days: Sequence[date],
    level: Level | None,
    into: Into | None,
) -> QuerySet[Any]:
    rows = rows.filter(**{f"{metric.dated}__lte": days[-1]})
    if level is not None and metric.level is not None:
        rows = rows.filter(**{metric.level: level.value})
    names = [f"by_{number}" for number in range(len(days))]
    columns = {name: _column(metric, day) for name, day in zip(names, days, strict=True)}
    at_place = rows.order_by().annotate(at_place=_grouping(metric, into)).values("at_place")
    found: QuerySet[Any] = at_place.annotate(**columns).values_list("at_place", *names)
    return found


def _asked(
    metric: "Metric",
    rows: QuerySet[Any],
    days: Sequence[date],
    level: Level | None,
    into: Into | None,
) -> list[Row]:
    """Ask through Django itself: what it turns into other values cannot be sent as plain SQL."""
    return _within(list(_grouped(metric, rows, days, level, into)), into)


def _compiled(
    metric: "Metric",
    rows: QuerySet[Any],
    count: int,
    level: Level | None,
    into: Into | None,
) -> _Kept | None:
    """Compile the query with marks for the days; None where its values need Django's conversion."""
    marks = [_MARK + timedelta(days=number) for number in range(count)]
    compiler = _grouped(metric, rows, marks, level, into).query.get_compiler(using=rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    if not all(_comes_whole(expression.output_field) for expression, *_ in compiler.select):
        return None
    adapt = connections[rows.db].ops.adapt_datefield_value
    written = [adapt(mark) for mark in marks]
    days = tuple(
        (position, written.index(value))
        for position, value in enumerate(params)
        if value in written
    )
    return _Kept(metric, rows.query, sql, tuple(params), days)


def _comes_whole(field: Any) -> bool:
    """Say whether a column's values come as whole numbers that need no conversion."""
    return isinstance(field.target_field if field.is_relation else field, IntegerField | AutoField)


def _grouping(metric: "Metric", into: Into | None) -> Any:
    """The expression that rows are grouped by: their place, or the place it is counted under."""
    if into is None or _is_itself(into):
        return F(metric.place)
    members: dict[int, list[int]] = defaultdict(list)
    for place_id, above in into.items():
        members[above].append(place_id)
    whens = [
        When(**{f"{metric.place}__in": ids}, then=Value(above)) for above, ids in members.items()
    ]
    return Case(*whens, output_field=IntegerField())


def _column(metric: "Metric", day: date) -> Count | Sum:
    by_then = Q(**{f"{metric.dated}__lte": day})
    if metric.amount:
        return Sum(metric.amount, filter=by_then, default=0)
    if metric.distinct:
        return Count(metric.distinct, filter=by_then, distinct=True)
    return Count("pk", filter=by_then)
