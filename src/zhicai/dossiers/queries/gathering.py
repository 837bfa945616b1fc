"""The figures of a city's summary as the records have them now (HB-4.5.k)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from zhicai.admission.models import Registration
from zhicai.attendance.queries import attended
from zhicai.dossiers.facts import sections
from zhicai.dossiers.rules.figures import (
    ENDED,
    HELD,
    ClassLine,
    Figures,
    Group,
    Plan,
    class_groups,
    county_lines,
)
from zhicai.finance.models import Budget
from zhicai.finance.queries.budgets import Sums, sums_of
from zhicai.foundation.units import plain
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, tree
from zhicai.planning.models import PlannedClass
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.results.models import Completion
from zhicai.training.models import Evaluation, Lesson, TrainingClass
from zhicai.training.money import cost_key
from zhicai.training.rules.evaluation import average


def gather(city: PlaceFacts, year: ProgrammeYear, *, on: date) -> Figures:
    """Return the figures of a city on a day; the queries do not grow with the classes."""
    places = tree(year.province.code, on=on)
    below = {place.id for place in places.below(city.path)}
    classes = _classes(year, below)
    plans = _plans(year, below, places)
    shown = _shown(city, places, plans, classes)
    counties = county_lines(shown, plans, classes)
    groups = (
        *class_groups(counties, classes),
        *(Group(one.key, one.title, one.gather(city, year, on)) for one in sections()),
    )
    return Figures(
        city.code,
        city.name,
        city.en,
        year.year,
        on.isoformat(),
        tuple(group for group in groups if group.rows),
        counties,
        classes,
    )


def _shown(
    city: PlaceFacts, places: PlaceTree, plans: dict[str, Plan], classes: tuple[ClassLine, ...]
) -> list[tuple[str, str]]:
    """The places of the table: every county, and the city itself where it runs classes."""
    counties = places.seats(Level.COUNTY, city.path)
    rows = [(place.code, place.name) for place in counties]
    if city not in counties and (city.code in plans or any(c.code == city.code for c in classes)):
        rows.insert(0, (city.code, f"{city.name}（市本级）"))
    return rows


def _plans(year: ProgrammeYear, below: set[int], places: PlaceTree) -> dict[str, Plan]:
    """What the offices' plans in force come to, by code of the place; one query."""
    rows = (
        PlannedClass.objects.filter(
            plan__programme_year=year,
            plan__organisation=None,
            dropped_on=None,
            place_id__in=below,
        )
        .order_by()
        .values_list("place_id")
        .annotate(n=Count("pk"), people=Sum("expected_people"), money=Sum("budget"))
    )
    return {places.by_id[pk].code: Plan(n, people, money) for pk, n, people, money in rows}


def _classes(year: ProgrammeYear, below: set[int]) -> tuple[ClassLine, ...]:
    rows = list(
        TrainingClass.objects.filter(programme_year=year, place_id__in=below)
        .select_related("place", "planned")
        .order_by("place__code", "starts_on", "pk")
    )
    keys = [row.pk for row in rows]
    tracks = {track.id: track.name.zh for track in law_of(year).head.tracks}
    hours, seated, scores = _hours(keys), _seated(keys), _scores(keys)
    present = attended(keys)
    done = _completed(keys)
    money = _money(keys)
    return tuple(
        ClassLine(
            pk=row.pk,
            number=row.number,
            title=row.title,
            code=row.place.code,
            place=row.place.name,
            track=tracks.get(row.track, ""),
            state=row.state,
            starts=row.starts_on.isoformat(),
            ends=row.ends_on.isoformat(),
            venue=row.venue,
            planned=row.planned_id is not None,
            capacity=row.capacity,
            hours=plain(hours[row.pk][0]),
            practice=plain(hours[row.pk][1]),
            registered=len(seated[row.pk]),
            attended=len(seated[row.pk] & present) if row.state in HELD else None,
            completed=done.get(row.pk, 0) if row.state in ENDED else None,
            budget=money[row.pk].planned if row.pk in money else None,
            spent=money[row.pk].spent if row.pk in money else None,
            score=scores.get(row.pk),
        )
        for row in rows
    )


def _hours(keys: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Class hours of the timetable of each class, all and practice; one query."""
    rows = (
        Lesson.objects.filter(training_class_id__in=keys, cancelled=False)
        .order_by()
        .values_list("training_class_id")
        .annotate(all=Sum("hours"), practice=Sum("hours", filter=Q(form="practice")))
    )
    found = {pk: (whole or Decimal(0), practice or Decimal(0)) for pk, whole, practice in rows}
    return defaultdict(lambda: (Decimal(0), Decimal(0)), found)


def _seated(keys: Iterable[int]) -> dict[int, set[int]]:
    """The registrations with a seat in each class; one query."""
    rows = Registration.objects.filter(
        training_class_id__in=keys, state=Registration.State.ACCEPTED
    ).order_by()
    found: dict[int, set[int]] = defaultdict(set)
    for pk, registration in rows.values_list("training_class_id", "pk"):
        found[pk].add(registration)
    return found


def _completed(keys: Iterable[int]) -> dict[int, int]:
    """How many completed each class; one query."""
    rows = Completion.objects.filter(registration__training_class__in=keys, completed=True)
    counted = rows.order_by().values_list("registration__training_class")
    return dict(counted.annotate(n=Count("pk")))


def _money(keys: Iterable[int]) -> dict[int, Sums]:
    """What was budgeted for each class and what was spent, fen; four queries."""
    objects = {cost_key(key): key for key in keys}
    budgets = dict(
        Budget.objects.filter(cost_object__in=objects).order_by().values_list("pk", "cost_object")
    )
    sums = sums_of(budgets)
    return {objects[cost_object]: sums[pk] for pk, cost_object in budgets.items()}


def _scores(keys: Iterable[int]) -> dict[int, str]:
    """The mean effect score of each class that was evaluated; one query."""
    rows = Evaluation.objects.filter(
        training_class_id__in=keys, kind=Evaluation.Kind.EFFECT
    ).order_by()
    means: dict[int, list[Decimal]] = defaultdict(list)
    for pk, scores in rows.values_list("training_class_id", "scores"):
        mean = average(scores)
        if mean is not None:
            means[pk].append(mean)
    return {
        pk: plain((sum(found, Decimal(0)) / len(found)).quantize(Decimal("0.1")))
        for pk, found in means.items()
    }
