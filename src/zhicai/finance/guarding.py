"""What the database itself holds about expenses, beside its constraints.

An expense is booked on a line of its own budget, and on no budget that is closed.
"""

from django.db.migrations import RunPython

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


def guard_money() -> RunPython:
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
