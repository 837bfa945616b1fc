"""What the database itself holds about expenses, beside its constraints.

An expense is booked on a line of its own budget, and on no budget that is closed; what is settled
changes in no way.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import run_each

_CLOSED = "(SELECT state FROM finance_budget WHERE id = NEW.budget_id) <> 'open'"
_ASTRAY = "(SELECT budget_id FROM finance_budgetline WHERE id = NEW.line_id) <> NEW.budget_id"
_SQLITE = (
    f"""
CREATE TRIGGER finance_expense_closed BEFORE INSERT ON finance_expense WHEN {_CLOSED}
BEGIN SELECT RAISE(ABORT, 'finance_expense: the budget is closed'); END;
""",
    f"""
CREATE TRIGGER finance_expense_astray BEFORE INSERT ON finance_expense WHEN {_ASTRAY}
BEGIN SELECT RAISE(ABORT, 'finance_expense: the line is of another budget'); END;
""",
    f"""
CREATE TRIGGER finance_charge_closed BEFORE INSERT ON finance_charge WHEN {_CLOSED}
BEGIN SELECT RAISE(ABORT, 'finance_charge: the budget is closed'); END;
""",
)
_POSTGRESQL = (
    f"""
CREATE OR REPLACE FUNCTION finance_expense_guard() RETURNS trigger AS $$
BEGIN
    IF {_CLOSED} THEN RAISE EXCEPTION 'finance_expense: the budget is closed'; END IF;
    IF {_ASTRAY} THEN RAISE EXCEPTION 'finance_expense: the line is of another budget'; END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
""",
    """
CREATE TRIGGER finance_expense_guard BEFORE INSERT ON finance_expense
FOR EACH ROW EXECUTE FUNCTION finance_expense_guard();
""",
    f"""
CREATE OR REPLACE FUNCTION finance_charge_guard() RETURNS trigger AS $$
BEGIN
    IF {_CLOSED} THEN RAISE EXCEPTION 'finance_charge: the budget is closed'; END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
""",
    """
CREATE TRIGGER finance_charge_guard BEFORE INSERT ON finance_charge
FOR EACH ROW EXECUTE FUNCTION finance_charge_guard();
""",
)


def guard_money() -> Statements:
    """Return the migration step that sets the guards."""
    return run_each(
        sqlite=_SQLITE,
        postgresql=_POSTGRESQL,
        undo_sqlite=[
            f"DROP TRIGGER IF EXISTS finance_{name};"
            for name in ("expense_closed", "expense_astray", "charge_closed")
        ],
        undo_postgresql=[
            f"DROP TRIGGER IF EXISTS finance_{table}_guard ON finance_{table};"
            for table in ("expense", "charge")
        ],
    )


def free_money() -> Statements:
    """Return the migration step that lifts the guards, before a table they name is made anew."""
    guard = guard_money()
    assert guard.reverse_code is not None
    return Statements(guard.reverse_code, guard.code)


# --- what is settled -----------------------------------------------------------------------------

_SETTLED = "EXISTS (SELECT 1 FROM finance_settlement WHERE budget_id IN ({}))"
_BUDGET_OF = "(SELECT budget_id FROM finance_expense WHERE id = NEW.expense_id)"
_FROZEN: tuple[tuple[str, str, str], ...] = (
    ("finance_budget", "UPDATE", "OLD.id"),
    ("finance_budget", "DELETE", "OLD.id"),
    *(
        (table, verb, which)
        for table in ("finance_budgetline", "finance_sourcenote")
        for verb, which in (
            ("INSERT", "NEW.budget_id"),
            ("UPDATE", "OLD.budget_id, NEW.budget_id"),
            ("DELETE", "OLD.budget_id"),
        )
    ),
    ("finance_expense", "INSERT", "NEW.budget_id"),
    ("finance_charge", "INSERT", "NEW.budget_id"),
    ("finance_voucher", "INSERT", _BUDGET_OF),
)
"""Tables, writes and the budget that a write is about; expenses, vouchers and payments know no
other write than INSERT.
"""
_UNCLOSED = "(SELECT state FROM finance_budget WHERE id = NEW.budget_id) <> 'closed'"


def _sqlite(name: str, table: str, verb: str, when: str, says: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {says}'); END;"
    )


def _postgresql(name: str, table: str, verb: str, when: str, says: str) -> tuple[str, str]:
    gives = "OLD" if verb == "DELETE" else "NEW"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{table}: {says}'; END IF; RETURN {gives}; END; "
        "$$ LANGUAGE plpgsql;",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();",
    )


def guard_settled() -> Statements:
    """Return the migration step that forbids every write to what is settled (HB-3.2.6.6.b)."""
    wanted = [
        (f"{table}_settled_{verb.lower()}", table, verb, _SETTLED.format(which), "it is settled")
        for table, verb, which in _FROZEN
    ]
    name = "finance_settlement_unclosed"
    wanted.append((name, "finance_settlement", "INSERT", _UNCLOSED, "the budget is not closed"))
    return run_each(
        sqlite=[_sqlite(*one) for one in wanted],
        postgresql=[statement for one in wanted for statement in _postgresql(*one)],
        undo_sqlite=[f"DROP TRIGGER IF EXISTS {one[0]};" for one in wanted],
        undo_postgresql=[f"DROP TRIGGER IF EXISTS {one[0]} ON {one[1]};" for one in wanted],
    )
