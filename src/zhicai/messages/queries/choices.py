"""Reads of how an office or a person wants to be told."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.messages.channels.registry import Channel, configured
from zhicai.messages.models import Message, Preference, Robot
from zhicai.messages.rules.outbox import wanted_by_default

PERSONAL = ("phone", "email")


def holdings_of(acting: Acting) -> list[dict[str, Any]]:
    """Return as whom the user's office chooses: the organisation, or the office at each level."""
    if acting.organisation_id is not None:
        return [{"organisation_id": acting.organisation_id}]
    levels = sorted({duty.level for duty in acting.duties if duty.level is not None})
    return [{"place_id": acting.place_id, "level": level.value} for level in levels]


def own_choices(holding: Mapping[str, Any]) -> QuerySet[Preference]:
    """Return what an office, an organisation or a person has chosen itself."""
    return Preference.objects.filter(**holding)


def ways() -> list[Channel]:
    """Return the configured channels that one can choose."""
    return [one for one in configured().values() if one.reach != "own"]


def wanted_by_office(acting: Acting) -> dict[tuple[str, str], bool]:
    """Return for each kind and channel whether the user's office is told that way."""
    found = _defaults()
    for holding in holdings_of(acting)[:1]:
        found |= {(row.kind, row.channel): row.wanted for row in own_choices(holding)}
    return found


def wanted_by_person(acting: Acting) -> dict[tuple[str, str], bool]:
    """Return the same for the user: the own choice, else the office's; personal channels only."""
    office = wanted_by_office(acting)
    own = own_choices({"user_id": acting.user_id})
    found = office | {(row.kind, row.channel): row.wanted for row in own}
    personal = {one.name for one in ways() if one.reach in PERSONAL}
    return {key: wanted for key, wanted in found.items() if key[1] in personal}


def _defaults() -> dict[tuple[str, str], bool]:
    names = [one.name for one in ways()]
    return {
        (kind, name): wanted_by_default(kind, name, names)
        for kind in Message.Kind.values
        for name in names
    }


def has_robot(acting: Acting) -> bool:
    """Say whether the office has a group robot; its address is never shown again."""
    return any(Robot.objects.filter(**holding).exists() for holding in holdings_of(acting))


def contact_of(acting: Acting) -> User:
    """Return the user's own account, for the phone and e-mail address it holds."""
    return User.objects.get(pk=acting.user_id)
