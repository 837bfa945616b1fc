"""Sets triggers in a migration: what the database itself holds, on both databases."""

from collections.abc import Iterable

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
