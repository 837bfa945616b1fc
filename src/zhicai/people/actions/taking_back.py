"""Take back persons entered by mistake, to whom nothing refers."""

from collections.abc import Collection

from django.db import transaction

from zhicai.audit.actions import Actor, record
from zhicai.people.models import Employment, LikenessKey, Person, SearchKey

BATCH = 500
OWN = (Employment, LikenessKey, SearchKey)
"""What goes with a person: the own employments and what the person is found by."""


@transaction.atomic
def take_back(people: Collection[int], *, by: Actor) -> int:
    """Remove those of some persons to whom only their own employments refer; return how many.

    For the undoing of an import: whoever has an account, another class or any other record stays.
    """
    gone: list[int] = []
    others = [
        relation for relation in Person._meta.related_objects if relation.related_model not in OWN
    ]
    keys = sorted(people)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        free = set(Person.objects.filter(pk__in=part, user=None).values_list("pk", flat=True))
        for relation in others:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": list(free)})
            free -= set(rows.values_list(f"{name}_id", flat=True))
        held = Employment.objects.filter(person__in=free)
        held = held.exclude(confirmations=None)
        free -= set(held.values_list("person_id", flat=True))
        Employment.objects.filter(person__in=free).delete()
        gone += free
        Person.objects.filter(pk__in=free).delete()
    if gone:
        values = {"count": len(gone), "first": min(gone), "last": max(gone)}
        record(by, "people.taken_back", Person(pk=min(gone)), values=values)
    return len(gone)
