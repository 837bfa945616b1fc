"""Which lists the notice names, and which enterprises of them count (A-HB-25)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import ListKind
from zhicai.places.models import Listing
from zhicai.places.queries import in_force, places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of

LIST_DATE, OVERLAP, ONCE = "coverage-list-date", "coverage-overlap", "once"


def kinds_of(year: ProgrammeYear) -> tuple[ListKind, ...]:
    """Return the lists of a programme, in the order in which an enterprise counts once."""
    return law_of(year).head.lists


def kind_of(year: ProgrammeYear, key: str) -> ListKind:
    """Return one list by its id, else OutOfScope."""
    for kind in kinds_of(year):
        if kind.id == key:
            return kind
    raise OutOfScope


def counted_day(year: ProgrammeYear, kind: ListKind, settings: Mapping[str, Any]) -> date:
    """Return the day whose list counts: the one set, else the year's last (the latest import)."""
    chosen = settings.get(kind.as_of or LIST_DATE)
    return chosen if isinstance(chosen, date) else date(year.year, 12, 31)


def listed_in(year: ProgrammeYear, key: str, *, on: date) -> QuerySet[Listing]:
    """Return who stands in a list on a day, in the province of a programme."""
    province = places_under((year.province.code,), on=date(year.year, 12, 31))
    return Listing.objects.filter(in_force(on), list_id=key, organisation__home__in=province)


def counted_listings(
    year: ProgrammeYear, kind: ListKind, settings: Mapping[str, Any]
) -> QuerySet[Listing]:
    """Return who counts as an enterprise of a list in a year, by the settings in force.

    With ``coverage-overlap`` at once, an enterprise counts in the first of its lists alone.
    """
    rows = listed_in(year, kind.id, on=counted_day(year, kind, settings))
    if settings.get(OVERLAP) != ONCE:
        return rows
    for earlier in kinds_of(year):
        if earlier.id == kind.id:
            break
        before = listed_in(year, earlier.id, on=counted_day(year, earlier, settings))
        rows = rows.exclude(organisation__in=before.values("organisation"))
    return rows
