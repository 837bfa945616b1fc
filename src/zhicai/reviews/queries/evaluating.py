"""Evaluations: the versions of a year, the sheets in reach, how totals spread, one's own sheet."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.archive.queries.people import certified_in, files_seen
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.merits.queries.standing import in_category
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.places.queries import in_force, path_of, places_under
from zhicai.reviews.models import Evaluation, Score, Sheet
from zhicai.reviews.permissions import READ, RUN
from zhicai.reviews.queries.law import own_years
from zhicai.reviews.rules.evaluating import BANDS

CLOSED = Evaluation.State.CLOSED


def evaluations_seen(acting: Acting) -> QuerySet[Evaluation]:
    """Return the evaluations of the user's province, the latest first, with ``people``."""
    rows = Evaluation.objects.filter(programme_year__in=own_years(acting).values("pk"))
    return rows.select_related("programme_year__province", "criteria").annotate(
        people=Count("sheets")
    )


def evaluation_for(acting: Acting, pk: int) -> Evaluation:
    """Return an evaluation of the user's province, else OutOfScope."""
    found = evaluations_seen(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def sheets_seen(acting: Acting, *, on: date) -> QuerySet[Sheet]:
    """Return the sheets of people in the user's area; open ones for who evaluates alone.

    A base reads none; nobody reads the own one here.
    """
    runs = holds(acting, RUN.name)
    if not holds(acting, READ.name) or (acting.organisation_id is not None and not runs):
        return Sheet.objects.none()
    within = places_under(reach_of(acting, READ.name), on=on)
    rows = Sheet.objects.filter(person__home__in=within, person__erased_at=None)
    if not runs:
        rows = rows.filter(evaluation__state=CLOSED)
    rows = rows.exclude(person__user=acting.user_id)
    return rows.select_related(
        "person__home", "evaluation__programme_year__province", "evaluation__criteria"
    )


def sheet_for(acting: Acting, pk: int, *, on: date) -> Sheet:
    """Return a sheet in the user's area, else OutOfScope."""
    found = sheets_seen(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def sheets_of(person: Person, year: int | None = None) -> QuerySet[Sheet]:
    """Return a person's closed sheets, the latest year and version first."""
    rows = Sheet.objects.filter(person=person, evaluation__state=CLOSED)
    if year is not None:
        rows = rows.filter(evaluation__programme_year__year=year)
    return rows.select_related("evaluation__programme_year", "evaluation__criteria").order_by(
        "-evaluation__programme_year__year", "-evaluation__number"
    )


def scores_of(sheet: Sheet) -> dict[str, Score]:
    """Return the scores of a sheet by indicator."""
    return {one.indicator: one for one in sheet.scores.all()}


def spread_of(rows: QuerySet[Sheet]) -> list[tuple[str, Text, int]]:
    """Return how many totals lie in each band: key, words, people; one query."""
    counted = rows.order_by().aggregate(
        **{
            key: Count("pk", filter=Q(total__gte=Decimal(low), total__lt=Decimal(high)))
            for key, low, high, _ in BANDS
        }
    )
    return [(key, words, int(counted[key])) for key, _, _, words in BANDS]


def in_band(rows: QuerySet[Sheet], band: str) -> QuerySet[Sheet]:
    """Keep the sheets whose total lies in a band."""
    for key, low, high, _ in BANDS:
        if key == band:
            return rows.filter(total__gte=low, total__lt=high)
    return rows


def to_evaluate(
    acting: Acting, evaluation: Evaluation, *, place: str = "", year: int | None = None,
    category: str = "", on: date,
) -> QuerySet[Person]:  # fmt: skip
    """Return the present specialists of the area, narrowed, who have no sheet yet."""
    rows = files_seen(acting, on=on).filter(Q(("certified", True)))
    if place:
        rows = rows.filter(home__in=_under(place, on))
    if year is not None:
        rows = certified_in(rows, year)
    if category:
        programme = evaluation.programme_year.programme
        rows = in_category(rows, category, programme=programme)
    return rows.exclude(pk__in=evaluation.sheets.values("person"))


def _under(code: str, on: date) -> QuerySet[Place]:
    found = Place.objects.filter(code=code).first()
    return places_under((path_of(found, on=on),) if found else (), on=on)


def places_offered(acting: Acting, *, on: date) -> list[tuple[str, str]]:
    """Return the cities of the province (code, name), by which people are put on an evaluation."""
    rows = places_under((acting.province,), on=on).filter(
        in_force(on, "seats__"), seats__level="city"
    )
    return list(rows.order_by("code").values_list("code", "name").distinct())
