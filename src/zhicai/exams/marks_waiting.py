"""What waits in the inbox of those who mark: exams with answers for them, appeals to answer."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.exams.models import Appeal, Exam
from zhicai.exams.queries.appeals import ANSWER, clause_of_setting, open_appeals
from zhicai.exams.queries.marking import MARK, PUBLISH, exams_unmarked, left_to_mark
from zhicai.exams.queries.sittings import clause_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text


def _mine(acting: Acting) -> list[tuple[Exam, int]]:
    """The exams with answers that wait for the user, and how many, the longest waiting first."""
    if not holds(acting, MARK):
        return []
    rows = list(exams_unmarked(acting))
    left = left_to_mark(acting, rows)
    counts = [(one, sum(line.mine for line in left.get(one.pk, ()))) for one in rows]
    return [(one, n) for one, n in reversed(counts) if n]


def exams_waiting(acting: Acting, _on: date) -> int:
    """Return how many exams have answers that wait for the user's marks."""
    return len(_mine(acting))


def _exams(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    return [
        Waiting(
            title=Text(f"阅卷：{one.title}（{n} 份）", f"Mark “{one.title}” ({n} answers)"),
            url=reverse("exams:marking_desk", args=[one.pk]),
            since=one.starts_at.astimezone(CHINA).date(),
            clause=clause_of(one) or "",
        )
        for one, n in _mine(acting)[:limit]
    ]


def appeals_waiting(acting: Acting, _on: date) -> int:
    """Return how many appeals wait for an answer of the user's office."""
    return open_appeals(acting).count() if holds(acting, PUBLISH) else 0


def _appeal(one: Appeal) -> Waiting:
    exam = one.sitting.exam
    return Waiting(
        title=Text(f"答复成绩复核：{exam.title}", f"Answer an appeal of marks: {exam.title}"),
        url=reverse("exams:appeal", args=[one.pk]),
        since=one.at.astimezone(CHINA).date(),
        due=one.due,
        clause=clause_of_setting(exam, ANSWER) or "",
    )


def _appeals(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    if not holds(acting, PUBLISH):
        return ()
    return [_appeal(one) for one in open_appeals(acting)[:limit]]


register_source(
    Source(
        key="exams.to_mark",
        says=Text("待阅卷", "answers to mark"),
        icon="pencil",
        count=exams_waiting,
        items=_exams,
    )
)
register_source(
    Source(
        key="exams.appeals",
        says=Text("待答复的成绩复核", "appeals of marks to answer"),
        icon="message-circle",
        count=appeals_waiting,
        items=_appeals,
    )
)
