"""Support in staff, money and policies: who sees and enters it, and the comparison of offices."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.finance.models import Support
from zhicai.finance.queries.growth import money_by_place
from zhicai.finance.queries.overview import places_in_reach
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, places_under
from zhicai.programmes.models import ProgrammeYear


def supports_visible_to(acting: Acting, *, on: date) -> QuerySet[Support]:
    """Return the support of offices in reach, that which was withdrawn too."""
    within = places_under(reach_of(acting, "finance.read"), on=on)
    return Support.objects.filter(place__in=within).select_related("place", "file")


def support_levels(acting: Acting) -> list[Level]:
    """Return the levels at which the user's office gives support, the highest first."""
    if acting.organisation_id is not None or not holds(acting, "finance.support"):
        return []
    return [level for level in (Level.CITY, Level.COUNTY) if acting.at_level(level)]


def own_support_for(acting: Acting, pk: int) -> Support:
    """Return support that the user's own office entered; OutOfScope for any other."""
    levels = [level.value for level in support_levels(acting)]
    rows = Support.objects.filter(pk=pk, place_id=acting.place_id, level__in=levels)
    found = rows.select_related("place").first()
    if found is None:
        raise OutOfScope
    return found


def support_for(acting: Acting, pk: int, *, on: date) -> Support:
    """Return support that the user may see; OutOfScope for any other."""
    found = supports_visible_to(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class SupportRow:
    """What the offices at a place give in a year: staff, money (fen), policies."""

    pk: str
    place: PlaceFacts
    city: PlaceFacts | None
    staff: int = 0
    money: int = 0
    policies: int = 0

    @property
    def kinds(self) -> int:
        """In how many of the three ways they support."""
        return sum(1 for one in (self.staff, self.money, self.policies) if one)


def compare(acting: Acting, year: ProgrammeYear, places: PlaceTree) -> list[SupportRow]:
    """Return the support of every city and county in reach in a year (HB-4.2.c), three queries.

    Money is the offices' own funds of the year and what was entered beside them, as in the report
    of growth.
    """
    shown = [p for p in places_in_reach(acting, places) if p.levels - {Level.PROVINCE}]
    ids = [place.id for place in shown]
    rows = Support.objects.filter(place__in=ids, year=year.year, withdrawn_on=None).order_by()
    counted = {
        pk: (staff or 0, policies)
        for pk, staff, policies in rows.values_list("place").annotate(
            staff=Sum("people", filter=Q(kind=Support.Kind.STAFF)),
            policies=Count("pk", filter=Q(kind=Support.Kind.POLICY)),
        )
    }
    money = money_by_place(year, ids, [year.year])
    found = []
    for place in shown:
        staff, policies = counted.get(place.id, (0, 0))
        fen = money.get((place.id, year.year), 0)
        city = places.city_of(place)
        found.append(SupportRow(place.code, place, city, staff, fen, policies))
    return found
