"""What the database itself holds about archived dossiers and frozen rosters.

An archived dossier does not change, nor its evaluation, nor its files; a frozen roster takes no
row beyond the number of people that it was frozen with.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import run_each

_OWN = "OLD.archived_at IS NOT NULL"
_ARCHIVED = """EXISTS (SELECT 1 FROM dossiers_closingdossier AS d
    WHERE d.id = {row}.dossier_id AND d.archived_at IS NOT NULL)"""
_EARLY = """NOT EXISTS (SELECT 1 FROM dossiers_closingdossier AS d
    WHERE d.id = NEW.dossier_id AND d.archived_at IS NOT NULL)"""
_BEYOND = """NEW.position > (SELECT people FROM dossiers_roster AS r WHERE r.id = NEW.roster_id)"""
_FILED = "OLD.state = 'archived'"
_READ_ONLY = "what is archived is read-only"
_RULES = (
    ("dossiers_closingdossier", "UPDATE", _OWN, _READ_ONLY),
    ("dossiers_closingdossier", "DELETE", _OWN, _READ_ONLY),
    ("dossiers_effectevaluation", "INSERT", _ARCHIVED.format(row="NEW"), _READ_ONLY),
    ("dossiers_effectevaluation", "UPDATE", _ARCHIVED.format(row="OLD"), _READ_ONLY),
    ("dossiers_effectevaluation", "DELETE", _ARCHIVED.format(row="OLD"), _READ_ONLY),
    ("dossiers_dossierfile", "INSERT", _ARCHIVED.format(row="NEW"), _READ_ONLY),
    ("dossiers_dossiercorrection", "INSERT", _EARLY, "only what is archived is corrected"),
    ("dossiers_rosterrow", "INSERT", _BEYOND, "the roster is frozen"),
    ("filing_filing", "UPDATE", _FILED, _READ_ONLY),
    ("filing_filing", "DELETE", _FILED, _READ_ONLY),
)


def _name(table: str, verb: str) -> str:
    return f"{table}_kept_{verb.lower()}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {says}'); END;"
        for table, verb, when, says in _RULES
    ]


def _postgresql() -> list[str]:
    statements = []
    for table, verb, when, says in _RULES:
        guard = _name(table, verb)
        statements += [
            f"CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{table}: {says}'; END IF; "
            f"RETURN {'OLD' if verb == 'DELETE' else 'NEW'}; END; $$ LANGUAGE plpgsql;",
            f"CREATE TRIGGER {guard} BEFORE {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard}();",
        ]
    return statements


def guard_archive() -> Statements:
    """Return the migration step that sets the guards."""
    names = [(table, _name(table, verb)) for table, verb, _, _ in _RULES]
    return run_each(
        sqlite=_sqlite(),
        postgresql=_postgresql(),
        undo_sqlite=[f"DROP TRIGGER IF EXISTS {name};" for _, name in names],
        undo_postgresql=[f"DROP TRIGGER IF EXISTS {name} ON {table};" for table, name in names],
    )
