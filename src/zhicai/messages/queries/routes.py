"""Through which channels a message leaves, and to whom: what is configured, what offices chose."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from zhicai.accounts.models import Membership, User
from zhicai.accounts.queries import holding
from zhicai.messages.channels.registry import Channel, Reach, configured
from zhicai.messages.models import Message, Preference, QuietHours, Robot
from zhicai.messages.permissions import OFFICE_ROLES
from zhicai.messages.rules.outbox import Quiet, wanted_by_default

Holder = tuple[str, int, str]
"""Whose: ``("place", id, level)``, ``("organisation", id, "")`` or ``("user", id, "")``."""

_ROLES = [role.value for role in OFFICE_ROLES]


@dataclass(frozen=True, slots=True)
class Route:
    """One way of one message: through a channel, to the office as a whole or one of its people."""

    message: Message
    channel: Channel
    user_id: int | None = None


def holder_of(row: Message | Preference) -> Holder:
    """Return whom a message is for, or whose a choice is."""
    if row.place_id is not None:
        return "place", row.place_id, row.level
    if row.organisation_id is not None:
        return "organisation", row.organisation_id, ""
    return "user", row.user_id or 0, ""


def address_of(user: User, reach: Reach) -> str:
    """Return the phone or e-mail address of a user, ``""`` where there is none."""
    return {"phone": user.phone, "email": user.email}.get(reach, "")


def quiet_hours() -> Quiet:
    """Return the hours in which nothing rings: as last decided, else from 21:00 to 08:00."""
    row = QuietHours.objects.order_by("-pk").first()
    return Quiet(row.begins, row.ends) if row else Quiet()


def routes_of(messages: Sequence[Message], *, kind: str, on: date) -> list[Route]:
    """Return every way that messages of one kind leave the site; at most four queries for all."""
    ways = [one for one in configured().values() if one.reach != "own"]
    map_ = _Map.of(messages, kind=kind, on=on, ways=ways)
    return [route for message in messages for route in map_.routes(message, ways)]


@dataclass(slots=True)
class _Map:
    """Who works where, what they chose, which offices have a robot; read once for all messages."""

    kind: str
    configured: Collection[str]
    people: dict[Holder, list[User]] = field(default_factory=dict)
    choices: dict[tuple[Holder, str], bool] = field(default_factory=dict)
    robots: frozenset[Holder] = frozenset()

    @classmethod
    def of(
        cls, messages: Sequence[Message], *, kind: str, on: date, ways: Sequence[Channel]
    ) -> "_Map":
        """Read what the routes of some messages depend on."""
        found = cls(kind, {one.name for one in ways})
        holders = {holder_of(message) for message in messages}
        reaches = {one.reach for one in ways}
        if reaches & {"phone", "email"}:
            found.people = _people(holders, on)
        users = {user.pk for people in found.people.values() for user in people}
        rows = Preference.objects.filter(_whose(holders, users), kind=kind)
        found.choices = {(holder_of(row), row.channel): row.wanted for row in rows}
        if "robot" in reaches:
            found.robots = _robots(holders)
        return found

    def routes(self, message: Message, ways: Iterable[Channel]) -> Iterable[Route]:
        """Yield the ways of one message."""
        holder = holder_of(message)
        for way in ways:
            if way.reach in ("phone", "email"):
                for user in self.people.get(holder, ()):
                    if address_of(user, way.reach) and self._wanted(holder, way.name, user):
                        yield Route(message, way, user.pk)
            elif self._wanted(holder, way.name) and (way.reach == "all" or holder in self.robots):
                yield Route(message, way)

    def _wanted(self, holder: Holder, channel: str, user: User | None = None) -> bool:
        own = self.choices.get((("user", user.pk, ""), channel)) if user else None
        if own is not None:
            return own
        office = self.choices.get((holder, channel))
        if office is not None:
            return office
        return wanted_by_default(self.kind, channel, self.configured)


def _ids(holders: Iterable[Holder], what: str) -> set[int]:
    return {holder[1] for holder in holders if holder[0] == what}


def _whose(holders: Iterable[Holder], users: Iterable[int]) -> Q:
    return (
        Q(place_id__in=_ids(holders, "place"))
        | Q(organisation_id__in=_ids(holders, "organisation"))
        | Q(user_id__in=_ids(holders, "user") | set(users))
    )


def _people(holders: Iterable[Holder], on: date) -> dict[Holder, list[User]]:
    """The people who work in some offices on a day, and those who are addressed themselves."""
    rows = (
        Membership.objects.filter(holding(on), role__in=_ROLES, user__is_active=True)
        .filter(
            Q(place_id__in=_ids(holders, "place"), organisation=None)
            | Q(organisation_id__in=_ids(holders, "organisation"))
        )
        .select_related("user")
        .order_by("pk")
    )
    found: dict[Holder, dict[int, User]] = {}
    for row in rows:
        holder: Holder = ("place", row.place_id, row.level)
        if row.organisation_id is not None:
            holder = ("organisation", row.organisation_id, "")
        found.setdefault(holder, {})[row.user_id] = row.user
    for user in User.objects.filter(pk__in=_ids(holders, "user"), is_active=True):
        found["user", user.pk, ""] = {user.pk: user}
    return {holder: list(people.values()) for holder, people in found.items()}


def _robots(holders: Iterable[Holder]) -> frozenset[Holder]:
    rows = Robot.objects.filter(
        Q(place_id__in=_ids(holders, "place"))
        | Q(organisation_id__in=_ids(holders, "organisation"))
    ).values_list("place_id", "level", "organisation_id")
    return frozenset(
        ("organisation", organisation, "") if organisation else ("place", place or 0, level)
        for place, level, organisation in rows
    )
