"""Results of an exam: published for objection, then final and written down into the results."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.locking import locked_exam, refuse
from zhicai.exams.models import Appeal, Exam, Score, Sitting
from zhicai.exams.queries.appeals import OBJECTIONS, clause_of_setting, last_day, objection_days
from zhicai.exams.queries.sittings import clause_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.results.actions import write_marks
from zhicai.results.rules.marks import MarkRow


@transaction.atomic
def publish_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """Publish the results of an ended exam for objection, and tell its candidates.

    Refused while an answer is unmarked; published again it stays as it is.
    """
    row = locked_exam(exam, by)
    if row.state in (Exam.State.PUBLISHED, Exam.State.FINAL):
        return row
    if row.state != Exam.State.ENDED:
        refuse(row, Text("考试还没有结束，不能公布成绩。", "The exam has not ended."))
    unmarked = Score.objects.filter(sitting__exam=row, complete=False).count()
    if unmarked:
        refuse(row, Text(f"还有 {unmarked} 份答卷没有评完。",
                         f"{unmarked} sittings are not wholly marked."))  # fmt: skip
    today = at.astimezone(CHINA).date()
    days, _ = objection_days(row, on=today)
    row.state, row.published_at = Exam.State.PUBLISHED, at
    row.objections_until = last_day(today, days)
    row.save(update_fields=["state", "published_at", "objections_until"])
    record(by, "exams.results_published", row,
           clause=clause_of_setting(row, OBJECTIONS) or clause_of(row) or "",
           values={"until": row.objections_until.isoformat()})  # fmt: skip
    _tell(row, by, at)
    return row


def _tell(exam: Exam, by: Acting, at: datetime) -> None:
    until = exam.objections_until
    title = Text(f"“{exam.title}”成绩已公布", f"Results of “{exam.title}” are published")
    body = Text(
        f"对分数有异议的，{until} 以前在成绩页面申请复核。",
        f"Who objects to a mark appeals on the page of the result by {until}.",
    )
    rows = exam.sittings.filter(state=Sitting.State.SUBMITTED, person__user__isnull=False)
    about = f"exams.exam:{exam.pk}"
    drafts = [
        Draft(Addressee(user_id=user), title, body, f"{about}:published:{pk}",
              reverse("exams:result", args=[code]), about)
        for pk, code, user in rows.values_list("pk", "code", "person__user")
    ]  # fmt: skip
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)


@transaction.atomic
def finish_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """Make results final once the objections are over, and write them down into the results.

    Who was absent is written as not having come. Final, it stays so; a mock test writes nothing.
    """
    row = locked_exam(exam, by)
    if row.state == Exam.State.FINAL:
        return row
    until, today = row.objections_until, at.astimezone(CHINA).date()
    clause = clause_of_setting(row, OBJECTIONS)
    if row.state != Exam.State.PUBLISHED or until is None or today <= until:
        says = Text("申请复核的时间还没有过，不能定分。", "Objections are still open.")
        refuse(row, says, clause)
    waiting = Appeal.objects.filter(sitting__exam=row, state=Appeal.State.OPEN).count()
    if waiting:
        says = Text(f"还有 {waiting} 件复核申请没有答复。", f"{waiting} appeals are not answered.")
        refuse(row, says, clause)
    row.state = Exam.State.FINAL
    row.save(update_fields=["state"])
    written = write_marks(_result_rows(row), by=by, at=at)
    record(by, "exams.results_final", row, clause=clause_of(row) or "",
           values={"written": written})  # fmt: skip
    return row


def _result_rows(exam: Exam) -> list[MarkRow]:
    held = exam.starts_at.astimezone(CHINA).date()
    rows = exam.sittings.filter(registration__isnull=False).select_related("score")
    return [
        MarkRow(
            one.registration_id or 0, exam.part,
            one.score.percent if one.state == Sitting.State.SUBMITTED else None,
            held, exam.round, f"exam {exam.pk} {one.pk}",
        )
        for one in rows.exclude(state=Sitting.State.VOID)
    ]  # fmt: skip
