"""Whose files a user reads: those of the area, one's own, those of one's advisees."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.archive.models import Adviser, Claim
from zhicai.certificates.models import Certificate
from zhicai.files.models import StoredFile
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Employment, Person, Specialist
from zhicai.people.queries import consenting, has_consented, hash_of, own_record
from zhicai.places.models import Place
from zhicai.places.queries import in_force, places_under

READ, EMPLOYER, CONFIRM = "archive.read", "archive.employer", "archive.confirm"
TO_EMPLOYER = "employer-file"
"""The purpose of the notice by which someone lets the present employer read the file."""


def _ever() -> Exists:
    return Exists(Specialist.objects.filter(person=OuterRef("pk")))


def files_seen(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the specialists, present and former, whose files an office reads or who are advised.

    Annotated: ``certified`` (a specialist on the day), ``number`` of the latest certificate,
    ``industry`` of the present employer.
    """
    seen = Q(pk__in=Adviser.objects.filter(user=acting.user_id, until=None).values("person"))
    if holds(acting, READ):
        seen |= Q(home__in=places_under(reach_of(acting, READ), on=on))
    spells = Specialist.objects.filter(person=OuterRef("pk"))
    certificates = Certificate.objects.filter(person=OuterRef("pk")).order_by("-issued_on", "-pk")
    work = Employment.objects.filter(person=OuterRef("pk"), valid_to=None)
    rows = Person.objects.defer("id_number").filter(_ever(), seen, erased_at=None)
    return rows.select_related("home").annotate(
        certified=Exists(spells.filter(in_force(on))),
        number=Subquery(certificates.values("number")[:1]),
        industry=Subquery(work.values("organisation__industry")[:1]),
    )


def file_for(acting: Acting, pk: int, *, on: date) -> Person:
    """Return the specialist whose file the user reads, else OutOfScope.

    An employer reads the files of those who work for it now and let it (nothing by default).
    """
    found = files_seen(acting, on=on).filter(pk=pk).first()
    if found is None and pk in _let_be_read(acting, (pk,)):
        found = Person.objects.defer("id_number").select_related("home").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def reads_whole(acting: Acting, person: Person, *, on: date) -> bool:
    """Say whether the user reads a whole file: an office or the adviser, not the employer."""
    return files_seen(acting, on=on).filter(pk=person.pk).exists()


def _let_be_read(acting: Acting, keys: tuple[int, ...] | None = None) -> set[int]:
    """Those who work for the user's organisation, are specialists, and let it read their files."""
    if acting.organisation_id is None or not holds(acting, EMPLOYER):
        return set()
    rows = Person.objects.filter(
        _ever(), erased_at=None, employments__organisation=acting.organisation_id,
        employments__valid_to=None,
    )  # fmt: skip
    if keys is not None:
        rows = rows.filter(pk__in=[one for one in keys if one < 2**63])
    found = list(rows.values_list("pk", flat=True))
    answers = consenting(found, TO_EMPLOYER)
    return {pk for pk in found if answers.get(pk)}


def own_people(acting: Acting) -> QuerySet[Person]:
    """Return the specialists of an organisation who let it read their files, by name."""
    rows = Person.objects.defer("id_number").filter(pk__in=_let_be_read(acting))
    return rows.select_related("home").order_by("name", "pk")


def lets_employer(person: Person) -> bool:
    """Say whether someone lets the present employer read the file."""
    return has_consented(person, TO_EMPLOYER)


def is_specialist(person: Person) -> bool:
    """Say whether someone is or was a certified specialist: then there is a file to write in."""
    return Specialist.objects.filter(person=person).exists()


def searched(rows: QuerySet[Person], typed: str) -> QuerySet[Person]:
    """Return those whose name holds what is typed, whose initials begin so, or whose document's or
    certificate's number it is, whole.
    """
    plain = "".join(typed.split())
    found = Q(name__icontains=plain)
    if plain.isascii() and plain.isalpha():
        found |= Q(pinyin__startswith=plain.lower())
    if len(plain) >= 5 and plain.isascii():
        hashes = [hash_of(kind, plain.upper()) for kind in Person.Document.values]
        found |= Q(id_hash__in=hashes)
    if len(plain) >= 4:
        found |= Q(pk__in=Certificate.objects.filter(number=plain).values("person"))
    return rows.filter(found)


def homes(acting: Acting, *, on: date) -> list[tuple[str, str]]:
    """Return the places (code, name) at which the files in reach are kept, by code."""
    rows = Place.objects.filter(pk__in=files_seen(acting, on=on).values("home"))
    return list(rows.order_by("code").values_list("code", "name"))


def industries(acting: Acting, *, on: date) -> list[str]:
    """Return the industries of the present employers of the specialists in reach, by name."""
    people = files_seen(acting, on=on).values("pk")
    rows = Employment.objects.filter(person__in=people, valid_to=None)
    named = rows.filter(organisation__isnull=False).exclude(organisation__industry="")
    told = named.order_by("organisation__industry").values_list("organisation__industry", flat=True)
    return [str(one) for one in told.distinct()]


def certified_in(rows: QuerySet[Person], year: int) -> QuerySet[Person]:
    """Keep those with a certificate of a year."""
    held = Certificate.objects.filter(programme_year__year=year)
    return rows.filter(pk__in=held.values("person"))


def certificate_years() -> list[int]:
    """Return the years of which there are certificates, the latest first."""
    rows = Certificate.objects.order_by("-programme_year__year")
    return list(rows.values_list("programme_year__year", flat=True).distinct())


# --- what specialists write ----------------------------------------------------------------------


def claims_seen(acting: Acting, *, on: date) -> QuerySet[Claim]:
    """Return what specialists wrote that the user may decide, the oldest first."""
    if not holds(acting, CONFIRM):
        return Claim.objects.none()
    within = places_under(reach_of(acting, CONFIRM), on=on)
    rows = Claim.objects.filter(person__home__in=within, person__erased_at=None)
    rows = rows.exclude(person__user=acting.user_id) if acting.user_id else rows
    return rows.select_related("person__home", "place", "evidence").order_by("claimed_at", "pk")


def claim_for(acting: Acting, pk: int, *, on: date) -> Claim:
    """Return something to be decided by the user, else OutOfScope."""
    found = claims_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def evidence_for(acting: Acting, pk: int, *, on: date) -> StoredFile:
    """Return the evidence of something written: for who reads the whole file, and oneself."""
    row = Claim.objects.select_related("evidence", "person").filter(pk=pk).first()
    if row is None or row.evidence is None:
        raise OutOfScope
    own = own_record(acting)
    if (own is None or own.pk != row.person_id) and not reads_whole(acting, row.person, on=on):
        raise OutOfScope
    return row.evidence
