"""The years of a programme with what is booked to each."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from zhicai.merits.models import Posting, RuleSet, Settlement, whole
from zhicai.merits.queries.law import MeritLaw, set_of_year
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class YearBooked:
    """A year: which rules count, how much is booked to how many people, its settlement."""

    year: ProgrammeYear
    rules: RuleSet | None
    people: int
    points: Decimal
    settlement: Settlement | None
    over: bool


def years_of(law: MeritLaw) -> list[YearBooked]:
    """Return the years of a programme, the latest first."""
    rows = Posting.objects.filter(programme=law.programme).order_by().values_list("year")
    booked = {
        year: (people, tenths)
        for year, people, tenths in rows.annotate(n=Count("person", distinct=True), t=Sum("tenths"))
    }
    settled = {one.year: one for one in Settlement.objects.filter(programme=law.programme)}
    found = []
    for one in ProgrammeYear.objects.filter(programme=law.programme).select_related("province"):
        people, tenths = booked.get(one.year, (0, 0))
        found.append(
            YearBooked(
                one, set_of_year(law.programme, one.year), people, whole(tenths),
                settled.get(one.year), one.year < law.on.year,
            )
        )  # fmt: skip
    return found
