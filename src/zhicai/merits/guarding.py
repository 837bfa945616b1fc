"""What the database itself holds about the ledger, beside its constraints.

Postings, lines and settled totals are only ever added; a line says what its posting says, the
rule's side the opposite; nothing is booked to a year that is settled. Of a posting and its line the
person alone may change: where two records turn out to be one person's.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import Guard, guard_each

APPEND_ONLY = ("merits_settlement", "merits_settledtotal")
_POSTING = (
    "id", "key", "kind", "programme", "year", "rule_set_id", "rule", "tenths", "cut", "cut_by",
    "happened_on", "on", "expires_on", "event", "object_id", "says_zh", "says_en", "reverses_id",
    "reason", "at", "by", "office",
)  # fmt: skip
_ENTRY = ("id", "posting_id", "side", "account", "tenths")


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in columns)


_STAYS = "what is booked stays; correct it by a further posting"
_SETTLED = (
    "EXISTS (SELECT 1 FROM merits_settlement AS s "
    "WHERE s.programme = NEW.programme AND s.year = NEW.year)"
)
_OFF = (
    "NEW.tenths <> (SELECT CASE WHEN NEW.side = 'person' THEN p.tenths ELSE -p.tenths END "
    "FROM merits_posting AS p WHERE p.id = NEW.posting_id)"
)
_ASTRAY = (
    "NEW.side = 'person' AND NEW.person_id <> "
    "(SELECT p.person_id FROM merits_posting AS p WHERE p.id = NEW.posting_id)"
)


def guard_ledger() -> Statements:
    """Return the migration step that sets the guards."""
    return guard_each(
        (
            Guard("merits_posting", "merits_posting_settled", "INSERT", _SETTLED,
                  "the year is settled"),
            Guard("merits_entry", "merits_entry_off", "INSERT", _OFF,
                  "a line says what its posting says"),
            Guard("merits_entry", "merits_entry_astray", "INSERT", _ASTRAY,
                  "a line is of another person"),
            Guard("merits_posting", "merits_posting_fixed", "UPDATE", _changed(_POSTING), _STAYS),
            Guard("merits_posting", "merits_posting_kept", "DELETE", "1 = 1", _STAYS),
            Guard("merits_entry", "merits_entry_fixed", "UPDATE",
                  f"{_changed(_ENTRY)} OR (OLD.person_id IS NULL) <> (NEW.person_id IS NULL)",
                  _STAYS),
            Guard("merits_entry", "merits_entry_kept", "DELETE", "1 = 1", _STAYS),
        )
    )  # fmt: skip
