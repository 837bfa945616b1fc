"""What the database itself holds about marks, beside its constraints.

A mark is put right by the next of the same person, part and round; one of a make-up needs the
make-up. A make-up that was sat stays so, one that was missed is excused once. What is locked stays.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import run_each

_FACTS = (
    "registration_id", "state", "hours", "hours_needed", "exam", "practical", "made_up",
    "hours_by_test", "hours_done", "exam_passed", "practical_passed", "decided_on", "locked_at",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FACTS)
_LOCKED = """EXISTS (SELECT 1 FROM results_outcome AS o
    WHERE o.registration_id = NEW.registration_id AND o.locked_at IS NOT NULL)"""
_ASTRAY = """NEW.supersedes_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM results_mark AS m
    WHERE m.id = NEW.supersedes_id AND m.registration_id = NEW.registration_id
    AND m.part = NEW.part AND m.round = NEW.round)"""
_UNOFFERED = """NEW.round = 'makeup' AND NOT EXISTS (SELECT 1 FROM results_makeup AS u
    WHERE u.registration_id = NEW.registration_id AND u.state = 'sat')"""
_MOVED = """NEW.state <> OLD.state OR NEW.set_for IS DISTINCT FROM OLD.set_for
    OR NEW.held_on IS DISTINCT FROM OLD.held_on"""
_AGAIN = """(OLD.state = 'sat' AND NEW.state <> 'sat')
    OR (OLD.state IN ('missed', 'declined') AND NEW.state <> OLD.state
        AND (OLD.excused_at IS NOT NULL OR NEW.excused_at IS NULL))
    OR (OLD.excused_at IS NOT NULL AND NEW.excused_at IS DISTINCT FROM OLD.excused_at)
    OR NEW.registration_id <> OLD.registration_id"""
_RULES = (
    ("mark", "INSERT", "astray", _ASTRAY, "it supersedes the mark of another part or person"),
    ("mark", "INSERT", "unoffered", _UNOFFERED, "no make-up is sat"),
    ("mark", "INSERT", "locked", _LOCKED, "the result is locked"),
    ("makeup", "INSERT", "locked", _LOCKED, "the result is locked"),
    ("makeup", "UPDATE", "locked", f"({_MOVED}) AND {_LOCKED}", "the result is locked"),
    ("makeup", "UPDATE", "again", _AGAIN, "there is one make-up"),
    ("outcome", "UPDATE", "locked", f"OLD.locked_at IS NOT NULL AND ({_CHANGED})",
     "the result is locked"),
)  # fmt: skip
_STAYS = ("makeup", "outcome")
_KEEP = "never deleted"


def _sqlite() -> list[str]:
    rules = [
        f"CREATE TRIGGER results_{table}_{name}_{verb.lower()} BEFORE {verb} ON results_{table} "
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'results_{table}: {says}'); END;"
        for table, verb, name, when, says in _RULES
    ]
    return rules + [
        f"CREATE TRIGGER results_{table}_kept BEFORE DELETE ON results_{table} "
        f"BEGIN SELECT RAISE(ABORT, 'results_{table}: {_KEEP}'); END;"
        for table in _STAYS
    ]


def _postgresql() -> list[str]:
    statements = []
    for table, verb, name, when, says in _RULES:
        guard = f"results_{table}_{name}_{verb.lower()}"
        statements += [
            f"CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION 'results_{table}: {says}'; END IF; "
            "RETURN NEW; END; $$ LANGUAGE plpgsql;",
            f"CREATE TRIGGER {guard} BEFORE {verb} ON results_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard}();",
        ]
    for table in _STAYS:
        statements += [
            f"CREATE OR REPLACE FUNCTION results_{table}_kept() RETURNS trigger AS $$ BEGIN "
            f"RAISE EXCEPTION 'results_{table}: {_KEEP}'; END; $$ LANGUAGE plpgsql;",
            f"CREATE TRIGGER results_{table}_kept BEFORE DELETE ON results_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION results_{table}_kept();",
        ]
    return statements


def guard_marks() -> Statements:
    """Return the migration step that sets the guards."""
    names = [
        (table, f"results_{table}_{name}_{verb.lower()}") for table, verb, name, _, _ in _RULES
    ]
    names += [(table, f"results_{table}_kept") for table in _STAYS]
    return run_each(
        sqlite=_sqlite(),
        postgresql=_postgresql(),
        undo_sqlite=[f"DROP TRIGGER IF EXISTS {name};" for _, name in names],
        undo_postgresql=[f"DROP TRIGGER IF EXISTS {name} ON results_{t};" for t, name in names],
    )
