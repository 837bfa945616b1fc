"""What was answered: counts, means, response rate, scores by place, beside the round before.

One set of answers is read once; every figure of a page comes from it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.places.queries import PlaceFacts, path_of, tree
from zhicai.surveys.models import Answer, Round, Target
from zhicai.surveys.rules.content import Answers, Content, content_of
from zhicai.surveys.rules.counting import Tally, hidden_of, scores_of, tally


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What a place was expected to answer and did; ``scores`` by topic, None where hidden or none.

    ``place`` is None for those who named none.
    """

    place: PlaceFacts | None
    expected: int
    answered: int | None
    scores: Mapping[str, Decimal | None]

    @property
    def rate(self) -> Decimal | None:
        """The share of those expected that answered, 0 to 1 and above."""
        return share(self.answered, self.expected)


@dataclass(frozen=True, slots=True)
class Results:
    """A round's results. ``open`` rounds that are anonymous show how many answered and no more."""

    round: Round
    content: Content
    expected: int
    answered: int
    scores: Mapping[str, Decimal | None]
    tallies: tuple[Tally, ...]
    places: tuple[PlaceRow, ...]
    withheld: bool = False

    @property
    def rate(self) -> Decimal | None:
        """The share of those expected that answered."""
        return share(self.answered, self.expected)

    @property
    def by_place(self) -> dict[int, PlaceRow]:
        """The rows of places by their id."""
        return {row.place.id: row for row in self.places if row.place is not None}


@dataclass(frozen=True, slots=True)
class Scores:
    """A topic of a round beside the round before; ``change`` in points, None without either."""

    topic: str
    score: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how many points it rose."""
        if self.score is None or self.before is None:
            return None
        return self.score - self.before


def share(part: int | None, whole: int) -> Decimal | None:
    """Return a part of a whole; None without either."""
    return Decimal(part) / whole if part is not None and whole else None


def results(round_: Round, *, on: date) -> Results:
    """Return what a round found by a day; who may see it is for the page to ask."""
    content = content_of(round_.version.content)
    rows = list(Answer.objects.filter(round=round_).order_by("pk").values_list("place", "answers"))
    targets = dict(Target.objects.filter(round=round_).values_list("place", "expected"))
    # Seeing an anonymous round grow answer by answer would tell what the last one said.
    withheld = round_.anonymous and on <= round_.closes_on
    answers: list[Answers] = [given for _place, given in rows]
    shown = () if withheld else content.questions
    return Results(
        round=round_,
        content=content,
        expected=sum(targets.values()),
        answered=len(rows),
        scores={} if withheld else scores_of(content, answers, anonymous=round_.anonymous),
        tallies=tuple(tally(q, answers, anonymous=round_.anonymous) for q in shown),
        places=_places(round_, content, rows, targets, on, withheld=withheld),
        withheld=withheld,
    )


def _places(
    round_: Round,
    content: Content,
    rows: Sequence[tuple[int | None, Any]],
    targets: Mapping[int, int],
    on: date,
    *,
    withheld: bool,
) -> tuple[PlaceRow, ...]:
    counts = Counter(place for place, _answers in rows)
    if not targets and set(counts) <= {None}:
        return ()
    hidden = hidden_of(counts) if round_.anonymous else frozenset()
    places = tree(path_of(round_.place, on=on).split("/")[0], on=on)
    known: Iterable[int | None] = [p.id for p in places.by_code.values()]
    found = []
    for place_id in (*known, *([None] if None in counts else [])):
        if place_id not in counts and place_id not in targets:
            continue
        answers = [given for place, given in rows if place == place_id]
        kept = place_id not in hidden and not withheld
        found.append(
            PlaceRow(
                places.by_id[place_id] if place_id is not None else None,
                targets.get(place_id, 0) if place_id is not None else 0,
                counts[place_id] if kept or withheld else None,
                scores_of(content, answers, anonymous=round_.anonymous) if kept else {},
            )
        )
    return tuple(found)


def previous_round(round_: Round) -> Round | None:
    """Return the round of the same questionnaire, office and purpose before this one."""
    rows = Round.objects.filter(
        version__questionnaire=round_.version.questionnaire_id,
        place=round_.place_id,
        about=round_.about,
        opens_on__lt=round_.opens_on,
    )
    return rows.select_related("version__questionnaire", "place").order_by("-opens_on").first()


def scores(found: Results, before: Results | None) -> tuple[Scores, ...]:
    """Return every topic of a round beside the round before."""
    old = before.scores if before is not None else {}
    return tuple(
        Scores(topic, found.scores.get(topic), old.get(topic)) for topic in found.content.topics
    )


def compare(
    found: Results, before: Results | None
) -> tuple[tuple[PlaceRow, tuple[Scores, ...]], ...]:
    """Return every place of a round with its topics beside the round before."""
    old = before.by_place if before is not None else {}
    rows = []
    for row in found.places:
        past = old.get(row.place.id) if row.place is not None else None
        beside = past.scores if past is not None else {}
        rows.append(
            (
                row,
                tuple(
                    Scores(topic, row.scores.get(topic), beside.get(topic))
                    for topic in found.content.topics
                ),
            )
        )
    return tuple(rows)
