"""What the database itself holds about reviews, beside its constraints.

Criteria once in force, scores handed in and closed evaluations never change.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import Guard, guard_each

_CRITERIA = "reviews_criteriaset"
_CHANGED = (
    "OLD.state <> 'draft' AND (NEW.content <> OLD.content OR NEW.year <> OLD.year "
    "OR NEW.kind <> OLD.kind OR NEW.state = 'draft')"
)
_SHEET_CLOSED = (
    "EXISTS (SELECT 1 FROM reviews_evaluation AS e WHERE e.id = {row}.evaluation_id "
    "AND e.state = 'closed')"
)
_SCORE_CLOSED = (
    "EXISTS (SELECT 1 FROM reviews_evaluation AS e JOIN reviews_sheet AS s "
    "ON s.evaluation_id = e.id WHERE s.id = {row}.sheet_id AND e.state = 'closed')"
)
# Words about a person may be blanked (erasure), and nothing else.
_HANDED_IN = (
    "OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS NULL OR NEW.scores <> OLD.scores "
    "OR NEW.total <> OLD.total OR NEW.reviewer_id <> OLD.reviewer_id "
    "OR (NEW.opinion <> OLD.opinion AND NEW.opinion <> ''))"
)
_SCORE_CHANGED = (
    " AND (COALESCE(NEW.score, -1) <> COALESCE(OLD.score, -1) "
    "OR COALESCE(NEW.value, -1) <> COALESCE(OLD.value, -1) OR NEW.sheet_id <> OLD.sheet_id "
    "OR (NEW.lines <> OLD.lines AND NEW.lines <> '[]'))"
)
_CLOSED = "the evaluation is closed"


def guard_reviews() -> Statements:
    """Return the migration step that sets the guards."""
    return guard_each(
        (
            Guard(_CRITERIA, "reviews_criteria_kept", "UPDATE", _CHANGED, "it was put in force"),
            Guard(_CRITERIA, "reviews_criteria_stays", "DELETE", "OLD.state <> 'draft'",
                  "it was put in force"),
            Guard("reviews_review", "reviews_review_kept", "UPDATE", _HANDED_IN,
                  "the scores were handed in"),
            Guard("reviews_review", "reviews_review_stays", "DELETE",
                  "OLD.submitted_at IS NOT NULL", "the scores were handed in"),
            Guard("reviews_sheet", "reviews_sheet_new", "INSERT",
                  _SHEET_CLOSED.format(row="NEW"), _CLOSED),
            Guard("reviews_sheet", "reviews_sheet_kept", "UPDATE",
                  _SHEET_CLOSED.format(row="OLD")
                  + " AND (NEW.total <> OLD.total OR NEW.evaluation_id <> OLD.evaluation_id)",
                  _CLOSED),
            Guard("reviews_sheet", "reviews_sheet_stays", "DELETE",
                  _SHEET_CLOSED.format(row="OLD"), _CLOSED),
            Guard("reviews_score", "reviews_score_new", "INSERT",
                  _SCORE_CLOSED.format(row="NEW"), _CLOSED),
            Guard("reviews_score", "reviews_score_kept", "UPDATE",
                  _SCORE_CLOSED.format(row="OLD") + _SCORE_CHANGED, _CLOSED),
            Guard("reviews_score", "reviews_score_stays", "DELETE",
                  _SCORE_CLOSED.format(row="OLD"), _CLOSED),
            Guard("reviews_evaluation", "reviews_evaluation_kept", "UPDATE",
                  "OLD.state = 'closed' AND NEW.state <> 'closed'", _CLOSED),
        )
    )  # fmt: skip
