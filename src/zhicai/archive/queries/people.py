"""Whose files a user reads: those of the area, one's own, those of one's advisees."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.archive.models import Adviser, Claim
from zhicai.certificates.models import Certificate
from zhicai.files.models import StoredFile
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Employment, Person, Specialist
from zhicai.people.queries import consenting, has_consented, own_record
from zhicai.people.queries.records import kept_for
from zhicai.people.queries.searching import (
    NOBODY,
    Found,
    found_at_all,
    found_by_employer,
    found_by_name,
    found_by_number,
)
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import in_force, places_under
from zhicai.programmes.models import ProgrammeYear

READ, EMPLOYER, CONFIRM = "archive.read", "archive.employer", "archive.confirm"
TO_EMPLOYER = "employer-file"
"""The purpose of the notice by which someone lets the present employer read the file."""


def narrowed_to(area: "Area", code: str) -> "Area":
    """Return the part of an area at one place."""
    keys = Place.objects.filter(code=code, pk__in=area.homes).values_list("pk", flat=True)
    return replace(area, homes=tuple(keys))


@dataclass(frozen=True, slots=True)
class Area:
    """Whose files a user reads: keys of the places in reach, and of those the user advises."""

    homes: tuple[int, ...]
    advised: tuple[int, ...]


def area_of(acting: Acting, *, on: date) -> Area:
    """Return whose files a user reads on a day; two queries."""
    advised = Adviser.objects.filter(user=acting.user_id, until=None)
    homes: Iterable[int] = ()
    if holds(acting, READ):
        within = places_under(reach_of(acting, READ), on=on)
        homes = within.order_by().values_list("pk", flat=True)
    return Area(tuple(homes), tuple(advised.values_list("person", flat=True)))


def files_seen(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the specialists, present and former, whose files an office reads or who are advised.

    Annotated: ``certified`` (a specialist on the day), ``number`` of the latest certificate,
    ``industry`` of the present employer.
    """
    area = area_of(acting, on=on)
    # An OR keeps a database from its indexes: hardly anyone reads by two titles.
    seen = Q(home__in=area.homes)
    if area.advised:
        seen |= Q(pk__in=area.advised)
    spells = Specialist.objects.filter(person=OuterRef("pk"))
    certificates = Certificate.objects.filter(person=OuterRef("pk")).order_by("-issued_on", "-pk")
    work = Employment.objects.filter(person=OuterRef("pk"), valid_to=None)
    rows = Person.objects.defer("id_number").filter(
        seen, has_file=True, erased_at=None, merged_into=None
    )
    return rows.select_related("home").annotate(
        certified=Exists(spells.filter(in_force(on))),
        number=Subquery(certificates.values("number")[:1]),
        industry=Subquery(work.values("organisation__industry")[:1]),
    )


def file_for(acting: Acting, pk: int, *, on: date) -> Person:
    """Return the specialist whose file the user reads, else OutOfScope.

    An employer reads the files of those who work for it now and let it (nothing by default).
    """
    pk = kept_for(pk)
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
        has_file=True, erased_at=None, merged_into=None,
        employments__organisation=acting.organisation_id, employments__valid_to=None,
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


def searched(rows: QuerySet[Person], typed: str, area: Area) -> tuple[QuerySet[Person], bool]:
    """Return those whose name holds what is typed, whose initials begin so, or whose document's or
    certificate's number it is, whole; and whether more fit than a search finds at most.

    Each way is a bounded span of an index within ``area``, whatever the number of files.
    """
    plain = "".join(typed.split())
    found = found_at_all(
        [
            found_by_name(plain, area.homes, only_files=True),
            found_by_number(plain),
            _found_by_certificate(plain),
        ]
    )
    fits = Q(pk__in=found.people)
    if area.advised:
        fits |= Q(pk__in=area.advised, name__icontains=plain)
    return rows.filter(fits), found.more


def _found_by_certificate(plain: str) -> Found:
    held = Certificate.objects.filter(number=plain) if len(plain) >= 4 else None
    return Found(frozenset(held.values_list("person", flat=True))) if held is not None else NOBODY


def employed_at(rows: QuerySet[Person], typed: str, area: Area) -> tuple[QuerySet[Person], bool]:
    """Return those who work at an employer whose name holds what is typed; and whether more fit."""
    found = found_by_employer(typed.strip(), area.homes, only_files=True)
    fits = Q(pk__in=found.people)
    if area.advised:
        fits |= Q(pk__in=area.advised) & (
            Q(employments__employer_name__icontains=typed.strip())
            | Q(employments__organisation__name__icontains=typed.strip())
        )
        return rows.filter(fits).distinct(), found.more
    return rows.filter(fits), found.more


def homes(acting: Acting, *, on: date) -> list[tuple[str, str]]:
    """Return the places (code, name) at which files in reach are kept, by code; a probe a place."""
    area = area_of(acting, on=on)
    kept = Exists(Person.objects.filter(has_file=True, home=OuterRef("pk")))
    rows = Place.objects.filter(Q(pk__in=area.homes) & kept | Q(people__in=area.advised))
    return list(rows.distinct().order_by("code").values_list("code", "name"))


def industries(acting: Acting, *, on: date) -> list[str]:
    """Return the industries of the employers of the area, by name."""
    area = area_of(acting, on=on)
    rows = Organisation.objects.filter(home__in=area.homes).exclude(industry="")
    if area.advised:
        rows = rows | Organisation.objects.filter(
            employments__person__in=area.advised, employments__valid_to=None
        ).exclude(industry="")
    told = rows.order_by("industry").values_list("industry", flat=True)
    return [str(one) for one in told.distinct()]


def certified_in(rows: QuerySet[Person], year: int) -> QuerySet[Person]:
    """Keep those with a certificate of a year; a probe a person, not a list of all."""
    held = Certificate.objects.filter(person=OuterRef("pk"), programme_year__year=year)
    return rows.filter(Exists(held))


def certificate_years() -> list[int]:
    """Return the years of which there are certificates, the latest first; a probe a year."""
    issued = Exists(Certificate.objects.filter(programme_year=OuterRef("pk")))
    rows = ProgrammeYear.objects.filter(issued).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


# --- what specialists write ----------------------------------------------------------------------


def claims_seen(acting: Acting, *, on: date) -> QuerySet[Claim]:
    """Return what specialists wrote that the user may decide, the oldest first."""
    if not holds(acting, CONFIRM):
        return Claim.objects.none()
    within = places_under(reach_of(acting, CONFIRM), on=on)
    rows = Claim.objects.filter(
        person__home__in=within, person__erased_at=None, person__merged_into=None
    )
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
