"""Lists on a day within one's reach, and the differences of two dated lists."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of, require
from zhicai.places.models import Listing
from zhicai.places.queries import in_force, places_under


@dataclass(frozen=True, slots=True)
class Changed:
    """An enterprise that stands in one of two lists: ``change`` is new or gone."""

    pk: int
    change: str
    name: str
    code: str
    place_id: int


def listings_seen(acting: Acting, list_id: str, *, on: date, today: date) -> QuerySet[Listing]:
    """Return who stands in a list on a day, of the places that the user reads."""
    require(acting, "registers.read")
    area = places_under(reach_of(acting, "registers.read"), on=today)
    rows = Listing.objects.filter(in_force(on), list_id=list_id, organisation__home__in=area)
    return rows.select_related("organisation__home").order_by(
        "organisation__home__code", "organisation__name"
    )


def sizes_seen(acting: Acting, *, on: date) -> dict[str, int]:
    """Return how many enterprises of the user's area stand in each list on a day; one query."""
    area = places_under(reach_of(acting, "registers.read"), on=on)
    rows = Listing.objects.filter(in_force(on), organisation__home__in=area).order_by()
    return dict(rows.values_list("list_id").annotate(n=Count("pk")))


def changes_between(
    acting: Acting, list_id: str, *, before: date, after: date, today: date
) -> list[Changed]:
    """Return who came and who went between two days, the new ones first, by place and name."""
    old, new = (
        set(
            listings_seen(acting, list_id, on=day, today=today)
            .order_by()
            .values_list("organisation_id", flat=True)
        )
        for day in (before, after)
    )
    came = listings_seen(acting, list_id, on=after, today=today)
    went = listings_seen(acting, list_id, on=before, today=today)
    return [
        *(_changed(row, "new") for row in came if row.organisation_id not in old),
        *(_changed(row, "gone") for row in went if row.organisation_id not in new),
    ]


def _changed(row: Listing, change: str) -> Changed:
    one = row.organisation
    return Changed(one.pk, change, one.name, one.code, one.home_id)
