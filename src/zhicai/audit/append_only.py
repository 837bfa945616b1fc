"""Makes a table append-only in the database itself: UPDATE and DELETE fail whoever sends them."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhicai.audit.statements import Statements

_SQLITE = """
CREATE TRIGGER {table}_no_{verb_lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION zhicai_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql;
"""

_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION zhicai_append_only();
"""


def append_only(table: str) -> Statements:
    """Return the migration step that forbids UPDATE and DELETE on ``table``."""

    def guard(apps: StateApps | None, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRESQL_FUNCTION, params=None)  # its % is PL/pgSQL's
            editor.execute(_POSTGRESQL.format(table=table))
            return
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(table=table, verb=verb, verb_lower=verb.lower()))

    def free(apps: StateApps | None, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table};")
            return
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb};")

    return Statements(guard, free)
