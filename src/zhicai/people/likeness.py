"""Keeps by what two records of one person are noticed; within the transaction of the caller."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from zhicai.foundation.keyring import keyed_hash
from zhicai.people.models import LikenessKey, Person
from zhicai.people.rules.likeness import born, lenient

BATCH = 5_000


@transaction.atomic
def note_likeness(people: Sequence[Person]) -> None:
    """Note anew what these records share with others of the same person; pointers share nothing."""
    LikenessKey.objects.filter(person__in=[one.pk for one in people]).delete()
    keep_likeness(people)


@transaction.atomic
def keep_likeness(people: Sequence[Person]) -> None:
    """Note it of records that are new."""
    fresh = [key for person in people for key in _keys(person)]
    LikenessKey.objects.bulk_create(fresh, batch_size=BATCH)


def _keys(person: Person) -> Iterator[LikenessKey]:
    if person.merged_into_id is not None or person.erased_at is not None:
        return
    number = person.id_number
    day = born(person.id_kind, number)
    if day:
        yield LikenessKey(person=person, kind="birth", key=keyed_hash(f"{person.name}:{day}"))
    if person.phone:
        said = f"{person.name}:{person.phone}"
        yield LikenessKey(person=person, kind="phone", key=keyed_hash(said))
    if len(lenient(number)) >= 5:
        yield LikenessKey(person=person, kind="number", key=keyed_hash(lenient(number)))
