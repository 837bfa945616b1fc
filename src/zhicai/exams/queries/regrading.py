"""What a changed key or a voided item would change, before anybody decides it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from zhicai.exams.models import (
    Answer,
    Exam,
    ItemVersion,
    Marking,
    PaperItem,
    Regrade,
    Score,
    Sitting,
)
from zhicai.exams.queries.papers import opened
from zhicai.exams.queries.passing import pass_mark
from zhicai.exams.queries.scores import worth
from zhicai.exams.queries.terms import terms_of
from zhicai.exams.rules.items import read_content
from zhicai.exams.rules.marking import Scored
from zhicai.foundation.errors import OutOfScope


@dataclass(frozen=True, slots=True)
class Preview:
    """Candidates that would be counted anew, whose marks rise or fall, who then passes or not."""

    candidates: int
    up: int
    down: int
    to_pass: int
    to_fail: int

    @property
    def changed(self) -> int:
        """How many would have other marks."""
        return self.up + self.down


def counted_anew(paper: int) -> QuerySet[Sitting]:
    """Return the sittings of a paper whose marks are not final."""
    rows = Sitting.objects.filter(exam__paper=paper, state=Sitting.State.SUBMITTED)
    return rows.exclude(exam__state=Exam.State.FINAL).order_by("pk")


def paper_item_of(exam: Exam, number: int) -> PaperItem:
    """Return an item of the paper of an exam; OutOfScope where there is none."""
    rows = PaperItem.objects.filter(paper=exam.paper_id, number=number)
    found = rows.select_related("item_version__item").first()
    if found is None:
        raise OutOfScope
    return found


def versions_offered(row: PaperItem) -> list[ItemVersion]:
    """Return the other versions of an item, the newest first: one of them may count instead."""
    item = row.item_version.item
    rows = item.versions.exclude(pk=row.item_version_id).order_by("-number")
    return [one for one in rows if not isinstance(read_content(item.kind, one.content), tuple)]


def preview(row: PaperItem, version: ItemVersion | None) -> Preview:
    """Return what would change if a version counted, or (None) if the item were voided."""
    question = next(one for one in opened(row.paper_id) if one.number == row.number)
    if version is None:
        question = replace(question, voided=True)
    else:
        content = read_content(question.kind, version.content)
        if isinstance(content, tuple):
            raise OutOfScope
        question = replace(question, content=content)
    sittings = list(counted_anew(row.paper_id).filter(score__isnull=False).select_related(
        "score", "exam__training_class", "exam__paper__blueprint__programme_year__province"
    ).defer("exam__paper__sealed", "exam__paper__key"))  # fmt: skip
    keys = [one.pk for one in sittings]
    answers = dict(
        Answer.objects.filter(sitting__in=keys, number=row.number).values_list("sitting", "value")
    )
    given: dict[int, dict[int, Decimal]] = {}
    rows = Marking.objects.filter(sitting__in=keys, number=row.number).order_by("pk")
    for key, turn, marks in rows.values_list("sitting", "turn", "marks"):
        given.setdefault(key, {})[turn] = marks
    exams = {one.exam_id: one.exam for one in sittings}
    terms = {pk: terms_of(exam) for pk, exam in exams.items()}
    passes = {pk: pass_mark(exam) for pk, exam in exams.items()}
    counts = {"up": 0, "down": 0, "to_pass": 0, "to_fail": 0}
    for one in sittings:
        new = worth(question, answers.get(one.pk), given.get(one.pk, {}), terms[one.exam_id])
        _count(counts, one.score, row.number, new, passes[one.exam_id])
    return Preview(len(sittings), **counts)


def _count(
    counts: dict[str, int], score: Score, number: int, new: Decimal | None, needed: Decimal
) -> None:  # fmt: skip
    by_item = {n: None if marks is None else Decimal(marks) for n, marks in score.by_item.items()}
    after = Scored({int(n): marks for n, marks in (by_item | {str(number): new}).items()},
                   score.out_of)  # fmt: skip
    counts["up"] += after.marks > score.marks
    counts["down"] += after.marks < score.marks
    counts["to_pass"] += score.percent < needed <= after.percent
    counts["to_fail"] += after.percent < needed <= score.percent


def trace_of(exam: Exam) -> list[Regrade]:
    """Return what was changed in the paper of an exam after it was opened, the latest first."""
    rows = Regrade.objects.filter(paper_item__paper=exam.paper_id)
    return list(rows.select_related("paper_item").order_by("-pk"))
