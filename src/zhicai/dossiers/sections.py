"""The sections of a summary that come from other apps' records: problems, cases, coverage."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from zhicai.coordination.models import Problem
from zhicai.dossiers.facts import Row, Section, register_section
from zhicai.foundation.text import Text
from zhicai.outreach.models import PracticeCase
from zhicai.places.queries import PlaceFacts, places_under, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, Metric, measure, metrics

COVERAGE = "results.coverage_"
"""How the names of the metrics begin that count covered enterprises."""


def problems(city: PlaceFacts, year: ProgrammeYear, on: date) -> tuple[Row, ...]:
    """Return how many problems were logged and how many are closed; one query."""
    closed = Count("pk", filter=Q(state=Problem.State.CLOSED))
    found = Problem.objects.filter(
        programme_year=year, raised_on__lte=on, place__in=places_under((city.path,), on=on)
    ).aggregate(all=Count("pk"), closed=closed)
    records = f"{reverse('coordination:problems')}?place={city.code}"
    return (
        Row("problems-raised", Text("登记问题", "Problems logged"), Decimal(found["all"]),
            records=records),
        Row("problems-closed", Text("其中已销号", "Of these closed"), Decimal(found["closed"]),
            plan=Decimal(found["all"]), records=f"{records}&state=closed"),
    )  # fmt: skip


def cases(city: PlaceFacts, year: ProgrammeYear, on: date) -> tuple[Row, ...]:
    """Return how many good-practice cases were handed in and published in the year; one query."""
    published = Count("pk", filter=Q(published_on__isnull=False))
    found = cases_of(city, year).aggregate(all=Count("pk"), published=published)
    records = reverse("outreach:cases")
    return (
        Row("cases-sent", Text("报送案例", "Cases handed in"), Decimal(found["all"]),
            records=records),
        Row("cases-published", Text("其中全省推广", "Of these published"),
            Decimal(found["published"]), records=records),
    )  # fmt: skip


def cases_of(city: PlaceFacts, year: ProgrammeYear) -> QuerySet[PracticeCase]:
    """Return the cases that a city handed in in the year, the first first."""
    rows = PracticeCase.objects.filter(place_id=city.id, filing__first_sent_on__year=year.year)
    return rows.order_by("filing__first_sent_on", "pk")


def coverage(city: PlaceFacts, year: ProgrammeYear, on: date) -> tuple[Row, ...]:
    """Return how many enterprises of each list are covered, as far as somebody counts it."""
    counted = [one for one in metrics() if one.name.startswith(COVERAGE)]
    if not counted:
        return ()
    counting = Counting.of(year, settings_of(year, on=on))
    places = tree(year.province.code, on=on)
    into = {place.id: city.id for place in places.below(city.path)}
    return tuple(_covered(one, counting, into, city, on) for one in counted)


def _covered(
    one: Metric, counting: Counting, into: dict[int, int], city: PlaceFacts, on: date
) -> Row:
    found = measure(one, counting, {on}, into=into)
    none = None if one.of is not None else Decimal(0)
    value = found.get(city.id, {}).get(on, none)
    key = one.name.removeprefix(COVERAGE).replace("_", "-")
    return Row(f"coverage-{key}", one.says, value, one.unit, records=_page(one, city))


def _page(one: Metric, city: PlaceFacts) -> str:
    try:
        return f"{reverse(one.list_page)}?place={city.code}"
    except NoReverseMatch:
        return ""


for _section in (
    Section("coverage", Text("企业覆盖", "Enterprises covered"), coverage, 50),
    Section("problems", Text("问题销号", "Problems"), problems, 60),
    Section("cases", Text("经验案例", "Good practice"), cases, 70),
):
    register_section(_section)
