"""What the reports count: titles gained after training, certified people in growing enterprises."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting
from zhicai.archive.models import Claim
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.queries.people import files_seen
from zhicai.certificates.models import Certificate
from zhicai.people.models import Employment, Person
from zhicai.places.queries import in_force


def titles_after_training(acting: Acting, law: ArchiveLaw) -> QuerySet[Claim]:
    """Return the confirmed titles gained after the class of the person's first certificate.

    Annotated with ``trained``, the last day of that class.
    """
    return titles_gained(files_seen(acting, on=law.on).values("pk"), law)


def titles_gained(people: Any, law: ArchiveLaw) -> QuerySet[Claim]:
    """Return those of some people (a query of keys), whoever looks at them."""
    first = Certificate.objects.filter(person=OuterRef("person")).order_by().values("person")
    rows = Claim.objects.filter(
        what=Claim.What.TITLE, state=Claim.State.CONFIRMED, person__in=people
    )
    if law.titles_apart:
        rows = rows.filter(programme=law.programme)
    trained = Subquery(first.annotate(day=Min("held_to")).values("day"))
    rows = rows.annotate(trained=trained).filter(Q(on__gt=F("trained")))
    return rows.select_related("person__home").order_by("-on", "-pk")


def titles_by_level(acting: Acting, law: ArchiveLaw) -> list[tuple[str, int]]:
    """Return how many titles of each level were gained after training, in the law's order."""
    counted = Counter(titles_after_training(acting, law).values_list("kind", flat=True))
    known = [key for key in law.levels if counted[key]]
    return [(key, counted[key]) for key in (*known, *sorted(set(counted) - set(known)))]


def works_in_growing(
    rows: QuerySet[Person], law: ArchiveLaw, *, on: date | None = None
) -> QuerySet[Person]:
    """Keep those whose employer, at present or on a day, counts as growing (HB-3.2.0.d)."""
    when = Q(valid_to=None) if on is None else in_force(on)
    work: QuerySet[Any] = Employment.objects.filter(when).filter(
        Q(employer_type__in=law.growing) | Q(organisation__kind__in=law.growing)
    )
    return rows.filter(pk__in=work.values("person"))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the certified people work in growing technology enterprises."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent with one place, None without anybody."""
        if not self.whole:
            return None
        return (Decimal(100) * self.part / self.whole).quantize(Decimal("0.1"))


def growing_share(acting: Acting, law: ArchiveLaw) -> Share:
    """Return the share of certified people in reach who work in growing technology enterprises."""
    certified = certified_now(acting, on=law.on)
    return Share(works_in_growing(certified, law).count(), certified.count())


def certified_now(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the specialists in reach who are certified on a day."""
    return files_seen(acting, on=on).filter(Q(("certified", True)))
