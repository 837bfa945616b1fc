"""Which listed enterprises have trained people, by the rule in force; who was written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Greatest

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership
from zhicai.accounts.permissions import reach_of, require
from zhicai.admission.models import Registration
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import ListKind
from zhicai.people.models import Specialist
from zhicai.places.models import Listing, Organisation
from zhicai.places.queries import in_force, places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting
from zhicai.registers.lists import counted_listings, kinds_of
from zhicai.registers.models import Letter
from zhicai.results.queries.counted import presence
from zhicai.results.rules.coverage import CERTIFIED, COMPLETED, CoverageRule, rule_of
from zhicai.training.models import TrainingClass


def trained_people(year: ProgrammeYear, rule: CoverageRule) -> QuerySet[Any]:
    """Return the registrations of whoever counts as trained, ``trained_on`` says since when.

    Where someone works is what the registration says: the employment as it was then.
    """
    since = Q(training_class__programme_year=year)
    if not rule.this_year_only:
        since = Q(
            training_class__programme_year__programme=year.programme,
            training_class__programme_year__province=year.province_id,
            training_class__programme_year__year__lte=year.year,
        )
    rows = Registration.objects.filter(since, state=Registration.State.ACCEPTED).exclude(
        training_class__state=TrainingClass.State.CANCELLED
    )
    if rule.tracks is not None:
        rows = rows.filter(training_class__track__in=rule.tracks)
    if rule.basis == COMPLETED:
        return rows.filter(completion__completed=True).annotate(
            trained_on=F("completion__completed_on")
        )
    rows = rows.filter(Exists(presence()))
    if rule.basis == CERTIFIED:
        spells = Specialist.objects.filter(person=OuterRef("person"), valid_to=None)
        certified = Subquery(spells.order_by().values("valid_from")[:1])
        rows = rows.annotate(certified_on=certified).filter(certified_on__isnull=False)
        return rows.annotate(trained_on=Greatest("certified_on", "training_class__starts_on"))
    return rows.annotate(trained_on=F("training_class__starts_on"))


def with_coverage(
    listings: QuerySet[Listing], year: ProgrammeYear, rule: CoverageRule
) -> QuerySet[Any]:
    """Return listings with ``covered_on``: when enough of the enterprise's people were trained,
    None where they are not. One row of the index admission_organisation for each enterprise.
    """
    of_one = trained_people(year, rule).filter(organisation=OuterRef("organisation"))
    people = of_one.order_by().values("person").annotate(first=Min("trained_on"))
    nth = people.order_by("first").values("first")[rule.people - 1 : rule.people]
    return listings.annotate(covered_on=Subquery(nth, output_field=DateField()))


def _kind(counting: Counting, name: str) -> tuple[ProgrammeYear, ListKind | None]:
    year = ProgrammeYear.objects.select_related("province").get(pk=counting.programme_year_id)
    return year, next((kind for kind in kinds_of(year) if kind.metric == name), None)


def listed_for(name: str, counting: Counting) -> QuerySet[Any]:
    """Return the enterprises of the list whose coverage a metric is, on every day of the year."""
    year, kind = _kind(counting, name)
    if kind is None:
        return Listing.objects.none()
    first = Value(date(year.year, 1, 1), output_field=DateField())
    return counted_listings(year, kind, counting.settings).annotate(covered_on=first)


def covered_for(name: str, counting: Counting) -> QuerySet[Any]:
    """Return those of them that are covered, each from its day on."""
    year, kind = _kind(counting, name)
    if kind is None:
        return Listing.objects.none()
    rows = counted_listings(year, kind, counting.settings)
    rule = rule_of(counting.settings)
    return with_coverage(rows, year, rule).filter(covered_on__isnull=False)


# --- pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """How many enterprises of a list count at a place, and how many are covered."""

    total: int = 0
    covered: int = 0

    @property
    def missing(self) -> int:
        """How many are not covered."""
        return self.total - self.covered

    @property
    def share(self) -> float | None:
        """The part covered, 0 to 1; None of nothing."""
        return self.covered / self.total if self.total else None


@dataclass(frozen=True)
class CoverageLaw:
    """A year on a day: its lists, the settings in force, the rule."""

    year: ProgrammeYear
    on: date
    settings: Mapping[str, Any]
    kinds: tuple[ListKind, ...]
    rule: CoverageRule

    def kind(self, key: str) -> ListKind:
        """Return one list that is measured, else OutOfScope."""
        for kind in self.kinds:
            if kind.id == key:
                return kind
        raise OutOfScope

    @property
    def about(self) -> str:
        """What letters of this year are filed under, a list's id behind it."""
        return f"coverage:{self.year.programme}:{self.year.year}:"


def coverage_law(year: ProgrammeYear, *, on: date) -> CoverageLaw:
    """Return what a year asks of coverage on a day."""
    settings = settings_of(year, on=on)
    kinds = tuple(kind for kind in kinds_of(year) if kind.metric)
    return CoverageLaw(year, on, settings, kinds, rule_of(settings))


def enterprises_seen(acting: Acting, law: CoverageLaw, kind: ListKind) -> QuerySet[Any]:
    """Return the enterprises of a list within the user's reach, with ``covered_on``."""
    require(acting, "results.read_coverage")
    area = places_under(reach_of(acting, "results.read_coverage"), on=law.on)
    rows = counted_listings(law.year, kind, law.settings).filter(organisation__home__in=area)
    return with_coverage(rows, law.year, law.rule).select_related("organisation__home")


def shares_by_place(acting: Acting, law: CoverageLaw) -> dict[str, dict[int, Share]]:
    """Return for each list and place what counts there and is covered; one query a list."""
    found: dict[str, dict[int, Share]] = {}
    for kind in law.kinds:
        rows = enterprises_seen(acting, law, kind).order_by().values_list("organisation__home")
        counted = rows.annotate(n=Count("pk"), c=Count("pk", filter=Q(covered_on__lte=law.on)))
        found[kind.id] = {place: Share(n, c) for place, n, c in counted}
    return found


def summed(shares: Iterable[Share]) -> Share:
    """Return shares added up."""
    rows = list(shares)
    return Share(sum(row.total for row in rows), sum(row.covered for row in rows))


def people_of(law: CoverageLaw, organisations: Iterable[int]) -> dict[int, int]:
    """Return how many trained people each of some enterprises has by the rule."""
    rows = trained_people(law.year, law.rule).filter(
        organisation__in=list(organisations), trained_on__lte=law.on
    )
    counted = rows.order_by().values_list("organisation")
    return dict(counted.annotate(n=Count("person", distinct=True)))


def letters_to(law: CoverageLaw, organisations: Iterable[int]) -> dict[int, datetime]:
    """Return when each of some enterprises was last written to about the coverage of the year."""
    rows = Letter.objects.filter(about__startswith=law.about, organisation__in=list(organisations))
    return dict(rows.order_by().values_list("organisation").annotate(last=Max("written_at")))


def lately_written(law: CoverageLaw, organisations: Iterable[int]) -> set[int]:
    """Return who was written to within the days in which nobody is written to again."""
    until = law.on - timedelta(days=law.rule.letter_days)
    last = letters_to(law, organisations)
    return {pk for pk, at in last.items() if at.astimezone(CHINA).date() > until}


def letters_seen(acting: Acting, law: CoverageLaw) -> QuerySet[Letter]:
    """Return the letters to enterprises within the user's reach, the latest first."""
    require(acting, "results.read_coverage")
    area = places_under(reach_of(acting, "results.read_coverage"), on=law.on)
    rows = Letter.objects.filter(about__startswith=law.about, organisation__home__in=area)
    return rows.select_related("organisation__home", "place")


def with_accounts(organisations: Iterable[int], *, on: date) -> set[int]:
    """Return those of some enterprises for which somebody can sign in."""
    rows = Membership.objects.filter(in_force(on), organisation__in=list(organisations))
    return {pk for pk in rows.values_list("organisation", flat=True) if pk is not None}


def enterprise_seen(acting: Acting, pk: int, *, on: date) -> Organisation:
    """Return a listed enterprise within the user's reach, else OutOfScope."""
    require(acting, "results.read_coverage")
    area = places_under(reach_of(acting, "results.read_coverage"), on=on)
    rows = Organisation.objects.filter(pk=pk, home__in=area, listings__isnull=False)
    found = rows.select_related("home").first()
    if found is None:
        raise OutOfScope
    return found


def lists_of(organisation: Organisation, year: ProgrammeYear) -> list[tuple[ListKind, Listing]]:
    """Return the spells of an enterprise in the lists of a programme, the latest first."""
    kinds = {kind.id: kind for kind in kinds_of(year)}
    rows = Listing.objects.filter(organisation=organisation, list_id__in=kinds)
    return [(kinds[row.list_id], row) for row in rows.order_by("-valid_from", "pk")]


def covered_on(law: CoverageLaw, organisation: Organisation) -> date | None:
    """Return since when an enterprise is covered, None where it is not."""
    people = trained_people(law.year, law.rule).filter(organisation=organisation)
    firsts = people.order_by().values("person").annotate(first=Min("trained_on"))
    days = sorted(day for day in firsts.values_list("first", flat=True) if day <= law.on)
    return days[law.rule.people - 1] if len(days) >= law.rule.people else None
