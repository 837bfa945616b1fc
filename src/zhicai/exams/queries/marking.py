"""What waits to be marked, who may mark it, marks as they stand, appeals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.models import Answer, Appeal, Exam, Marking, Score, Sitting
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.running import GROUP
from zhicai.exams.queries.terms import terms_of
from zhicai.exams.rules.rubrics import Agreement, agreed, whose_turn
from zhicai.foundation.errors import OutOfScope
from zhicai.programmes.queries import settings_of
from zhicai.training.queries.classes import may_run

MARK, PUBLISH = "exams.mark", "exams.publish"
OBJECTIONS, ANSWER = "exam-objection-days", "exam-appeal-answer-days"


def may_mark_exam(acting: Acting, exam: Exam) -> bool:
    """Say whether the user marks an exam: the working group, or the unit that runs the class."""
    if not holds(acting, MARK):
        return False
    if acting.organisation_kind == GROUP:
        return True
    return exam.training_class is not None and may_run(acting, exam.training_class)


def may_publish(acting: Acting) -> bool:
    """Say whether the user publishes results of exams and decides appeals."""
    return holds(acting, PUBLISH)


def exams_to_mark(acting: Acting) -> QuerySet[Exam]:
    """Return the exams that the user marks, with ``handed_in`` and ``waiting`` sittings counted."""
    rows = Exam.objects.filter(
        state__in=(Exam.State.RUNNING, Exam.State.ENDED, Exam.State.PUBLISHED, Exam.State.FINAL)
    ).exclude(round=Exam.Round.MOCK)
    if not holds(acting, MARK):
        return rows.none()
    if acting.organisation_kind != GROUP:
        rows = rows.filter(training_class__run_by=acting.organisation_id)
    return (
        rows.select_related("training_class", "paper__blueprint__programme_year__province")
        .annotate(
            handed_in=Count("sittings", filter=Q(sittings__state=Sitting.State.SUBMITTED)),
            waiting=Count("sittings", filter=Q(sittings__score__complete=False)),
            open_appeals=Count(
                "sittings__appeals",
                filter=Q(sittings__appeals__state=Appeal.State.OPEN),
                distinct=True,
            ),
        )
        .order_by("-starts_at", "-pk")
    )


def exam_to_mark(acting: Acting, pk: int) -> Exam:
    """Return an exam that the user marks; OutOfScope for any other."""
    rows = Exam.objects.select_related(
        "training_class", "paper__blueprint__programme_year__province"
    )
    found = rows.filter(pk=pk).first()
    if found is None or not may_mark_exam(acting, found):
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class ToMark:
    """An answer that waits for this marker: whose is hidden, ``sitting`` is the key alone."""

    sitting: int
    code: str
    question: Question
    answer: Any
    turn: int


def next_to_mark(acting: Acting, exam: Exam, *, number: int | None = None) -> ToMark | None:
    """Return an answer that waits for the user, item after item; None where none is left.

    ``number`` keeps to one item of the paper.
    """
    questions = {one.number: one for one in opened(exam.paper_id)}
    terms = terms_of(exam)
    waiting = Score.objects.filter(sitting__exam=exam, complete=False).select_related("sitting")
    rows = list(waiting.order_by("sitting__code"))
    turns = turns_of(row.sitting_id for row in rows)
    places = sorted(
        (int(at), row.sitting_id, row.sitting.code)
        for row in rows
        for at, marks in row.by_item.items()
        if marks is None and (number is None or int(at) == number)
    )
    for at, sitting, code in places:
        given = turns.get((sitting, at), [])
        marks = {turn: worth for turn, _, worth in given}
        agreement = agreed(marks, out_of=questions[at].marks, gap=terms.gap, twice=terms.twice)
        mine = whose_turn([(turn, who) for turn, who, _ in given], agreement, acting.user_id)
        if mine is not None and mine not in marks:
            answer = Answer.objects.filter(sitting=sitting, number=at).first()
            return ToMark(sitting, code, questions[at], answer.value if answer else None, mine)
    return None


def turns_of(sittings: Iterable[int]) -> dict[tuple[int, int], list[tuple[int, int, Decimal]]]:
    """Return what people gave, by sitting and number: turn, marker, marks; the latest of a turn."""
    found: dict[tuple[int, int], dict[int, tuple[int, int, Decimal]]] = {}
    rows = Marking.objects.filter(sitting__in=list(sittings)).order_by("pk")
    for row in rows.only("sitting_id", "number", "turn", "marker_id", "marks"):
        place = found.setdefault((row.sitting_id, row.number), {})
        place[row.turn] = (row.turn, row.marker_id, row.marks)
    return {place: list(turns.values()) for place, turns in found.items()}


def agreement_of(sitting: Sitting, question: Question) -> Agreement:
    """Return how the markings of one answer stand."""
    terms = terms_of(sitting.exam)
    given = turns_of([sitting.pk]).get((sitting.pk, question.number), [])
    marks = {turn: worth for turn, _, worth in given}
    return agreed(marks, out_of=question.marks, gap=terms.gap, twice=terms.twice)


def objection_days(exam: Exam, *, on: date) -> tuple[int, int]:
    """Return for how many days marks may be appealed, and in how many an appeal is answered."""
    settings = settings_of(exam.paper.blueprint.programme_year, on=on)
    return int(settings.get(OBJECTIONS) or 3), int(settings.get(ANSWER) or 3)


def appeals_of(exam: Exam) -> QuerySet[Appeal]:
    """Return the appeals of an exam, those to answer first."""
    rows = Appeal.objects.filter(sitting__exam=exam).select_related("sitting__person")
    return rows.order_by("state", "due", "pk")


def appeal_for(acting: Acting, pk: int) -> Appeal:
    """Return an appeal that the user decides; OutOfScope for any other."""
    rows = Appeal.objects.select_related(
        "sitting__person", "sitting__exam__paper__blueprint__programme_year__province",
        "sitting__exam__training_class",
    )  # fmt: skip
    found = rows.filter(pk=pk).first()
    if found is None or not may_publish(acting):
        raise OutOfScope
    return found


def last_day(published: date, days: int) -> date:
    """Return the last day on which something may be asked, the day of publication not counted."""
    return published + timedelta(days=days)
