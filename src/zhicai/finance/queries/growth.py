"""Training money of each city and county by year, with the change from the year before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.finance.models import Fund, Support
from zhicai.finance.queries.overview import places_in_reach
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, places_under
from zhicai.programmes.models import ProgrammeYear

SHOWN = 4
"""Years beside each other, the chosen one last."""


def money_by_place(
    year: ProgrammeYear, places: Iterable[int], years: Sequence[int]
) -> dict[tuple[int, int], int]:
    """Return the training money of places by place and year, fen, in two queries.

    It is what offices placed of their own in the programme's years, other sources left out, and the
    money entered as support beside (or before) them.
    """
    ids = list(places)
    funds = Fund.objects.filter(
        place__in=ids, programme_year__programme=year.programme,
        programme_year__province=year.province_id, programme_year__year__in=years,
    ).exclude(kind=Fund.Kind.OTHER)  # fmt: skip
    given = Support.objects.filter(
        place__in=ids, year__in=years, kind=Support.Kind.MONEY, withdrawn_on=None
    )
    found: dict[tuple[int, int], int] = {}
    of_funds = funds.order_by().values_list("place", "programme_year__year")
    of_support = given.order_by().values_list("place", "year")
    for rows in (of_funds, of_support):
        for place, when, fen in rows.annotate(n=Sum("amount")):
            found[place, when] = found.get((place, when), 0) + fen
    return found


def own_funds_of(acting: Acting, year: ProgrammeYear, when: int, *, on: date) -> QuerySet[Fund]:
    """Return the funds that count as a year's money of the offices in reach."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Fund.objects.filter(
        place__in=within, programme_year__programme=year.programme,
        programme_year__province=year.province_id, programme_year__year=when,
    )  # fmt: skip
    return rows.exclude(kind=Fund.Kind.OTHER).select_related("place").order_by("place__code", "pk")


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """The money of the offices at a place year by year; fen, the oldest year first."""

    pk: str
    place: PlaceFacts
    city: PlaceFacts | None
    amounts: tuple[int, ...]

    @property
    def now(self) -> int:
        """The money of the chosen year."""
        return self.amounts[-1]

    @property
    def before(self) -> int:
        """The money of the year before it."""
        return self.amounts[-2]

    @property
    def change(self) -> int:
        """How much more than the year before, fen."""
        return self.now - self.before

    @property
    def share(self) -> float | None:
        """The change as a share of the year before, None where that had no money."""
        return self.change / self.before if self.before else None

    @property
    def trend(self) -> str:
        """Whether it is more, less or the same; unknown without money in the year before."""
        if not self.before:
            return "unknown"
        return "more" if self.change > 0 else "less" if self.change else "same"

    @property
    def order(self) -> tuple[bool, float]:
        """Sorts by the share, those without one last."""
        return self.share is None, -(self.share or 0)


def growth(
    acting: Acting, year: ProgrammeYear, places: PlaceTree
) -> tuple[list[int], list[GrowthRow]]:
    """Return the years shown and the money of every city and county in reach (HB-4.2.a)."""
    shown = [p for p in places_in_reach(acting, places) if p.levels - {Level.PROVINCE}]
    span = list(range(year.year - SHOWN + 1, year.year + 1))
    money = money_by_place(year, [place.id for place in shown], span)
    first = min((when for _, when in money), default=year.year - 1)
    span = [when for when in span if when >= min(first, year.year - 1)]
    return span, [
        GrowthRow(
            place.code, place, places.city_of(place),
            tuple(money.get((place.id, when), 0) for when in span),
        )
        for place in shown
    ]  # fmt: skip
