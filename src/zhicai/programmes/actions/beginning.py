"""Begin with a province: its divisions, and the accounts without which nobody could sign in."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Membership, Role
from zhicai.audit.actions import Actor
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions
from zhicai.places.models import Place, Seat
from zhicai.places.own_files import read_divisions

FIRST = (
    ("rules", Role.RULE_KEEPER, Text("方案管理员", "rule keeper")),
    ("officer", Role.OFFICER, Text("省级经办人", "provincial officer")),
    ("registry", Role.REGISTRAR, Text("办公室备案员", "provincial registrar")),
    ("system", Role.SYSTEM_ADMIN, Text("系统管理员", "system administrator")),
    ("security", Role.SECURITY_ADMIN, Text("安全管理员", "security administrator")),
    ("audit", Role.AUDIT_ADMIN, Text("审计管理员", "audit administrator")),
)
"""The province's first accounts: end of the user name, role, what it is called."""

ALPHABET = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"
"""Letters and figures that nobody mistakes for another when copying from paper."""


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account just opened, with the password that nothing but this keeps."""

    username: str
    password: str
    name: str
    says: Text
    place: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What was new: divisions, and accounts."""

    divisions: int
    accounts: tuple[OpenedAccount, ...]


@transaction.atomic
def begin_province(
    law: Programme,
    *,
    since: date,
    by: Actor,
    admin: str = "",
    with_offices: bool = False,
) -> Begun:
    """Load the divisions of a programme's province and open its first accounts.

    What is there already stays as it is: a role at the provincial office that someone holds, or
    once held, gets no second account. ``admin`` is the name of the system administrator.
    ``with_offices`` opens an officer's account for every city and county as well. BadInput or
    LawError where the division table is wrong.
    """
    fresh = load_divisions(read_divisions(law), province=law.head.province, since=since, by=by)
    province = Place.objects.get(code=law.head.province)
    opened = _first_accounts(law, province, admin, since=since, by=by)
    if with_offices:
        opened += _office_accounts(province, since=since, by=by)
    return Begun(fresh, tuple(opened))


def _first_accounts(
    law: Programme, province: Place, admin: str, *, since: date, by: Actor
) -> list[OpenedAccount]:
    rows = Membership.objects.filter(place=province, level=Level.PROVINCE)
    held = set(rows.values_list("role", flat=True))
    return [
        _open(
            f"{law.head.divisions}-{end}",
            name=admin if admin and role is Role.SYSTEM_ADMIN else says.zh,
            says=says,
            roles=[(role, Level.PROVINCE)],
            place=province,
            since=since,
            by=by,
        )
        for end, role, says in FIRST
        if role.value not in held
    ]


def _office_accounts(province: Place, *, since: date, by: Actor) -> list[OpenedAccount]:
    """An officer for every office below the province; one for a place that is city and county."""
    seats: dict[Place, list[Level]] = {}
    below = Seat.objects.filter(
        place__parentages__path__startswith=f"{province.code}/", valid_to=None
    )
    for seat in below.select_related("place").order_by("place__code", "pk").distinct():
        seats.setdefault(seat.place, []).append(Level(seat.level))
    staffed = set(Membership.objects.filter(role=Role.OFFICER).values_list("place_id", flat=True))
    return [
        _open(
            place.code,
            name=f"{place.short_name}经办人",
            says=Text(place.name, place.english or place.name),
            roles=[(Role.OFFICER, level) for level in levels],
            place=place,
            since=since,
            by=by,
        )
        for place, levels in seats.items()
        if place.pk not in staffed
    ]


def _open(
    username: str,
    *,
    name: str,
    says: Text,
    roles: Iterable[tuple[Role, Level]],
    place: Place,
    since: date,
    by: Actor,
) -> OpenedAccount:
    password = _password()
    user = open_account(username, name=name, password=password, by=by)
    for role, level in roles:
        give_membership(user, role, place=place, level=level, by=by, since=since)
    return OpenedAccount(username, password, name, says, place.code)


def _password() -> str:
    """Four groups of five: more than a hundred bits, and still readable from paper."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))
