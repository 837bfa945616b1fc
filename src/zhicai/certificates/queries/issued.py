"""Reads of certificates: who sees which, by code, by number and name, how many count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun
from zhicai.certificates.queries.law import READ
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Employment, Person
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear

WITH = (
    "person", "outcome__registration__training_class", "outcome__registration__employer_place",
    "programme_year__province", "document",
)  # fmt: skip


def _rows() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(*WITH).defer("person__id_number")


def certificates(acting: Acting, *, on: date) -> QuerySet[Certificate]:
    """Return the certificates that the user reads: of the employers in reach, and one's own."""
    mine = Q(person__user_id=acting.user_id)
    if not holds(acting, READ):
        return _rows().filter(mine)
    seen = Q(outcome__registration__employer_place__in=places_under(reach_of(acting, READ), on=on))
    if reads_all(acting):
        seen = Q(programme_year__province__code=acting.province)
    return _rows().filter(seen | mine)


def reads_all(acting: Acting) -> bool:
    """Say whether the user reads the certificates of the whole province."""
    return acting.province in reach_of(acting, READ)


def certificate_for(acting: Acting, pk: int, *, on: date) -> Certificate:
    """Return a certificate that the user reads, else OutOfScope."""
    found = certificates(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def own_certificates(acting: Acting) -> QuerySet[Certificate]:
    """Return one's own certificates, the valid and latest first."""
    rows = _rows().filter(person__user_id=acting.user_id, person__erased_at=None)
    return rows.order_by("ended_at", "-issued_on", "-pk")


def of_person(person: Person) -> QuerySet[Certificate]:
    """Return the certificates of a person, the latest first."""
    return _rows().filter(person=person).order_by("-issued_on", "-pk")


def by_code(code: str) -> Certificate | None:
    """Return the certificate with a code for verifying, however it was typed; None without."""
    plain = "".join(code.split()).replace("-", "").upper()
    return _rows().filter(code=plain).first() if plain else None


def by_number(number: str, name: str) -> Certificate | None:
    """Return the certificate with a number, where the name is that on it; None without."""
    plain = "".join(number.split())
    return _rows().filter(number=plain, name=name.strip()).first()


def successor_of(found: Certificate) -> Certificate | None:
    """Return what replaces a certificate."""
    return _rows().filter(replaces=found).first()


def events_of(found: Certificate) -> QuerySet[CertificateEvent]:
    """Return the trail of a certificate, the latest first."""
    return found.events.order_by("-pk")


def valid(year_ids: Iterable[int]) -> QuerySet[Certificate]:
    """Return the valid certificates of years."""
    return Certificate.objects.filter(
        programme_year__in=list(year_ids), state=Certificate.State.VALID
    )


def valid_count(year_ids: Iterable[int]) -> int:
    """Return how many people hold a valid certificate of the years."""
    return valid(year_ids).values("person").distinct().count()


def certified_people(on: date) -> QuerySet[Certificate, int]:
    """Return the keys of the people who hold a certificate that counts on a day."""
    rows = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on), Q(expires_on=None) | Q(expires_on__gte=on),
        issued_on__lte=on,
    )  # fmt: skip
    return rows.values_list("person", flat=True).distinct()


@dataclass(frozen=True, slots=True)
class IndustryCount:
    """How many certified people work in an industry; "" where none is known."""

    industry: str
    people: int


def certified_count(province: str, on: date) -> int:
    """Return how many people of a province hold a certificate that counts on a day."""
    return certified_people(on).filter(programme_year__province__code=province).count()


def certified_by_industry(province: str, on: date) -> list[IndustryCount]:
    """Return certified people by the industry of the present main employer, the most first."""
    keys = certified_people(on).filter(programme_year__province__code=province)
    rows = Employment.objects.filter(person__in=keys.values("person"), valid_to=None)
    counted = rows.order_by().values("organisation__industry").annotate(
        n=Count("person", distinct=True)
    )  # fmt: skip
    found = [IndustryCount(row["organisation__industry"] or "", row["n"]) for row in counted]
    return sorted(found, key=lambda one: (-one.people, one.industry))


def run_for(acting: Acting, pk: int) -> IssueRun:
    """Return a run of the user's province, else OutOfScope."""
    rows = IssueRun.objects.select_related("programme_year__province", "training_class")
    found = rows.filter(pk=pk, programme_year__province__code=acting.province).first()
    if found is None:
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: ``rendered`` have their document, ``by_hand`` wait for a hand."""

    total: int
    rendered: int
    by_hand: int

    @property
    def left(self) -> int:
        """How many documents are still to be made."""
        return self.total - self.rendered - self.by_hand

    @property
    def done(self) -> bool:
        """Whether nothing is left to be made."""
        return self.left <= 0


def progress_of(run: IssueRun) -> Progress:
    """Return how far a run is; one statement."""
    counted = run.certificates.aggregate(
        made=Count("pk", filter=Q(document__isnull=False)),
        hand=Count("pk", filter=Q(document=None, needs_hand=True)),
    )
    return Progress(run.total, counted["made"], counted["hand"])


def open_runs(year: ProgrammeYear) -> QuerySet[IssueRun]:
    """Return the runs of a year whose documents are not all made."""
    rows = IssueRun.objects.filter(programme_year=year, finished_at=None)
    return rows.filter(
        certificates__document=None, certificates__needs_hand=False
    ).distinct()  # fmt: skip


def to_render() -> QuerySet[Certificate]:
    """Return the certificates whose document is still to be made."""
    return Certificate.objects.filter(document=None, needs_hand=False)
