"""Registrations of an employer that came into the directory later: each finds its enterprise."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from zhicai.admission.models import Registration
from zhicai.audit.actions import Actor, record
from zhicai.people.models import Employment
from zhicai.places.models import Organisation

CHUNK = 500


@transaction.atomic
def link_employers(organisations: Iterable[int], *, by: Actor) -> int:
    """Tie registrations without an enterprise to one of these: by code, else by name, else by
    where the person works now; return how many.

    What was written about the employer stays as it was.
    """
    keys = sorted(set(organisations))
    by_code: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for start in range(0, len(keys), CHUNK):
        for one in Organisation.objects.filter(pk__in=keys[start : start + CHUNK]):
            by_name[one.name] = one.pk
            if one.code:
                by_code[one.code] = one.pk
    rows = Registration.objects.filter(organisation=None).order_by("pk")
    found: dict[int, list[int]] = defaultdict(list)
    rest: dict[int, list[int]] = defaultdict(list)
    facts = rows.values_list("pk", "employer_code", "employer_name", "person_id")
    for pk, code, name, person in facts:
        match = by_code.get(code) or by_name.get(name)
        if match:
            found[match].append(pk)
        elif not code and not name:
            continue
        else:
            rest[person].append(pk)
    _by_employment(rest, set(keys), found)
    linked = [pk for some in found.values() for pk in some]
    for organisation, some in found.items():
        for start in range(0, len(some), CHUNK):
            chosen = Registration.objects.filter(pk__in=some[start : start + CHUNK])
            chosen.update(organisation=organisation)
    if linked:
        first = Registration.objects.get(pk=linked[0])
        values = {"count": len(linked), "organisations": len(found)}
        record(by, "admission.employers_linked", first, values=values)
    return len(linked)


def _by_employment(
    rest: dict[int, list[int]], organisations: set[int], found: dict[int, list[int]]
) -> None:
    people = sorted(rest)
    for start in range(0, len(people), CHUNK):
        rows = Employment.objects.filter(
            person__in=people[start : start + CHUNK], valid_to=None, organisation__isnull=False
        )
        for person, organisation in rows.values_list("person_id", "organisation_id"):
            if organisation in organisations:
                found[organisation] += rest[person]
