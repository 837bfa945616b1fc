"""What the database itself holds: frozen figures stay, what was published stays, nothing goes.

Of a frozen row only the name may be blanked (erasure) and the person exchanged (a merge).
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import Guard, guard_each

_FROZEN = """OLD.frozen_at IS NOT NULL AND (NEW.figures IS DISTINCT FROM OLD.figures
    OR NEW.layout IS DISTINCT FROM OLD.layout OR NEW.frozen_at IS DISTINCT FROM OLD.frozen_at
    OR NEW.taken_at IS DISTINCT FROM OLD.taken_at
    OR NEW.programme_year_id IS DISTINCT FROM OLD.programme_year_id OR NEW.kind <> OLD.kind)"""
_SETTLED = """OLD.state IN ('published', 'set-aside') AND (NEW.state <> OLD.state
    OR NEW.words IS DISTINCT FROM OLD.words OR NEW.title <> OLD.title
    OR NEW.docx_id IS DISTINCT FROM OLD.docx_id OR NEW.pdf_id IS DISTINCT FROM OLD.pdf_id
    OR NEW.xlsx_id IS DISTINCT FROM OLD.xlsx_id OR NEW.public_id IS DISTINCT FROM OLD.public_id
    OR NEW.published_on IS DISTINCT FROM OLD.published_on)"""
_ROW = """NEW.figure_id <> OLD.figure_id OR NEW.position <> OLD.position OR NEW.key <> OLD.key
    OR NEW.path <> OLD.path OR NEW.place <> OLD.place OR NEW.parts <> OLD.parts
    OR NEW.cells IS DISTINCT FROM OLD.cells OR (NEW.name <> OLD.name AND NEW.name <> '')"""
_BEYOND = """NEW.position > (SELECT f.count FROM reports_frozenfigure AS f
    WHERE f.id = NEW.figure_id)"""
_STAYS = "it stays as it was frozen"


def guard_frozen() -> Statements:
    """Return the migration step that sets the guards."""
    return guard_each(
        [
            Guard("reports_report", "reports_report_frozen", "UPDATE", _FROZEN, _STAYS),
            Guard("reports_report", "reports_report_settled", "UPDATE", _SETTLED,
                  "what was published or set aside stays"),
            Guard("reports_report", "reports_report_kept", "DELETE", "OLD.frozen_at IS NOT NULL",
                  _STAYS),
            Guard("reports_frozenrow", "reports_frozenrow_frozen", "UPDATE", _ROW, _STAYS),
            Guard("reports_frozenrow", "reports_frozenrow_kept", "DELETE", "1 = 1", _STAYS),
            Guard("reports_frozenrow", "reports_frozenrow_full", "INSERT", _BEYOND, _STAYS),
        ]
    )  # fmt: skip
