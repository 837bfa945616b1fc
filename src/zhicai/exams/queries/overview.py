"""How far the marking of an exam is, item by item, and what can be said of it once it is done.

While an answer to an item still waits for a marker, nothing is told of the marks given to that
item: whoever marks second is to be blind to the first.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from zhicai.exams.models import Exam, Marking, Score, Sitting
from zhicai.exams.queries.marking import Turn, turns_of
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.terms import Terms, terms_of
from zhicai.exams.rules.agreement import Agreement, agreement, mean_share, spread
from zhicai.exams.rules.rubrics import FIRST, SECOND, THIRD, agreed

Mark = Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An item of an exam: ``answers`` handed in, ``done`` settled, the rest by the turn to come.

    ``by_people`` where somebody marks or marked it; ``mean`` (percent of its marks), ``agreed`` and
    ``spread`` are None while an answer waits.
    """

    question: Question
    answers: int
    done: int
    first: int
    second: int
    third: int
    by_people: bool
    mean: int | None
    agreed: Agreement | None
    spread: tuple[int, ...] | None

    @property
    def open(self) -> int:
        """Answers that wait for a first or second marker."""
        return self.first + self.second

    @property
    def stem(self) -> str:
        """What is asked."""
        return self.question.content.stem


@dataclass(frozen=True, slots=True)
class Overview:
    """An exam's marking: sittings handed in, wholly marked, absent; its items; the totals."""

    handed_in: int
    complete: int
    absent: int
    items: tuple[Standing, ...]
    totals: tuple[int, ...] | None

    @property
    def open(self) -> int:
        """Answers that wait for a first or second marker."""
        return sum(one.open for one in self.items)

    @property
    def third(self) -> int:
        """Answers on which two lie far apart."""
        return sum(one.third for one in self.items)


def overview_of(exam: Exam) -> Overview:
    """Return how the marking of an exam stands; some five statements."""
    states = Counter(exam.sittings.values_list("state", flat=True))
    scores = list(
        Score.objects.filter(
            sitting__exam=exam, sitting__state=Sitting.State.SUBMITTED
        ).values_list("sitting", "by_item", "percent", "complete")
    )  # fmt: skip
    turns, terms = turns_of([sitting for sitting, *_rest in scores]), terms_of(exam)
    items = []
    for one in opened(exam.paper_id):
        told = {sitting: by_item.get(str(one.number)) for sitting, by_item, *_rest in scores}
        marks = {pk: None if worth is None else Decimal(worth) for pk, worth in told.items()}
        given = {sitting: turns.get((sitting, one.number), []) for sitting in marks}
        items.append(_standing(one, marks, given, terms))
    whole = [percent for _sitting, _by_item, percent, complete in scores if complete]
    return Overview(
        states[Sitting.State.SUBMITTED], len(whole), states[Sitting.State.ABSENT], tuple(items),
        spread(whole, Decimal(100), 10) if whole and len(whole) == len(scores) else None,
    )  # fmt: skip


def _standing(
    one: Question, marks: dict[int, Mark], given: dict[int, list[Turn]], terms: Terms
) -> Standing:  # fmt: skip
    waiting = Counter[int]()
    for sitting, worth in marks.items():
        if worth is None:
            stands = {turn: got for turn, _who, got in given[sitting]}
            coming = agreed(stands, out_of=one.marks, gap=terms.gap, twice=terms.twice).next
            waiting[coming or FIRST] += 1
    settled = [worth for worth in marks.values() if worth is not None]
    told = settled if not waiting else []
    return Standing(
        one, len(marks), len(settled), waiting[FIRST], waiting[SECOND], waiting[THIRD],
        bool(waiting) or any(given.values()),
        mean_share(told, one.marks),
        agreement(_pairs(given), out_of=one.marks, gap=terms.gap) if not waiting else None,
        spread(told, one.marks) if told else None,
    )  # fmt: skip


def _pairs(given: dict[int, list[Turn]]) -> list[tuple[Decimal, Decimal]]:
    found = []
    for turns in given.values():
        by_turn = {turn: worth for turn, _who, worth in turns}
        if FIRST in by_turn and SECOND in by_turn:
            found.append((by_turn[FIRST], by_turn[SECOND]))
    return found


def markers_of(exam: Exam) -> list[tuple[str, int]]:
    """Return who marked answers of an exam and how many, who marked most first."""
    rows = Marking.objects.filter(sitting__exam=exam).values_list(
        "marker_name", "sitting", "number"
    )
    names = Counter(name for name, _sitting, _number in set(rows))
    return names.most_common()
