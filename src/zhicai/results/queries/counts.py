"""People trained and completed, by county, city and year, from the same rows as the cockpit."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.admission.models import Registration
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, is_within, places_under, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.results.queries.counted import completions, trained
from zhicai.results.queries.law import COMPLETED, PEOPLE, ResultsLaw, results_law

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CountLine:
    """One county, or the sum of a city: people trained against what is owed, and completed."""

    place: PlaceFacts
    city: PlaceFacts | None
    trained: int
    completed: int
    needed: int | None

    @property
    def code(self) -> str:
        """Code of the place, to sort by."""
        return self.place.code

    @property
    def name(self) -> str:
        """Name of the place."""
        return self.place.name

    @property
    def missing(self) -> int | None:
        """How many people are missing, None where nothing is owed."""
        return max(self.needed - self.trained, 0) if self.needed is not None else None

    @property
    def share(self) -> Decimal | None:
        """Part of what is owed."""
        return Decimal(self.trained) / self.needed if self.needed else None


@dataclass(frozen=True, slots=True)
class Counts:
    """The matrix of a year within the user's reach: counties, cities, the whole."""

    counties: list[CountLine]
    cities: list[CountLine]
    trained: int
    completed: int
    needed: int | None

    @property
    def reached(self) -> int:
        """How many counties have the people that they owe."""
        return sum(1 for one in self.counties if one.missing == 0)

    @property
    def missing(self) -> int | None:
        """How many people are missing in all counties."""
        return sum(one.missing or 0 for one in self.counties) if self.needed is not None else None


def counting_of(law: ResultsLaw) -> Counting:
    """Return for what the metrics of a year count."""
    return Counting.of(law.year, law.settings)


def counts_of(acting: Acting, law: ResultsLaw) -> Counts:
    """Return the matrix of a year; two grouped queries for each of its two numbers."""
    reach = reach_of(acting, "results.read")
    places = tree(law.year.province.code, on=law.on)
    seen = [p for p in places.by_code.values() if any(is_within(p.path, r) for r in reach)]
    counties = [place for place in seen if Level.COUNTY in place.levels]
    cities = [place for place in seen if Level.CITY in place.levels]
    own = {place.id: place.id for place in seen}
    above = {place.id: city.id for place in seen if (city := places.city_of(place))}
    whole = {place.id: 0 for place in seen}
    by_county, by_city, total = (
        {name: _counted(name, law, into) for name in (PEOPLE, COMPLETED)}
        for into in (own, above, whole)
    )
    least = int(law.least) if law.least is not None else None

    def line(place: PlaceFacts, numbers: dict[str, dict[int, int]], owed: int | None) -> CountLine:
        city = places.city_of(place)
        return CountLine(
            place, city, numbers[PEOPLE].get(place.id, 0), numbers[COMPLETED].get(place.id, 0), owed
        )

    def owed(city: PlaceFacts) -> int | None:
        under = [one for one in counties if is_within(one.path, city.path)]
        return least * len(under) if least is not None else None

    return Counts(
        counties=[line(one, by_county, least) for one in counties],
        cities=[line(one, by_city, owed(one)) for one in cities],
        trained=total[PEOPLE].get(0, 0),
        completed=total[COMPLETED].get(0, 0),
        needed=least * len(counties) if least is not None else None,
    )


def _counted(name: str, law: ResultsLaw, into: dict[int, int]) -> dict[int, int]:
    found = metric(name)
    if found is None or not into:
        return {}
    counted = measure(found, counting_of(law), [law.on], into=into)
    return {place: int(days[law.on]) for place, days in counted.items()}


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of the programme within the user's reach."""

    year: ProgrammeYear
    trained: int
    completed: int


def by_year(acting: Acting, law: ResultsLaw) -> list[YearLine]:
    """Return the numbers of every year of the programme so far, the latest first."""
    paths = reach_of(acting, "results.read")
    inside = dict.fromkeys(places_under(paths, on=law.on).values_list("pk", flat=True), 0)
    rows = years().filter(programme=law.year.programme, province=law.year.province)
    found = []
    for year in rows.order_by("-year"):
        one = law if year.pk == law.year.pk else results_law(year, on=law.on)
        numbers = [_counted(name, one, inside).get(0, 0) for name in (PEOPLE, COMPLETED)]
        found.append(YearLine(year, *numbers))
    return found


def people_behind(acting: Acting, law: ResultsLaw, what: str) -> QuerySet[Registration]:
    """Return the registrations behind a number within the user's reach.

    ``what`` is ``trained`` or ``completed``; the same rows as the metrics count, up to the day.
    """
    within = places_under(reach_of(acting, "results.read"), on=law.on)
    counting = counting_of(law)
    if what == "completed":
        done = completions(counting).filter(completed_on__lte=law.on)
        rows = Registration.objects.filter(pk__in=done.values("registration"))
    else:
        by_now = trained(counting).filter(Q(("counted_on__lte", law.on)))
        rows = Registration.objects.filter(pk__in=by_now.values("pk"))
    return rows.filter(training_class__place__in=within).select_related(
        "person__home", "training_class__place", "completion", "organisation"
    ).defer("person__id_number")  # fmt: skip


def not_completed(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Keep those that did not complete."""
    return rows.exclude(completion__completed=True)


def totals(rows: QuerySet[Registration]) -> dict[str, int]:
    """Return how many registrations and how many different people there are."""
    return rows.order_by().aggregate(
        rows=Count("pk"), people=Count("person", distinct=True),
        done=Count("person", filter=Q(completion__completed=True), distinct=True),
    )  # fmt: skip
