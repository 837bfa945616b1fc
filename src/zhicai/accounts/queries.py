"""Reads of accounts: the offices a user acts for."""

from datetime import date

from zhicai.accounts.acting import Acting, Duty
from zhicai.accounts.models import Membership, User
from zhicai.law.schema import Level
from zhicai.places.models import Parentage, Service
from zhicai.places.queries import in_force


def actings_of(user: User, *, on: date) -> list[Acting]:
    """Return every office and organisation the user acts for on a day; memberships at one merge."""
    rows = list(
        Membership.objects.filter(in_force(on), user=user)
        .select_related("place", "organisation")
        .order_by("pk")
    )
    served = _served([r.organisation_id for r in rows if r.organisation_id], on)
    place_ids = {row.place_id for row in rows} | {p for ids in served.values() for p in ids}
    paths = dict(
        Parentage.objects.filter(in_force(on), place_id__in=place_ids).values_list(
            "place_id", "path"
        )
    )
    groups: dict[str, list[Membership]] = {}
    for row in rows:
        key = f"o{row.organisation_id}" if row.organisation_id else f"p{row.place_id}"
        groups.setdefault(key, []).append(row)
    return [_acting(user, key, group, paths, served) for key, group in groups.items()]


def _served(organisations: list[int], on: date) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if organisations:
        rows = Service.objects.filter(in_force(on), organisation_id__in=organisations)
        for organisation, place in rows.values_list("organisation_id", "place_id"):
            found.setdefault(organisation, []).append(place)
    return found


def _acting(
    user: User,
    key: str,
    group: list[Membership],
    paths: dict[int, str],
    served: dict[int, list[int]],
) -> Acting:
    first = group[0]
    organisation = first.organisation
    own = paths.get(first.place_id, first.place.code)
    if organisation is not None:
        reach = tuple(sorted(paths[p] for p in served.get(organisation.pk, []) if p in paths))
        office = organisation.name
    else:
        reach = (own,)
        office = f"{first.place.name}局"
    return Acting(
        user_id=user.pk,
        username=user.username,
        name=user.name,
        key=key,
        office=office,
        place_id=first.place_id,
        place_code=first.place.code,
        place_path=own,
        paths=reach,
        duties=frozenset(
            Duty(
                row.role,
                Level(row.level) if row.level else None,
                organisation.kind if organisation else None,
            )
            for row in group
        ),
        organisation_id=organisation.pk if organisation else None,
        organisation_kind=organisation.kind if organisation else None,
    )
