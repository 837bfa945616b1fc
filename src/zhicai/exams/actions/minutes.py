"""Signs the minutes of an exam; the database itself forbids any change from then on."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.running import LIVE, insist_on_chief, locked_exam
from zhicai.exams.models import Exam, Minutes
from zhicai.exams.queries.minutes import digest_of, figures_of, signed_minutes
from zhicai.exams.queries.running import named_chiefs, signs_minutes
from zhicai.exams.queries.sittings import clause_of
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text

LONGEST = 4000


@transaction.atomic
def sign_minutes(exam: Exam, *, words: str, by: Acting, at: datetime) -> Minutes:
    """Sign the minutes of an ended exam, with words of one's own; signed, they stay as they are.

    OutOfScope for who does not decide for the whole exam; Refused while it runs, and for everybody
    but the chief where one is named.
    """
    row = locked_exam(exam)
    insist_on_chief(row, by)
    there = signed_minutes(row)
    if there is not None:
        return there
    if not signs_minutes(by, row):
        names = [one.name for one in named_chiefs(row)]
        says = Text(
            f"考场记录由负责监考{'、'.join(names)}签署；要换人，请先在考务安排页另行指定。",
            f"The minutes are signed by {', '.join(names)}, who was named to answer for the exam; "
            "to change that, name somebody else on the page of the exam first.",
        )
        raise Refused([Reason(says, clause_of(row))])
    if row.state in LIVE or row.state == Exam.State.CANCELLED:
        says = Text(
            "考试结束后才能签署考场记录。请先在考场页结束考试。",
            "The minutes are signed once the exam has ended; end it on the page of the room first.",
        )
        raise Refused([Reason(says, clause_of(row))])
    told = words.strip()
    if len(told) > LONGEST:
        says = Text(f"补充说明不超过 {LONGEST} 字。", f"At most {LONGEST} characters.")
        raise BadInput([Fault(says, "words")])
    figures = figures_of(row)
    made = Minutes.objects.create(
        exam=row, figures=figures, words=told, sha256=digest_of(figures, told), signed_at=at,
        signed_by=by.name,
    )  # fmt: skip
    record(by, "exams.minutes_signed", row, clause=clause_of(row) or "",
           values={"sha256": made.sha256})  # fmt: skip
    return made
