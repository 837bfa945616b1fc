"""What a trained and a certified person cost: by class, by city, by year (HB-4.3.g)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.finance.models import Budget
from zhicai.finance.people import People, people_of
from zhicai.finance.queries.budgets import sums_of
from zhicai.places.queries import PlaceFacts, PlaceTree, places_under
from zhicai.programmes.models import ProgrammeYear

CLASS, CITY, YEAR = "class", "city", "year"
GROUPS = (CLASS, CITY, YEAR)


@dataclass(frozen=True, slots=True)
class ClassCost:
    """A class with what was spent on it, fen, and whom it trained and certified."""

    budget: Budget
    city: PlaceFacts | None
    spent: int
    people: People | None


@dataclass(frozen=True, slots=True)
class CostRow:
    """A class, a city or a year: ``spent`` fen, over all its classes and over those alone that have
    trained or certified somebody, so that a class still to be decided distorts nothing.
    """

    pk: str
    label: str
    classes: int
    spent: int
    trained: int
    certified: int
    spent_training: int
    spent_certifying: int
    one: ClassCost | None = None
    city: PlaceFacts | None = None

    @property
    def per_trained(self) -> int | None:
        """Fen for a trained person, None where nobody is known to be."""
        return self.spent_training // self.trained if self.trained else None

    @property
    def per_certified(self) -> int | None:
        """Fen for a certified person, None where nobody is known to be."""
        return self.spent_certifying // self.certified if self.certified else None

    @property
    def trained_order(self) -> int:
        """Sorts by the cost for a trained person, unknown ones first."""
        return self.per_trained if self.per_trained is not None else -1

    @property
    def certified_order(self) -> int:
        """Sorts by the cost for a certified person, unknown ones first."""
        return self.per_certified if self.per_certified is not None else -1


def budgets_costed(
    acting: Acting, year: ProgrammeYear, *, all_years: bool, on: date
) -> QuerySet[Budget]:
    """Return the budgets that the user may see: those of a year, or of every year of its
    programme.
    """
    within = places_under(reach_of(acting, "finance.read"), on=on)
    rows = Budget.objects.filter(place__in=within, set_on__isnull=False)
    if all_years:
        rows = rows.filter(
            programme_year__programme=year.programme, programme_year__province=year.province_id
        )
    else:
        rows = rows.filter(programme_year=year)
    return rows.select_related("place", "programme_year")


def class_costs(budgets: Iterable[Budget], places: PlaceTree) -> list[ClassCost]:
    """Return what was spent on classes and whom they trained, in few queries for all together."""
    rows = list(budgets)
    sums = sums_of(row.pk for row in rows)
    people = people_of(row.cost_object for row in rows)
    found = []
    for row in rows:
        place = places.by_id.get(row.place_id)
        city = places.city_of(place) if place is not None else None
        found.append(ClassCost(row, city or place, sums[row.pk].spent, people.get(row.cost_object)))
    return found


def grouped(costs: Iterable[ClassCost], group: str) -> list[CostRow]:
    """Return the costs by class, by city or by year."""
    key = _KEYS[group]
    gathered: dict[tuple[str, str], list[ClassCost]] = {}
    for one in costs:
        gathered.setdefault(key(one), []).append(one)
    return [_row(pk, label, rows, group) for (pk, label), rows in gathered.items()]


def _row(pk: str, label: str, rows: list[ClassCost], group: str) -> CostRow:
    known = [(one.spent, one.people) for one in rows if one.people is not None]
    decided = [(spent, who.certified) for spent, who in known if who.certified is not None]
    return CostRow(
        pk, label, len(rows), sum(one.spent for one in rows),
        sum(who.trained for _, who in known), sum(number for _, number in decided),
        sum(spent for spent, who in known if who.trained),
        sum(spent for spent, _ in decided),
        rows[0] if group == CLASS else None, rows[0].city if group != YEAR else None,
    )  # fmt: skip


def _by_class(one: ClassCost) -> tuple[str, str]:
    return str(one.budget.pk), one.budget.title


def _by_city(one: ClassCost) -> tuple[str, str]:
    return (one.city.code, one.city.name) if one.city is not None else ("", "")


def _by_year(one: ClassCost) -> tuple[str, str]:
    year = str(one.budget.programme_year.year)
    return year, year


_KEYS: dict[str, Callable[[ClassCost], tuple[str, str]]] = {
    CLASS: _by_class, CITY: _by_city, YEAR: _by_year,
}  # fmt: skip
