"""What the database itself holds about lists of trainees, beside its constraints.

A sealed list never changes: neither its seal nor its entries; an entry that comes later belongs to
an addendum. A placement is ended, never rewritten, and not deleted once the classes are sealed.
Seats are held under the lock of their class: a trigger that looked into the tables of another app
would stand in the way of that app's migrations.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import run_each

_LIST, _ENTRY, _PLACE = "admission_admissionlist", "admission_listentry", "admission_placement"
_ADDENDUM = "admission_addendum"
_FROZEN = ("call_id", "state", "sha256", "sealed_at", "sealed_on", "sealed_by", "office")
_WITH_CLASSES = ("classes", "quotas", "outcome", "placed_at", "placed_by", "placed_office")
_ONCE = ("placed_sha256", "published_on", "objections_until")
_KEPT = (
    "entry_id", "training_class_id", "since", "by_hand", "reason", "why", "placed_by", "office",
)  # fmt: skip


def _sealed(entry: str) -> str:
    """Say in SQL whether the list of an entry (OLD, NEW) is sealed."""
    return f"(SELECT state FROM {_LIST} WHERE id = {entry}.admission_list_id) = 'sealed'"


_CLASSES_SEALED = (
    f"(SELECT l.placed_sha256 FROM {_LIST} l JOIN {_ENTRY} e ON e.admission_list_id = l.id "
    "WHERE e.id = OLD.entry_id) <> ''"
)
_LATE = (
    f"(NEW.addendum = 0 AND {_sealed('NEW')}) OR EXISTS (SELECT 1 FROM {_ADDENDUM} a "
    "WHERE a.admission_list_id = NEW.admission_list_id AND a.number = NEW.addendum)"
)
_MOVED = f"{_sealed('OLD')} OR {_sealed('NEW')}"


def _changed(names: tuple[str, ...], unlike: str) -> str:
    return " OR ".join(f"NEW.{name} {unlike} OLD.{name}" for name in names)


def _again(unlike: str) -> str:
    """Say in SQL whether something that is said once would be said anew."""
    said = [f"(OLD.{_ONCE[0]} <> '' AND NEW.{_ONCE[0]} {unlike} OLD.{_ONCE[0]})"]
    said += [f"(OLD.{n} IS NOT NULL AND NEW.{n} {unlike} OLD.{n})" for n in _ONCE[1:]]
    return " OR ".join(said)


_SEAL = "a sealed list never changes"
_GUARDS = (
    ("list_kept", "UPDATE", _LIST,
     "OLD.state = 'sealed' AND ({frozen} OR {again}) OR OLD.placed_sha256 <> '' AND ({classes})",
     _SEAL),
    ("list_stays", "DELETE", _LIST, "OLD.state = 'sealed'", _SEAL),
    ("entry_late", "INSERT", _ENTRY, _LATE, _SEAL),
    ("entry_kept", "UPDATE", _ENTRY, _MOVED, _SEAL),
    ("entry_stays", "DELETE", _ENTRY, _sealed("OLD"), _SEAL),
    ("addendum_kept", "UPDATE", _ADDENDUM, "1 = 1", "an addendum never changes"),
    ("addendum_stays", "DELETE", _ADDENDUM, "1 = 1", "an addendum never changes"),
    ("placement_kept", "UPDATE", _PLACE,
     "OLD.until IS NOT NULL OR {kept}", "a placement is ended, never rewritten"),
    ("placement_stays", "DELETE", _PLACE, _CLASSES_SEALED,
     "a placement of a sealed list stays"),
)  # fmt: skip


def _when(condition: str, unlike: str) -> str:
    return (
        condition.replace("{frozen}", _changed(_FROZEN, unlike))
        .replace("{again}", _again(unlike))
        .replace("{classes}", _changed(_WITH_CLASSES, unlike))
        .replace("{kept}", _changed(_KEPT, unlike))
    )


def _on_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER admission_{name} BEFORE {act} ON {table} "
        f"WHEN {_when(condition, 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {says}'); END;"
        for name, act, table, condition, says in _GUARDS
    ]


def _on_postgresql() -> list[str]:
    found = []
    for name, act, table, condition, says in _GUARDS:
        row = "OLD" if act == "DELETE" else "NEW"
        when = _when(condition, "IS DISTINCT FROM")
        found += [
            f"""
CREATE OR REPLACE FUNCTION admission_{name}() RETURNS trigger AS $$
BEGIN
    IF {when} THEN RAISE EXCEPTION '{table}: {says}'; END IF;
    RETURN {row};
END;
$$ LANGUAGE plpgsql;
""",
            f"""
CREATE TRIGGER admission_{name} BEFORE {act} ON {table}
FOR EACH ROW EXECUTE FUNCTION admission_{name}();
""",
        ]
    return found


def guard_lists() -> Statements:
    """Return the migration step that sets the guards."""
    return run_each(
        sqlite=_on_sqlite(),
        postgresql=_on_postgresql(),
        undo_sqlite=[f"DROP TRIGGER IF EXISTS admission_{name};" for name, *_ in _GUARDS],
        undo_postgresql=[
            f"DROP TRIGGER IF EXISTS admission_{name} ON {table};" for name, _, table, *_ in _GUARDS
        ],
    )
