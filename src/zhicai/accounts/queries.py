"""Reads of accounts: the offices a user acts for, the tickets that set a password."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting, Duty
from zhicai.accounts.models import Membership, Role, Ticket, User
from zhicai.accounts.rules import digest_of, matches, split_token
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.prepared import Prepared
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


def _with_office(rows: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """What an acting is made of: place, organisation, user, and the path of the place as `path`."""
    path = Parentage.objects.filter(in_force(on), place=OuterRef("place")).values("path")[:1]
    return rows.select_related("place", "organisation", "user").only(
        "role", "level",
        "user__name",
        "place__code", "place__name",
        "organisation__kind", "organisation__name",
    ).annotate(path=Subquery(path)).order_by("pk")  # fmt: skip


def _held_by(user: int, on: date) -> QuerySet[Membership]:
    return _with_office(Membership.objects.filter(holding(on), user=user), on)


def _stood_in_for_by(user: int, on: date) -> QuerySet[Membership]:
    still = Q(deputies__at_once=False) | Q(deputies__valid_to__gt=on)
    rows = Membership.objects.filter(
        holding(on), in_force(on, "deputies__"), still, deputies__user=user
    )
    return _with_office(rows, on)


_own = Prepared(_held_by, user=int, on=date)
_stood_for = Prepared(_stood_in_for_by, user=int, on=date)


def actings_of(user: User, *, on: date) -> list[Acting]:
    """Return every office and organisation the user acts for on a day; memberships at one merge.

    Those for which the user stands in for someone else come last.
    """
    own = _own.rows(user=user.pk, on=on)
    stood_for = _stood_for.rows(user=user.pk, on=on)
    rows = own + [row for row in stood_for if row.user_id != user.pk]
    served = _served([r.organisation_id for r in rows if r.organisation_id], on)
    paths = {row.place_id: row.path for row in rows if row.path} | _paths(served, on)  # type: ignore[attr-defined]
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


def _paths(served: dict[int, list[int]], on: date) -> dict[int, str]:
    wanted = {place for places in served.values() for place in places}
    if not wanted:
        return {}
    rows = Parentage.objects.filter(in_force(on), place_id__in=wanted)
    return dict(rows.values_list("place_id", "path"))


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
