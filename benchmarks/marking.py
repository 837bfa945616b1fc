"""Marking 10,000 papers and the statistics of the bank, beside the bare computation.

A paper has 40 items of seven kinds of the bank that ships. Marking: answers read, marked by key and
kept as scores in batches, beside the pure rules over the same answers in memory. Statistics: every
item's figures from all papers, kept, beside the sums alone.
"""

import random
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from bench import Row
from django.core.management import call_command

from benchmarks.load.exam_day import ExamDay
from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions.bank import load_items
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.actions.statistics import count_statistics
from zhicai.exams.models import Answer, Exam, ItemStatistic, PaperItem, Score, Sitting
from zhicai.exams.queries.bank import latest_versions
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.terms import terms_of
from zhicai.exams.rules.bank import by_machine, key_of
from zhicai.exams.rules.items import Choice, read_content
from zhicai.exams.rules.marking import mark
from zhicai.exams.rules.statistics import Sums, add_paper, figures
from zhicai.foundation import clock
from zhicai.people.models import Person

PAPERS, ITEMS, BATCH = 10_000, 40, 500
AIM_MARKING, AIM_STATISTICS = 8.0, 6.0
"""The database's part: rows of answers in and scores out weigh more than comparing keys."""


def measure() -> Iterator[Row]:
    """Yield seconds for marking and for statistics, each as a ratio to the bare computation."""
    call_command("migrate", verbosity=0)
    exam = _scene()
    questions = opened(exam.paper_id)
    sittings = list(Sitting.objects.filter(exam=exam).values_list("pk", flat=True))
    answers = _answers_in_memory(sittings)
    partial = terms_of(exam).partial
    bare, scores = _timed(lambda: [_bare(questions, answers[pk], partial) for pk in sittings])
    whole, _none = _timed(lambda: _mark(sittings))
    yield Row(f"{PAPERS:,} papers of {ITEMS} items marked", whole, "s", bare,
              at_most=AIM_MARKING)  # fmt: skip
    yield Row("papers marked", PAPERS / whole, "/s")
    yield Row("scores missing or different", _wrong(sittings, scores), "", at_most=0)
    bare, _none = _timed(lambda: _bare_statistics(questions, scores))
    whole, _none = _timed(lambda: count_statistics(by=SYSTEM, at=clock.now()))
    yield Row(f"statistics of {ITEMS} items from {PAPERS:,} papers", whole, "s", bare,
              at_most=AIM_STATISTICS)  # fmt: skip
    yield Row("items without figures", ITEMS - ItemStatistic.objects.count(), "", at_most=0)


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = do()
    return time.perf_counter() - began, done


def _mark(sittings: list[int]) -> None:
    now = clock.now()
    for at in range(0, len(sittings), BATCH):
        score_submitted(sittings[at : at + BATCH], now=now)


def _bare(
    questions: tuple[Question, ...], answers: dict[int, Any], partial: str
) -> dict[int, Decimal]:
    found = {
        one.number: mark(one.content, answers.get(one.number), one.marks, partial=partial).marks
        for one in questions
    }
    return {number: marks for number, marks in found.items() if marks is not None}


def _answers_in_memory(sittings: list[int]) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = {pk: {} for pk in sittings}
    for sitting, number, value in Answer.objects.values_list("sitting", "number", "value"):
        found[sitting][number] = value
    return found


def _wrong(sittings: list[int], scores: list[dict[int, Decimal]]) -> int:
    kept = dict(Score.objects.values_list("sitting", "marks"))
    return sum(kept.get(pk) != sum(one.values()) for pk, one in zip(sittings, scores, strict=True))


def _bare_statistics(questions: tuple[Question, ...], scores: list[dict[int, Decimal]]) -> None:
    sums: dict[int, Sums] = {}
    full = {one.item_version: float(one.marks) for one in questions}
    version = {one.number: one.item_version for one in questions}
    for one in scores:
        add_paper(sums, {version[n]: float(m) for n, m in one.items()}, full)
    for found in sums.values():
        figures(found)


# --- the scene -----------------------------------------------------------------------------------


def _scene() -> Exam:
    """Make a paper of the shipped bank and candidates who know about two answers of three."""
    day, at = ExamDay(), clock.now()
    PaperItem.objects.all().delete()
    loaded = load_items(day.paper.blueprint.programme_year, by=SYSTEM, at=at).items
    contents = {}
    for version in latest_versions(loaded).values():
        content = read_content(version.item.kind, version.content)
        if not isinstance(content, tuple) and by_machine(content):
            contents[version] = content
    chosen = random.Random(1).sample(sorted(contents, key=lambda one: one.pk), ITEMS)
    PaperItem.objects.bulk_create(
        PaperItem(paper=day.paper, number=n, item_version=one, marks=one.marks)
        for n, one in enumerate(chosen, 1)
    )
    exam = day.exam()
    day.people(PAPERS, prefix="m")
    people = Person.objects.filter(user__username__startswith="m").order_by("pk")
    sittings = Sitting.objects.bulk_create(
        [
            Sitting(
                exam=exam, person=person, code=f"m{n}", seed=f"s{n}", state="submitted",
                started_at=at, deadline=at, submitted_at=at, submitted_by="self", device="desk",
            )
            for n, person in enumerate(people)
        ]
    )  # fmt: skip
    _answer(sittings, [contents[one] for one in chosen], at)
    return exam


def _answer(sittings: list[Sitting], contents: list[Any], at: Any) -> None:
    dice = random.Random(2)
    keys = [(key_of(one), _other(one)) for one in contents]
    for start in range(0, len(sittings), BATCH):
        Answer.objects.bulk_create(
            Answer(
                sitting=sitting, number=n, revision=1, saved_at=at,
                value=key if dice.random() < 0.66 else other,
            )
            for sitting in sittings[start : start + BATCH]
            for n, (key, other) in enumerate(keys, 1)
        )  # fmt: skip


def _other(content: Any) -> Any:
    """An answer that is not the key."""
    key = key_of(content)
    if isinstance(content, Choice) and not isinstance(key, list):
        return (key + 1) % len(content.options)
    if isinstance(key, bool):
        return not key
    return key[1:] if isinstance(key, list) else key
