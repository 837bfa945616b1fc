"""People mark answers, point by point, each in the turn that is his or hers."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.exams.actions.locking import LONGEST, locked_sitting, question_of, refuse
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import Marking, Sitting
from zhicai.exams.queries.marking import MARKED_IN, agreement_of, may_mark_exam, turns_of
from zhicai.exams.queries.scores import rubric_of
from zhicai.exams.rules.rubrics import check_rubric, whose_turn
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Stale
from zhicai.foundation.text import Text

NOT_YOURS = Text(
    "这道题不需要您评阅，或已经定分。", "This answer does not wait for you, or its marks stand."
)


@transaction.atomic
def give_marks(
    sitting: Sitting, number: int, given: Sequence[Decimal | None], *, says: str = "",
    seen: int | None = None, by: Acting, at: datetime,
) -> Marking:  # fmt: skip
    """Mark an answer point by point, in the turn that is the user's.

    ``seen`` is the turn that the user's page showed. Two who mark the same answer at once are its
    first and second marker: nothing is lost. Stale where others have settled it meanwhile; BadInput
    names every point that is wrong; Refused where the answer does not wait for the user: nobody
    marks an answer in two turns, nor one whose marks stand.
    """
    row = locked_sitting(sitting)
    if not may_mark_exam(by, row.exam):
        raise OutOfScope
    question = question_of(row.exam, number)
    if row.state != Sitting.State.SUBMITTED or row.exam.state not in MARKED_IN:
        refuse(row.exam, Text("这份答卷现在不能评阅。", "This sitting cannot be marked now."))
    points = rubric_of(question)
    faults = check_rubric(points, given)
    if len(says) > LONGEST:
        faults.append(Fault(Text(f"评语不超过 {LONGEST} 字。",
                                 f"At most {LONGEST} characters."), "says"))  # fmt: skip
    if faults:
        raise BadInput(faults)
    who = [(turn, by_whom) for turn, by_whom, _ in turns_of([row.pk]).get((row.pk, number), [])]
    turn = whose_turn(who, agreement_of(row, question), by.user_id)
    if turn is None:
        if seen is not None and by.user_id not in {by_whom for _turn, by_whom in who}:
            raise _settled(row, number)
        refuse(row.exam, NOT_YOURS)
    marks = [one for one in given[: len(points)] if one is not None]
    kept = Marking.objects.create(
        sitting=row, number=number, turn=turn, marks=sum(marks, Decimal(0)),
        rubric=[str(one) for one in marks], says=says.strip(), marker_id=by.user_id,
        marker_name=by.name, at=at,
    )  # fmt: skip
    score_submitted([row.pk], now=at)
    return kept


def _settled(sitting: Sitting, number: int) -> Stale:
    """What a marker is told whose answer others have settled; who they are is not said."""
    last = Marking.objects.filter(sitting=sitting, number=number).latest("pk")
    moment = f"{last.at.astimezone(CHINA):%H:%M}"
    says = Text(
        f"这份答案在 {moment} 已由其他阅卷人评完定分，您刚才给的分不用再记。请评下一份。",
        f"Others settled this answer at {moment}; the marks that you gave are not needed. "
        "Go on with the next one.",
    )
    return Stale(says, by="", at=moment)
