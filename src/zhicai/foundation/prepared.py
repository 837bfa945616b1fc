"""Queries whose SQL is made once a process, for what nearly every request asks.

Django writes the SQL of a queryset anew at each call; for a row found by its key that takes ten
times as long as the database needs. A prepared query is an ordinary queryset, written once with
marks in place of its values; each call puts values in place of the marks. PostgreSQL, too, reads
and plans it once a connection: for a row found by its key that takes longer than the row.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=Model)
Value = int | str | date | datetime
_MARKS: dict[type, Callable[[int], Value]] = {
    int: lambda n: 1_517_003_000 + n,
    str: lambda n: f"mark-\ue900-{n}",
    date: lambda n: date(1753, 1, 1) + timedelta(days=n),
    datetime: lambda n: datetime(1754, 1, 1, tzinfo=UTC) + timedelta(hours=n),
}
"""What no query holds of its own accord."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The SQL of a query, the names in the order of its values, what stands there unnamed.

    ``converters`` turn what the driver returns into values of Python.
    """

    compiler: Any
    converters: Any
    sql: str
    values: tuple[tuple[str | None, Any], ...]


class Prepared(Generic[M]):
    """A queryset of instances whose values come later; ``kinds`` gives the type of each.

    The shape of the SQL must not hang on a value: no None, no list. ``build`` is called once.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._made: dict[str, _Made] = {}

    def rows(self, **values: Value) -> list[M]:
        """Return the rows for these values; one query."""
        compiler = self._asked(values)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked: Any = SimpleNamespace(
            db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={}
        )  # fmt: skip
        return list(ModelIterable(asked))

    def values(self, **values: Value) -> tuple[tuple[Any, ...], ...]:
        """Return the rows as the tuples of their columns, in the order of the model's fields."""
        return tuple(tuple(row) for row in self._asked(values).results_iter())

    def _asked(self, values: Mapping[str, Value]) -> Any:
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._made.get(DEFAULT_DB_ALIAS)
        if made is None:
            made = self._made[DEFAULT_DB_ALIAS] = self._make(connection)
        params = tuple(
            constant if name is None else _adapted(values[name], connection)
            for name, constant in made.values
        )
        compiler = copy(made.compiler)
        compiler.connection = _PlannedOnce(connection) if _plans(connection) else connection
        compiler.as_sql = lambda: (made.sql, params)
        compiler.get_converters = lambda _fields: made.converters
        return compiler

    def first(self, **values: Value) -> M | None:
        """Return the first row for these values, None where there is none; one query."""
        found = self.rows(**values)
        return found[0] if found else None

    def _make(self, connection: BaseDatabaseWrapper) -> _Made:
        marks = {name: _MARKS[kind](n) for n, (name, kind) in enumerate(self._kinds.items())}
        compiler: Any = self._build(**marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {_adapted(mark, connection): name for name, mark in marks.items()}
        values = tuple((names.get(one), one) for one in params)
        if missing := set(marks) - {name for name, _ in values}:
            raise ImproperlyConfigured(f"a prepared query does not use {sorted(missing)}")
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        return _Made(compiler, compiler.get_converters(columns), sql, values)


def _plans(connection: BaseDatabaseWrapper) -> bool:
    return connection.vendor == "postgresql"


class _PlannedOnce:
    """A connection to PostgreSQL whose cursor has each statement prepared by the server."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._whole: Any = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    def cursor(self) -> Any:
        """Return a cursor that counts and is logged as any other of the connection."""
        self._whole.close_if_health_check_failed()
        self._whole.ensure_connection()
        return self._whole._prepare_cursor(_Preparing(self._whole.connection))


class _Preparing:
    """A cursor of psycopg that asks for a prepared statement each time."""

    def __init__(self, connection: Any) -> None:
        self._whole = psycopg.Cursor[Any](connection)
        self._sql = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    def execute(self, sql: Any, params: Any = None) -> Any:
        """Execute; parsed and planned the first time on this connection."""
        self._sql = sql
        return self._whole.execute(sql, params, prepare=True)

    @property
    def _query(self) -> SimpleNamespace:
        # Where Django's log of queries looks; psycopg forgets what it has prepared.
        return SimpleNamespace(query=self._sql.encode())


def _adapted(value: Value, connection: BaseDatabaseWrapper) -> Any:
    """The value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
