"""Takes answers that came back from a room without network: checked whole, merged once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.papers import open_paper
from zhicai.exams.actions.regrading import void_as_in_the_room
from zhicai.exams.actions.room import REOPENED
from zhicai.exams.actions.running import locked_exam
from zhicai.exams.actions.saving import LATE
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import (
    Answer,
    AnswersBrought,
    Exam,
    ExamPack,
    Incident,
    JournalEntry,
    Leave,
    Paper,
    PaperItem,
    Sitting,
)
from zhicai.exams.packs.answers import Export, Sat, claimed_pack, read_answers
from zhicai.exams.packs.archives import refused
from zhicai.exams.packs.veiling import unveiled
from zhicai.exams.queries.packs import DEVICE, clause_of_packs, packed_exam
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.rules.clock import GRACE
from zhicai.exams.rules.saving import SAVE, SUBMIT
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

TAKES = (Exam.State.PLANNED, Exam.State.RUNNING, Exam.State.PAUSED, Exam.State.ENDED)
State = AnswersBrought.State
OTHER_EXAM = Text(
    "这个文件是另一场考试的答案，请到那场考试的页面导入。",
    "These are the answers of another exam; bring them on the page of that exam.",
)
CLOSED = Text(
    "成绩已公布，或考试已取消，不再导入答案。",
    "The results are published or the exam was cancelled; no answers are taken any more.",
)
NO_SUCH_VOID = Text(
    "文件里作废的题试卷里没有，或没有理由。",
    "An item that the file voids is not in the paper, or has no reason.",
)
MOST_FAULTS = 200


@transaction.atomic
def check_answers(
    exam: Exam, data: bytes, *, name: str, by: Acting, at: datetime
) -> AnswersBrought:  # fmt: skip
    """Keep an answers file that is sound, to be merged; the same file again is the row that stands.

    BadInput with every fault at once, and nothing is kept then; OutOfScope for who does not run it.
    """
    packed_exam(by, exam.pk)
    pack = _pack_of(exam, data)
    digest = sha256(data).hexdigest()
    if there := AnswersBrought.objects.filter(pack=pack, sha256=digest).first():
        return there
    export = read_answers(data, bytes(pack.public))
    _insist(exam, pack, export)
    kept = AnswersBrought.objects.create(
        pack=pack, sha256=digest, name=name[:200], data=data, number=export.number,
        exported_at=export.at, at=at, by=by.name, found={
            "sittings": len(export.sittings), "ended": export.ended,
            "handed_in": sum(one.submitted_at is not None for one in export.sittings),
            "answers": sum(len(one.answers) for one in export.sittings),
        },
    )  # fmt: skip
    record(by, "exams.answers_checked", exam, clause=clause_of_packs(exam) or "",
           values={"pack": pack.number, "sha256": digest, **kept.found})  # fmt: skip
    return kept


def _pack_of(exam: Exam, data: bytes) -> ExamPack:
    """The pack that a file names, of this exam and not void."""
    pack = ExamPack.objects.filter(code=claimed_pack(data)).defer("data").first()
    if pack is None or pack.exam_id != exam.pk:
        raise refused(OTHER_EXAM)
    if pack.voided_at is not None:
        raise refused(Text(
            f"第 {pack.number} 号考试包已作废，用它作答的答案不能导入。理由：{pack.voided_for}",
            f"Pack {pack.number} is void, answers written with it are not taken: "
            f"{pack.voided_for}",
        ))  # fmt: skip
    return pack


def _insist(exam: Exam, pack: ExamPack, export: Export) -> None:
    """Raise BadInput with everything that does not fit the exam as it stands."""
    faults: list[Fault] = []
    if export.pack != pack.code:
        faults.append(Fault(OTHER_EXAM, "file"))
    if exam.state not in TAKES:
        faults.append(Fault(CLOSED, "file"))
    known = {one.code: one for one in Sitting.objects.filter(exam=exam)}
    for row, one in enumerate(export.sittings, start=1):
        faults += [
            Fault(Text(f"{one.code}：{says.zh}", f"{one.code}: {says.en}"), "file", row=row)
            for says in _wrong_with(exam, export, one, known.get(one.code), pack)
        ]
    for void in export.voids:
        if not (0 < void.number <= exam.paper.count and void.reason.strip()):
            faults.append(Fault(NO_SUCH_VOID, "file"))
    if faults:
        raise BadInput(faults[:MOST_FAULTS])


def _wrong_with(
    exam: Exam, export: Export, one: Sat, known: Sitting | None, pack: ExamPack
) -> Iterable[Text]:
    if known is None:
        yield Text("这场考试没有这个准考证号。", "The exam has no candidate with this code.")
        return
    if _sits_online_by_decision(known, pack):
        return
    if known.started_at is not None and known.device != device_of(pack):
        yield Text("这名考生已在线作答。", "This candidate has sat the exam online.")
    elif known.started_at not in (None, one.started_at):
        yield Text(
            "这名考生在另一台考场电脑上开过考，请核实。",
            "This candidate began on another machine as well; look into it.",
        )
    if known.state == Sitting.State.VOID:
        yield Text("这名考生的考试已作废。", "The sitting of this candidate is void.")
    longest = exam.minutes * 60 + max(one.extra, known.extra_seconds) + export.paused + GRACE
    reopened = any(entry.kind == REOPENED for entry in one.journal)
    end = one.started_at + timedelta(seconds=longest)
    if one.started_at < exam.starts_at or (one.deadline > end and not reopened):
        yield Text("开考时间或时限不对。", "The start or the time given is wrong.")
    last = min(one.deadline, export.at) + timedelta(seconds=GRACE)
    late = [answer.number for answer in one.answers if answer.saved_at > last]
    if late or (one.submitted_at is not None and one.submitted_at > export.at):
        told = "、".join(str(number) for number in late[:10])
        yield Text(
            f"有作答或交卷在时间结束之后{f'（第 {told} 题）' if late else ''}。",
            f"Answers or the hand-in came after the end{f' (items {told})' if late else ''}.",
        )
    if any(not 0 < answer.number <= exam.paper.count for answer in one.answers):
        yield Text("有试卷里没有的题号。", "It answers items that the paper does not have.")


def _sits_online_by_decision(known: Sitting, pack: ExamPack) -> bool:
    """Whether a seat was taken out of the pack and has begun online: that is what counts."""
    if known.started_at is None or known.device == device_of(pack):
        return False
    return known.leaves.filter(what=Leave.What.ONLINE, at__gte=pack.made_at).exists()


def device_of(pack: ExamPack) -> str:
    """Return what stands as the device of sittings that were written with a pack."""
    return f"{DEVICE}-{pack.pk}"


# --- merging -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Added:
    """What was new."""

    sittings: int = 0
    handed_in: int = 0
    answers: int = 0
    entries: int = 0
    voids: int = 0
    left_out: int = 0


@transaction.atomic
def merge_answers(brought: AnswersBrought, *, by: Acting, at: datetime) -> AnswersBrought:
    """Merge a checked file into the exam, all of it or nothing; merged before, nothing changes.

    A later answer of a candidate replaces an earlier one and never the other way round, so that
    files may come in any order and any number of times. BadInput where it no longer fits.
    """
    packed_exam(by, brought.pack.exam_id)
    exam = locked_exam(brought.pack.exam)
    row = AnswersBrought.objects.select_for_update(of=("self",)).select_related("pack").get(
        pk=brought.pk
    )  # fmt: skip
    if row.state == State.MERGED:
        return row
    pack = _pack_of(exam, bytes(row.data))
    export = read_answers(bytes(row.data), bytes(pack.public))
    _insist(exam, pack, export)
    if exam.paper.state != Paper.State.OPEN:
        open_paper(exam, by=by, at=at)
    if exam.state == Exam.State.PLANNED:
        exam.state = Exam.State.RUNNING
        exam.save(update_fields=["state"])
    added = _merge(exam, pack, export)
    added.voids = _void(exam, export, by, at)
    row.state, row.merged_at = State.MERGED, at
    row.added = {"sittings": added.sittings, "handed_in": added.handed_in,
                 "answers": added.answers, "entries": added.entries,
                 "voids": added.voids, "left_out": added.left_out}  # fmt: skip
    row.save(update_fields=["state", "merged_at", "added"])
    score_submitted(
        Sitting.objects.filter(
            exam=exam, device=device_of(pack), state=Sitting.State.SUBMITTED
        ).values_list("pk", flat=True),
        now=at,
    )
    record(by, "exams.answers_merged", exam, clause=clause_of_packs(exam) or "",
           values={"pack": pack.number, "sha256": row.sha256, **row.added})  # fmt: skip
    return row


def _merge(exam: Exam, pack: ExamPack, export: Export) -> _Added:
    added = _Added()
    rows = Sitting.objects.select_for_update(of=("self",)).filter(exam=exam)
    known = {one.code: one for one in rows.order_by("pk")}
    questions = {one.number: one for one in opened(exam.paper_id)}
    for one in export.sittings:
        row = known[one.code]
        if _sits_online_by_decision(row, pack):
            added.left_out += 1
            continue
        _take_sitting(row, one, pack, added)
        _take_answers(row, one, questions, pack.veil, added)
        _take_journal(row, one, questions, pack.veil, added)
    there = set(Incident.objects.filter(exam=exam).values_list("kind", "says", "at", "by"))
    Incident.objects.bulk_create(
        Incident(exam=exam, sitting=known.get(one.code), kind=one.kind, says=one.says, at=one.at,
                 by=one.by)
        for one in export.incidents if (one.kind, one.says, one.at, one.by) not in there
    )  # fmt: skip
    return added


def _void(exam: Exam, export: Export, by: Acting, at: datetime) -> int:
    """Let the items be void that the room voided, for everyone who has the paper."""
    found = 0
    for one in export.voids:
        item = PaperItem.objects.get(paper=exam.paper_id, number=one.number)
        found += void_as_in_the_room(
            item, reason=one.reason, said_by=one.by, said_at=one.at, by=by, at=at
        )
    return found


def _take_sitting(row: Sitting, one: Sat, pack: ExamPack, added: _Added) -> None:
    """Let a sitting stand as the room has it; what was handed in stays handed in."""
    if row.started_at is None:
        added.sittings += 1
    came_back = row.submitted_by == Sitting.Submission.PACK
    later = row.submitted_at is None or (one.submitted_at or row.submitted_at) > row.submitted_at
    if one.submitted_at is not None and (later or not came_back):
        row.state, row.submitted_at = Sitting.State.SUBMITTED, one.submitted_at
        row.submitted_by = Sitting.Submission.PACK
        added.handed_in += not came_back
    elif row.state != Sitting.State.SUBMITTED:
        row.state = Sitting.State.WRITING
    row.started_at, row.device = one.started_at, device_of(pack)
    row.deadline = max(one.deadline, row.deadline or one.deadline)
    row.extra_seconds = max(one.extra, row.extra_seconds)
    if one.checked_at is not None:
        row.checked_at, row.checked_by = one.checked_at, one.checked_by
    row.save(update_fields=[
        "state", "submitted_at", "submitted_by", "started_at", "device", "deadline",
        "extra_seconds", "checked_at", "checked_by",
    ])  # fmt: skip


def _take_answers(
    row: Sitting, one: Sat, questions: Mapping[int, Question], veil: str, added: _Added
) -> None:
    present = {answer.number: answer for answer in Answer.objects.filter(sitting=row)}
    fresh, changed = [], []
    for given in one.answers:
        value = unveiled(
            questions[given.number].content, given.value, seed=veil, number=given.number
        )
        known = present.get(given.number)
        told = Answer(
            sitting=row, number=given.number, value=value, flagged=given.flagged,
            revision=given.revision, saved_at=given.saved_at,
        )  # fmt: skip
        if known is None:
            fresh.append(told)
        elif known.revision < given.revision:
            told.pk = known.pk
            changed.append(told)
    Answer.objects.bulk_create(fresh)
    Answer.objects.bulk_update(changed, ["value", "flagged", "revision", "saved_at"])
    added.answers += len(fresh) + len(changed)


def _take_journal(
    row: Sitting, one: Sat, questions: Mapping[int, Question], veil: str, added: _Added
) -> None:
    there = set(JournalEntry.objects.filter(sitting=row).values_list("key", flat=True))
    fresh = [
        JournalEntry(
            sitting=row, key=entry.key, kind=entry.kind, sent_at=entry.sent_at, at=entry.at,
            data=_data(entry.kind, entry.data, questions, veil),
        )
        for entry in one.journal if entry.key not in there
    ]  # fmt: skip
    JournalEntry.objects.bulk_create(fresh, ignore_conflicts=True)
    added.entries += len(fresh)


def _data(
    kind: str, data: Mapping[str, Any], questions: Mapping[int, Question], veil: str
) -> dict[str, Any]:
    """A journal's entry with its answers turned back."""
    if kind not in (SAVE, SUBMIT, LATE):
        return dict(data)
    told: dict[str, Any] = {}
    for number, line in data.items():
        question = questions.get(int(number)) if number.isascii() and number.isdigit() else None
        if question is not None and isinstance(line, list) and len(line) == 3:
            value = unveiled(question.content, line[1], seed=veil, number=question.number)
            told[number] = [line[0], value, line[2]]
    return told
