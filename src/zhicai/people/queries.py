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
from zhicai.places.queries import places_under

READ = "people.read"


def visible_people(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the people whose records the user may read, by name.

    An office sees those of its place, an organisation those who work for it now, everybody
    themselves. The sealed number is not read; ask for it one person at a time.
    """
    rows = Person.objects.defer("id_number").select_related("home")
    mine = Q(user_id=acting.user_id)
    if not holds(acting, READ):
        return rows.filter(mine)
    if acting.organisation_id is not None:
        theirs = Employment.objects.filter(organisation_id=acting.organisation_id, valid_to=None)
        return rows.filter(mine | Q(pk__in=theirs.values("person_id")))
    return rows.filter(mine | Q(home__in=places_under(reach_of(acting, READ), on=on)))


def person_for(acting: Acting, pk: int, *, on: date) -> Person:
    """Return one person whose record the user may read, else OutOfScope."""
    found = visible_people(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def find_by_number(id_kind: str, number: str) -> Person | None:
    """Return the person with this document number, None where there is none; one indexed read."""
    hashed = hash_of(id_kind, number)
    return Person.objects.filter(id_kind=id_kind, id_hash=hashed).first()


def find_by_numbers(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the person's key for each (kind, number) that is known; a query for each 900."""
    wanted = {(kind, hash_of(kind, number)): (kind, number) for kind, number in numbers}
    hashes = [hashed for _, hashed in wanted]
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(hashes), 900):
        rows = Person.objects.filter(id_hash__in=hashes[start : start + 900])
        for pk, kind, hashed in rows.values_list("pk", "id_kind", "id_hash"):
            if (kind, hashed) in wanted:
                found[wanted[kind, hashed]] = pk
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
    return Entry.objects.filter(
        subject="people.person", subject_id=str(person.pk), verb="people.unmasked"
    ).order_by("-at")


def employers_of(people: Iterable[int]) -> Mapping[int, Employment]:
    """Return each person's present employment by the person's key."""
    rows = Employment.objects.filter(person_id__in=list(people), valid_to=None)
    return {row.person_id: row for row in rows.select_related("organisation")}
