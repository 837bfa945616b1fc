"""People mark; keys change and items are voided with a trace; results are published and final."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import (
    Appeal,
    Exam,
    ItemVersion,
    Marking,
    PaperItem,
    Regrade,
    Score,
    Sitting,
)
from zhicai.exams.queries.marking import (
    PUBLISH,
    agreement_of,
    last_day,
    may_mark_exam,
    objection_days,
    turns_of,
)
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.sittings import clause_of
from zhicai.exams.rules.items import Point, Upload, Written
from zhicai.exams.rules.rubrics import DECIDED, check_rubric, whose_turn
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.results.actions import write_marks
from zhicai.results.rules.marks import MarkRow

LONGEST = 400
NOT_YOURS = Text(
    "这道题不需要您评阅，或已经定分。", "This answer does not wait for you, or its marks stand."
)
NO_APPEALS = Text(
    "现在不能申请复核：成绩没有公布，或申请期已过。",
    "Marks cannot be appealed now: they are not published, or the time is over.",
)
MARKED_IN = (Exam.State.RUNNING, Exam.State.ENDED)


def points_of(question: Question) -> tuple[Point, ...]:
    """Return the points by which an answer is marked: its rubric, else the item as a whole."""
    content = question.content
    if isinstance(content, Written | Upload):
        return content.rubric
    return (Point(content.stem, question.marks),)


@transaction.atomic
def give_marks(
    sitting: Sitting, number: int, given: Sequence[Decimal | None], *, says: str = "",
    by: Acting, at: datetime,
) -> Marking:  # fmt: skip
    """Mark an answer point by point, in the turn that is the user's.

    BadInput names every point that is wrong; Refused where the answer does not wait for the user:
    nobody marks an answer in two turns, nor one whose marks stand.
    """
    row = _locked(sitting)
    if not may_mark_exam(by, row.exam):
        raise OutOfScope
    question = _question(row.exam, number)
    if row.state != Sitting.State.SUBMITTED or row.exam.state not in MARKED_IN:
        _refuse(row.exam, Text("这份答卷现在不能评阅。", "This sitting cannot be marked now."))
    points = points_of(question)
    faults = check_rubric(points, given)
    if len(says) > LONGEST:
        faults.append(Fault(Text(f"评语不超过 {LONGEST} 字。",
                                 f"At most {LONGEST} characters."), "says"))  # fmt: skip
    if faults:
        raise BadInput(faults)
    there = turns_of([row.pk]).get((row.pk, number), [])
    turn = whose_turn(
        [(turn, who) for turn, who, _ in there], agreement_of(row, question), by.user_id
    )
    if turn is None:
        _refuse(row.exam, NOT_YOURS)
    marks = [one for one in given[: len(points)] if one is not None]
    kept = Marking.objects.create(
        sitting=row, number=number, turn=turn, marks=sum(marks, Decimal(0)),
        rubric=[str(one) for one in marks], says=says.strip(), marker_id=by.user_id,
        marker_name=by.name, at=at,
    )  # fmt: skip
    score_submitted([row.pk], now=at)
    return kept


@transaction.atomic
def change_key(
    paper_item: PaperItem, version: ItemVersion, *, reason: str, by: Acting, at: datetime
) -> Regrade:  # fmt: skip
    """Let another version of an item, with another key, count in a paper; score everyone anew."""
    if version.item_id != paper_item.item_version.item_id:
        raise OutOfScope
    row = _paper_item(paper_item, by)
    before = {"version": row.item_version.number, "content": row.item_version.content}
    after = {"version": version.number, "content": version.content}
    row.item_version = version
    row.save(update_fields=["item_version"])
    return _regraded(row, before, after, _words(reason), by, at)


@transaction.atomic
def void_item(paper_item: PaperItem, *, reason: str, by: Acting, at: datetime) -> Regrade:
    """Void an item of an open paper: everyone gets its marks, and everyone is scored anew."""
    row, words = _paper_item(paper_item, by), _words(reason)
    if row.voided_for:
        return row.regrades.filter(after={"voided": True}).latest("pk")
    row.voided_for = words
    row.save(update_fields=["voided_for"])
    return _regraded(row, {"voided": False}, {"voided": True}, words, by, at)


def _paper_item(paper_item: PaperItem, by: Acting) -> PaperItem:
    require(by, PUBLISH)
    rows = PaperItem.objects.select_for_update(of=("self",)).select_related("item_version")
    return rows.get(pk=paper_item.pk)


def _regraded(
    row: PaperItem, before: dict[str, Any], after: dict[str, Any], reason: str, by: Acting,
    at: datetime,
) -> Regrade:  # fmt: skip
    sittings = Sitting.objects.filter(
        exam__paper=row.paper_id, state=Sitting.State.SUBMITTED
    ).exclude(exam__state=Exam.State.FINAL)
    keys = list(sittings.values_list("pk", flat=True))
    scores = Score.objects.filter(sitting__in=keys)
    old = dict(scores.values_list("sitting", "marks"))
    score_submitted(keys, now=at)
    new = dict(scores.values_list("sitting", "marks"))
    made = Regrade.objects.create(
        paper_item=row, reason=reason, before=before, after=after, at=at, by=by.name,
        changed=sum(old.get(pk) != new.get(pk) for pk in keys),
    )  # fmt: skip
    record(by, "exams.regraded", row, reason=reason,
           values={"number": row.number, "changed": made.changed})  # fmt: skip
    return made


@transaction.atomic
def publish_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """Publish the results of an ended exam for objection; Refused while an answer is unmarked."""
    row = _locked_exam(exam, by)
    if row.state in (Exam.State.PUBLISHED, Exam.State.FINAL):
        return row
    if row.state != Exam.State.ENDED:
        _refuse(row, Text("考试还没有结束，不能公布成绩。", "The exam has not ended."))
    unmarked = Score.objects.filter(sitting__exam=row, complete=False).count()
    if unmarked:
        _refuse(row, Text(f"还有 {unmarked} 份答卷没有评完。",
                          f"{unmarked} sittings are not wholly marked."))  # fmt: skip
    today = at.astimezone(CHINA).date()
    days, _ = objection_days(row, on=today)
    row.state, row.published_at = Exam.State.PUBLISHED, at
    row.objections_until = last_day(today, days)
    row.save(update_fields=["state", "published_at", "objections_until"])
    record(by, "exams.results_published", row, clause=clause_of(row) or "",
           values={"until": row.objections_until.isoformat()})  # fmt: skip
    return row


@transaction.atomic
def appeal(
    sitting: Sitting, number: int | None, *, says: str, by: Acting, at: datetime
) -> Appeal:  # fmt: skip
    """Ask to look into one's marks again, of one item or of all, while objections are open."""
    row = _locked(sitting)
    if row.person.user_id != by.user_id:
        raise OutOfScope
    exam, today = row.exam, at.astimezone(CHINA).date()
    until = exam.objections_until
    if exam.state != Exam.State.PUBLISHED or until is None or today > until:
        _refuse(exam, NO_APPEALS)
    if number is not None:
        _question(exam, number)
    there = row.appeals.filter(number=number, state=Appeal.State.OPEN).first()
    if there is not None:
        return there
    _, days = objection_days(exam, on=today)
    made = Appeal.objects.create(
        sitting=row, number=number, says=_words(says), at=at, due=last_day(today, days)
    )
    record(by, "exams.appealed", exam, values={"number": number, "due": made.due.isoformat()})
    return made


@transaction.atomic
def answer_appeal(
    asked: Appeal, *, marks: Decimal | None, answer: str, by: Acting, at: datetime
) -> Appeal:  # fmt: skip
    """Answer an appeal: ``marks`` are set for its item where it is upheld, None where it is not."""
    require(by, PUBLISH)
    row = Appeal.objects.select_for_update(of=("self",)).select_related("sitting").get(pk=asked.pk)
    if row.state != Appeal.State.OPEN:
        return row
    sitting, words = _locked(row.sitting), _words(answer, "answer")
    if marks is not None:
        question = _question(sitting.exam, row.number or 0)
        if not 0 <= marks <= question.marks:
            says = Text(f"分数在 0 到 {question.marks.normalize():f} 之间。",
                        f"Marks are 0 to {question.marks.normalize():f}.")  # fmt: skip
            raise BadInput([Fault(says, "marks")])
        Marking.objects.create(
            sitting=sitting, number=question.number, turn=DECIDED, marks=marks, rubric=[],
            says=words, marker_id=by.user_id, marker_name=by.name, at=at,
        )  # fmt: skip
        score_submitted([sitting.pk], now=at)
    row.state = Appeal.State.REFUSED if marks is None else Appeal.State.UPHELD
    row.answer, row.answered_at, row.answered_by = words, at, by.name
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(by, "exams.appeal_answered", sitting.exam, reason=words,
           values={"number": row.number, "state": row.state})  # fmt: skip
    return row


@transaction.atomic
def finish_exam(exam: Exam, *, by: Acting, at: datetime) -> Exam:
    """Make results final once the objections are over, and write them down into the results.

    Who was absent is written as not having come. Final, it stays so; a mock test writes nothing.
    """
    row = _locked_exam(exam, by)
    if row.state == Exam.State.FINAL:
        return row
    until, today = row.objections_until, at.astimezone(CHINA).date()
    if row.state != Exam.State.PUBLISHED or until is None or today <= until:
        _refuse(row, Text("申请复核的时间还没有过，不能定分。", "Objections are still open."))
    waiting = Appeal.objects.filter(sitting__exam=row, state=Appeal.State.OPEN).count()
    if waiting:
        _refuse(row, Text(f"还有 {waiting} 件复核申请没有答复。",
                          f"{waiting} appeals are not answered."))  # fmt: skip
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


def _question(exam: Exam, number: int) -> Question:
    found = next((one for one in opened(exam.paper_id) if one.number == number), None)
    if found is None:
        raise OutOfScope
    return found


def _locked(sitting: Sitting) -> Sitting:
    rows = Sitting.objects.select_for_update(of=("self",)).select_related(
        "person", "exam__training_class", "exam__paper__blueprint__programme_year__province"
    )
    return rows.get(pk=sitting.pk)


def _locked_exam(exam: Exam, by: Acting) -> Exam:
    require(by, PUBLISH)
    rows = Exam.objects.select_for_update(of=("self",)).select_related(
        "training_class", "paper__blueprint__programme_year__province"
    )
    return rows.get(pk=exam.pk)


def _refuse(exam: Exam, says: Text) -> NoReturn:
    raise Refused([Reason(says, clause_of(exam))])


def _words(text: str, field: str = "reason") -> str:
    words = text.strip()
    if not 0 < len(words) <= LONGEST:
        says = Text(f"请写明，不超过 {LONGEST} 字。", f"Say why, in at most {LONGEST} characters.")
        raise BadInput([Fault(says, field)])
    return words
