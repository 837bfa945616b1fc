"""Sets triggers in a migration: what the database itself holds, on both databases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhicai.audit.statements import Statements


def run_each(
    *, sqlite: Iterable[str], postgresql: Iterable[str],
    undo_sqlite: Iterable[str], undo_postgresql: Iterable[str],
) -> Statements:  # fmt: skip
    """Return the migration step that sends the statements of the database at hand, or undoes it."""

    def guard(apps: StateApps | None, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in postgresql if editor.connection.vendor == "postgresql" else sqlite:
            editor.execute(statement, params=None)  # its % are PL/pgSQL's

    def free(apps: StateApps | None, editor: BaseDatabaseSchemaEditor) -> None:
        on_server = editor.connection.vendor == "postgresql"
        for statement in undo_postgresql if on_server else undo_sqlite:
            editor.execute(statement, params=None)

    return Statements(guard, free)


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that a table refuses: ``verb`` WHEN ``when``, in words of both databases.

    ``name`` is that of its trigger; ``says`` is told to whoever tries.
    """

    table: str
    name: str
    verb: str
    when: str
    says: str


def guard_each(guards: Sequence[Guard]) -> Statements:
    """Return the migration step that sets guards, a trigger each."""
    return run_each(
        sqlite=[
            f"CREATE TRIGGER {one.name} BEFORE {one.verb} ON {one.table} WHEN {one.when} "
            f"BEGIN SELECT RAISE(ABORT, '{one.table}: {one.says}'); END;"
            for one in guards
        ],
        postgresql=[
            statement
            for one in guards
            for statement in (
                f"CREATE OR REPLACE FUNCTION {one.name}() RETURNS trigger AS $$ BEGIN "
                f"IF {one.when} THEN RAISE EXCEPTION '{one.table}: {one.says}'; END IF; "
                f"RETURN {'OLD' if one.verb == 'DELETE' else 'NEW'}; END; $$ LANGUAGE plpgsql;",
                f"CREATE TRIGGER {one.name} BEFORE {one.verb} ON {one.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {one.name}();",
            )
        ],
        undo_sqlite=[f"DROP TRIGGER IF EXISTS {one.name};" for one in guards],
        undo_postgresql=[f"DROP TRIGGER IF EXISTS {one.name} ON {one.table};" for one in guards],
    )
