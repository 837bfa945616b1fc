"""Which records look like two of one person, and which merges there were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Count, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import LikenessKey, Merge, NotSame, Person
from zhicai.people.queries.records import visible_people
from zhicai.places.queries import places_under

RIGHT = "people.merge"
MOST_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that look alike, the older first, and by what: birth, phone, number."""

    first_id: int
    second_id: int
    kinds: tuple[str, ...]


def alike_pairs(acting: Acting, *, on: date, most: int = MOST_PAIRS) -> list[Pair]:
    """Return the pairs in reach that nobody told apart, at most so many; two queries."""
    if not holds(acting, RIGHT) or acting.organisation_id is not None:
        return []
    rows = LikenessKey.objects.filter(
        person__home__in=places_under(reach_of(acting, RIGHT), on=on),
        person__merged_into=None,
        person__erased_at=None,
    )
    shared = rows.values("key").annotate(people=Count("pk")).filter(people__gt=1).order_by("key")
    keys = [one["key"] for one in shared[:most]]
    groups: dict[tuple[str, str], list[int]] = {}
    told = rows.filter(key__in=keys).order_by("person")
    for kind, key, person in told.values_list("kind", "key", "person"):
        groups.setdefault((kind, key), []).append(person)
    found: dict[tuple[int, int], set[str]] = {}
    for (kind, _key), people in groups.items():
        for first, second in combinations(people, 2):
            found.setdefault((first, second), set()).add(kind)
    apart = NotSame.objects.filter(first__in={first for first, _ in found})
    told_apart = set(apart.values_list("first", "second"))
    pairs = [
        Pair(first, second, tuple(sorted(kinds)))
        for (first, second), kinds in sorted(found.items())
        if (first, second) not in told_apart
    ]
    return pairs[:most]


def people_of(pairs: Iterable[Pair]) -> dict[int, Person]:
    """Return the people of pairs by key; one query."""
    keys = {pk for one in pairs for pk in (one.first_id, one.second_id)}
    return Person.objects.defer("id_number").select_related("home").in_bulk(keys)


def merges_seen(acting: Acting, *, on: date) -> QuerySet[Merge]:
    """Return the merges within reach, the latest first."""
    rows = Merge.objects.select_related("kept__home", "duplicate", "place").defer(
        "before", "after", "kept__id_number", "duplicate__id_number"
    )
    if not holds(acting, RIGHT) or acting.organisation_id is not None:
        return rows.none()
    return rows.filter(kept__home__in=places_under(reach_of(acting, RIGHT), on=on))


def merge_for(acting: Acting, pk: int, *, on: date) -> Merge:
    """Return one merge within reach, else OutOfScope."""
    found = merges_seen(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def mergeable(acting: Acting, first: int, second: int, *, on: date) -> tuple[Person, Person]:
    """Return two records that the user may merge, in the order asked for, else OutOfScope."""
    rows = visible_people(acting, on=on).filter(pk__in=[one for one in (first, second)
                                                        if one < 2**63])  # fmt: skip
    if holds(acting, RIGHT) and acting.organisation_id is None:
        rows = rows.filter(home__in=places_under(reach_of(acting, RIGHT), on=on))
        found = {row.pk: row for row in rows}
        if first != second and {first, second} <= found.keys():
            return found[first], found[second]
    raise OutOfScope
