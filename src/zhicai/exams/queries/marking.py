"""What waits to be marked, who may mark it, marks as they stand, appeals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.exams.models import (
    Answer,
    Appeal,
    Exam,
    ItemVersion,
    Marking,
    PaperItem,
    Score,
    Sitting,
)
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.running import GROUP
from zhicai.exams.queries.scores import rubric_of
from zhicai.exams.queries.sittings import year_of
from zhicai.exams.queries.terms import Terms, terms_of
from zhicai.exams.rules.rubrics import (
    DECIDED,
    FIRST,
    SECOND,
    THIRD,
    Agreement,
    agreed,
    suggested,
    whose_turn,
)
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.keyring import keyed_hash
from zhicai.training.queries.classes import may_run

MARK, PUBLISH = "exams.mark", "exams.publish"
MARKED_IN = (Exam.State.RUNNING, Exam.State.PAUSED, Exam.State.ENDED)
"""States of an exam in which answers are marked."""
OBJECTIONS, ANSWER = "exam-objection-days", "exam-appeal-answer-days"


def may_mark_exam(acting: Acting, exam: Exam) -> bool:
    """Say whether the user marks an exam: the working group, or the unit that runs the class."""
    if not holds(acting, MARK) or year_of(exam).province.code != acting.province:
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
        state__in=(*MARKED_IN, Exam.State.PUBLISHED, Exam.State.FINAL),
        paper__blueprint__programme_year__province__code=acting.province,
    ).exclude(round=Exam.Round.MOCK)
    if not holds(acting, MARK):
        return rows.none()
    if acting.organisation_kind != GROUP:
        rows = rows.filter(training_class__run_by=acting.organisation_id)
    return (
        rows.select_related("training_class", "paper__blueprint__programme_year__province")
        .annotate(
            handed_in=Count(
                "sittings", filter=Q(sittings__state=Sitting.State.SUBMITTED), distinct=True
            ),
            waiting=Count("sittings", filter=Q(sittings__score__complete=False), distinct=True),
            open_appeals=Count(
                "sittings__appeals",
                filter=Q(sittings__appeals__state=Appeal.State.OPEN),
                distinct=True,
            ),
        )
        .order_by("-starts_at", "-pk")
    )


def exams_unmarked(acting: Acting) -> QuerySet[Exam]:
    """Return the exams that the user marks and that are not wholly marked."""
    unmarked = Score.objects.filter(complete=False).values("sitting__exam")
    return exams_to_mark(acting).filter(state__in=MARKED_IN, pk__in=unmarked)


def exam_to_mark(acting: Acting, pk: int) -> Exam:
    """Return an exam that the user marks; OutOfScope for any other."""
    rows = Exam.objects.select_related(
        "training_class__place", "paper__blueprint__programme_year__province"
    ).defer("paper__sealed", "paper__key")
    found = rows.filter(pk=pk).exclude(round=Exam.Round.MOCK).first()
    if found is None or not may_mark_exam(acting, found):
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class ToMark:
    """An answer for a marker, of whom nobody knows: ``alias`` stands for the sitting.

    ``turn`` is the marker's; ``own`` are marks that this marker gave before, by point.
    """

    sitting: int
    alias: str
    question: Question
    answer: Any
    turn: int
    own: tuple[Decimal, ...] = ()
    says: str = ""


def alias_of(sitting: int) -> str:
    """Return what a sitting is called while it is marked: nobody can tell whose it is by it."""
    return keyed_hash(f"marking {sitting}")[:12]


def sitting_called(exam: Exam, alias: str) -> Sitting:
    """Return the sitting of an exam that goes by an alias; OutOfScope where there is none."""
    rows = exam.sittings.filter(state=Sitting.State.SUBMITTED)
    key = next((pk for pk in rows.values_list("pk", flat=True) if alias_of(pk) == alias), None)
    if key is None:
        raise OutOfScope
    return rows.get(pk=key)


Turn = tuple[int, int, Decimal]
"""A turn, its marker, the marks."""


def next_to_mark(
    acting: Acting, exam: Exam, *, number: int | None = None, skip: str = ""
) -> ToMark | None:
    """Return an answer that waits for the user, item after item; None where none is left.

    Each marker has an order of the answers of its own, so that two seldom meet at the same one.
    ``number`` keeps to one item of the paper; ``skip`` is put last.
    """
    waiting = Score.objects.filter(sitting__exam=exam, complete=False)
    rows = dict(waiting.values_list("sitting", "by_item"))
    questions = {one.number: one for one in opened(exam.paper_id)}
    terms, turns = terms_of(exam), turns_of(rows)
    places = [
        (alias_of(sitting) == skip, int(at), keyed_hash(f"{acting.user_id} {sitting}"), sitting)
        for sitting, by_item in rows.items()
        for at, marks in by_item.items()
        if marks is None and (number is None or int(at) == number)
    ]
    for _last, at, _own_order, sitting in sorted(places):
        given = turns.get((sitting, at), [])
        mine = _turn_left(given, questions[at].marks, terms, acting.user_id)
        if mine is not None:
            answer = Answer.objects.filter(sitting=sitting, number=at).first()
            value = answer.value if answer else None
            return ToMark(sitting, alias_of(sitting), questions[at], value, mine)
    return None


def _agreed(given: list[Turn], out_of: Decimal, terms: Terms) -> Agreement:
    marks = {turn: worth for turn, _who, worth in given}
    return agreed(marks, out_of=out_of, gap=terms.gap, twice=terms.twice)


def _turn_left(given: list[Turn], out_of: Decimal, terms: Terms, marker: int) -> int | None:
    """The turn that a marker still has at an answer, None where there is none or it is done."""
    who = [(turn, by) for turn, by, _worth in given]
    mine = whose_turn(who, _agreed(given, out_of, terms), marker)
    return None if mine in {turn for turn, _by in who} else mine


def answer_again(acting: Acting, exam: Exam, number: int, alias: str) -> ToMark | None:
    """Return an answer that the user has marked and may still mark otherwise, else None."""
    sitting = sitting_called(exam, alias)
    question = next((one for one in opened(exam.paper_id) if one.number == number), None)
    if question is None:
        raise OutOfScope
    agreement = agreement_of(sitting, question)
    given = turns_of([sitting.pk]).get((sitting.pk, number), [])
    turn = whose_turn([(turn, who) for turn, who, _ in given], agreement, acting.user_id)
    if turn is None:
        return None
    last = Marking.objects.filter(sitting=sitting, number=number, marker=acting.user_id).last()
    answer = Answer.objects.filter(sitting=sitting, number=number).first()
    return ToMark(
        sitting.pk, alias, question, answer.value if answer else None, turn,
        tuple(Decimal(one) for one in last.rubric) if last else (), last.says if last else "",
    )  # fmt: skip


def own_markings(acting: Acting, exam: Exam, *, number: int | None = None) -> list[Marking]:
    """Return the marks that the user gave in an exam, the latest of each answer, latest first."""
    rows = Marking.objects.filter(sitting__exam=exam, marker=acting.user_id).exclude(turn=DECIDED)
    if number is not None:
        rows = rows.filter(number=number)
    found: dict[tuple[int, int], Marking] = {}
    for row in rows.order_by("-pk"):
        found.setdefault((row.sitting_id, row.number), row)
    return list(found.values())


def model_of(paper: int, number: int) -> ItemVersion | None:
    """Return the version of an item that counts in an open paper, with its key."""
    row = PaperItem.objects.filter(paper=paper, number=number).select_related("item_version")
    found = row.first()
    return found.item_version if found else None


def points_for(exam: Exam, one: ToMark) -> list[tuple[str, Decimal, Decimal | None]]:
    """Return the points of an answer: what each asks, its marks, what stands in it to begin with.

    That is what the user gave before, else what the machine says of a part of a case.
    """
    content, marks, points = one.question.content, one.question.marks, rubric_of(one.question)
    first = suggested(content, one.answer, marks, partial=terms_of(exam).partial)
    first = first if len(first) == len(points) else (None,) * len(points)
    stands = one.own if len(one.own) == len(points) else first
    return [(point.says, point.marks, mark) for point, mark in zip(points, stands, strict=True)]


# --- what is left --------------------------------------------------------------------------------


@dataclass(slots=True)
class Left:
    """What is left to mark at one item: answers by the turn that comes next, and the user's own."""

    number: int
    kind: str
    marks: Decimal
    waiting: Counter[int]
    mine: int = 0

    @property
    def first(self) -> int:
        """Answers that nobody has marked."""
        return self.waiting[FIRST]

    @property
    def second(self) -> int:
        """Answers that wait for a second marker."""
        return self.waiting[SECOND]

    @property
    def third(self) -> int:
        """Answers on which two lie far apart."""
        return self.waiting[THIRD]


def left_to_mark(acting: Acting, exams: Iterable[Exam]) -> dict[int, list[Left]]:
    """Return what is left to mark, by exam, item by item; three queries beside the settings."""
    known = {exam.pk: exam for exam in exams}
    rows = list(
        Score.objects.filter(
            sitting__exam__in=known, sitting__exam__state__in=MARKED_IN, complete=False
        ).values_list("sitting", "sitting__exam", "by_item")
    )
    turns = turns_of([sitting for sitting, _exam, _by_item in rows])
    items = {
        (paper, number): (kind, marks)
        for paper, number, kind, marks in PaperItem.objects.filter(
            paper__in={known[exam].paper_id for _sitting, exam, _by_item in rows}
        ).values_list("paper", "number", "item_version__item__kind", "marks")
    }
    settings: dict[tuple[int, date], Terms] = {}
    found: dict[int, dict[int, Left]] = {}
    for sitting, key, by_item in rows:
        exam = known[key]
        day = exam.paper.blueprint.programme_year_id, exam.starts_at.astimezone(CHINA).date()
        if day not in settings:
            settings[day] = terms_of(exam)
        lines = found.setdefault(key, {})
        for number in (int(at) for at, standing in by_item.items() if standing is None):
            kind, marks = items[exam.paper_id, number]
            line = lines.setdefault(number, Left(number, kind, marks, Counter()))
            given = turns.get((sitting, number), [])
            line.waiting[_agreed(given, marks, settings[day]).next or FIRST] += 1
            line.mine += _turn_left(given, marks, settings[day], acting.user_id) is not None
    return {key: [lines[n] for n in sorted(lines)] for key, lines in found.items()}


def turns_of(sittings: Iterable[int]) -> dict[tuple[int, int], list[Turn]]:
    """Return what people gave, by sitting and number: turn, marker, marks; the latest of a turn."""
    found: dict[tuple[int, int], dict[int, Turn]] = {}
    rows = Marking.objects.filter(sitting__in=list(sittings)).order_by("pk")
    for row in rows.only("sitting_id", "number", "turn", "marker_id", "marks"):
        place = found.setdefault((row.sitting_id, row.number), {})
        place[row.turn] = (row.turn, row.marker_id, row.marks)
    return {place: list(turns.values()) for place, turns in found.items()}


def agreement_of(sitting: Sitting, question: Question) -> Agreement:
    """Return how the markings of one answer stand."""
    given = turns_of([sitting.pk]).get((sitting.pk, question.number), [])
    return _agreed(given, question.marks, terms_of(sitting.exam))
