"""Counts what sittings scored: by machine when handed in, anew whenever somebody has marked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from zhicai.exams.models import Answer, Marking, Score, Sitting
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.scores import worth
from zhicai.exams.queries.terms import Terms, terms_of
from zhicai.exams.rules.marking import Scored

Turns = Mapping[int, Mapping[int, Decimal]]
"""Marks given by people: for each number, by turn."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the sittings of a paper are counted by."""

    questions: tuple[Question, ...]
    terms: Terms


@transaction.atomic
def score_submitted(sittings: Iterable[int], *, now: datetime) -> None:
    """Write the scores of sittings that were handed in; six queries for all of one paper."""
    keys = list(sittings)
    answers: dict[int, dict[int, Any]] = defaultdict(dict)
    given = Answer.objects.filter(sitting__in=keys).values_list("sitting", "number", "value")
    for sitting, number, value in given:
        answers[sitting][number] = value
    turns = _turns(keys)
    papers: dict[int, _Paper] = {}
    rows = []
    for sitting_row in Sitting.objects.filter(pk__in=keys).select_related("exam"):
        exam = sitting_row.exam
        if exam.paper_id not in papers:
            papers[exam.paper_id] = _Paper(opened(exam.paper_id), terms_of(exam))
        paper, key = papers[exam.paper_id], sitting_row.pk
        rows.append(_row(key, scored(paper.questions, answers[key], turns[key], paper.terms), now))
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["sitting"],
        update_fields=["marks", "out_of", "percent", "by_item", "complete", "counted_at"],
    )


def _turns(sittings: list[int]) -> dict[int, dict[int, dict[int, Decimal]]]:
    """The latest marks of each turn, by sitting and number."""
    found: dict[int, dict[int, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    rows = Marking.objects.filter(sitting__in=sittings).order_by("pk")
    for sitting, number, turn, marks in rows.values_list("sitting", "number", "turn", "marks"):
        found[sitting][number][turn] = marks
    return found


def scored(
    questions: Iterable[Question], answers: Mapping[int, Any], turns: Turns, terms: Terms
) -> Scored:
    """Return what answers by number are worth on a paper, by machine and as people marked them."""
    found = tuple(questions)
    return Scored(
        {
            one.number: worth(one, answers.get(one.number), turns.get(one.number, {}), terms)
            for one in found
        },
        sum((one.marks for one in found), Decimal(0)),
    )


def _row(sitting: int, found: Scored, now: datetime) -> Score:
    return Score(
        sitting_id=sitting,
        marks=found.marks,
        out_of=found.out_of,
        percent=found.percent,
        by_item={
            str(number): None if marks is None else str(marks)
            for number, marks in found.by_item.items()
        },
        complete=found.complete,
        counted_at=now,
    )
