"""Counts what sittings scored by machine, as soon as they are handed in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.exams.models import Answer, Score, Sitting
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.rules.marking import SHARE, Scored, mark


@transaction.atomic
def score_submitted(sittings: Iterable[int], *, now: datetime) -> None:
    """Write the scores of sittings that were handed in, three queries for all of one paper."""
    keys = list(sittings)
    answers: dict[int, dict[int, Any]] = defaultdict(dict)
    given = Answer.objects.filter(sitting__in=keys).values_list("sitting", "number", "value")
    for sitting, number, value in given:
        answers[sitting][number] = value
    papers: dict[int, tuple[Question, ...]] = {}
    rows = []
    for pk, paper in Sitting.objects.filter(pk__in=keys).values_list("pk", "exam__paper"):
        if paper not in papers:
            papers[paper] = opened(paper)
        rows.append(_row(pk, scored(papers[paper], answers[pk]), now))
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["sitting"],
        update_fields=["marks", "out_of", "percent", "by_item", "complete", "counted_at"],
    )


def scored(questions: Iterable[Question], answers: Mapping[int, Any]) -> Scored:
    """Return what answers by number are worth on a paper, as the machine sees them."""
    found = tuple(questions)
    return Scored(
        {
            one.number: one.marks
            if one.voided
            else mark(one.content, answers.get(one.number), one.marks, partial=SHARE).marks
            for one in found
        },
        sum(one.marks for one in found),  # type: ignore[arg-type]
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
