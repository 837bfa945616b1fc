"""Scores of awareness by year and city beside the round before: an awareness survey's results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.foundation.text import Text
from zhicai.places.queries import is_within
from zhicai.surveys.models import Round
from zhicai.surveys.queries import (
    PlaceRow,
    Results,
    Scores,
    compare,
    results,
    rounds_about,
    scores,
)

SCORES = "publicity.scores"
"""What the rounds of this app are about, and the ``use`` of their questionnaires."""
MOST_YEARS = 6
NO_PLACE = Text("未选地区", "no place given")


@dataclass(frozen=True, slots=True)
class ScorePage:
    """A round's scores, in all, by place, and by year (the latest first)."""

    found: Results
    before: Results | None
    scores: tuple[Scores, ...]
    places: tuple[tuple[PlaceRow, tuple[Scores, ...]], ...]
    years: tuple[tuple[Round, tuple[Decimal | None, ...]], ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics scored, in their order."""
        return self.found.content.topics


def score_rounds(acting: Acting) -> list[Round]:
    """Return the awareness rounds of the offices at, above and below the user's, latest first."""
    rows = rounds_about(SCORES)
    paths = reach_of(acting, "publicity.read")
    codes = {code for path in paths for code in path.split("/")}
    return [r for r in rows if r.place.code in codes or acting.province in paths]


def score_page(acting: Acting, *, on: date, wanted: int | None = None) -> ScorePage | None:
    """Return the scores of a round (the latest that has ended) beside the round before it.

    A city reads its own row, the province all; None before the first round.
    """
    mine = score_rounds(acting)
    ended = [r for r in mine if r.closes_on < on]
    chosen = next((r for r in mine if r.pk == wanted), None) or next(iter(ended or mine), None)
    if chosen is None:
        return None
    same = _of_same_office(chosen, mine)[:MOST_YEARS]
    all_found = {r.pk: results(r, on=on) for r in dict.fromkeys([chosen, *same])}
    earlier = [r for r in same if r.opens_on < chosen.opens_on]
    found = all_found[chosen.pk]
    before = all_found[earlier[0].pk] if earlier else None
    paths = reach_of(acting, "publicity.read")
    places = tuple(
        (row, topics)
        for row, topics in compare(found, before)
        if _may_see(row, paths, acting.province)
    )
    years = tuple(
        (r, tuple(all_found[r.pk].scores.get(t) for t in found.content.topics)) for r in same
    )
    return ScorePage(found, before, scores(found, before), places, years)


def _of_same_office(chosen: Round, rounds: Sequence[Round]) -> list[Round]:
    return [r for r in rounds if r.place_id == chosen.place_id]


def _may_see(row: PlaceRow, paths: Sequence[str], province: str) -> bool:
    if row.place is None:
        return province in paths
    return any(is_within(row.place.path, path) for path in paths)
