"""Watches what a request writes: every statement that changes a row, unless it was rolled back."""

import re
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Max, UUIDField
from django.db.models.functions import Cast

CHANGE = re.compile(
    r'\s*(?:INSERT\s+(?:OR \w+ )?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE
)
MARK = re.compile(
    r'\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+["`]?(\w+)', re.IGNORECASE
)


class Changes:
    """The tables changed so far; what a savepoint took back is forgotten."""

    def __init__(self):
        self._tables = []
        self._marks = {}

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if changed := CHANGE.match(sql):
            self._tables.append(changed[1])
        elif mark := MARK.match(sql):
            word, name = mark[1].upper(), mark[2]
            if word == "SAVEPOINT":
                self._marks[name] = len(self._tables)
            elif word == "ROLLBACK TO SAVEPOINT":
                del self._tables[self._marks.get(name, 0) :]
        return result

    @property
    def tables(self):
        return frozenset(self._tables)


@contextmanager
def watching():
    """Watch the block; gives the :class:`Changes` it makes."""
    changes = Changes()
    with connection.execute_wrapper(changes):
        yield changes


def counts():
    """Return for every table how many rows it has and its highest key.

    A key without an order of its own (PostgreSQL 15 knows none for UUIDs) is compared as text.
    """
    return {
        model._meta.db_table: (rows.count(), rows.aggregate(last=_highest_key(model))["last"])
        for model in apps.get_models(include_auto_created=True)
        if (rows := model._base_manager.all()) is not None
    }


def _highest_key(model):
    key = model._meta.pk
    return Max(Cast("pk", CharField()) if isinstance(key, UUIDField) else "pk")
