"""Reads of people: who is in reach, who has this number, where someone works."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.audit.models import Entry
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.keyring import keyed_hash
from zhicai.people.models import Employment, Person
from zhicai.people.rules.identity import masked_number
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import in_force, places_under

READ = "people.read"


def visible_people(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the people whose records the user may read, by name.

    An office sees those of its place, an organisation those who work for it now, everybody
    themselves. The sealed number is not read; ask for it one person at a time.
    """
    rows = Person.objects.defer("id_number").select_related("home")
    mine = Q(user_id=acting.user_id)
    rows = rows.filter(erased_at=None, merged_into=None)
    if not holds(acting, READ):
        return rows.filter(mine)
    if acting.organisation_id is not None:
        theirs = Employment.objects.filter(organisation_id=acting.organisation_id, valid_to=None)
        return rows.filter(mine | Q(pk__in=theirs.values("person_id")))
    return rows.filter(mine | Q(home__in=places_under(reach_of(acting, READ), on=on)))


def homes_in_reach(acting: Acting, *, on: date) -> tuple[int, ...]:
    """Return the keys of the places whose records an office reads."""
    rows = places_under(reach_of(acting, READ), on=on).order_by()
    return tuple(rows.values_list("pk", flat=True))


def person_for(acting: Acting, pk: int, *, on: date) -> Person:
    """Return one person whose record the user may read, else OutOfScope.

    The key of a duplicate that was merged leads to the record that stays.
    """
    found = visible_people(acting, on=on).filter(pk=kept_for(pk)).first()
    if found is None:
        raise OutOfScope
    return found


def kept_for(pk: int) -> int:
    """Return the key of the record that stays where this one was merged, else the same.

    0, which is nobody's, for a number that no key can be.
    """
    if pk >= 2**63:
        return 0
    rows = Person.objects.filter(pk=pk, merged_into__isnull=False)
    kept = rows.values_list("merged_into", flat=True).first()
    return kept if kept is not None else pk


def find_by_number(id_kind: str, number: str) -> Person | None:
    """Return the person with this document number, None where there is none; one indexed read."""
    hashed = hash_of(id_kind, number)
    found = Person.objects.filter(id_kind=id_kind, id_hash=hashed).first()
    return found.merged_into or found if found is not None else None


def find_by_numbers(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the person's key for each (kind, number) that is known; a query for each 900."""
    wanted = {(kind, hash_of(kind, number)): (kind, number) for kind, number in numbers}
    hashes = [hashed for _, hashed in wanted]
    kinds = sorted({kind for kind, _ in wanted})
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(hashes), 900):
        part = hashes[start : start + 900]
        rows = Person.objects.filter(id_kind__in=kinds, id_hash__in=part)
        for pk, kept, kind, hashed in rows.values_list("pk", "merged_into", "id_kind", "id_hash"):
            if (kind, hashed) in wanted:
                found[wanted[kind, hashed]] = kept or pk
    return found


def hash_of(id_kind: str, number: str) -> str:
    """Return the hash under which a number is kept; another kind's same digits differ."""
    return keyed_hash(f"{id_kind}:{number}")


def with_employer(people: QuerySet[Person]) -> QuerySet[Person]:
    """Return people with ``present`` (a list of at most one employment) read in one more query."""
    rows = Employment.objects.filter(valid_to=None).select_related("organisation", "place")
    return people.prefetch_related(Prefetch("employments", queryset=rows, to_attr="present"))


def employment_of(person: Person, *, on: date) -> Employment | None:
    """Return where a person works on a day."""
    rows = person.employments.select_related("organisation", "place")
    held = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return held.order_by("-valid_from", "-pk").first()


def looks_at(person: Person) -> QuerySet[Entry]:
    """Return who has looked at the person's whole number, when and why, the latest first."""
    keys = [person.pk, *person.duplicates.values_list("pk", flat=True)]
    return Entry.objects.filter(
        subject="people.person", subject_id__in=[str(pk) for pk in keys], verb="people.unmasked"
    ).order_by("-at")


def employers_of(people: Iterable[int]) -> Mapping[int, Employment]:
    """Return each person's present employment by the person's key."""
    rows = Employment.objects.filter(person_id__in=list(people), valid_to=None)
    return {row.person_id: row for row in rows.select_related("organisation")}


def employer_types(people: QuerySet[Person]) -> list[str]:
    """Return the kinds of present employers among people, in order."""
    rows = Employment.objects.filter(valid_to=None, person__in=people.values("pk"))
    kinds = rows.exclude(employer_type="").order_by("employer_type")
    return list(kinds.values_list("employer_type", flat=True).distinct())


def searched(people: QuerySet[Person], typed: str) -> QuerySet[Person]:
    """Return the people whose name holds what is typed, whose phone ends with it, or whose number
    it is; a number is found by its keyed hash and only as a whole.
    """
    plain = "".join(typed.split())
    found = Q(name__icontains=plain)
    if plain.isdigit() and len(plain) >= 4:
        found |= Q(phone__endswith=plain)
    if len(plain) >= 5 and plain.isascii():
        hashes = [hash_of(kind, plain.upper()) for kind in Person.Document.values]
        found |= Q(id_hash__in=hashes)
    return people.filter(found)


def organisation_named(name: str, *, on: date) -> Organisation | None:
    """Return the organisation of exactly this name, None where it is in no list yet."""
    rows = Organisation.objects.filter(in_force(on), name=name.strip())
    return rows.order_by("pk").first()


def places_of_province(acting: Acting, *, on: date) -> QuerySet[Place]:
    """Return the places to which a record may move: all of the province, by code."""
    return places_under((acting.province,), on=on).order_by("code")


def homes_of(people: QuerySet[Person]) -> list[tuple[str, str]]:
    """Return the places (code, name) at which these people's records are kept, by code."""
    rows = Place.objects.filter(pk__in=people.values("home_id")).order_by("code")
    return list(rows.values_list("code", "name"))


def masked_number_of(person: Person) -> str:
    """Return a person's number with its middle hidden, empty where there is none."""
    number = Person.objects.values_list("id_number", flat=True).get(pk=person.pk)
    return masked_number(str(number)) if number else ""


def is_visible(acting: Acting, pk: int, *, on: date) -> bool:
    """Say whether the user may read a record."""
    return visible_people(acting, on=on).filter(pk=pk).exists()
