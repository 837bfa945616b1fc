"""What the database itself holds about certificates, beside its constraints.

None without the three facts, published, of the same person; its facts never change, ended ones stay
ended, none is deleted; who holds a valid one cannot stop being qualified. Numbers only go up.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import Guard, guard_each

_MOVES = (
    "id", "number", "kind", "programme_year_id", "outcome_id", "person_id", "run_id", "name",
    "id_masked", "title", "title_english", "class_title", "held_from", "held_to", "hours",
    "programme_title", "issuer", "issued_on", "expires_on", "code", "status_index", "replaces_id",
)  # fmt: skip
_ENDS = ("state", "ended_at", "ended_on", "ended_reason", "ended_by")


def _changed(names: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)


_UNMET = """NOT EXISTS (SELECT 1 FROM results_outcome AS o
    JOIN admission_registration AS r ON r.id = o.registration_id
    WHERE o.id = NEW.outcome_id AND o.state = 'qualified' AND o.published_at IS NOT NULL
    AND o.hours_done AND o.exam_passed AND o.practical_passed AND r.state = 'accepted'
    AND r.person_id = NEW.person_id AND o.programme_year_id = NEW.programme_year_id)"""
_NOT_FRESH = "NEW.state <> 'valid'"
_OTHERS = """NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1
    FROM certificates_certificate AS c WHERE c.id = NEW.replaces_id AND c.state = 'replaced'
    AND c.outcome_id = NEW.outcome_id AND c.kind = NEW.kind)"""
_HELD = """EXISTS (SELECT 1 FROM certificates_certificate AS c
    WHERE c.outcome_id = OLD.id AND c.state = 'valid')"""
_RULES = (
    ("certificates_certificate", "unmet", "INSERT", _UNMET, "nobody qualified for it"),
    ("certificates_certificate", "fresh", "INSERT", _NOT_FRESH, "a new one is valid"),
    ("certificates_certificate", "others", "INSERT", _OTHERS, "it replaces another"),
    ("certificates_certificate", "frozen", "UPDATE", _changed(_MOVES), "its facts are frozen"),
    ("certificates_certificate", "final", "UPDATE",
     f"OLD.state <> 'valid' AND ({_changed(_ENDS)})", "ended ones stay ended"),
    ("certificates_certificate", "kept", "DELETE", "TRUE", "never deleted"),
    ("certificates_issuerun", "kept", "DELETE", "TRUE", "never deleted"),
    ("certificates_numberseries", "kept", "DELETE", "TRUE", "never deleted"),
    ("certificates_numberseries", "up", "UPDATE",
     f"NEW.last < OLD.last OR {_changed(('programme_year_id', 'kind'))}", "numbers only go up"),
    ("results_outcome", "certified", "UPDATE", f"NEW.state <> 'qualified' AND {_HELD}",
     "the certificate is revoked first"),
)  # fmt: skip


def guard_certificates() -> Statements:
    """Return the migration step that sets the guards."""
    return guard_each(
        [
            Guard(table, f"certificates_{table.partition('_')[2]}_{name}", verb, when, says)
            for table, name, verb, when, says in _RULES
        ]
    )


_FACTS = tuple(name for name in _MOVES if name != "person_id")
_ELSEWHERE = """NEW.person_id IS DISTINCT FROM OLD.person_id AND NOT EXISTS (SELECT 1
    FROM people_merge AS m WHERE m.undone_at IS NULL
    AND ((m.duplicate_id = OLD.person_id AND m.kept_id = NEW.person_id)
    OR (m.kept_id = OLD.person_id AND m.duplicate_id = NEW.person_id)))"""
_FROZEN = "certificates_certificate_frozen"


def let_merges_move() -> Statements:
    """Return the migration step by which the person of a certificate changes with a merge only.

    Everything else of it stays frozen. A merge that stands is what allows it, and its undoing.
    """

    def set_anew(when: str) -> Statements:
        return guard_each(
            [Guard("certificates_certificate", _FROZEN, "UPDATE", when, "its facts are frozen")]
        )

    old = set_anew(_changed(_MOVES))
    new = set_anew(f"({_changed(_FACTS)}) OR ({_ELSEWHERE})")

    def forwards(apps: StateApps | None, editor: BaseDatabaseSchemaEditor) -> None:
        old.reverse_code(None, editor)
        new.code(None, editor)

    def backwards(apps: StateApps | None, editor: BaseDatabaseSchemaEditor) -> None:
        new.reverse_code(None, editor)
        old.code(None, editor)

    return Statements(forwards, backwards)
