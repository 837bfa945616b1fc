"""Rows of marking taken for a write, and the words that such a write needs."""

from typing import NoReturn

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.exams.models import Exam, Sitting
from zhicai.exams.queries.marking import PUBLISH
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.sittings import clause_of, year_of
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text

LONGEST = 400


def locked_sitting(sitting: Sitting) -> Sitting:
    """Return a sitting locked, with its exam and candidate."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related(
        "person", "exam__training_class", "exam__paper__blueprint__programme_year__province"
    )
    return rows.get(pk=sitting.pk)


def locked_exam(exam: Exam, by: Acting) -> Exam:
    """Return an exam locked for who publishes results; OutOfScope in another province."""
    require(by, PUBLISH)
    rows = Exam.objects.select_for_update(of=("self",)).select_related(
        "training_class__programme_year__province", "paper__blueprint__programme_year__province"
    )
    row = rows.get(pk=exam.pk)
    if year_of(row).province.code != by.province:
        raise OutOfScope
    return row


def question_of(exam: Exam, number: int) -> Question:
    """Return an item of the paper of an exam; OutOfScope where it has none of this number."""
    found = next((one for one in opened(exam.paper_id) if one.number == number), None)
    if found is None:
        raise OutOfScope
    return found


def refuse(exam: Exam, says: Text, clause: str | None = None) -> NoReturn:
    """Raise Refused, with the clause that asks for the test unless another is given."""
    raise Refused([Reason(says, clause or clause_of(exam))])


def words(text: str, field: str = "reason") -> str:
    """Return words that have to be written; BadInput at their field."""
    found = text.strip()
    if not 0 < len(found) <= LONGEST:
        says = Text(f"请写明，不超过 {LONGEST} 字。", f"Say why, in at most {LONGEST} characters.")
        raise BadInput([Fault(says, field)])
    return found
