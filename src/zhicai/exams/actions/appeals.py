"""Candidates ask to look into their marks again, within a clock; somebody else answers."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.exams.actions.locking import locked_sitting, question_of, refuse, words
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import Appeal, Exam, Marking, Sitting
from zhicai.exams.queries.appeals import (
    ANSWER,
    OBJECTIONS,
    clause_of_setting,
    has_marked,
    is_open_for_appeals,
    last_day,
    objection_days,
)
from zhicai.exams.queries.marking import PUBLISH
from zhicai.exams.queries.sittings import year_of
from zhicai.exams.rules.rubrics import DECIDED, STEP
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee

ASKED_BEFORE = Text(
    "这一项已经复核并答复过，不能再申请。", "This was looked at again and answered already."
)
OWN_MARKING = Text(
    "这道题由您评阅，要由没有评过它的人答复。",
    "You marked this answer; somebody who did not has to answer.",
)


def _too_late(exam: Exam) -> Text:
    until = exam.objections_until
    if until is None:
        return Text("成绩还没有公布，不能申请复核。", "Marks are not published; wait until then.")
    return Text(
        f"申请期到 {until} 为止，现在不能申请复核。",
        f"Marks could be appealed until {until}; the time is over.",
    )


@transaction.atomic
def appeal(
    sitting: Sitting, number: int | None, *, says: str, by: Acting, at: datetime
) -> Appeal:  # fmt: skip
    """Ask to look into one's marks again, of one item or of all, while objections are open.

    Refused, with the clause of the setting, before and after those days, and a second time for
    what was answered. Asked again before it is answered, the appeal that stands is returned.
    """
    row = locked_sitting(sitting)
    if row.person.user_id != by.user_id or row.state != Sitting.State.SUBMITTED:
        raise OutOfScope
    exam, today = row.exam, at.astimezone(CHINA).date()
    if not is_open_for_appeals(exam, on=today):
        refuse(exam, _too_late(exam), clause_of_setting(exam, OBJECTIONS))
    if number is not None:
        question_of(exam, number)
    there = row.appeals.filter(number=number).order_by("pk").last()
    if there is not None and there.state != Appeal.State.OPEN:
        refuse(exam, ASKED_BEFORE, clause_of_setting(exam, OBJECTIONS))
    if there is not None:
        return there
    _, days = objection_days(exam, on=today)
    made = Appeal.objects.create(
        sitting=row, number=number, says=words(says, "says"), at=at, due=last_day(today, days)
    )
    record(by, "exams.appealed", exam, values={"number": number, "due": made.due.isoformat()})
    return made


@transaction.atomic
def answer_appeal(
    asked: Appeal, *, marks: Decimal | None, answer: str, number: int | None = None, by: Acting,
    at: datetime,
) -> Appeal:  # fmt: skip
    """Answer an appeal: ``marks`` are set for its item where it is upheld, None where it is not.

    ``number`` is the item, where the appeal is about all of them. Refused for who marked that
    answer; BadInput for marks that the item does not give.
    """
    require(by, PUBLISH)
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("sitting")
    row = rows.get(pk=asked.pk)
    if row.state != Appeal.State.OPEN:
        return row
    sitting = locked_sitting(row.sitting)
    if year_of(sitting.exam).province.code != by.province:
        raise OutOfScope
    why, item = words(answer, "answer"), row.number or number
    if item is not None and has_marked(by, sitting.pk, item):
        refuse(sitting.exam, OWN_MARKING, clause_of_setting(sitting.exam, ANSWER))
    if marks is not None:
        _set(sitting, item, marks, why, by, at)
    row.state = Appeal.State.REFUSED if marks is None else Appeal.State.UPHELD
    row.answer, row.answered_at, row.answered_by = why, at, by.name
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(by, "exams.appeal_answered", sitting.exam, reason=why,
           clause=clause_of_setting(sitting.exam, ANSWER) or "",
           values={"number": item, "state": row.state})  # fmt: skip
    _tell(row, sitting, by, at)
    return row


def _set(
    sitting: Sitting, number: int | None, marks: Decimal, why: str, by: Acting, at: datetime
) -> None:  # fmt: skip
    if number is None:
        says = Text("请选择更正哪一题的分数。", "Choose the item whose marks change.")
        raise BadInput([Fault(says, "number")])
    question = question_of(sitting.exam, number)
    if not 0 <= marks <= question.marks or marks != marks.quantize(STEP):
        most = f"{question.marks.normalize():f}"
        says = Text(
            f"分数在 0 到 {most} 之间，最多一位小数。", f"Marks are 0 to {most}, in tenths."
        )
        raise BadInput([Fault(says, "marks")])
    Marking.objects.create(
        sitting=sitting, number=question.number, turn=DECIDED, marks=marks, rubric=[], says=why,
        marker_id=by.user_id, marker_name=by.name, at=at,
    )  # fmt: skip
    score_submitted([sitting.pk], now=at)


def _tell(row: Appeal, sitting: Sitting, by: Acting, at: datetime) -> None:
    user = sitting.person.user_id
    if user is None:
        return
    upheld = row.state == Appeal.State.UPHELD
    title = Text(
        "成绩复核：已更正分数" if upheld else "成绩复核：维持原分",
        "Your appeal: marks changed" if upheld else "Your appeal: marks stand",
    )
    send_message(
        Addressee(user_id=user), kind=Message.Kind.NOTICE, title=title,
        body=Text(row.answer, row.answer), by=by, at=at, key=f"exams.appeal:{row.pk}",
        link=reverse("exams:result", args=[sitting.code]), about=f"exams.exam:{sitting.exam_id}",
    )  # fmt: skip
