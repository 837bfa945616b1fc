"""What the database itself holds about the ledger, beside its constraints.

A line of a kind may only follow once every earlier one of that kind was undone, and a reversal
undoes a line of the same person and lesson that is no reversal itself.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import run_each

_UNDONE = """
    SELECT COUNT(*) FROM attendance_entry AS undone JOIN attendance_entry AS line
    ON undone.reverses_id = line.id
    WHERE line.registration_id = NEW.registration_id AND line.lesson_id = NEW.lesson_id
    AND line.kind = NEW.kind
"""
_OWN = """
    SELECT COUNT(*) FROM attendance_entry AS line WHERE line.id = NEW.reverses_id
    AND line.registration_id = NEW.registration_id AND line.lesson_id = NEW.lesson_id
    AND line.kind <> 'reversal'
"""
_SQLITE = (
    f"""
CREATE TRIGGER attendance_entry_turn BEFORE INSERT ON attendance_entry
WHEN NEW.kind <> 'reversal' AND NEW.turn <> 0
BEGIN
    SELECT RAISE(ABORT, 'attendance_entry: an earlier line of this kind still stands')
    WHERE NEW.turn <> ({_UNDONE});
END;
""",
    f"""
CREATE TRIGGER attendance_entry_reversal BEFORE INSERT ON attendance_entry
WHEN NEW.kind = 'reversal'
BEGIN
    SELECT RAISE(ABORT, 'attendance_entry: a reversal undoes a line of the same person and lesson')
    WHERE ({_OWN}) <> 1;
END;
""",
)
_POSTGRESQL = (
    f"""
CREATE OR REPLACE FUNCTION attendance_entry_guard() RETURNS trigger AS $$
BEGIN
    IF NEW.kind = 'reversal' THEN
        IF ({_OWN}) <> 1 THEN
            RAISE EXCEPTION
                'attendance_entry: a reversal undoes a line of the same person and lesson';
        END IF;
    ELSIF NEW.turn <> 0 AND NEW.turn <> ({_UNDONE}) THEN
        RAISE EXCEPTION 'attendance_entry: an earlier line of this kind still stands';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
""",
    """
CREATE TRIGGER attendance_entry_guard BEFORE INSERT ON attendance_entry
FOR EACH ROW EXECUTE FUNCTION attendance_entry_guard();
""",
)


def guard_ledger() -> Statements:
    """Return the migration step that sets the guards."""
    return run_each(
        sqlite=_SQLITE,
        postgresql=_POSTGRESQL,
        undo_sqlite=[
            f"DROP TRIGGER IF EXISTS attendance_entry_{name};" for name in ("turn", "reversal")
        ],
        undo_postgresql=["DROP TRIGGER IF EXISTS attendance_entry_guard ON attendance_entry;"],
    )
