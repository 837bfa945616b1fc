"""Reads of accounts: the offices a user acts for, the tickets that set a password."""

from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet

from zhicai.accounts.acting import Acting, Duty
from zhicai.accounts.models import Membership, Role, Ticket, User
from zhicai.accounts.rules import digest_of, matches, split_token
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Parentage, Service
from zhicai.places.queries import in_force

ONESELF = "本人"
"""The office of someone who acts for nobody else."""


def holding(on: date, prefix: str = "") -> Q:
    """Return the condition that a membership or a deputy holds on a day.

    What was ended at once no longer holds on its last day.
    """
    cut = Q(**{f"{prefix}at_once": True, f"{prefix}valid_to__lte": on})
    return in_force(on, prefix) & ~cut


def actings_of(user: User, *, on: date) -> list[Acting]:
    """Return every office and organisation the user acts for on a day; memberships at one merge.

    Those for which the user stands in for someone else come last.
    """
    own_deputies = FilteredRelation(
        "deputies",
        condition=Q(
            deputies__user=user,
            deputies__valid_from__lte=on,
            deputies__valid_to__gte=on,
        ),
    )
    rows = list(
        Membership.objects.alias(standing=own_deputies)
        .filter(holding(on))
        .filter(
            Q(user=user)
            | Q(standing__isnull=False, standing__at_once=False)
            | Q(standing__isnull=False, standing__valid_to__gt=on)
        )
        .select_related("place", "organisation", "user")
        .order_by("pk")
    )
    rows.sort(key=lambda row: row.user_id != user.pk)
    served = _served([r.organisation_id for r in rows if r.organisation_id], on)
    place_ids = {row.place_id for row in rows} | {p for ids in served.values() for p in ids}
    paths = dict(
        Parentage.objects.filter(in_force(on), place_id__in=place_ids).values_list(
            "place_id", "path"
        )
    )
    groups: dict[str, list[Membership]] = {}
    for row in rows:
        stands = "" if row.user_id == user.pk else f"d{row.user_id}-"
        groups.setdefault(stands + office_key(row), []).append(row)
    return [_acting(user, key, group, paths, served) for key, group in groups.items()]


def office_key(membership: Membership) -> str:
    """Return the key of the office or organisation of a membership, as in :class:`Acting`."""
    if membership.role == Role.PERSON:
        return "self"
    if membership.organisation_id:
        return f"o{membership.organisation_id}"
    return f"p{membership.place_id}"


def office_name(membership: Membership) -> str:
    """Return the name of the office or organisation of a membership, as shown and recorded."""
    if membership.role == Role.PERSON:
        return ONESELF
    if membership.organisation:
        return membership.organisation.name
    return f"{membership.place.name}局"


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
    else:
        reach = () if first.role == Role.PERSON else (own,)
    stands_for = "" if first.user_id == user.pk else first.user.name
    return Acting(
        user_id=user.pk,
        username=user.username,
        name=f"{user.name} 代 {stands_for}" if stands_for else user.name,
        key=key,
        office=office_name(first),
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
        stands_for=stands_for,
    )


def tickets_of(user: User) -> QuerySet[Ticket]:
    """Return the tickets of an account, the newest first."""
    return Ticket.objects.filter(user=user)


def ticket_for(token: str) -> Ticket:
    """Return the ticket of a token, open or not; OutOfScope for a token that is none of ours."""
    selector, secret = split_token(token)
    ticket = Ticket.objects.filter(selector=selector).select_related("user").first()
    # An unknown selector is compared as well, so that it takes as long.
    if not matches(secret, ticket.digest if ticket else digest_of("")) or ticket is None:
        raise OutOfScope
    return ticket
