"""From answers to results: counts, means, scores by topic, and what an anonymous round hides.

Fewer than :data:`FEWEST` answers are never shown of an anonymous round, nor what would let them be
reckoned from the rest.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from zhicai.foundation.text import Text
from zhicai.surveys.rules.content import (
    NO,
    YES,
    YES_NO_WORDS,
    Answers,
    Content,
    Kind,
    Option,
    Question,
    as_number,
)

FEWEST = 3
"""The k of k-anonymity."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """How often an option was chosen; ``count`` None where it is hidden."""

    label: str | Text
    count: int | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One row of a matrix with its cells."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The results of one question: how many answered it, and how; ``hidden`` where too few did."""

    question: Question
    count: int | None
    cells: tuple[Cell, ...] = ()
    grid: tuple[Grid, ...] = ()
    mean: Decimal | None = None
    texts: tuple[str, ...] = ()
    hidden: bool = False


def hidden_of(counts: Mapping[K, int], *, fewest: int = FEWEST) -> frozenset[K]:
    """Return the keys of the counts that must not be shown beside their sum.

    Counts from 1 below ``fewest``, and the smallest of the others too while the hidden ones
    together could still be reckoned from the sum.
    """
    small = {key for key, count in counts.items() if 0 < count < fewest}
    rest = sorted((k for k, n in counts.items() if n >= fewest), key=lambda k: counts[k])
    if small and (len(small) == 1 or sum(counts[k] for k in small) < fewest) and rest:
        small.add(rest[0])
    return frozenset(small)


def tally(question: Question, answers: Sequence[Answers], *, anonymous: bool) -> Tally:
    """Return the results of one question over all answers."""
    given = [one[question.id] for one in answers if question.id in one]
    if anonymous and 0 < len(given) < FEWEST:
        return Tally(question, None, hidden=True)
    count = len(given)
    if question.kind is Kind.MATRIX:
        grid = tuple(
            Grid(
                row.says,
                _cells(_labels(question.options), [g.get(row.id) for g in given], anonymous),
            )
            for row in question.rows
        )
        return Tally(question, count, grid=grid)
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        chosen = [v for g in given for v in (g if isinstance(g, list) else [g])]
        cells = _cells(_labels(question.options), chosen, anonymous, whole=count)
        return Tally(question, count, cells)
    if question.kind in (Kind.SCALE, Kind.YES_NO):
        cells = _cells(_points(question), given, anonymous)
        mean = mean_of(given) if question.kind is Kind.SCALE else None
        return Tally(question, count, cells, mean=mean)
    if question.kind is Kind.NUMBER:
        return Tally(question, count, mean=mean_of(given))
    return Tally(question, count, texts=tuple(given))


def mean_of(given: Iterable[Any]) -> Decimal | None:
    """Return the mean of written numbers to two places; None without any."""
    numbers = [number for one in given if (number := as_number(one)) is not None]
    if not numbers:
        return None
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.01"))


def points_of(question: Question, answer: Any) -> Decimal | None:
    """Return an answer as points of 0 to 100: where it stands between the ends of its scale."""
    if question.kind is Kind.YES_NO:
        return {YES: Decimal(100), NO: Decimal(0)}.get(answer)
    number = as_number(answer) if question.kind is Kind.SCALE else None
    if number is None:
        return None
    return (number - question.low) * 100 / (question.high - question.low)


def scores_of(
    content: Content, answers: Sequence[Answers], *, anonymous: bool
) -> dict[str, Decimal | None]:
    """Return the score of each topic: the mean of its questions over all who answered them.

    Points of 0 to 100 to one place. None where nobody answered, or too few of an anonymous round.
    """
    found: dict[str, Decimal | None] = {}
    for topic in content.topics:
        asked = [q for q in content.questions if q.topic == topic]
        mine = [_own_points(asked, one) for one in answers]
        means = [sum(points, Decimal(0)) / len(points) for points in mine if points]
        enough = len(means) >= (FEWEST if anonymous else 1)
        mean = sum(means, Decimal(0)) / len(means) if enough else None
        found[topic] = mean.quantize(Decimal("0.1")) if mean is not None else None
    return found


def _own_points(asked: Sequence[Question], answers: Answers) -> list[Decimal]:
    points = (points_of(q, answers[q.id]) for q in asked if q.id in answers)
    return [one for one in points if one is not None]


def _points(question: Question) -> tuple[tuple[str, str | Text], ...]:
    if question.kind is Kind.YES_NO:
        return tuple(YES_NO_WORDS.items())
    return tuple((step, step) for step in question.steps)


def _labels(options: Sequence[Option]) -> tuple[tuple[str, str | Text], ...]:
    return tuple((option.id, option.says) for option in options)


def _cells(
    labels: Sequence[tuple[str, str | Text]],
    chosen: Sequence[Any],
    anonymous: bool,
    whole: int | None = None,
) -> tuple[Cell, ...]:
    counted = Counter(one for one in chosen if one)
    counts = {key: counted[key] for key, _label in labels}
    total = sum(counts.values()) if whole is None else whole
    hidden = hidden_of(counts) if anonymous else frozenset()
    return tuple(
        Cell(label, None, None)
        if key in hidden
        else Cell(label, counts[key], Decimal(counts[key]) / total if total else None)
        for key, label in labels
    )
